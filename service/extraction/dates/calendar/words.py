"""Months and days of the month as they are written."""

from dateparser.date import DateDataParser

from service.codebook.model import DateRules


class CalendarWords:
    """Reads months and days. dateparser knows the names of months. Built once."""

    def __init__(self, rules: DateRules) -> None:
        self._parser = DateDataParser(languages=["en"])
        self._ordinals = rules.ordinals
        self._months: dict[str, int] = {}

    def read_month(self, name: str) -> int:
        """The number of a month: "3", "Mar.", "March". Raises ValueError where it is none."""
        if name.isdigit():
            return int(name)
        if name not in self._months:
            self._months[name] = self._parse_month(name)
        return self._months[name]

    def _parse_month(self, name: str) -> int:
        found = self._parser.get_date_data(f"1 {name.strip('.')} 2000").date_obj
        if found is None:
            raise ValueError(name)
        return int(found.month)

    def read_day(self, text: str) -> int:
        """The number of a day as written: "3", "3rd", "third", "twenty-third"."""
        digits = "".join(char for char in text if char.isdigit())
        if digits:
            return int(digits)
        tens, _, ones = text.rpartition("-")
        return {"": 0, "twenty": 20, "thirty": 30}[tens] + self._ordinals[ones]
