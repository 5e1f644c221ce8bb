"""Finds date phrases; the resolver decides what day they mean."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from service.codebook.model import DateKind, DateRules

DATING = frozenset(
    {DateKind.ABSOLUTE, DateKind.INTERVAL, DateKind.MONTH, DateKind.SEASON, DateKind.FEAST, DateKind.NTH_WEEKDAY}
)
# What may stand between a date and its year.
BESIDE = frozenset({"", "in", "on", "of"})
# A phrase that begins a sentence sets the time for what follows.
FRONT = 4
FIRST_OF_LAST_CENTURY = 30
# What a phrase that goes on behind another has from it: "on March 12 and 14".
SHARED = frozenset({"month", "year", "whichyear"})
# What a pattern is made of: escaped signs and sets of them, groups with no group inside, and parts that must be there.
UNGROUPED = re.compile(r"\\.|\[[^\]]*\]")
INNERMOST = re.compile(r"\((?:\?:|\?P<\w+>|(?P<look>\?<?[=!]))?(?P<content>[^()]*)\)(?P<optional>[?*]|\{0?,)?")
PART = re.compile(r"\{(\w+)\}(?![?*]|\{0?,)")


@dataclass(frozen=True, slots=True)
class DatePhrase:
    """A span of a sentence that says when, with the parts that the resolver reads, lower case."""

    start: int
    end: int
    kind: DateKind
    parts: Mapping[str, str]
    text: str


class DatePhrases:
    """The codebook's date patterns, compiled as one. Built once."""

    def __init__(self, rules: DateRules) -> None:
        needed = [find_needed_parts(rule.pattern) & rules.parts.keys() for rule in rules.phrases]
        self._parts = [(name, _compile_part(rules.parts[name])) for name in sorted(frozenset().union(*needed))]
        self._rules = [
            (rule.kind, parts, re.compile(rules.fill(rule.pattern), re.IGNORECASE))
            for rule, parts in zip(rules.phrases, needed, strict=True)
        ]
        self._continuations = [
            (rule.after, rule.kind, re.compile(rules.fill(rule.pattern), re.IGNORECASE)) for rule in rules.continuations
        ]
        self._numbers = rules.numbers

    def find(self, text: str) -> tuple[DatePhrase, ...]:
        """The phrases of a sentence in order; where two overlap, the pattern given first in the codebook wins."""
        found: list[DatePhrase] = []
        folded = text.casefold()
        present = {name for name, part in self._parts if part.search(folded)}
        for kind, needed, pattern in self._rules:
            # Most sentences name no month, weekday or year, so most patterns need not be tried.
            for match in pattern.finditer(text) if needed <= present else ():
                if not any(match.start() < other.end and other.start < match.end() for other in found):
                    found.append(DatePhrase(match.start(), match.end(), kind, self._read_parts(match), match.group()))
        found = [phrase for phrase in found if not _is_modal(text, phrase)]
        found.sort(key=lambda phrase: phrase.start)
        return tuple(self._continue(text, found))

    def _continue(self, text: str, found: list[DatePhrase]) -> list[DatePhrase]:
        """The phrases with what goes on behind each: "in May" and then "June" of "in May and June"."""
        starts = [*(phrase.start for phrase in found[1:]), len(text)]
        whole: list[DatePhrase] = []
        for phrase, limit in zip(found, starts, strict=False):
            last: DatePhrase | None = phrase
            while last is not None:
                whole.append(last)
                last = self._find_next(text, last, limit)
        return whole

    def _find_next(self, text: str, phrase: DatePhrase, limit: int) -> DatePhrase | None:
        for kinds, kind, pattern in self._continuations:
            match = pattern.match(text, phrase.end) if phrase.kind in kinds else None
            if match and match.end() <= limit:
                shared = {key: value for key, value in phrase.parts.items() if key in SHARED}
                start = match.start("continued")
                found = DatePhrase(
                    start, match.end(), kind, shared | self._read_parts(match), text[start : match.end()]
                )
                return None if _is_modal(text, found) else found
        return None

    def _read_parts(self, match: re.Match[str]) -> dict[str, str]:
        return {key: self._read_part(key, value) for key, value in match.groupdict().items() if value}

    def _read_part(self, key: str, value: str) -> str:
        """A part in lower case; "'92" in full, as the year of a century that ends with 2029; a number in digits."""
        if key == "year" and value.startswith("'"):
            return f"{19 if int(value[1:]) >= FIRST_OF_LAST_CENTURY else 20}{value[1:]}"
        folded = value.lower()
        return self._read_number(folded) if key == "number" else folded

    def _read_number(self, text: str) -> str:
        """Digits for a number in words, such as "three" or "twenty-three"; other words as they are."""
        words = text.split("-")
        return str(sum(self._numbers[word] for word in words)) if self._numbers.keys() >= set(words) else text


def _compile_part(part: str) -> re.Pattern[str]:
    """For folded text: a pattern that need not mind case is several times as fast."""
    return re.compile(part, 0 if part == part.casefold() else re.IGNORECASE)


def find_needed_parts(pattern: str) -> frozenset[str]:
    """The parts that stand in a pattern outside of alternatives and of what may be absent: without them, no match."""
    pattern = UNGROUPED.sub("", pattern)
    while group := INNERMOST.search(pattern):
        dispensable = group["optional"] or group["look"] or "|" in group["content"]
        pattern = pattern[: group.start()] + ("" if dispensable else group["content"]) + pattern[group.end() :]
    return frozenset(PART.findall(pattern)) if "|" not in pattern else frozenset()


def _is_modal(text: str, phrase: DatePhrase) -> bool:
    """ "may" is a month only when written so."""
    month = phrase.parts.get("month")
    return (
        month == "may" and "May" not in text[phrase.start : phrase.end] and "MAY" not in text[phrase.start : phrase.end]
    )


def find_last_year(phrases: tuple[DatePhrase, ...]) -> int | None:
    """The year that the last full phrase names, or that a sentence begins with: what the text goes on to speak of.

    A year in passing ("built in 2017") is not what it speaks of.
    """
    dating = [p for p in phrases if p.kind in DATING or (p.kind is DateKind.YEAR and p.start < FRONT)]
    # A span of years is not one of them.
    dating = [p for p in dating if "last_year" not in p.parts]
    return _read_last_year(dating)


def find_spoken_year(phrases: tuple[DatePhrase, ...]) -> int | None:
    """The last year that phrases name in any way: what "of the same year" means."""
    return _read_last_year([phrase for phrase in phrases if phrase.kind is not DateKind.DECADE])


def _read_last_year(phrases: list[DatePhrase]) -> int | None:
    years = [int(phrase.parts["year"]) for phrase in phrases if "year" in phrase.parts]
    return years[-1] if years else None


def find_year_beside(text: str, phrases: tuple[DatePhrase, ...], phrase: DatePhrase) -> int | None:
    """The year that stands right beside a phrase without one: "in 2001, in June"."""
    for other in phrases:
        first, second = (other, phrase) if other.start < phrase.start else (phrase, other)
        between = text[first.end : second.start].strip(" ,").lower()
        if other.kind is DateKind.YEAR and other is not phrase and between in BESIDE:
            return int(other.parts["year"])
    return None
