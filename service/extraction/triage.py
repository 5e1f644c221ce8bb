"""Which sentences may carry an event: a cheap look at words before anything is parsed."""

import re

from service.codebook.model import Codebook

# A football club may be called Army; an article about forces has more than one word for them.
ENOUGH = 2
# A text of a sentence or two has no room to show it.
SHORT = 400
TOKEN = re.compile(r"[a-z]+(?:-[a-z]+)*", re.IGNORECASE)


class Triage:
    """Word sets of the codebook. Built once."""

    def __init__(self, codebook: Codebook) -> None:
        words = codebook.words
        self._triggers = frozenset(codebook.verb_forms) | frozenset(codebook.noun_forms)
        nouns = {phrase.split()[-1] for phrase in words.base_nouns | words.military_base_nouns | words.base_prefixes}
        self._bases = frozenset(nouns | {f"{noun}s" for noun in nouns})
        alternatives = "|".join(sorted(map(re.escape, words.military_words), key=len, reverse=True))
        self._military = re.compile(rf"\b(?:{alternatives})\b", re.IGNORECASE)
        self._forces = frozenset(phrase.split()[-1] for phrase in words.plain_force_nouns)

    def is_military(self, text: str) -> bool:
        """Whether an article speaks of military things at all: two different words of theirs, or it is short."""
        found: set[str] = set()
        if len(text) < SHORT:
            return True
        for match in self._military.finditer(text):
            found.add(match.group().lower())
            if len(found) == ENOUGH:
                return True
        return False

    def has_trigger(self, text: str) -> bool:
        """Whether a word of the sentence may tell an event."""
        return not self._triggers.isdisjoint(word.lower() for word in TOKEN.findall(text))

    def may_tell(self, text: str) -> bool:
        """Whether a trigger stands beside a word for a base or for forces."""
        found = {word.lower() for word in TOKEN.findall(text)}
        if self._triggers.isdisjoint(found):
            return False
        return not (self._bases.isdisjoint(found) and self._forces.isdisjoint(found))
