"""Names in memory mean what they mean in the database, and are those of one revision."""

import datetime as dt
from dataclasses import replace

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from service.errors import ParameterError
from service.storage.names.extents import read_extent
from service.storage.names.gazetteer import ensure_bases, save_gazetteer
from service.storage.names.memory import MIN_USES, NameMemory, RememberedNames, read_names
from service.storage.names.places import resolve_regions
from service.storage.names.resolve import (
    resolve_actors,
    resolve_bases,
    resolve_countries,
    resolve_sources,
    resolve_types,
)
from service.storage.tables.models import EventRow
from service.storage.tables.names import BaseRow
from tests.builders import (
    EVENT_TYPES,
    build_actor,
    build_base,
    build_country,
    build_gazetteer,
    build_report,
    build_source,
)
from tests.integration.storage.storing import store_told_event

RESOLVE = {
    "base": resolve_bases,
    "actor": resolve_actors,
    "source": resolve_sources,
}
NAMES = {
    "base": [
        "k1",
        "K-1",
        "K1 Air Base",
        "Kirkuk Airbase",
        "taji",
        "TAJI",
        "hidden",
        "gone",
        "nowhere",
        "",
        "x\0y",
        "Áé",
    ],
    "actor": ["us-led-coalition", "CJTF-OIR", "Iraq", "Baghdad", "Iraqi", "IQ", "nobody"],
    "source": ["press-tv", "Press TV", "PressTV", "presstv.ir", "unknown"],
}


@pytest.fixture
def named(session: Session) -> Session:
    """Names of seeds, one that an event discovered, and one that no event has any more."""
    gazetteer = build_gazetteer(
        [build_base(), build_base("taji", "Camp Taji", ("K2",)), build_base("k2", "K2", ())],
        [build_actor(aliases=["CJTF-OIR"])],
        [build_source(aliases=["PressTV"])],
        countries=[replace(build_country("IQ", "iraq", "Iraq"), aliases=("Baghdad",))],
    )
    save_gazetteer(session, gazetteer, EVENT_TYPES)
    ensure_bases(session, [build_base("hidden", "Hidden Base", ("Secret",)), build_base("gone", "Gone Base", ())])
    for slug in ("hidden", "gone"):
        store_told_event(session, f"at-{slug}", build_report(base=build_base(slug, slug.title(), ())))
    session.execute(update(EventRow).where(EventRow.slug == "at-gone").values(until=EventRow.since))
    session.flush()
    return session


def ask(session: Session, kind: str, name: str, *, past: bool) -> tuple[str, ...] | None:
    """What the database says."""
    try:
        return RESOLVE[kind](session, [name], past=past)
    except ParameterError:
        return None


@pytest.mark.parametrize("past", [False, True])
@pytest.mark.parametrize("kind", RESOLVE)
def test_name_in_memory_means_what_it_means_in_the_database(named: Session, kind: str, past: bool) -> None:
    index = get_names(named)
    expected = {name: ask(named, kind, name, past=past) for name in NAMES[kind]}
    assert {name: index.resolve(kind, [name], past=past) for name in expected} == expected
    known = [name for name, found in expected.items() if found]
    assert len(known) > 1
    assert index.resolve(kind, [*known, known[0]], past=past) == RESOLVE[kind](named, [*known, known[0]], past=past)
    assert index.resolve(kind, [*known, "never heard of"], past=past) is None
    assert index.resolve("base", ["gone"], past=past) == (("gone",) if past else None)


def test_countries_and_types_in_memory_are_those_of_the_database(named: Session) -> None:
    index = get_names(named)
    for names in (["IQ"], ["iq", "Iraq"], ["Baghdad"]):
        assert index.resolve("country", names, past=False) == resolve_countries(named, names) == ("IQ",)
    assert index.resolve("country", ["XX"], past=False) is None
    slugs = [EVENT_TYPES[0].slug, EVENT_TYPES[0].slug]
    assert index.resolve("type", slugs, past=False) == resolve_types(named, slugs)
    assert index.resolve("type", ["Attack"], past=False) is None


def test_regions_in_memory_are_those_of_the_database(named: Session) -> None:
    named.execute(update(BaseRow).where(BaseRow.slug == "taji").values(region="KIR-KUK"))
    index = get_names(named)
    for names in (["Kirkuk"], ["kir kuk", "KIRKUK"]):
        assert index.resolve("region", names, past=False) == resolve_regions(named, names) == ("KIR-KUK", "Kirkuk")
    assert index.resolve("region", ["Kirkuk", "Anbar"], past=False) is None
    # Before now there may have been others.
    assert index.resolve("region", ["Kirkuk"], past=True) is None


def test_names_are_read_of_a_revision_that_is_asked_of_often_and_given_for_it_alone(named: Session) -> None:
    memory = NameMemory()
    first, second = ((number, dt.datetime(2026, 1, number, tzinfo=dt.UTC)) for number in (1, 2))
    assert [memory.find(named, first) is not None for _ in range(MIN_USES)] == [False] * (MIN_USES - 1) + [True]
    ensure_bases(named, [build_base("new", "New Base", ())])
    store_told_event(named, "at-new", build_report(base=build_base("new", "New Base", ())))
    assert memory.find(named, second) is None
    kept = memory.find(named, first)
    assert kept is not None
    assert kept.resolve("base", ["new"], past=False) is None
    for _ in range(MIN_USES):
        found = memory.find(named, second)
    assert found is not None
    assert found.resolve("base", ["New Base"], past=False) == ("new",)
    assert memory.find(named, first) is None


def test_more_names_than_there_is_room_for_are_not_read(named: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.storage.names.memory.MAX_NAMES", 5)
    assert read_names(named, 1) is None


def get_names(session: Session) -> RememberedNames:
    found = read_names(session, 1)
    assert found is not None
    return found


def test_extent_has_places_to_the_last_digit(named: Session) -> None:
    degrees = 35.123456789012345, -0.1234567890123456789
    named.execute(update(EventRow).values(latitude=degrees[0], longitude=degrees[1]))
    places = read_extent(named).places
    assert places is not None
    assert [(place.latitude, place.longitude) for place in places] == [degrees]
