"""Which sentences may carry an event: a cheap look at words before anything is spotted or parsed."""

import re
from collections.abc import Iterable

from service.codebook.model import Codebook, Trigger
from service.extraction.decisions import Reason
from service.extraction.mentions import BASE_KINDS, NAME_KINDS, Kind, Mention

# A football club may be called Army; an article about forces has more than one word for them.
ENOUGH = 2
SPORT, FICTION = 3, 2
# A text of a sentence or two has no room to show it.
SHORT = 400
TOKEN = re.compile(r"[a-z]+(?:-[a-z]+)*", re.IGNORECASE)
PRONOUNS = frozenset({"it", "them", "which", "they", "both"})
TOWNS = frozenset({Kind.BARE_BASE, Kind.PLACE})


class Triage:
    """Word sets of the codebook. Built once."""

    def __init__(self, codebook: Codebook) -> None:
        words = codebook.words
        self._farewells = words.farewell_words
        self._triggers, self._pairs = _sort_triggers(codebook.verb_forms)
        self._triggers |= frozenset(codebook.noun_forms)
        alternatives = "|".join(sorted(map(re.escape, words.military_words), key=len, reverse=True))
        self._worlds = ((words.sport_words, SPORT), (words.fiction_words, FICTION))
        self._military = re.compile(rf"\b(?:{alternatives})\b", re.IGNORECASE)

    def find_obstacle(self, text: str) -> Reason | None:
        """Why an article is passed over: no two different words of military things, unless it is short."""
        found: set[str] = set()
        if len(text) < SHORT:
            return None
        written = {word.lower() for word in TOKEN.findall(text)}
        if any(len(written & world) >= enough for world, enough in self._worlds):
            return Reason.OTHER_WORLD
        for match in self._military.finditer(text):
            found.add(match.group().lower())
            if len(found) == ENOUGH:
                return None
        return Reason.NOT_MILITARY

    def may_tell(self, text: str, mentions: tuple[Mention, ...], *, dated: bool, near_base: bool) -> bool:
        """Whether a sentence with these mentions may tell an event, so that it is worth parsing.

        `near_base` says that a sentence just before it speaks of a base, which a pronoun may mean.
        """
        found = {word.lower() for word in TOKEN.findall(text)}
        if not self._holds_trigger(found):
            return False
        kinds = {mention.kind for mention in mentions}
        if kinds & BASE_KINDS or (near_base and not PRONOUNS.isdisjoint(found)):
            return True
        if dated and (kinds & TOWNS or not self._farewells.isdisjoint(found)):
            return True
        forces = Kind.FORCE in kinds or Kind.COUNTRY in kinds
        return forces and (dated or bool(kinds & NAME_KINDS) or {Kind.FORCE, Kind.COUNTRY} <= kinds)

    def has_trigger(self, text: str) -> bool:
        """Whether a word that may tell an event stands in a sentence."""
        return self._holds_trigger({word.lower() for word in TOKEN.findall(text)})

    def _holds_trigger(self, found: set[str]) -> bool:
        if not self._triggers.isdisjoint(found):
            return True
        return any(not self._pairs[form].isdisjoint(found) for form in found & self._pairs.keys())


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
