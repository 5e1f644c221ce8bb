"""What becomes of each trigger of a sentence, and why: the guards' answers as values."""

from dataclasses import dataclass
from enum import StrEnum

from service.extraction.arguments import Argument
from service.extraction.findings import Finding


class Reason(StrEnum):
    """Why a sentence is passed over, or a trigger in it tells no event."""

    OTHER_WORLD = "the article is of sport or fiction"
    NOT_MILITARY = "the article hardly speaks of forces"
    NOT_EVIDENCE = "such lines are not read"
    NO_TRIGGER = "no trigger"
    NO_PARTY = "a trigger, but no base, and no force with a date or a place"
    QUESTION = "a question"
    NO_ARGUMENT = "nothing in its slots"
    NO_PLACE = "no place"
    NO_WEAPON = "no weapon"
    ATTACK_ON_PRONOUN = "an attack on a pronoun"
    CIVILIAN = "a civilian subject"
    LESSER = "another reading of the word has as many arguments or more"
    NOWHERE = "no base that its place could be"
    VAGUE = "vague: nobody could count it"
    NEVER_NAMED = "a base that no sentence after it names"
    BLOCKED = "a word that rules it out"
    OTHER_MATTER = "about something else"
    NO_ACTOR = "nobody who could have done it"
    BASE_NAMED = "a base is named, so an attack on that"


@dataclass(frozen=True, slots=True)
class Decision:
    """What became of a trigger at one place: a finding, or none and why.

    `word` is the trigger as written and `position` where it stands in its sentence. `frame` is null for the codebook's
    context rules, which have none. With a finding, `reason` is the word that decided its status.
    """

    word: str
    position: int
    type: str
    frame: str | None
    arguments: tuple[Argument, ...]
    reason: str
    finding: Finding | None = None
