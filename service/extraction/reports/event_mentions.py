"""One mention of an event in an article, before the mentions of the same event are joined to a report."""

from dataclasses import dataclass

from service.domain.events.dates import EventDate
from service.domain.events.reports import Figure, Participation, Status
from service.domain.names.places import Base


@dataclass(frozen=True, slots=True)
class Evidence:
    """A stretch of the article and the report fields that it carries."""

    start: int
    end: int
    supports: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EventMention:
    """What one sentence says of one event at one base, or in one country (then `base` is null). One that is not
    `is_extracted` is no event by itself: it only adds to a mention of the same event in another sentence. One that
    `is_added` has nothing but figures, and its status means nothing.

    `sentence` is its number in the article. `evidence` begins with the sentence itself; what stands elsewhere, such as
    the name of "the base", has the sentence that it stands in.
    """

    sentence: int
    type: str
    family: str
    status: Status
    base: Base | None
    country: str | None
    date: EventDate | None
    participations: tuple[Participation, ...]
    figures: tuple[Figure, ...]
    attributed_to: str | None
    confidence: float
    evidence: tuple[Evidence, ...]
    is_extracted: bool = True
    date_probability: float = 0.0
    is_added: bool = False
