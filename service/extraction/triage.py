"""Which sentences may carry an event: a cheap look at words before anything is spotted or parsed."""

import re
from collections.abc import Iterable

from service.codebook.model import Codebook, Trigger
from service.extraction.mentions import BASE_KINDS, Kind, Mention

# A football club may be called Army; an article about forces has more than one word for them.
ENOUGH = 2
OTHER_WORLD = 3
# A text of a sentence or two has no room to show it.
SHORT = 400
TOKEN = re.compile(r"[a-z]+(?:-[a-z]+)*", re.IGNORECASE)
PRONOUNS = frozenset({"it", "them", "which", "they", "both"})
NAMING = frozenset({Kind.NAME, Kind.BARE_BASE, Kind.PLACE})


class Triage:
    """Word sets of the codebook. Built once."""

    def __init__(self, codebook: Codebook) -> None:
        words = codebook.words
        self._triggers, self._pairs = _sort_triggers(codebook.verb_forms)
        self._triggers |= frozenset(codebook.noun_forms)
        alternatives = "|".join(sorted(map(re.escape, words.military_words), key=len, reverse=True))
        self._worlds = (words.sport_words, words.fiction_words)
        self._military = re.compile(rf"\b(?:{alternatives})\b", re.IGNORECASE)

    def is_military(self, text: str) -> bool:
        """Whether an article speaks of military things at all: two different words of theirs, or it is short."""
        found: set[str] = set()
        if len(text) < SHORT:
            return True
        written = {word.lower() for word in TOKEN.findall(text)}
        if any(len(written & world) >= OTHER_WORLD for world in self._worlds):
            return False
        for match in self._military.finditer(text):
            found.add(match.group().lower())
            if len(found) == ENOUGH:
                return True
        return False

    def may_tell(self, text: str, mentions: tuple[Mention, ...], dated: bool) -> bool:
        """Whether a sentence with these mentions may tell an event, so that it is worth parsing."""
        found = {word.lower() for word in TOKEN.findall(text)}
        if not self._has_trigger(found):
            return False
        kinds = {mention.kind for mention in mentions}
        if kinds & BASE_KINDS or not PRONOUNS.isdisjoint(found):
            return True
        if dated and kinds & NAMING:
            return True
        forces = Kind.FORCE in kinds or Kind.COUNTRY in kinds
        return forces and (dated or bool(kinds & NAMING) or {Kind.FORCE, Kind.COUNTRY} <= kinds)

    def _has_trigger(self, found: set[str]) -> bool:
        if not self._triggers.isdisjoint(found):
            return True
        return any(form in found and not wanted.isdisjoint(found) for form, wanted in self._pairs.items())


def _sort_triggers(forms: dict[str, tuple[Trigger, ...]]) -> tuple[frozenset[str], dict[str, frozenset[str]]]:
    """Words that may tell an event alone, and words that do only with another one ("be" with "gone")."""
    alone: set[str] = set()
    pairs: dict[str, frozenset[str]] = {}
    for form, triggers in forms.items():
        wanted = [_wanted(trigger) for trigger in triggers]
        if all(wanted):
            pairs[form] = frozenset(word for words in wanted for word in words)
        else:
            alone.add(form)
    return frozenset(alone), pairs


def _wanted(trigger: Trigger) -> Iterable[str]:
    """The other words that a trigger needs, singular and plural."""
    last = (trigger.object or trigger.particle or "").split()[-1:]
    return [form for word in last for form in (word, f"{word}s")]
