"""Days as pages write them: in digits, in words of any language, or for machines. No day is guessed or completed."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from dateparser.data.languages_info import language_order
from dateparser.date import DateDataParser

# Nothing on a page was published before this day.
FIRST_DAY = dt.date(1900, 1, 1)
# A text longer than this is no day.
MAX_CHARACTERS = 300
YEAR = r"(?:19|20)\d\d"
MONTH = r"[^\W\d_]{3,12}\.?"
YEAR_FIRST = rf"(?<!\d)(?P<year>{YEAR})(?P<mark>[-/.])(?P<month>\d{{1,2}})(?P=mark)(?P<day>\d{{1,2}})(?!\d)"
COMPACT = rf"(?<!\d)(?P<compact>{YEAR}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))(?=T?\d{{4,6}}\b|T|\b)"
NUMERIC = rf"(?<![\d/.-])(?P<first>\d{{1,2}})(?P<sign>[-/.])(?P<second>\d{{1,2}})(?P=sign)(?P<last>{YEAR})(?!\d|:\d)"
EAST_ASIAN = rf"(?P<east>{YEAR}\s?[年년]\s?\d{{1,2}}\s?[月월]\s?\d{{1,2}}\s?[日일])"
WRITTEN = (
    rf"(?P<written>(?<!\d)\d{{1,2}}(?:st|nd|rd|th|er|[.º])?[\s-]+(?:de\s+|of\s+)?{MONTH},?[\s-]+(?:del?\s+)?{YEAR}(?!\d)"
    rf"|\b{MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?(?:,\s*|\s+)(?:\d{{1,2}}:\d\d(?::\d\d)?\s+(?:[A-Z]{{2,4}}\s+)?)?{YEAR}(?!\d))"
)
DAY = re.compile("|".join((YEAR_FIRST, NUMERIC, EAST_ASIAN, WRITTEN)))
MACHINE_DAY = re.compile("|".join((YEAR_FIRST, COMPACT, NUMERIC, EAST_ASIAN, WRITTEN)))
CLOCK_TIME = re.compile(r"\d{1,2}:\d\d(?::\d\d)?\s+(?:[A-Z]{2,4}\s+)?")
DIGITS = re.compile(r"\d+")
# What counts from today is no day of a page, nor is one without its year.
SETTINGS = {"REQUIRE_PARTS": ["day", "month", "year"], "PARSERS": ["absolute-time"]}


@dataclass(frozen=True, slots=True)
class WrittenDay:
    """A day in a text, from `start` to `end`. One in digits that may be two days has both: day first, month first."""

    start: int
    end: int
    readings: tuple[dt.date, ...]
    # Of a day in digits with the year last, whether the day stands first; null where nothing tells.
    is_day_first: bool | None = None

    @property
    def day(self) -> dt.date | None:
        """The day, if there is only one that it can be."""
        return self.readings[0] if len(self.readings) == 1 else None


class DayReader:
    """Reads the days of one page, in its language and in English, up to the day `latest`."""

    def __init__(self, language: str | None, latest: dt.date) -> None:
        self._language = (language or "en").split("-")[0]
        self._latest = latest
        self._words: DateDataParser | None = None

    def find_days(self, text: str) -> Iterator[WrittenDay]:
        """The days that a text names, in its order."""
        yield from self._find(DAY, text)

    def parse_machine_day(self, text: str) -> WrittenDay | None:
        """The first day of a timestamp, as it is written there: the local one if it has an offset.

        Second zero of Unix time is what programs write that were given no time.
        """
        return None if _is_zero(text.strip()) else next(self._find(MACHINE_DAY, text), None)

    def _find(self, pattern: re.Pattern[str], text: str) -> Iterator[WrittenDay]:
        for match in pattern.finditer(text[:MAX_CHARACTERS]):
            possible, is_day_first = self._read(match)
            readings = tuple(dict.fromkeys(day for day in possible if day and FIRST_DAY <= day <= self._latest))
            if readings:
                yield WrittenDay(match.start(), match.end(), readings, is_day_first)

    def _read(self, match: re.Match[str]) -> tuple[tuple[dt.date | None, ...], bool | None]:
        groups = match.groupdict()
        if groups["year"]:
            return (_build_day(groups["year"], groups["month"], groups["day"]),), None
        if groups.get("compact"):
            digits = groups["compact"]
            return (_build_day(digits[:4], digits[4:6], digits[6:]),), None
        if groups["last"]:
            return _read_numeric(groups["last"], groups["first"], groups["second"])
        if groups["east"]:
            year, month, day = DIGITS.findall(groups["east"])
            return (_build_day(year, month, day),), None
        return (self._read_words(groups["written"]),), None

    def _read_words(self, text: str) -> dt.date | None:
        if self._words is None:
            self._words = _build_parser(self._language)
        found = self._words.get_date_data(CLOCK_TIME.sub("", text)).date_obj
        return found.date() if found else None


def _is_zero(text: str) -> bool:
    if "1970-01-01" not in text and "1969-12-31" not in text:
        return False
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        return False
    # A day alone is read as its midnight, and may be meant.
    is_moment = len(text) > len("1970-01-01")
    return is_moment and (moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)).timestamp() == 0


def _read_numeric(year: str, first: str, second: str) -> tuple[tuple[dt.date | None, ...], bool | None]:
    by_day, by_month = _build_day(year, second, first), _build_day(year, first, second)
    tells = (by_day is None) != (by_month is None)
    return (by_day, by_month), by_day is not None if tells else None


def _build_day(year: str, month: str, day: str) -> dt.date | None:
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        return None


def _build_parser(language: str) -> DateDataParser:
    """For the language of the page, if it is known, and English, in which many pages write their days all the same."""
    languages = [language] if language in language_order else []
    return DateDataParser(languages=list(dict.fromkeys((*languages, "en"))), settings=SETTINGS)
