"""Numbers of people and sums of money, in digits or words, with how they are hedged."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from service.codebook.model import NumberRules
from service.domain.reports import Figure, Qualifier

# "300 coalition personnel": this many words may stand between a number and the force that it counts.
COUNTED_REACH = 4
# Larger numbers of people than any base ever held are something else.
# No sum or number that an article means is larger, and the store keeps 64 bits.
LARGEST = 10**15
YEAR_BEFORE = re.compile(r"\b(?:in|since|by|of|from|until) $")
MOST_PERSONNEL = 400_000


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a sentence: its span with its hedge and currency."""

    start: int
    end: int
    value: int
    qualifier: Qualifier
    unit: str | None


class FigureReader:
    """Finds numbers by the codebook's words. Built once."""

    def __init__(self, rules: NumberRules) -> None:
        self._rules = rules
        qualifiers = "|".join(sorted(map(re.escape, rules.qualifiers), key=len, reverse=True))
        scales = [scale for scale in rules.scales if len(scale) > len("bn")]
        words = "|".join(sorted((*rules.values, *scales), key=len, reverse=True))
        atom = (
            rf"(?:(?<![\w-])\d{{1,3}}(?:,\d{{3}})+(?!\d)|(?<![\w.-])\d{{1,12}}(?:\.\d{{1,6}})?(?!\d)"
            rf"|(?<=\d)(?:bn|m|k)\b|\b(?:{words})\b)"
        )
        symbols = "|".join(sorted((re.escape(m) for m in rules.currencies if not m.isalpha()), key=len, reverse=True))
        names = "|".join(re.escape(name) for name in rules.currencies if name.isalpha())
        self._number = re.compile(
            rf"(?:\b(?P<qualifier>{qualifiers})\s+)?(?:(?P<symbol>{symbols}) ?)?"
            rf"(?P<number>{atom}(?:(?:[ -]|\s+and\s+)?{atom})*)"
            rf"(?:\s+(?:us\s+)?(?P<currency>{names})\b)?",
            re.IGNORECASE,
        )
        self._atom = re.compile(atom, re.IGNORECASE)

    def find(self, text: str) -> tuple[Number, ...]:
        """All numbers of a sentence, in order; "a" and "one" alone are none."""
        return tuple(self._read_all(text))

    def _read_all(self, text: str) -> Iterator[Number]:
        for match in self._number.finditer(text):
            atoms = [atom.lower().replace(",", "") for atom in self._atom.findall(match["number"])]
            value = self._value_of(atoms)
            if value is None or (len(atoms) == 1 and atoms[0] in {"a", "an", "one", "m", "k", "bn"}):
                continue
            mark = (match["symbol"] or match["currency"] or "").lower()
            qualifier = self._rules.qualifiers.get((match["qualifier"] or "").lower(), Qualifier.EXACT)
            yield Number(match.start(), match.end(), value, qualifier, self._rules.currencies.get(mark))

    def _value_of(self, atoms: list[str]) -> int | None:
        """The value of number words: "one million and 700 thousand" is 1,700,000."""
        total = current = 0.0
        for atom in atoms:
            scale = self._rules.scales.get(atom)
            if scale is None:
                current += float(self._rules.values.get(atom, atom if atom[0].isdigit() else 0))
            elif scale == 100:
                current = (current or 1) * scale
            else:
                total, current = total + (current or 1) * scale, 0.0
        result = total + current
        return int(result) if 0 < result <= LARGEST and result == int(result) else None


def count_force(text: str, numbers: tuple[Number, ...], start: int, end: int) -> Figure | None:
    """The number of people that stands before, or in, the force named at `start` to `end`."""
    for number in reversed(numbers):
        if number.unit is not None or number.start >= end or number.value > MOST_PERSONNEL:
            continue
        between = text[number.end : max(start, number.end)]
        plain = not re.search(r"[,.;:()]|\b(?:in|on|at|from|by|days?|months?|years?|of the|after|and)\b", between)
        if plain and len(between.split()) <= COUNTED_REACH and not _is_ordinal(text, number):
            return Figure("personnel", number.value, number.qualifier)
    return None


def _is_ordinal(text: str, number: Number) -> bool:
    """ "the 82nd Airborne", "2020" and "No. 8" count nobody."""
    after = text[number.end : number.end + 2].lower()
    before = text[max(0, number.start - 6) : number.start].lower()
    year = 1900 <= number.value <= 2100 and YEAR_BEFORE.search(before) is not None
    return after in {"st", "nd", "rd", "th"} or before.rstrip().endswith(("no.", "-", "half")) or year


def find_values(numbers: tuple[Number, ...]) -> tuple[Figure, ...]:
    """The sums of money of a sentence."""
    return tuple(
        Figure("equipment_value", number.value, number.qualifier, number.unit) for number in numbers if number.unit
    )
