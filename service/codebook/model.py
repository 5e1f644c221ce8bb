"""The data model of the codebook. pydantic rejects unknown keys, so a mistake in a data file is reported at once."""

import datetime as dt
import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from service.domain.events.reports import Qualifier
from service.domain.names.places import EventType


def check_pattern(pattern: str) -> str:
    """The pattern, if it is a regular expression; raises ValueError."""
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"not a regular expression: {error}") from error
    return pattern


def check_words(words: frozenset[str]) -> frozenset[str]:
    """The words, if a text in lower case can have each of them; raises ValueError."""
    if not words:
        raise ValueError("has no words")
    wrong = sorted(word for word in words if not word or word != word.lower().strip())
    if wrong:
        raise ValueError(f"not words in lower case: {', '.join(map(repr, wrong))}")
    return words


Pattern = Annotated[str, AfterValidator(check_pattern)]
WordSet = Annotated[frozenset[str], AfterValidator(check_words)]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class TypeRow(_Strict):
    """One event type. Of the types of a family that an event is reported as, the one of highest `rank` names it.
    `place` is where it happens."""

    slug: Annotated[str, Field(pattern=r"^[a-z]+(-[a-z]+)*$")]
    name: str
    family: str
    rank: int
    place: Literal["base", "country", "either"] = "either"
    description: str
    plover: str | None = None
    cameo: str | None = None
    acled: str | None = None


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
    speech_verbs: WordSet
    speaker_pronouns: WordSet
    speech_auxiliaries: WordSet
    passive_auxiliaries: WordSet
    clause_openers: WordSet
    addressing_phrases: WordSet
    sport_words: WordSet
    fiction_words: WordSet
    civil_words: WordSet
    military_words: WordSet
    settlements: WordSet
    titles: WordSet
    numbered_base_prefixes: WordSet
    base_noun_modifiers: WordSet
    base_name_endings: WordSet
    listed_base_endings: WordSet
    singular_base_nouns: WordSet
    force_modifiers: WordSet
    not_names: WordSet
    name_particles: WordSet
    opening_particles: WordSet
    appositions: WordSet
    subject_verbs: WordSet
    short_coalition_words: WordSet
    naming_prepositions: WordSet
    locating_prepositions: WordSet
    region_words: WordSet
    place_fillers: WordSet
    determiners: WordSet
    indefinite_determiners: WordSet


class LineKind(StrEnum):
    """What a line of an article is when it is not plain text."""

    BOILERPLATE = "boilerplate"
    CAPTION = "caption"
    FILE_PHOTO = "file_photo"
    CREDIT = "credit"


class LineRule(_Strict):
    """A pattern for a whole line."""

    what: LineKind
    pattern: Pattern


class Landmark(_Strict):
    """A well-known day. A text that dates it by day and month alone thereby gives its year."""

    name: str
    words: WordSet
    date: dt.date
    type: str
    reference: str


class BoilerplateRules(_Strict):
    """`boilerplate.yaml`."""

    lines: tuple[LineRule, ...]
    story_links: tuple[Pattern, ...]
    list_labels: tuple[Pattern, ...]
    datelines: tuple[Pattern, ...]
    sources: tuple[Pattern, ...]
    published: tuple[Pattern, ...]
    abbreviations: WordSet
    landmarks: tuple[Landmark, ...]


class DateKind(StrEnum):
    """How a phrase says when, and so how it is resolved."""

    INTERVAL = "interval"
    ABSOLUTE = "absolute"
    EDGE = "edge"
    LAST_DAY = "last_day"
    NTH_WEEKDAY = "nth_weekday"
    FEAST = "feast"
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
    """A pattern for one way to say when; its braces are filled from `parts`."""

    kind: DateKind
    pattern: str


class DateContinuation(DatePhrase):
    """A pattern for what may directly continue a phrase of these kinds, with the month and year of it unless it gives
    its own: "and June" behind "in May"."""

    after: frozenset[DateKind]


class DateRules(_Strict):
    """`dates.yaml`. `ordinals` are the words for the days of a month up to twenty, and thirty; `numbers` those that
    count; `feasts` have a fixed month and day, as `12-31`, or a distance in days from Easter, as `easter-2`."""

    parts: Mapping[str, Pattern]
    ordinals: Mapping[str, int]
    numbers: Mapping[str, int]
    feasts: Mapping[str, Annotated[str, Field(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$|^easter[+-]\d\d?$")]]
    phrases: tuple[DatePhrase, ...]
    continuations: tuple[DateContinuation, ...]

    def fill(self, pattern: str) -> str:
        """A phrase's pattern with the parts in place of their names."""
        for name, part in self.parts.items():
            pattern = pattern.replace(f"{{{name}}}", part)
        return pattern


class NumberRules(_Strict):
    """`numbers.yaml`. Of `values` and `scales`, `not_alone` are no number by themselves."""

    qualifiers: Mapping[str, Qualifier]
    values: Mapping[str, int]
    scales: Mapping[str, int]
    articles: WordSet
    not_alone: WordSet
    currencies: Mapping[str, str]

    @field_validator("articles", "not_alone")
    @classmethod
    def check_known(cls, words: frozenset[str], info: ValidationInfo) -> frozenset[str]:
        """The words, if each stands for a number; raises ValueError."""
        unknown = sorted(words - info.data.get("values", {}).keys() - info.data.get("scales", {}).keys())
        if unknown:
            raise ValueError(f"neither in values nor in scales: {', '.join(unknown)}")
        return words


class TypeFile(_Strict):
    """`event_types.yaml`."""

    types: Annotated[tuple[TypeRow, ...], Field(min_length=1)]


class Codebook(_Strict):
    """All types, words and rules."""

    types: tuple[TypeRow, ...]
    words: Words
    boilerplate: BoilerplateRules
    dates: DateRules
    numbers: NumberRules

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
                place=row.place,
            )
            for row in self.types
        )
