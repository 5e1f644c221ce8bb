"""Which sentences may carry an event: a cheap look at words before anything is spotted or parsed."""

import re

from service.codebook.model import Codebook, Trigger
from service.extraction.mentions.mention import BASE_KINDS, NAME_KINDS, Kind, Mention

TOKEN = re.compile(r"[a-z]+(?:-[a-z]+)*", re.IGNORECASE)
PARTIES = frozenset({Kind.FORCE, Kind.WEAPON, Kind.COUNTRY})
POINTING = frozenset({"it", "them", "which", "they", "both", "we", "there", "here"})
TOWNS = frozenset({Kind.BARE_BASE, Kind.PLACE})


class Triage:
    """Word sets of the codebook. Built once."""

    def __init__(self, codebook: Codebook) -> None:
        words = codebook.words
        self._farewells = words.farewell_words
        self._every = TriggerWords(codebook, weak=True)
        self._strong = TriggerWords(codebook, weak=False)

    def may_tell(self, text: str, mentions: tuple[Mention, ...], *, dated: bool, near_base: bool) -> bool:
        """Whether a sentence with these mentions may tell an event, so that it is worth parsing.

        `near_base` says that a sentence just before it speaks of a base, which it may still be about.
        """
        found = {word.lower() for word in TOKEN.findall(text)}
        if not self._every.stand_in(found):
            return False
        kinds = {mention.kind for mention in mentions}
        party = dated or kinds & PARTIES or not POINTING.isdisjoint(found)
        if kinds & BASE_KINDS or (near_base and party and self._strong.stand_in(found)):
            return True
        if dated and (kinds & TOWNS or not self._farewells.isdisjoint(found)):
            return True
        forces = Kind.FORCE in kinds or Kind.COUNTRY in kinds
        return forces and (dated or bool(kinds & NAME_KINDS) or {Kind.FORCE, Kind.COUNTRY} <= kinds)

    def has_trigger(self, text: str) -> bool:
        """Whether a word that may tell an event stands in a sentence."""
        return self._every.stand_in({word.lower() for word in TOKEN.findall(text)})


class TriggerWords:
    """Words that may tell an event alone, and words that do only with another one ("be" with "gone")."""

    def __init__(self, codebook: Codebook, *, weak: bool) -> None:
        alone: set[str] = set()
        self._pairs: dict[str, frozenset[str]] = {}
        for form, triggers in (*codebook.verb_forms.items(), *codebook.noun_forms.items()):
            wanted = [_list_wanted(trigger) for trigger in triggers if weak or not trigger.weak]
            if not all(wanted):
                alone.add(form)
            elif wanted:
                self._pairs[form] = frozenset(word for words in wanted for word in words)
        self._alone = frozenset(alone)

    def stand_in(self, found: set[str]) -> bool:
        """Whether one is among the words of a sentence."""
        if not self._alone.isdisjoint(found):
            return True
        return any(not self._pairs[form].isdisjoint(found) for form in found & self._pairs.keys())


def _list_wanted(trigger: Trigger) -> list[str]:
    """The other words that a trigger needs, singular and plural."""
    last = (trigger.object or trigger.particle or "").split()[-1:]
    return [form for word in last for form in (word, f"{word}s")]
