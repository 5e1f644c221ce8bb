"""What an article is about, as far as it has been read: forces, or another world that borrows the words of war.

It is judged paragraph by paragraph by what stands up to there, so that what is added below changes nothing above.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from service.codebook.model import Words
from service.extraction.text.layout import Sentence

# So many different words of another world, and a third as many as of military things, make an article of that world.
SPORT, FICTION, CIVIL = 3, 2, 9
SHARE = 3
# A text of a sentence or two has no room to show what it is about.
SHORT = 400
TOKEN = re.compile(r"[a-z]+(?:-[a-z]+)*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Subject:
    """How many different words of each world an article has so far, and how many characters in all."""

    military: int = 0
    sport: int = 0
    fiction: int = 0
    civil: int = 0
    length: int = 0


@dataclass(slots=True)
class _Count:
    """Different words so far, and characters."""

    written: set[str]
    military: set[str]
    length: int = 0


class SubjectReader:
    """Word sets of the codebook. Built once."""

    def __init__(self, words: Words) -> None:
        alternatives = "|".join(sorted(map(re.escape, words.military_words), key=len, reverse=True))
        self._military = re.compile(rf"\b(?:{alternatives})\b")
        self._worlds = (words.sport_words, words.fiction_words, words.civil_words)

    def read(self, sentences: Iterable[Sentence]) -> dict[int, Subject]:
        """The subject by number of paragraph."""
        subjects: dict[int, Subject] = {}
        count = _Count(set(), set())
        for sentence in sentences:
            text = sentence.text.lower()
            count.written.update(TOKEN.findall(text))
            count.military.update(self._military.findall(text))
            count.length += len(text)
            sport, fiction, civil = (len(count.written & world) for world in self._worlds)
            subjects[sentence.paragraph] = Subject(len(count.military), sport, fiction, civil, count.length)
        return subjects


def is_of_other_world(subject: Subject) -> bool:
    """Whether the words are mostly those of sport, fiction or civil life."""
    others = ((subject.sport, SPORT), (subject.fiction, FICTION), (subject.civil, CIVIL))
    return any(count >= enough and count * SHARE >= subject.military for count, enough in others)


def is_civilian(subject: Subject) -> bool:
    """Whether a text that is long enough to show it names nothing military."""
    return subject.length >= SHORT and not subject.military
