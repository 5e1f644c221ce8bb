"""Boilerplate: lines that carry nothing, lead to other stories, or list them."""

import re
from collections.abc import Sequence

from service.codebook.model import BoilerplateRules, LineKind

# A line that is longer carries text of its own, whatever it begins with.
MAX_LINE = 1_200
# The headline of another story is no longer than this.
MAX_LISTED = 200
# So many headlines in a row, each of so many words, are a list of other stories at a text's end.
MIN_LIST = 3
MIN_LISTED_WORDS = 5
SENTENCE_STOP = re.compile(r"[.!?…;:,。؟][\"')\]’”»]*$")
BULLETS = "-*•–—#|"


class Boilerplate:
    """Judges lines by the codebook's rules. Built once; its patterns are compiled then."""

    def __init__(self, rules: BoilerplateRules) -> None:
        kinds = [rule.pattern for rule in rules.lines if rule.what is LineKind.BOILERPLATE]
        self._patterns = [re.compile(pattern, re.IGNORECASE) for pattern in kinds]
        self._story_links = [re.compile(pattern) for pattern in rules.story_links]
        self._list_labels = [re.compile(pattern) for pattern in rules.list_labels]

    def is_boilerplate(self, line: str) -> bool:
        """Whether a line carries nothing of its story: page boilerplate, or a way to another story."""
        return self.leads_elsewhere(line) or (
            len(line) <= MAX_LINE and any(pattern.match(line) for pattern in self._patterns)
        )

    def leads_elsewhere(self, line: str) -> bool:
        """Whether a line names another story to read, or says that others are listed below it."""
        return len(line) <= MAX_LINE and (
            any(pattern.match(line) for pattern in self._story_links) or self.is_list_label(line)
        )

    def is_list_label(self, line: str) -> bool:
        """Whether a line says that other stories are listed below it."""
        return len(line) <= MAX_LISTED and any(pattern.match(line) for pattern in self._list_labels)

    def find_listed(self, lines: Sequence[str]) -> frozenset[int]:
        """The places of headlines of other stories: those below a label, and several in a row at the end."""
        found: set[int] = set(_find_last_list(lines))
        is_listed = False
        for place, line in enumerate(lines):
            is_listed = self.goes_on_listing(line, is_listed=is_listed)
            if is_listed:
                found.add(place)
        return frozenset(found)

    def goes_on_listing(self, line: str, *, is_listed: bool) -> bool:
        """Whether a list of other stories begins with a line, or goes on with it. A blank line changes nothing."""
        return self.is_list_label(line) or (is_listed and is_listed_headline(line))


def is_listed_headline(line: str) -> bool:
    """Whether a line may be the headline of another story: it is short, and no sentence."""
    return len(line) <= MAX_LISTED and SENTENCE_STOP.search(line[-8:]) is None


def _find_last_list(lines: Sequence[str]) -> range:
    """Headlines in a row at the end. A text of nothing else is a list that someone wrote, and a bulleted one may be."""
    first = len(lines)
    while first > 0 and is_listed_headline(lines[first - 1]):
        first -= 1
    listed = [line for line in lines[first:] if len(line.split()) >= MIN_LISTED_WORDS]
    is_written = first == 0 or any(line[0] in BULLETS for line in listed)
    return range(first, first if is_written or len(listed) < MIN_LIST else len(lines))
