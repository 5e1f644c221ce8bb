"""Every filter on one table of events: what each finds, and what they find together."""

import datetime as dt
from collections.abc import Iterator

import pytest
from marshmallow import Schema
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from service.api.events.fields import build_filter_fields
from service.domain.events.dates import EventDate, Precision
from service.domain.events.reports import Role, Status
from service.domain.names.places import PlacePrecision
from service.domain.names.words import parse_search_terms
from service.domain.queries import Box, DateRange, EventQuery, Nearby, PageRequest, Undated
from service.storage.database.engine import build_engine, open_transaction
from service.storage.read.events import find_events
from service.storage.read.filters import FILTERS, EventFilter, ValueKind, build_conditions
from service.storage.read.resolving import resolve_filters
from service.storage.tables.models import EventRow
from tests.builders import (
    DAY,
    build_actor,
    build_base,
    build_day,
    build_month,
    build_participation,
    build_report,
    build_source,
)
from tests.conftest import BACKENDS, make_database, open_passing_session
from tests.integration.storage.storing import store_names, store_told_event

LEAVING = build_participation(build_actor())
ARRIVING = build_participation(build_actor("isf", "Iraqi security forces"), Role.ARRIVING)
K1, TAJI = build_base(), build_base("taji", "Camp Taji", ())
LAST = build_source("last", "Last")
KIRKUKNOW = build_source("kirkuknow", "KirkukNow")
YEARLESS = EventDate("XXXX-01-07", None, None, Precision.YEARLESS)


def store_six(session: Session) -> None:
    store_names(session)
    day = build_day(dt.date(2020, 3, 29))
    later = build_day(dt.date(2020, 4, 4))
    store_told_event(session, "k1-day", build_report(date=day, participations=[LEAVING, ARRIVING], confidence=0.8))
    store_told_event(session, "taji-later", build_report("withdrawal", base=TAJI, date=later, participations=[LEAVING]))
    store_told_event(
        session, "k1-month", build_report("attack", date=build_month(), participations=[]), KIRKUKNOW, published=DAY
    )
    nowhere = build_report("withdrawal", base=None, participations=[ARRIVING], confidence=0.99)
    store_told_event(session, "nowhere", nowhere, KIRKUKNOW)
    store_told_event(session, "yearless", build_report("attack", base=TAJI, date=YEARLESS, participations=[]))
    store_told_event(session, "disputed", build_report("attack", base=None, participations=[]), LAST, is_disputed=True)


@pytest.fixture(scope="session", params=BACKENDS)
def six_engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """One for all tests: to store the events takes longer than any test."""
    engine = build_engine(make_database(request, request.param, "six"))
    with open_transaction(engine) as session:
        store_six(session)
    yield engine
    engine.dispose()


@pytest.fixture
def told(six_engine: Engine) -> Iterator[Session]:
    with open_passing_session(six_engine) as session:
        yield session


def days(first: str | None, last: str | None) -> DateRange:
    return DateRange(dt.date.fromisoformat(first) if first else None, dt.date.fromisoformat(last) if last else None)


