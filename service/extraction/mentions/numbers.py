"""Numbers of people and sums of money, in digits or words, with how they are hedged."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from service.codebook.model import NumberRules
from service.domain.events.reports import Qualifier
from service.extraction.mentions.number_words import Atom, calculate_value, split_numbers

# No sum or number that an article means is larger, and the store keeps 64 bits.
MAX_VALUE = 10**15
# Larger numbers of people than any base ever held are something else.
MAX_PERSONNEL = 400_000


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a sentence: its span with its hedge and currency."""

    start: int
    end: int
    value: int
    qualifier: Qualifier
    unit: str | None


class NumberReader:
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
            runs = list(split_numbers(list(self._read_atoms(text, *match.span("number")))))
            for run in runs:
                value = _find_whole(run)
                if value is None or text[run[0].start : run[-1].end].lower() in self._rules.not_alone:
                    continue
                # A hedge and a sign stand before the first number, the name of a currency after the last.
                first, last = run is runs[0], run is runs[-1]
                mark = (match["symbol"] if first else "") or (match["currency"] if last else "") or ""
                hedge = (match["qualifier"] if first else "") or ""
                yield Number(
                    match.start() if first else run[0].start,
                    match.end() if last else run[-1].end,
                    value,
                    self._rules.qualifiers.get(hedge.lower(), Qualifier.EXACT),
                    self._rules.currencies.get(mark.lower()),
                )

    def _read_atoms(self, text: str, start: int, end: int) -> Iterator[Atom]:
        last = start
        for match in self._atom.finditer(text, start, end):
            word = match.group().lower().replace(",", "")
            scale, value = self._rules.scales.get(word), self._rules.values.get(word)
            yield Atom(
                match.start(),
                match.end(),
                float(scale or (word if value is None else value)),
                is_scale=scale is not None,
                opening=word[0].isdigit() or word in self._rules.articles,
                after_and="and" in text[last : match.start()].lower(),
            )
            last = match.end()


def _find_whole(run: Sequence[Atom]) -> int | None:
    value = calculate_value(run)
    return int(value) if 0 < value <= MAX_VALUE and value == int(value) else None
