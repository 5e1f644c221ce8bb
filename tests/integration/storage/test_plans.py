"""What is asked often is answered from an index on both databases, whatever the store holds."""

import datetime as dt
import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Engine, event, func, select, text
from sqlalchemy.orm import Session

from service.domain.events.reports import Role
from service.domain.names.places import PlacePrecision
from service.domain.queries import (
    Box,
    ChangeQuery,
    DateRange,
    Dimension,
    EventOrder,
    EventQuery,
    NameOrder,
    NameQuery,
    Nearby,
    PageRequest,
    Undated,
)
from service.storage.database.engine import build_engine, open_session
from service.storage.names.extents import RANK, EventExtent, Place, read_extent
from service.storage.read.changes import find_changes
from service.storage.read.event_counts import select_counts
from service.storage.read.events import find_event_lines, find_events
from service.storage.read.filters import build_conditions
from service.storage.read.names import find_actors, find_bases, find_sources
from service.storage.read.pages.latest import LatestReader
from service.storage.read.pages.placed import plan_known_page
from service.storage.read.pages.ranges import plan_page
from service.storage.read.summaries import summarise_events
from service.storage.tables.event_links import ParticipationRow
from service.storage.tables.models import ChangeRow, EventRow
from tests.benchmarks.large_store import fill_large_store
from tests.conftest import BACKENDS, make_database

EVENTS = 20_000
LIMIT = 20
YEAR = (DateRange(dt.date(1990, 1, 1), dt.date(1990, 12, 31)),)
LONG = (DateRange(dt.date(1979, 5, 20), dt.date(2003, 2, 9)),)
VERSIONS = select(EventRow.id, EventRow.slug, EventRow.since, EventRow.base)
# A step of SQLite, and one of PostgreSQL.
SCAN = re.compile(r"(SCAN|Seq Scan on) (event|participation|event_source|article|report|change)\b")