ISF = ["k1-day", "nowhere"]
ALL = ["taji-later", "k1-day", "k1-month", "yearless", "nowhere", "disputed"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (EventQuery(), ALL),
        (EventQuery({"base": ("k1",)}), ["k1-day", "k1-month"]),
        (EventQuery({"base": ("k1", "taji")}), ["taji-later", "k1-day", "k1-month", "yearless"]),
        (EventQuery({"base": ("none",)}), []),
        (EventQuery({"actor": ("isf",)}), ["k1-day", "nowhere"]),
        (
            EventQuery({"actor": ("isf", "us-led-coalition")}),
            ["taji-later", "k1-day", "nowhere"],
        ),
        (EventQuery({"source": ("kirkuknow",)}), ["k1-month", "nowhere"]),
        (EventQuery({"source": ("kirkuknow", "press-tv", "last")}), ALL),
        (EventQuery({"type": ("withdrawal",)}), ["taji-later", "nowhere"]),
        (
            EventQuery({"type": ("withdrawal", "attack")}),
            ["taji-later", "k1-month", "yearless", "nowhere", "disputed"],
        ),
        (EventQuery({"date": (days("2020-03-29", "2020-03-29"),)}), ["k1-day", "k1-month"]),
        (EventQuery({"date": (days("2020-03-30", "2020-03-30"),)}), ["k1-month"]),
        (EventQuery({"date": (days("2020-04-01", "2020-04-30"),)}), ["taji-later"]),
        (EventQuery({"date": (days("2020-03-31", None),)}), ["taji-later", "k1-month"]),
        (EventQuery({"date": (days(None, "2020-03-01"),)}), ["k1-month"]),
        (EventQuery({"date": (days(None, "2020-02-29"),)}), []),
        (EventQuery({"date": (days(None, None),)}), ["taji-later", "k1-day", "k1-month"]),
        (
            EventQuery({"date": (days("2020-03-29", "2020-03-29"), days("2020-04-04", "2020-04-04"))}),
            ["taji-later", "k1-day", "k1-month"],
        ),
        (EventQuery({"base": ("k1",), "actor": ("isf",)}), ["k1-day"]),
        (EventQuery({"base": ("k1",), "type": ("withdrawal",)}), []),
        # The coalition leaves K1 and Taji; the Iraqi forces arrive at K1.
        (EventQuery({"actor": ("isf",), "role": (Role.ARRIVING,)}), ["k1-day", "nowhere"]),
        (EventQuery({"actor": ("isf",), "role": (Role.LEAVING,)}), []),
        (EventQuery({"role": (Role.LEAVING,)}), ["taji-later", "k1-day"]),
        (EventQuery({"status": (Status.OCCURRED,)}), ALL),
        (EventQuery({"status": (Status.PLANNED, Status.DENIED)}), []),
        (EventQuery({"country": ("IQ",)}), ALL),
        (EventQuery({"country": ("SY",)}), []),
        # What has no base is not at an excluded one.
        (EventQuery(excluded={"base": ("k1",)}), ["taji-later", "yearless", "nowhere", "disputed"]),
        (EventQuery(excluded={"base": ("k1", "taji")}), ["nowhere", "disputed"]),
        (EventQuery(excluded={"actor": ("isf",)}), [e for e in ALL if e not in ISF]),
        (EventQuery(excluded={"source": ("press-tv", "last")}), ["k1-month", "nowhere"]),
        (EventQuery(excluded={"type": ("attack", "withdrawal")}), ["k1-day"]),
        (EventQuery({"base": ("k1",)}, excluded={"type": ("attack",)}), ["k1-day"]),
        (EventQuery({"undated": Undated.ONLY}), ["yearless", "nowhere", "disputed"]),
        (EventQuery({"undated": Undated.INCLUDE}), ALL),
        (
            EventQuery({"date": (days("2020-04-01", "2020-04-30"),), "undated": Undated.INCLUDE}),
            ["taji-later", "yearless", "nowhere", "disputed"],
        ),
        (EventQuery({"published": (days("2020-03-29", "2020-03-29"),)}), ["k1-month"]),
        (EventQuery({"published": (days(None, "2020-03-28"), days("2020-03-30", None))}), []),
        (EventQuery({"updated_since": 2}), [event for event in ALL if event != "k1-day"]),
        (EventQuery({"updated_since": 12}), []),
        (EventQuery({"bbox": Box(44, 35, 45, 36)}), ["taji-later", "k1-day", "k1-month", "yearless"]),
        (EventQuery({"bbox": Box(44.26, 35, 45, 36)}), []),
        (EventQuery({"bbox": Box(45, 35, 44.25, 36)}), ["taji-later", "k1-day", "k1-month", "yearless"]),
        (EventQuery({"near": Nearby(("k1",))}), ["k1-day", "k1-month"]),
        (EventQuery({"near": Nearby(("taji", "k1"))}), ["taji-later", "k1-day", "k1-month", "yearless"]),
        (EventQuery({"near": Nearby(("taji", "k1")), "type": ("withdrawal",)}), ["taji-later"]),
        (
            EventQuery({"near": Nearby(("taji", "k1")), "disputed": False}),
            ["taji-later", "k1-day", "k1-month", "yearless"],
        ),
        (EventQuery({"near": Nearby(("taji", "k1")), "bbox": Box(44.26, 35, 45, 36)}), []),
        (EventQuery({"near": Nearby(())}), []),
        (EventQuery({"near": Nearby(places=((35.5, 44.25),))}, revision=4), ["taji-later", "k1-day"]),
        (EventQuery({"near": Nearby(places=((35.5, 44.0), (35.4, 44.25)))}, revision=4), []),
        (EventQuery({"near": Nearby(places=())}, revision=4), []),
        (EventQuery({"region": ("Kirkuk",)}), ["taji-later", "k1-day", "k1-month", "yearless"]),
        (EventQuery({"region": ("Kirkuk",)}, revision=4), ["taji-later", "k1-day"]),
        (EventQuery({"region": ("Anbar",)}), []),
        (EventQuery({"place_precision": (PlacePrecision.BASE,)}), ["taji-later", "k1-day", "k1-month", "yearless"]),
        (EventQuery({"place_precision": (PlacePrecision.REGION,)}), []),
        (EventQuery({"place_precision": (PlacePrecision.COUNTRY,)}), ["nowhere", "disputed"]),
        (EventQuery({"place_precision": tuple(PlacePrecision)}), ALL),
        (EventQuery(excluded={"region": ("Kirkuk",)}), ["nowhere", "disputed"]),
        (EventQuery({"q": parse_search_terms("taji")}), ["taji-later", "yearless"]),
        (EventQuery({"q": parse_search_terms("taj cam")}), ["taji-later", "yearless"]),
        (EventQuery({"q": parse_search_terms("aji")}), []),
        (EventQuery({"q": parse_search_terms("kirkukn")}), ["k1-month", "nowhere"]),
        (EventQuery({"q": parse_search_terms("iraqi left base")}), ["k1-day", "nowhere"]),
        (EventQuery({"base": ("taji",), "q": parse_search_terms("iraqi")}), []),
        (EventQuery({"q": ((("x' OR 1",),),)}), []),
        (EventQuery({"min_sources": 1}), ALL),
        (EventQuery({"min_sources": 2}), ["disputed"]),
        (EventQuery({"type": ("withdrawal",), "min_sources": 2}), []),
        (EventQuery({"min_confidence": 0}), ALL),
        (EventQuery({"min_confidence": 0.75}), ALL),
        (EventQuery({"min_confidence": 0.8}), ["k1-day", "nowhere"]),
        (EventQuery({"min_confidence": 0.81}), ["nowhere"]),
        (EventQuery({"min_confidence": 1}), []),
        (EventQuery({"base": ("k1",), "min_confidence": 0.8}), ["k1-day"]),
        (EventQuery({"min_confidence": 0.81}, revision=4), []),
        (EventQuery({"disputed": True}), ["disputed"]),
        (EventQuery({"disputed": False}), [event for event in ALL if event != "disputed"]),
        # The events were stored one by one, by two revisions each.
        (EventQuery(revision=0), []),
        (EventQuery(revision=2), ["k1-day"]),
        (EventQuery(revision=3), ["k1-day"]),
        (EventQuery({"base": ("k1", "taji")}, revision=4), ["taji-later", "k1-day"]),
        (EventQuery({"base": ("taji",)}, revision=4), ["taji-later"]),
        (EventQuery(revision=12), ALL),
        (EventQuery({"source": ("kirkuknow",), "date": (days("2020-03-01", "2020-03-01"),)}), ["k1-month"]),
    ],
)
def test_find_events_with_filters_finds_those_that_meet_all(told: Session, query: EventQuery, found: list[str]) -> None:
    page = find_events(told, query, PageRequest(limit=10))
    assert [event.document.split("|")[0] for event in page.items] == found


def test_filters_without_a_condition_are_read_beside_another() -> None:
    names = {row.name for row in FILTERS}
    beside = {row.beside for row in FILTERS if row.beside is not None}
    assert {row.name for row in FILTERS if row.condition is None} == beside <= names
    assert len(names) == len(FILTERS)


def test_filter_that_is_added_as_a_row_is_a_parameter_and_finds(told: Session) -> None:
    row = EventFilter("id", ValueKind.NAMES, "Events by id.", "k1-day", EventRow.slug.in_, negatable="nowhere")
    schema = Schema.from_dict(build_filter_fields([row]))()
    chosen, excluded = schema.load({"id": ["k1-day,nowhere"]}), schema.load({"not_id": ["nowhere"]})
    assert (chosen, excluded) == ({"id": ["k1-day", "nowhere"]}, {"not_id": ["nowhere"]})
    query = EventQuery(
        resolve_filters(told, chosen, past=False, filters=[row]),
        resolve_filters(told, {"id": excluded["not_id"]}, past=False, filters=[row]),
    )
    assert list(told.scalars(select(EventRow.slug).where(*build_conditions(query, [row])))) == ["k1-day"]
