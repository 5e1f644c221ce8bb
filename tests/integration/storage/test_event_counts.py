"""Kept counts are what counting anew gives, whatever came and went."""

import datetime as dt
from dataclasses import replace
from itertools import combinations
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from service.domain.events.dates import EventDate, Precision
from service.domain.events.events import FigureSummary
from service.domain.events.reports import FigureKind, Role, Status
from service.domain.queries import Box, DateRange, Dimension, EventQuery, PageRequest, Undated
from service.storage.read.event_counts import select_counts
from service.storage.read.events import count_events, count_unplaced_events
from service.storage.read.names import find_sources
from service.storage.read.summaries import summarise_events
from service.storage.read.totals.store import count_store
from service.storage.read.totals.words import count_words
from service.storage.tables.counts.event_counts import MONTHS, EventMonthCountRow
from service.storage.tables.revisions import find_last_number
from service.storage.write.articles import NewArticle, remove_article, retire_articles, update_article
from service.storage.write.events import EventText
from service.storage.write.reports import find_filed_reports
from tests.builders import (
    build_actor,
    build_article,
    build_base,
    build_day,
    build_event,
    build_month,
    build_participation,
    build_report,
    build_source,
)
from tests.integration.storage.storing import begin, render, store_article, store_events, store_names, store_told_event

GROUPS: list[tuple[Dimension, ...]] = [(), *combinations(Dimension, 1), *combinations(Dimension, 2)]
ISF = build_actor("isf", "Iraqi security forces")
FILTERS: list[dict[str, Any]] = [
    {"base": ("k1", "taji")},
    {"type": ("attack", "handover"), "country": ("IQ",)},
    {"status": (Status.OCCURRED,)},
    {"actor": ("isf",)},
    {"source": ("kirkuknow",)},
]


@pytest.fixture
def told(session: Session) -> Session:
    """Six events, of which one changes its base, date and actors, and another one ends."""
    store_names(session)
    both = [build_participation(build_actor()), build_participation(ISF, Role.ARRIVING), build_participation(ISF)]
    other = build_source("kirkuknow", "KirkukNow")
    store_told_event(session, "day", build_report(date=build_day(), participations=both))
    store_told_event(session, "month", build_report("attack", date=build_month(), participations=[]), other)
    store_told_event(session, "year", build_report(base=None, date=build_month(), participations=both[:1]), other)
    interval = EventDate("2019-11-20/2021-02-03", dt.date(2019, 11, 20), dt.date(2021, 2, 3), Precision.INTERVAL)
    store_told_event(session, "long", build_report(date=interval, participations=both), other)
    store_told_event(session, "gone", build_report(base=build_base("taji", "Camp Taji", ())))
    store_told_event(session, "changed", build_report("attack", date=build_month(2021), participations=both[1:]))
    changed = build_event(
        find_filed_reports(session, ["changed"]),
        "changed",
        base=build_base("taji", "Camp Taji", ()),
        date=build_day(dt.date(2021, 5, 1)),
        participations=both,
    )
    store_events(session, [changed], ["changed"], rendered=render)
    store_events(session, [], ["gone"])
    return session


@pytest.mark.parametrize("chosen", [{}, *FILTERS])
def test_kept_counts_are_those_of_the_last_revision_counted_anew(told: Session, chosen: dict[str, Any]) -> None:
    revision = find_last_number(told)
    kept = 0
    for dimensions in GROUPS:
        now, then = EventQuery(chosen), EventQuery(chosen, revision=revision)
        kept += select_counts(now, dimensions) is not None
        expected = summarise_events(told, then, dimensions, 100)
        assert sorted(summarise_events(told, now, dimensions, 100), key=str) == sorted(expected, key=str), dimensions
    assert kept == len(GROUPS) if not chosen else kept > 0


def test_kept_counts_of_kinds_of_figures_are_of_the_versions_that_hold(session: Session) -> None:
    store_names(session)
    people, money = (FigureSummary(kind, None, 1, 1, 1, 1) for kind in FigureKind)
    for block in ("kept", "changed", "gone"):
        store_told_event(session, block, build_report())
        store_figures(session, block, people, money)
    store_figures(session, "changed", people)
    store_events(session, [], ["gone"])
    assert {key: count for key, count in count_words(session, "figure").items() if count} == {
        "personnel": 2,
        "equipment_value": 1,
    }


def store_figures(session: Session, block: str, *figures: FigureSummary) -> None:
    event = replace(build_event(find_filed_reports(session, [block]), block), figures=figures)
    store_events(session, [event], [block], rendered=lambda made, _: EventText(f"{made.figures}", "{}", ""))


