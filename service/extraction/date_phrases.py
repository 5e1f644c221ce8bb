"""Finding phrases that tell when, not yet what day they mean."""

import re
from dataclasses import dataclass

from service.codebook.model import DateKind, DateRules


@dataclass(frozen=True, slots=True)
class DatePhrase:
    """A span of a sentence that tells when, with the parts that the resolver reads, lower case."""

    start: int
    end: int
    kind: DateKind
    parts: dict[str, str]
    text: str


class DatePhrases:
    """The codebook's date patterns, compiled as one. Built once."""

    def __init__(self, rules: DateRules) -> None:
        self._kinds = [rule.kind for rule in rules.phrases]
        self._patterns = [re.compile(rules.fill(rule.pattern), re.IGNORECASE) for rule in rules.phrases]

    def find(self, text: str) -> tuple[DatePhrase, ...]:
        """The phrases of a sentence in order; where two overlap, the pattern given first in the codebook wins."""
        found: list[DatePhrase] = []
        for kind, pattern in zip(self._kinds, self._patterns, strict=True):
            for match in pattern.finditer(text):
                if not any(match.start() < other.end and other.start < match.end() for other in found):
                    parts = {key: value.lower() for key, value in match.groupdict().items() if value}
                    found.append(DatePhrase(match.start(), match.end(), kind, parts, match.group()))
        found.sort(key=lambda phrase: phrase.start)
        return tuple(phrase for phrase in found if not _is_modal(text, phrase))


def _is_modal(text: str, phrase: DatePhrase) -> bool:
    """ "may" is a month only when written so."""
    month = phrase.parts.get("month")
    return (
        month == "may" and "May" not in text[phrase.start : phrase.end] and "MAY" not in text[phrase.start : phrase.end]
    )
