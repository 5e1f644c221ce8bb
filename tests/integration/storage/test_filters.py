"""Every filter on one table of events: what each finds, and what they find together."""

import datetime as dt

import pytest
from sqlalchemy.orm import Session

from service.domain.dates import EventDate, Precision
from service.domain.queries import DateRange, EventQuery, PageRequest
from service.domain.reports import Role
from service.storage.event_queries import find_events
from service.storage.filters import FILTERS
from tests.builders import (
    build_actor,
    build_base,
    build_day,
    build_month,
    build_participation,
    build_report,
    build_source,
)
from tests.integration.storage.storing import store_names, store_told_event

LEAVING = build_participation(build_actor())
ARRIVING = build_participation(build_actor("isf", "Iraqi security forces"), Role.ARRIVING)
K1, TAJI = build_base(), build_base("taji", "Camp Taji", ())
LAST = build_source("last", "Last")
KIRKUKNOW = build_source("kirkuknow", "KirkukNow")
YEARLESS = EventDate("XXXX-01-07", None, None, Precision.YEARLESS)


@pytest.fixture
def told(session: Session) -> Session:
    store_names(session)
    day = build_day(dt.date(2020, 3, 29))
    later = build_day(dt.date(2020, 4, 4))
    store_told_event(session, "k1-day", build_report(date=day, participations=[LEAVING, ARRIVING]))
    store_told_event(session, "taji-later", build_report("withdrawal", base=TAJI, date=later, participations=[LEAVING]))
    store_told_event(session, "k1-month", build_report("attack", date=build_month(), participations=[]), KIRKUKNOW)
    store_told_event(session, "nowhere", build_report("withdrawal", base=None, participations=[ARRIVING]), KIRKUKNOW)
    store_told_event(session, "yearless", build_report("attack", base=TAJI, date=YEARLESS, participations=[]))
    store_told_event(session, "disputed", build_report("attack", base=None, participations=[]), LAST, is_disputed=True)
    return session


def days(first: str | None, last: str | None) -> DateRange:
    return DateRange(dt.date.fromisoformat(first) if first else None, dt.date.fromisoformat(last) if last else None)


ALL = ["taji-later", "k1-day", "k1-month", "yearless", "nowhere", "disputed"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (EventQuery(), ALL),
        (EventQuery(bases=("k1",)), ["k1-day", "k1-month"]),
        (EventQuery(bases=("k1", "taji")), ["taji-later", "k1-day", "k1-month", "yearless"]),
        (EventQuery(bases=("none",)), []),
        (EventQuery(actors=("isf",)), ["k1-day", "nowhere"]),
        (EventQuery(actors=("isf", "us-led-coalition")), ["taji-later", "k1-day", "nowhere"]),
        (EventQuery(sources=("kirkuknow",)), ["k1-month", "nowhere"]),
        (EventQuery(sources=("kirkuknow", "press-tv", "last")), ALL),
        (EventQuery(types=("withdrawal",)), ["taji-later", "nowhere"]),
        (EventQuery(types=("withdrawal", "attack")), ["taji-later", "k1-month", "yearless", "nowhere", "disputed"]),
        (EventQuery(dates=(days("2020-03-29", "2020-03-29"),)), ["k1-day", "k1-month"]),
        (EventQuery(dates=(days("2020-03-30", "2020-03-30"),)), ["k1-month"]),
        (EventQuery(dates=(days("2020-04-01", "2020-04-30"),)), ["taji-later"]),
        (EventQuery(dates=(days("2020-03-31", None),)), ["taji-later", "k1-month"]),
        (EventQuery(dates=(days(None, "2020-03-01"),)), ["k1-month"]),
        (EventQuery(dates=(days(None, "2020-02-29"),)), []),
        (EventQuery(dates=(days(None, None),)), ["taji-later", "k1-day", "k1-month"]),
        (
            EventQuery(dates=(days("2020-03-29", "2020-03-29"), days("2020-04-04", "2020-04-04"))),
            ["taji-later", "k1-day", "k1-month"],
        ),
        (EventQuery(bases=("k1",), actors=("isf",)), ["k1-day"]),
        (EventQuery(bases=("k1",), types=("withdrawal",)), []),
        (EventQuery(min_sources=1), ALL),
        (EventQuery(min_sources=2), ["disputed"]),
        (EventQuery(min_sources=2, types=("withdrawal",)), []),
        (EventQuery(is_disputed=True), ["disputed"]),
        (EventQuery(is_disputed=False), [event for event in ALL if event != "disputed"]),
        # The events were stored one by one, by two revisions each.
        (EventQuery(revision=0), []),
        (EventQuery(revision=2), ["k1-day"]),
        (EventQuery(revision=3), ["k1-day"]),
        (EventQuery(revision=4, bases=("k1", "taji")), ["taji-later", "k1-day"]),
        (EventQuery(revision=4, bases=("taji",)), ["taji-later"]),
        (EventQuery(revision=12), ALL),
        (EventQuery(sources=("kirkuknow",), dates=(days("2020-03-01", "2020-03-01"),)), ["k1-month"]),
    ],
)
def test_find_events_with_filters_finds_those_that_meet_all(told: Session, query: EventQuery, found: list[str]) -> None:
    page = find_events(told, query, PageRequest(limit=10))
    assert [document.split("|")[0] for document in page.items] == found


def test_filters_have_one_function_for_every_field_of_the_query() -> None:
    assert {*FILTERS, "revision"} == set(EventQuery.__dataclass_fields__)