DAYS: tuple[tuple[str | None, str | None], ...] = (
    *(("2020-03-29", "2020-03-29"), ("2020-03-30", "2020-04-20"), ("2020-03-10", "2020-03-12")),
    *(("2020-01-01", "2020-12-31"), ("2019-11-20", "2021-06-03"), ("2020-02-14", "2020-03-20")),
    *((None, "2020-03-01"), ("2020-07-01", None), ("0001-01-01", "9999-12-31"), ("9999-12-20", "9999-12-31")),
)


DATED_GROUPS: list[tuple[Dimension, ...]] = [
    *((), *combinations(Dimension, 1), (Dimension.BASE, Dimension.MONTH), (Dimension.DAY, Dimension.ACTOR)),
    *((Dimension.MONTH, Dimension.DAY), (Dimension.YEAR, Dimension.MONTH), (Dimension.SOURCE, Dimension.TYPE)),
]


@pytest.mark.parametrize("place", range(len(DAYS)))
def test_kept_counts_of_a_range_of_days_are_those_of_the_last_revision_counted_anew(told: Session, place: int) -> None:
    first, last = (day and dt.date.fromisoformat(day) for day in DAYS[place])
    dated = {"date": (DateRange(first or None, last or None),)}
    revision = find_last_number(told)
    for further in ({"undated": Undated.INCLUDE}, FILTERS[1 + place % 4]):
        query = EventQuery({**dated, **further})
        past = replace(query, revision=revision)
        kept = [dimensions for dimensions in DATED_GROUPS if select_counts(query, dimensions) is not None]
        assert len(kept) > len(DATED_GROUPS) / 3
        for dimensions in kept:
            expected = summarise_events(told, past, dimensions, 100)
            assert sorted(summarise_events(told, query, dimensions, 100), key=str) == sorted(expected, key=str)
        assert count_unplaced_events(told, query) == count_unplaced_events(told, past)


def test_counts_by_month_of_events_that_ended_are_none(told: Session) -> None:
    store_events(told, [], ["day", "month", "year", "long", "changed"])
    columns = [getattr(EventMonthCountRow, name) for name in MONTHS]
    assert {number for row in told.execute(select(*columns)) for number in row} == {0}


@pytest.mark.parametrize("chosen", [{}, *FILTERS, {"actor": ("isf", "us-led-coalition")}, {"min_sources": 1}])
def test_counts_of_events_are_those_of_the_last_revision(told: Session, chosen: dict[str, Any]) -> None:
    boxed = {**chosen, "bbox": Box(0, 0, 1, 1)}
    revision = find_last_number(told)
    for count, filters in ((count_events, chosen), (count_events, boxed), (count_unplaced_events, boxed)):
        assert count(told, EventQuery(filters)) == count(told, EventQuery(filters, revision=revision))
    assert count_events(told, EventQuery()) == 5
    assert count_unplaced_events(told, EventQuery({"bbox": Box(0, 0, 1, 1)})) == 1


@pytest.mark.parametrize(
    "query",
    [
        EventQuery({"actor": ("isf", "us-led-coalition")}),
        EventQuery({"actor": ("isf",), "role": (Role.ARRIVING,)}),
        EventQuery({"base": ("k1",)}, excluded={"type": ("attack",)}),
        EventQuery({"min_sources": 1}),
        EventQuery({"date": (DateRange(None, dt.date(2020, 1, 1)), DateRange(dt.date(2021, 1, 1), None))}),
        EventQuery(revision=1),
    ],
)
def test_select_counts_of_what_is_not_kept_is_null(query: EventQuery) -> None:
    assert select_counts(query, ()) is None
    assert select_counts(EventQuery({"base": ("k1",), "type": ("attack",)}), (Dimension.DAY,)) is None
    assert select_counts(EventQuery({"actor": ("isf",)}), (Dimension.ACTOR,)) is None


def test_kept_counts_of_articles_are_those_that_are_current(session: Session) -> None:
    def count() -> dict[str, int]:
        return {item.source.slug: item.article_count for item in find_sources(session, PageRequest(9)).items}

    store_names(session)
    other = build_source("kirkuknow", "KirkukNow")
    first = store_article(session, build_article("one", "1.txt"))
    second = store_article(session, build_article("two", "2.txt", other.slug), source=other)
    assert (count(), count_store(session).articles) == ({"press-tv": 1, "kirkuknow": 1}, 2)
    moved = build_article("two", "2.txt")
    update_article(session, NewArticle(moved, second, build_source(), ()), begin(session))
    assert count()["press-tv"] == 2
    retire_articles(session, [first], second, begin(session))
    assert (count()["press-tv"], count_store(session).articles) == (1, 1)
    # Its former state goes too, and was not counted.
    remove_article(session, second)
    assert (count()["press-tv"], count_store(session).articles) == (0, 0)
