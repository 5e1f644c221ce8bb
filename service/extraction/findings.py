"""What one telling in one sentence amounts to, before an article's findings are joined to reports."""

from dataclasses import dataclass

from service.domain.dates import EventDate
from service.domain.places import Base
from service.domain.reports import Figure, Participation, Status


@dataclass(frozen=True, slots=True)
class Evidence:
    """A stretch of the article and the report fields that it carries."""

    start: int
    end: int
    supports: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """One telling of one event at one base, or in one country.

    `sentence` is its number in the article and `position` where in the article its trigger stands. `base` is null for
    an event of a country, and while `unnamed` is true: "a military base", to be named by a later sentence. `explicit`
    says that the base is named in this sentence and not only referred to.
    """

    sentence: int
    type: str
    family: str
    status: Status
    base: Base | None
    unnamed: bool
    explicit: bool
    country: str | None
    date: EventDate | None
    participations: tuple[Participation, ...]
    figures: tuple[Figure, ...]
    attributed_to: str | None
    confidence: float
    evidence: tuple[Evidence, ...]
    trigger: str
    position: int


def list_fields(
    *,
    base: Base | None,
    country: str | None,
    date: EventDate | None,
    participations: tuple[Participation, ...],
    figures: tuple[Figure, ...],
    speaker: str | None,
) -> tuple[str, ...]:
    """The report fields that a sentence carries: those that its finding fills."""
    carried = {
        "base": base,
        "country": country,
        "date": date,
        "actors": participations,
        "figures": figures,
        "attributed_to": speaker,
    }
    return ("type", "status", *(name for name, value in carried.items() if value))