@pytest.fixture(scope="module", params=BACKENDS)
def large(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """A store so large that a database prefers indexes."""
    engine = build_engine(make_database(request, request.param, "large"))
    fill_large_store(engine, EVENTS)
    yield engine
    engine.dispose()


def list_steps(session: Session, ask: Callable[[], object]) -> list[str]:
    """How the database finds what is asked."""
    sent: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        sent.append((statement, parameters))

    connection = session.connection()
    event.listen(connection, "before_cursor_execute", note)
    ask()
    event.remove(connection, "before_cursor_execute", note)
    explain = "EXPLAIN QUERY PLAN" if connection.dialect.name == "sqlite" else "EXPLAIN"
    plans = [connection.exec_driver_sql(f"{explain} {statement}", parameters) for statement, parameters in sent]
    return [str(row[-1]) for plan in plans for row in plan]


def list_scans(steps: list[str]) -> list[str]:
    """The steps that look at a whole table or index; of an index in the order of a list only a page is read."""
    return [step for step in steps if SCAN.search(step)]


DAY_ORDERS = (EventOrder.DATE, EventOrder.DATE_DOWN)
QUERIES: dict[str, dict[str, Any]] = {
    "date": {"date": YEAR},
    "dates": {"date": (*YEAR, DateRange(dt.date(1993, 5, 1), None))},
    "date-and-undated": {"date": YEAR, "undated": Undated.INCLUDE},
    "undated": {"undated": Undated.ONLY},
    **{
        f"{name}{'-date' * bool(date)}": {**filters, **date}
        for date in ({}, {"date": YEAR})
        for name, filters in (
            ("base", {"base": ("base-1",)}),
            ("bases", {"base": ("base-1", "base-70")}),
            ("actor", {"actor": ("actor-1",)}),
            ("actors", {"actor": ("actor-1", "actor-70")}),
            ("actor-role", {"actor": ("actor-1",), "role": (Role.TARGET, Role.ACTOR)}),
            ("source", {"source": ("source-1",)}),
            ("country", {"country": ("IQ",)}),
            ("type", {"type": ("attack",)}),
            ("type-country", {"type": ("attack", "handover"), "country": ("IQ",)}),
            ("base-type", {"base": ("base-1",), "type": ("attack",)}),
        )
    },
    "region": {"region": ("Kirkuk",)},
    "place_precision": {"place_precision": (PlacePrecision.COUNTRY,)},
    "near": {"near": Nearby(("base-1", "base-70"))},
    "bbox": {"bbox": Box(30, 20, 40, 25)},
    "bbox-date": {"bbox": Box(30, 20, 40, 25), "date": YEAR},
}


@pytest.mark.parametrize("name", QUERIES)
def test_page_of_events_by_filters_is_read_from_the_range_of_an_index(large: Engine, name: str) -> None:
    query = EventQuery(QUERIES[name])
    with open_session(large) as session:
        for page in (PageRequest(LIMIT), PageRequest(LIMIT, "1990-06-01|event-1")):
            steps = list_steps(session, partial(find_events, session, query, page))
            assert list_scans(steps) == []
            # The ids of several ranges whose turn is the same are sorted, and then the documents of one page.
            assert sum(step.startswith("USE TEMP B-TREE") for step in steps) <= 3, steps


@pytest.mark.parametrize("name", ["base", "country", "type", "region", "place_precision"])
@pytest.mark.parametrize("order", EventOrder)
def test_page_of_events_in_any_order_is_read_from_the_index_of_the_filter(
    large: Engine, order: EventOrder, name: str
) -> None:
    with open_session(large) as session:
        query = EventQuery(QUERIES[name])
        steps = list_steps(session, lambda: find_events(session, query, PageRequest(LIMIT), order))
        assert [step for step in steps if SCAN.search(step) or "TEMP B-TREE" in step] == []
        steps = list_steps(session, lambda: find_events(session, EventQuery(), PageRequest(LIMIT), order))
        assert [step for step in steps if "Seq Scan" in step or "TEMP B-TREE" in step or "Sort" in step] == []


@pytest.mark.parametrize("name", QUERIES)
@pytest.mark.parametrize("order", DAY_ORDERS)
def test_page_of_lines_is_read_by_the_steps_of_documents_and_a_look_at_each_line(
    large: Engine, order: EventOrder, name: str
) -> None:
    query, page = EventQuery(QUERIES[name]), PageRequest(LIMIT)
    with open_session(large) as session:
        steps = list_steps(session, partial(find_events, session, query, page, order))
        of_lines = list_steps(session, partial(find_event_lines, session, query, page, order))
        assert list_scans(of_lines) == []
        if large.dialect.name == "sqlite":
            further = [step for step in of_lines if "event_line" in step]
            assert [step for step in of_lines if step not in further] == steps
            assert len(further) == 1


def test_steps_of_a_filter_without_an_index_scan_the_table(large: Engine) -> None:
    with open_session(large) as session:
        steps = list_steps(session, lambda: session.scalar(select(func.count()).where(EventRow.edtf == "x")))
    assert len(list_scans(steps)) == 1


DAYS = (("2001-03-01", "2001-03-01"), ("1999-12-31", "2001-01-01"), ("2000-02-10", None), (None, "1951-02-01"))
CHOSEN: tuple[dict[str, Any], ...] = (
    {},
    {"base": ("base-1", "base-3")},
    {"actor": ("actor-0", "actor-2")},
    {"source": ("source-2",)},
)


@pytest.mark.parametrize("order", DAY_ORDERS)
@pytest.mark.parametrize("days", DAYS)
@pytest.mark.parametrize("chosen", CHOSEN)
def test_pages_by_date_hold_each_event_that_meets_the_conditions_once_and_in_order(
    large: Engine, chosen: dict[str, Any], days: tuple[str | None, str | None], order: EventOrder
) -> None:
    first, last = (dt.date.fromisoformat(day) if day else None for day in days)
    query = EventQuery({**chosen, "date": (DateRange(first, last),)})
    expected = list_expected(large, query, order, 400)
    assert expected
    assert list_found(large, query, order, len(expected)) == expected
    page = LatestReader(large).find_page(plan_page(query, PageRequest(50), order))
    assert page is not None
    assert [slug for slug, _ in page.events] == expected[:50]


@pytest.mark.parametrize("order", DAY_ORDERS)
def test_pages_by_date_and_of_undated_events_are_in_order(large: Engine, order: EventOrder) -> None:
    days = (DateRange(dt.date(2024, 11, 1), None),)
    query = EventQuery({"actor": ("actor-1", "actor-3"), "date": days, "undated": Undated.INCLUDE})
    expected = list_expected(large, query, order, 2_000)
    dated = list_expected(large, query.drop("undated"), order, 2_000)
    assert 0 < len(dated) < len(expected)
    assert list_found(large, query, order, len(expected)) == expected


def list_expected(engine: Engine, query: EventQuery, order: EventOrder, count: int) -> list[str]:
    """The first events that meet all conditions."""
    key = EventRow.sort_key.desc() if order is EventOrder.DATE_DOWN else EventRow.sort_key
    with open_session(engine) as session:
        return [*session.scalars(select(EventRow.slug).where(*build_conditions(query)).order_by(key).limit(count))]


def list_found(engine: Engine, query: EventQuery, order: EventOrder, count: int) -> list[str]:
    """The first events of as many pages as it takes."""
    with open_session(engine) as session:
        page = find_events(session, query, PageRequest(130), order)
        found = [item.id for item in page.items]
        while page.after is not None and len(found) < count:
            page = find_events(session, query, PageRequest(130, page.after), order)
            found += [item.id for item in page.items]
    return found[:count]


SUMMARIES: tuple[tuple[tuple[Dimension, ...], dict[str, Any]], ...] = (
    ((), {}),
    ((Dimension.ACTOR,), {}),
    ((Dimension.COUNTRY, Dimension.YEAR), {}),
    ((Dimension.SOURCE, Dimension.BASE), {}),
    ((Dimension.MONTH,), {"base": ("base-1", "base-2")}),
    ((Dimension.TYPE,), {"source": ("source-1",)}),
    ((), {"country": ("IQ",), "status": ("occurred",)}),
    ((Dimension.DAY,), {"actor": ("actor-1",)}),
    ((), {"date": YEAR}),
    ((Dimension.BASE,), {"date": LONG}),
    ((Dimension.DAY,), {"date": LONG, "base": ("base-1", "base-2")}),
    ((Dimension.ACTOR,), {"date": LONG, "undated": Undated.INCLUDE}),
    ((Dimension.BASE, Dimension.MONTH), {"date": YEAR}),
    ((Dimension.YEAR,), {"date": LONG, "source": ("source-1",)}),
    ((Dimension.SOURCE,), {"date": LONG, "actor": ("actor-1",)}),
    ((Dimension.COUNTRY, Dimension.TYPE), {"date": LONG}),
)


@pytest.mark.parametrize(("dimensions", "chosen"), SUMMARIES)
def test_summary_is_read_from_kept_counts_and_is_what_the_events_are(
    large: Engine, dimensions: tuple[Dimension, ...], chosen: dict[str, Any]
) -> None:
    with open_session(large) as session:
        ask = partial(summarise_events, session, EventQuery(chosen), dimensions, 10_000)
        assert list_scans(list_steps(session, ask)) == []
        assert select_counts(EventQuery(chosen), dimensions) is not None
        anew = summarise_events(session, EventQuery(chosen, revision=2), dimensions, 10_000)
        assert sorted(ask(), key=str) == sorted(anew, key=str)


COUNTED_ANEW: tuple[tuple[tuple[Dimension, ...], dict[str, Any]], ...] = (
    *(
        (dimensions, chosen)
        for dimensions in ((), (Dimension.BASE,), (Dimension.MONTH,))
        for chosen in ({"min_sources": 2}, {"min_confidence": 0.8}, {"disputed": True})
    ),
    ((Dimension.BASE,), {"country": ("IQ",), "status": ("occurred",), "date": LONG}),
    ((Dimension.TYPE, Dimension.MONTH), {"base": ("base-1",), "status": ("occurred",)}),
)


@pytest.mark.parametrize(("dimensions", "chosen"), COUNTED_ANEW)
def test_summary_that_is_counted_anew_looks_at_an_index_alone(
    large: Engine, dimensions: tuple[Dimension, ...], chosen: dict[str, Any]
) -> None:
    query = EventQuery(chosen)
    assert select_counts(query, dimensions) is None
    with open_session(large) as session:
        if large.dialect.name == "postgresql":
            # The events here are so short that reading all of them is no more than reading an index.
            for way in ("enable_seqscan", "enable_bitmapscan"):
                session.execute(text(f"SET LOCAL {way} = off"))
        steps = list_steps(session, partial(summarise_events, session, query, dimensions, 10_000))
    looks = [step for step in steps if re.search(r"(SCAN|SEARCH|Scan.* on) event\b", step)]
    assert len(looks) == 1
    assert re.search("COVERING INDEX|Index Only Scan|ix_event_disputed", looks[0]), steps


def test_page_of_disputed_events_is_read_from_an_index_of_them_alone(large: Engine) -> None:
    with open_session(large) as session:
        steps = list_steps(session, lambda: find_events(session, EventQuery({"disputed": True}), PageRequest(LIMIT)))
    assert any("ix_event_disputed" in step for step in steps), steps


@pytest.mark.parametrize("find", [find_bases, find_actors, find_sources])
def test_list_of_names_counts_no_event_anew(large: Engine, find: Callable[[Session, PageRequest], object]) -> None:
    with open_session(large) as session:
        steps = list_steps(session, lambda: find(session, PageRequest(LIMIT)))
    assert list_scans(steps) == []
    assert any("event_count" in step for step in steps)


@pytest.mark.parametrize("order", DAY_ORDERS)
@pytest.mark.parametrize("box", [Box(30, 20, 40, 25), Box(80, 21, 40, 22), Box(0, 40, 10, 50), Box(-180, -90, 180, 90)])
def test_pages_of_a_box_hold_each_event_in_it_once_and_in_order(large: Engine, box: Box, order: EventOrder) -> None:
    query = EventQuery({"bbox": box})
    expected = list_expected(large, query, order, 300)
    assert list_found(large, query, order, len(expected)) == expected
    with open_session(large) as session:
        extent = read_extent(session)
    plan = plan_known_page(query, PageRequest(50), order, extent)
    page = LatestReader(large).find_page(plan)
    if "bbox" in plan.query.chosen:
        # At too many places.
        assert page is None
        return
    assert len(plan.ranges) <= 64
    assert page is not None
    assert [slug for slug, _ in page.events] == expected[:50]


def test_extent_is_that_of_all_current_events_and_is_read_from_indexes(large: Engine) -> None:
    with open_session(large) as session:
        found: list[EventExtent] = []
        steps = list_steps(session, lambda: found.append(read_extent(session)))
        at = EventRow.latitude, EventRow.longitude
        present = select(*at, EventRow.sort_key).where(EventRow.until.is_(None)).order_by(*at, EventRow.sort_key.desc())
        days: dict[tuple[float, float], list[str]] = {}
        unplaced = 0
        for latitude, longitude, key in session.execute(present):
            if latitude is None or longitude is None:
                unplaced += 1
            else:
                days.setdefault((latitude, longitude), []).append(key[:10])
        spans = session.scalars(select(EventRow.span).where(EventRow.until.is_(None)).distinct())
        expected = {span for span in spans if span is not None}
    assert list_scans(steps) == []
    (extent,) = found
    assert extent.places == tuple(
        Place(*place, some[0], some[RANK - 1] if len(some) >= RANK else None) for place, some in sorted(days.items())
    )
    assert (set(extent.spans), extent.unplaced) == (expected, unplaced)


@pytest.mark.parametrize("query", [NameQuery(prefix="ba"), NameQuery(order=NameOrder.NAME)])
@pytest.mark.parametrize("find", [find_bases, find_actors, find_sources])
def test_names_by_prefix_and_by_name_are_read_from_the_range_of_an_index(
    large: Engine, find: Callable[[Session, PageRequest, NameQuery], object], query: NameQuery
) -> None:
    with open_session(large) as session:
        steps = list_steps(session, lambda: find(session, PageRequest(LIMIT), query))
    assert list_scans(steps) == []
    searched = [step for step in steps if "_prefix" in step and "Scan" not in step.replace("Index", "")]
    assert any("_prefix" in step for step in steps)
    assert [step for step in searched if re.search(r"SCAN \w+_prefix", step)] == []


@pytest.mark.parametrize("order", [NameOrder.EVENTS_DOWN, NameOrder.LATEST_DOWN])
@pytest.mark.parametrize("find", [find_bases, find_actors, find_sources])
def test_names_by_their_events_look_at_no_whole_table_of_events(
    large: Engine, find: Callable[[Session, PageRequest, NameQuery], object], order: NameOrder
) -> None:
    with open_session(large) as session:
        steps = list_steps(session, lambda: find(session, PageRequest(LIMIT), NameQuery(order=order)))
    assert list_scans(steps) == []


CHANGES: dict[str, dict[str, tuple[str, ...]]] = {
    "base": {"base": ("base-1",)},
    "bases": {"base": ("base-1", "base-70")},
    "actor": {"actor": ("actor-1",)},
    "actors": {"actor": ("actor-1", "actor-70")},
    "base-actor": {"base": ("base-1",), "actor": ("actor-1", "actor-2")},
    "base-rare-actor": {"base": ("base-1",), "actor": ("actor-199",)},
    "event": {"event": ("event-5",)},
    "events": {"event": ("event-5", "event-7")},
    "event-base": {"event": ("event-100", "event-101"), "base": ("base-1",)},
}
# Also where a table is joined a second time. The store has two revisions alone, which may be scanned.
CHANGE_SCAN = re.compile(r"(SCAN|Seq Scan on) (event|change|change_subject|participation)(_[0-9]+)?\b")


@pytest.mark.parametrize("name", CHANGES)
@pytest.mark.parametrize("after", [None, "1.15000"])
def test_page_of_changes_by_filters_is_read_from_the_ranges_of_an_index(
    large: Engine, after: str | None, name: str
) -> None:
    query = ChangeQuery(**CHANGES[name])
    with open_session(large) as session:
        steps = list_steps(session, partial(find_changes, session, query=query, page=PageRequest(LIMIT, after)))
    assert [step for step in steps if CHANGE_SCAN.search(step)] == []
    key = "ix_change_s(lug|uccessor)_revision" if query.event else "change_subject .*PRIMARY KEY|pk_change_subject"
    assert any(re.search(key, step) for step in steps), steps


@pytest.mark.parametrize("name", CHANGES)
def test_pages_of_changes_by_filters_hold_those_of_events_that_had_or_have_what_is_asked(
    large: Engine, name: str
) -> None:
    query = ChangeQuery(**CHANGES[name])
    with open_session(large) as session:
        expected = [place for place, subjects in list_changed(session) if is_asked(query, subjects)][:100]
        page = find_changes(session, PageRequest(35), query)
        found = [change.place for change in page.items]
        while page.after is not None and len(found) < len(expected):
            page = find_changes(session, PageRequest(35, page.after), query)
            found += [change.place for change in page.items]
    assert expected
    assert found[: len(expected)] == expected


def list_changed(session: Session) -> Iterator[tuple[str, set[tuple[str, str]]]]:
    """All changes of the large store, in order, with the event, bases and actors of each."""
    versions = {(row.slug, row.since): row for row in session.execute(VERSIONS)}
    actors: dict[int, set[tuple[str, str]]] = {}
    for number, actor in session.execute(select(ParticipationRow.event_id, ParticipationRow.actor)):
        actors.setdefault(number, set()).add(("actor", actor))
    places = (ChangeRow.revision, ChangeRow.position, ChangeRow.slug)
    for row in session.execute(select(*places).order_by(*places)):
        touched = [versions[row.slug, row.revision], *([versions[row.slug, 1]] if row.revision == 2 else [])]
        of_event = {("event", row.slug), *(("base", version.base) for version in touched)}
        yield f"{row.revision}.{row.position}", of_event.union(*(actors.get(version.id, set()) for version in touched))


def is_asked(query: ChangeQuery, subjects: set[tuple[str, str]]) -> bool:
    chosen = {name: getattr(query, name) for name in ("base", "actor", "event")}
    return all(any((name, value) in subjects for value in values) for name, values in chosen.items() if values)
