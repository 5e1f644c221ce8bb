"""Events as skewed as reality: of few bases, actors and sources much is reported, of most of them little.

The names are those of `seeds`. What is drawn follows from the seed alone, so every store of one size has the same rows.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import TypeVar

from service.codebook.reading import read_codebook
from service.domain.events.dates import EventDate, Precision
from service.domain.events.reports import Role, Status
from service.domain.names.gazetteer import Gazetteer
from service.domain.names.places import Actor, Base, EventType, Source
from service.loader.seeds.gazetteer import read_gazetteer
from service.storage.names.gazetteer import build_country_actor

Name = TypeVar("Name")

ROOT = Path(__file__).parents[3]
BATCH = 10_000
# The weight of the name at place n is 1 / n ** SKEW: the first base has a sixth of all events.
SKEW = 1.1
# Seeds have few sources; a crawl of the news meets thousands.
FURTHER_SOURCES = 1_920
FIRST_DAY = dt.date(2003, 1, 1)
DAYS = 8_400
NO_DAY = "0000-00-00"
STATUSES = (Status.OCCURRED, Status.PLANNED, Status.DENIED)
PRECISIONS = (Precision.DAY, Precision.MONTH, Precision.YEAR, None)
PER_REVISION = 1_000
PER_ARTICLE = 5


@dataclass(frozen=True)
class World:
    """All names that events are drawn from, each kind in the order of how much is reported of it."""

    gazetteer: Gazetteer
    types: tuple[EventType, ...]

    @property
    def bases(self) -> tuple[Base, ...]:
        return self.gazetteer.bases

    @property
    def sources(self) -> tuple[Source, ...]:
        return self.gazetteer.sources

    @property
    def actors(self) -> tuple[Actor, ...]:
        states = [build_country_actor(country) for country in self.gazetteer.countries]
        return tuple({actor.slug: actor for actor in (*self.gazetteer.actors, *states)}.values())


@dataclass(frozen=True, slots=True)
class MadeEvent:
    """One event. `number` counts from 1, and is its row's number too; `parts` are its actors with their roles."""

    number: int
    slug: str
    type: str
    status: Status
    base: Base | None
    country: str | None
    date: EventDate | None
    parts: tuple[tuple[Actor, Role], ...]
    sources: tuple[Source, ...]
    personnel: int | None
    confidence: float
    published: str
    revision: int

    @property
    def sort_key(self) -> str:
        """What orders it by its date."""
        day = self.date.first.isoformat() if self.date and self.date.first else NO_DAY
        return f"{day}|{self.slug}"


@cache
def build_world() -> World:
    """The names of `seeds`, and sources to make up for those that seeds do not name."""
    gazetteer = read_gazetteer(ROOT / "seeds")
    further = (Source(f"gazette-{number}", f"Gazette {number}") for number in range(FURTHER_SOURCES))
    return World(replace(gazetteer, sources=(*gazetteer.sources, *further)), read_codebook().event_types)


def make_events(world: World, count: int, seed: int = 1) -> Iterator[MadeEvent]:
    """So many events, in the order in which they came in."""
    random = Random(seed)  # noqa: S311 - draws that can be repeated
    bases, actors, sources = world.bases, world.actors, world.sources
    for start in range(0, count, BATCH):
        size = min(BATCH, count - start)
        drawn = zip(
            random.choices(world.types, cum_weights=weigh(len(world.types)), k=size),
            random.choices(bases, cum_weights=weigh(len(bases)), k=size),
            zip(draw_groups(random, actors, size), draw_groups(random, sources, size), strict=True),
            strict=True,
        )
        for number, (kind, base, groups) in enumerate(drawn, start + 1):
            yield _make_event(random, number, kind, base, groups)


@cache
def weigh(size: int) -> list[float]:
    """The cumulated weights of so many names."""
    return list(accumulate(1 / place**SKEW for place in range(1, size + 1)))


def draw_groups(random: Random, names: Sequence[Name], size: int) -> list[tuple[Name, ...]]:
    """So many groups of one to four different names: half have one."""
    numbers = random.choices((1, 2, 3, 4), weights=(8, 5, 2, 1), k=size)
    drawn = iter(random.choices(names, cum_weights=weigh(len(names)), k=sum(numbers)))
    return [tuple(dict.fromkeys(next(drawn) for _ in range(number))) for number in numbers]


def _make_event(
    random: Random, number: int, kind: EventType, base: Base, groups: tuple[Sequence[Actor], tuple[Source, ...]]
) -> MadeEvent:
    actors, sources = groups
    # The nearer to today, the more is reported.
    day = int(DAYS * random.random() ** 0.6)
    # Of one in twenty events only the country is known.
    place = base if random.random() < 0.95 else None
    date = build_date(day, random.choices(PRECISIONS, (82, 10, 5, 3))[0])
    roles = (Role.ATTACKER, Role.TARGET) if kind.place == "base" else (Role.LEAVING, Role.RECEIVING)
    return MadeEvent(
        number=number,
        slug=f"{place.slug if place else base.country}-{kind.slug}-{date.edtf if date else 'undated'}-{number}".lower(),
        type=kind.slug,
        status=random.choices(STATUSES, (80, 15, 5))[0],
        base=place,
        country=base.country,
        date=date,
        parts=tuple(zip(actors, (*roles, Role.ACTOR, Role.ACTOR), strict=False)),
        sources=sources,
        personnel=random.randrange(10, 5_000) if random.random() < 0.3 else None,
        confidence=round(0.5 + random.random() / 2, 4),
        published=name_day(day + 1),
        revision=1 + (number - 1) // PER_REVISION,
    )


@cache
def name_day(day: int) -> str:
    """The date of a day, counted from the first."""
    return (FIRST_DAY + dt.timedelta(days=day)).isoformat()


@cache
def build_date(day: int, precision: Precision | None) -> EventDate | None:
    """The date of an event on a day, as exactly as it is known."""
    at = FIRST_DAY + dt.timedelta(days=day)
    if precision is None:
        return None
    if precision is Precision.DAY:
        return EventDate(at.isoformat(), at, at, precision)
    if precision is Precision.MONTH:
        first = at.replace(day=1)
        last = (first + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)
        return EventDate(f"{at:%Y-%m}", first, last, precision)
    return EventDate(f"{at.year}", dt.date(at.year, 1, 1), dt.date(at.year, 12, 31), precision)


@cache
def name_moment(revision: int) -> str:
    """When a revision was committed."""
    return (dt.datetime(2026, 1, 1, tzinfo=dt.UTC) + dt.timedelta(minutes=revision)).isoformat()
