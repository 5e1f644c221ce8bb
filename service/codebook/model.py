"""The codebook as values. pydantic refuses what the rules do not know, so a slip in a data file is told at once."""

import datetime as dt
import re
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from service.domain.places import EventType
from service.domain.reports import Qualifier, Role


class ArgumentKind(StrEnum):
    """What kind of thing may stand in a slot of a frame."""

    BASE = "base"
    FORCE = "force"
    COUNTRY = "country"
    WEAPON = "weapon"


class ArgumentRole(StrEnum):
    """What the thing in a slot is to the event: a role of an actor, the place, or the means.

    A destination is where those who leave arrive, an origin where those who arrive left.
    """

    LEAVING = "leaving"
    RECEIVING = "receiving"
    ARRIVING = "arriving"
    ATTACKER = "attacker"
    TARGET = "target"
    PLACE = "place"
    INSTRUMENT = "instrument"
    DESTINATION = "destination"
    ORIGIN = "origin"


def check_pattern(pattern: str) -> str:
    """The pattern, if it is a regular expression; raises ValueError."""
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"not a regular expression: {error}") from error
    return pattern


Pattern = Annotated[str, AfterValidator(check_pattern)]
WordSet = frozenset[str]
Frame = dict[str, dict[ArgumentKind, ArgumentRole]]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class TypeRow(_Strict):
    """One event type. Of the types of a family that an event is told as, the one of highest `rank` names it."""

    slug: Annotated[str, Field(pattern=r"^[a-z]+(-[a-z]+)*$")]
    name: str
    family: str
    rank: int
    description: str
    plover: str | None = None
    cameo: str | None = None
    acled: str | None = None


class TriggerRow(_Strict):
    """Words that use one frame and tell one type of event; `weak` ones mean other things more often than that."""

    frame: str
    type: str
    weak: bool = False
    words: Annotated[list[str], Field(min_length=1)]


class TriggerFile(_Strict):
    """`triggers.yaml`."""

    frames: dict[str, Frame]
    verbs: list[TriggerRow]
    nouns: list[TriggerRow]


class Words(_Strict):
    """`words.yaml`: word classes, lower case."""

    force_nouns: WordSet
    plain_force_nouns: WordSet
    weapon_nouns: WordSet
    base_nouns: WordSet
    military_base_nouns: WordSet
    base_prefixes: WordSet
    not_bases: WordSet
    not_base_modifiers: WordSet
    transparent_nouns: WordSet
    plan_governors: WordSet
    plan_auxiliaries: WordSet
    hypothesis_governors: WordSet
    hypothesis_auxiliaries: WordSet
    denial_governors: WordSet
    strong_denials: WordSet
    verdict_nouns: WordSet
    speech_verbs: WordSet
    statement_nouns: WordSet
    vague_events: WordSet
    inclusion_verbs: WordSet
    farewell_words: WordSet
    equipment_nouns: WordSet
    sport_words: WordSet
    fiction_words: WordSet
    civil_words: WordSet
    attempt_governors: WordSet
    civilians: WordSet
    military_words: WordSet
    settlements: WordSet
    country_nouns: WordSet
    unsaid_nouns: WordSet
    titles: WordSet
    pointing_words: WordSet
    small_words: WordSet
    numbered_base_prefixes: WordSet
    force_modifiers: WordSet
    not_names: WordSet
    naming_prepositions: WordSet
    locating_prepositions: WordSet
    region_words: WordSet
    place_fillers: WordSet


class LineKind(StrEnum):
    """What a line of an article is when it is not plain text."""

    FURNITURE = "furniture"
    CAPTION = "caption"
    FILE_PHOTO = "file_photo"
    CREDIT = "credit"


class LineRule(_Strict):
    """A pattern for a whole line."""

    what: LineKind
    pattern: Pattern


class Landmark(_Strict):
    """A well-known day. A text that tells it by day and month alone thereby gives its year."""

    name: str
    words: WordSet
    date: dt.date
    type: str
    reference: str


