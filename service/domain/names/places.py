"""Who and where: the things that reports refer to."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Base:
    """A military facility. One found only by how it is named has no kind, region or coordinates.

    `country` is ISO 3166-1 alpha-2; coordinates are WGS 84 decimal degrees; `wikidata` is a Q-id.
    `reference` names the public reference from which coordinates and id were checked.
    """

    slug: str
    name: str
    country: str | None = None
    region: str | None = None
    kind: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    wikidata: str | None = None
    reference: str | None = None
    aliases: tuple[str, ...] = ()


class PlacePrecision(StrEnum):
    """How exactly it is known where something happened."""

    BASE = "base"
    REGION = "region"
    COUNTRY = "country"


def find_place_precision(base: Base | None, country: str | None) -> PlacePrecision | None:
    """The base's own coordinates, or else its region, or a country alone; null where not even that is known."""
    if base is not None and base.latitude is not None:
        return PlacePrecision.BASE
    if base is not None and base.region is not None:
        return PlacePrecision.REGION
    return None if country is None else PlacePrecision.COUNTRY


@dataclass(frozen=True, slots=True)
class Actor:
    """A force, state, organisation or person. `country` is that of the state it belongs to, if any."""

    slug: str
    name: str
    kind: str | None = None
    country: str | None = None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """A publisher. `state` is the code of the state that owns or controls it, or is its main funder, if any.

    `reference` names the public reference from which owner and state were taken.
    """

    slug: str
    name: str
    country: str | None = None
    url: str | None = None
    owner: str | None = None
    state: str | None = None
    reference: str | None = None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EventType:
    """A row of the codebook. Reports of one `family` at one base may be of the same event; of their types the one
    of highest `rank` names it. `place` is where it happens: at a `base`, in a `country`, or at `either`."""

    slug: str
    name: str
    family: str
    rank: int
    description: str
    plover: str | None
    cameo: str | None
    acled: str | None
    place: str = "either"
