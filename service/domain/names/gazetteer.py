"""The gazetteer: all names that Basewatch knows, as one value."""

from dataclasses import dataclass

from service.domain.names.places import Actor, Base, Source


@dataclass(frozen=True, slots=True)
class Country:
    """A state. `code` is ISO 3166-1 alpha-2; `adjectives` are words such as "French"; `aliases` also capitals
    when they stand for the government ("Washington")."""

    code: str
    slug: str
    name: str
    adjectives: tuple[str, ...]
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A city, district or region, which is never a base but gives the country of one."""

    name: str
    country: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CoalitionArea:
    """Where "the coalition" is a certain one: in a country, in articles from the year `since` on."""

    country: str
    since: int
    coalition: Actor


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Bases, actors, sources, countries and places, each with the names it goes by, and where coalitions act."""

    bases: tuple[Base, ...]
    actors: tuple[Actor, ...]
    sources: tuple[Source, ...]
    countries: tuple[Country, ...]
    places: tuple[Place, ...] = ()
    coalition_areas: tuple[CoalitionArea, ...] = ()