class Furniture(_Strict):
    """`furniture.yaml`."""

    lines: list[LineRule]
    story_links: list[Pattern]
    list_labels: list[Pattern]
    datelines: list[Pattern]
    sources: list[Pattern]
    published: list[Pattern]
    abbreviations: WordSet
    landmarks: list[Landmark]


class DateKind(StrEnum):
    """How a phrase tells when, and so how it is resolved."""

    INTERVAL = "interval"
    ABSOLUTE = "absolute"
    EDGE = "edge"
    LAST_DAY = "last_day"
    MONTH_DAY = "month_day"
    MONTH = "month"
    YEARLESS = "yearless"
    SEASON = "season"
    DECADE = "decade"
    OFFSET = "offset"
    NEIGHBOUR = "neighbour"
    RELATIVE_MONTH = "relative_month"
    RELATIVE_DAY = "relative_day"
    WEEKDAY = "weekday"
    RELATIVE_UNIT = "relative_unit"
    YEAR = "year"


class DatePhrase(_Strict):
    """A pattern for one way to tell when; its braces are filled from `parts`."""

    kind: DateKind
    pattern: str


class DateRules(_Strict):
    """`dates.yaml`. `ordinals` are the words for the days of a month up to twenty, and thirty."""

    parts: dict[str, Pattern]
    ordinals: dict[str, int]
    phrases: list[DatePhrase]

    def fill(self, pattern: str) -> str:
        """A phrase's pattern with the parts in place of their names."""
        for name, part in self.parts.items():
            pattern = pattern.replace(f"{{{name}}}", part)
        return pattern


class NumberRules(_Strict):
    """`numbers.yaml`."""

    qualifiers: dict[str, Qualifier]
    values: dict[str, int]
    scales: dict[str, int]
    currencies: dict[str, str]


class ContextRule(_Strict):
    """One kind of event away from bases: the words that tell it, what it must be about, and who acts.

    Who strikes stands at most `reach` words before the trigger.
    """

    type: str
    role: Role
    actors: WordSet = frozenset()
    names: WordSet = frozenset()
    triggers: WordSet
    objects: WordSet
    about: WordSet
    blocked: WordSet
    reach: int = 1


class ContextFile(_Strict):
    """`context.yaml`."""

    rules: list[ContextRule]


class TypeFile(_Strict):
    """`event_types.yaml`."""

    types: Annotated[list[TypeRow], Field(min_length=1)]


class Trigger(_Strict):
    """One way to tell an event: a verb or noun, what must stand beside it, and the frame that reads its arguments.

    `word` is the entry as the codebook has it.
    """

    word: str
    type: str
    frame: str
    weak: bool = False
    particle: str | None = None
    object: str | None = None


class LinkWeights(_Strict):
    """`links.csv`: how much each feature of an option speaks for it, by groups of options, in log odds.

    An option is told where its probability reaches the `threshold`. A feature that is not listed weighs nothing.
    """

    threshold: Annotated[float, Field(gt=0, lt=1)]
    bias: float
    tables: dict[str, dict[str, float]]


class Codebook(_Strict):
    """All rules. `verb_forms` and `noun_forms` lead from an inflected word to the triggers that it may be."""

    types: tuple[TypeRow, ...]
    frames: dict[str, Frame]
    verb_forms: dict[str, tuple[Trigger, ...]]
    noun_forms: dict[str, tuple[Trigger, ...]]
    words: Words
    furniture: Furniture
    dates: DateRules
    numbers: NumberRules
    context: tuple[ContextRule, ...]
    links: LinkWeights

    @property
    def event_types(self) -> tuple[EventType, ...]:
        """The types as the rest of the service knows them."""
        return tuple(
            EventType(
                slug=row.slug,
                name=row.name,
                family=row.family,
                rank=row.rank,
                description=row.description,
                plover=row.plover,
                cameo=row.cameo,
                acled=row.acled,
            )
            for row in self.types
        )
