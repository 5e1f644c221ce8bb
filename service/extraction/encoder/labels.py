"""What the encoder scores, in the order of its outputs. The file of weights names the same labels, or is refused."""

from collections.abc import Mapping
from dataclasses import dataclass

from service.domain.events.reports import Role, Status
from service.domain.names.places import EventType

STATUSES = (Status.OCCURRED, Status.PLANNED, Status.DENIED)
# What a mention, a phrase or a number is to an event, apart from an actor's role.
DATE, PERSONNEL, SPEAKER, VALUE = "date", "personnel", "speaker", "value"
RELATIONS = (*(role.value for role in Role), DATE, PERSONNEL, SPEAKER, VALUE)
DEPARTURE = "departure"
# How many sentences after one that tells an event may still say how many people were part of it.
MAX_ADDED_DISTANCE = 3


@dataclass(frozen=True, slots=True)
class Labels:
    """Families of events. Departures are of several `types`, which are scored too; an event of any other family is of
    its type of the lowest rank, the most general one. `at_bases` and `in_countries` are the types that may happen
    there."""

    families: tuple[str, ...]
    types: tuple[str, ...]
    single_types: Mapping[str, str]
    at_bases: frozenset[str]
    in_countries: frozenset[str]

    def list_outcomes(self) -> list[tuple[str, Status]]:
        """The family and status of each score of a candidate, types left out."""
        return [(family, status) for family in self.families for status in STATUSES]


def build_labels(event_types: tuple[EventType, ...]) -> Labels:
    """The labels of a codebook: families in their order, types of the family of departures from the highest rank."""
    families = tuple(dict.fromkeys(row.family for row in event_types))
    ranked = sorted(event_types, key=lambda row: -row.rank)
    single = {row.family: row.slug for row in ranked if row.family != DEPARTURE}
    return Labels(
        families,
        tuple(row.slug for row in ranked if row.family == DEPARTURE),
        single,
        at_bases=frozenset(row.slug for row in event_types if row.place != "country"),
        in_countries=frozenset(row.slug for row in event_types if row.place != "base"),
    )
