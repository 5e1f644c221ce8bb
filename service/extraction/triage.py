"""Which sentences may carry an event: a cheap look at words before anything is spotted or parsed."""

import re
from collections.abc import Iterable

from service.codebook.model import Codebook, Trigger
from service.extraction.mentions import BASE_KINDS, NAME_KINDS, Kind, Mention

TOKEN = re.compile(r"[a-z]+(?:-[a-z]+)*", re.IGNORECASE)
PARTIES = frozenset({Kind.FORCE, Kind.WEAPON, Kind.COUNTRY})
POINTING = frozenset({"it", "them", "which", "they", "both", "we", "there", "here"})
TOWNS = frozenset({Kind.BARE_BASE, Kind.PLACE})


class Triage:
    """Word sets of the codebook. Built once."""

    def __init__(self, codebook: Codebook) -> None:
        words = codebook.words
        self._farewells = words.farewell_words
        self._triggers, self._pairs = _sort_triggers(codebook.verb_forms)
        self._triggers |= frozenset(codebook.noun_forms)

    def may_tell(self, text: str, mentions: tuple[Mention, ...], *, dated: bool, near_base: bool) -> bool:
        """Whether a sentence with these mentions may tell an event, so that it is worth parsing.

        `near_base` says that a sentence just before it speaks of a base, which it may still be about.
        """
        found = {word.lower() for word in TOKEN.findall(text)}
        if not self._holds_trigger(found):
            return False
        kinds = {mention.kind for mention in mentions}
        if kinds & BASE_KINDS or (near_base and (dated or kinds & PARTIES or not POINTING.isdisjoint(found))):
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
