"""A growing set of reports: its days, what it shares with a report, and what it may not take in."""

import datetime as dt
from dataclasses import replace

import pytest

from service.domain.events.agreement import identify, list_states
from service.domain.events.dates import EventDate
from service.domain.events.events import FiledReport
from service.domain.events.reports import Figure, Participation, Role, Status
from service.domain.names.places import Actor
from service.merging.clusters import Cluster
from tests.builders import DAY, build_actor, build_day, build_filing, build_month, build_participation, build_report

ONE_DAY = dt.timedelta(days=1)
NEXT_DAY = build_day(DAY + ONE_DAY)
FRANCE = replace(build_actor("french-forces", "French forces"), country="FR")
LEGION = replace(build_actor("legion", "Legion"), country="FR")
IRAQ = replace(build_actor("iraqi-forces", "Iraqi forces"), country="IQ")
COALITION = build_actor()


def file(
    key: str,
    date: EventDate | None = None,
    *participations: Participation,
    status: Status = Status.OCCURRED,
    at_base: bool = False,
    published: dt.date | None = DAY,
) -> FiledReport:
    report = build_report(date=date, status=status, participations=participations)
    return build_filing(key, report if at_base else replace(report, base=None), published=published)


def build_cluster(*items: FiledReport) -> Cluster:
    first, *others = items
    cluster = Cluster(first)
    for item in others:
        cluster.add(item)
    return cluster


def leave(*actors: Actor) -> list[Participation]:
    return [build_participation(actor) for actor in actors]


def test_add_a_day_makes_a_month_count_no_more() -> None:
    cluster = build_cluster(file("a", build_month()))
    assert (cluster.is_precise, cluster.dates) == (False, {build_month()})
    assert (cluster.first_day, cluster.last_day) == (dt.date(2020, 3, 1), dt.date(2020, 3, 31))
    cluster.add(file("b", build_day()))
    assert (cluster.is_precise, cluster.dates) == (True, {build_day()})
    assert cluster.first_day == cluster.last_day == DAY


@pytest.mark.parametrize("status", [Status.PLANNED, Status.DENIED])
def test_add_a_report_of_another_status_leaves_status_and_days(status: Status) -> None:
    cluster = build_cluster(file("a", build_day()), file("b", NEXT_DAY, status=status))
    assert (cluster.status, cluster.dates) == (Status.OCCURRED, {build_day()})
    assert len(cluster.reports) == 2


def test_days_of_what_nobody_dates_are_when_it_was_last_reported() -> None:
    cluster = build_cluster(file("a"), file("b", published=DAY + ONE_DAY))
    assert cluster.first_day == cluster.last_day == cluster.last_reported == DAY + ONE_DAY


def test_days_of_what_nobody_dates_and_nothing_published_are_the_first_of_all() -> None:
    cluster = build_cluster(file("a", published=None))
    assert cluster.first_day == cluster.last_day == dt.date.min
    assert cluster.last_reported is None
    assert not cluster.is_within(dt.date.min, 10_000, 10_000)


@pytest.mark.parametrize(
    ("away", "before", "after", "expected"),
    [(0, 0, 0, True), (1, 1, 0, True), (1, 0, 9, False), (2, 1, 9, False), (-1, 0, 1, True), (-2, 9, 1, False)],
)
def test_is_within_counts_the_days_before_and_after(away: int, before: int, after: int, expected: bool) -> None:
    day = DAY + dt.timedelta(days=away)
    assert build_cluster(file("a", build_day())).is_within(day, before, after) is expected


def test_agrees_asks_for_all_dates_and_for_one_at_least() -> None:
    cluster = build_cluster(file("a", build_day()), file("b", NEXT_DAY))
    assert not cluster.agrees(NEXT_DAY, dt.timedelta())
    assert cluster.agrees(NEXT_DAY, ONE_DAY)
    assert not build_cluster(file("a")).agrees(build_day(), dt.timedelta(days=1000))


def test_measure_distance_is_to_the_nearest_of_its_days() -> None:
    cluster = build_cluster(file("a", build_day()), file("b", build_day(DAY + dt.timedelta(days=3))))
    assert cluster.measure_distance(NEXT_DAY) == 1
    assert build_cluster(file("a")).measure_distance(NEXT_DAY) == 1
    assert cluster.measure_distance(EventDate("XXXX-01-01", None, None, build_day().precision)) == 0


def test_shares_actors_is_asked_only_away_from_a_base_and_of_reports_that_name_some() -> None:
    cluster = build_cluster(file("a", None, *leave(FRANCE)))
    assert cluster.shares_actors(file("b", None, *leave(LEGION)))
    assert not cluster.shares_actors(file("b", None, *leave(IRAQ)))
    assert not cluster.shares_actors(file("b", None, Participation(FRANCE, Role.TARGET)))
    assert cluster.shares_actors(file("b", None))
    assert cluster.shares_actors(file("b", None, *leave(IRAQ), at_base=True))
    assert build_cluster(file("a")).shares_actors(file("b", None, *leave(IRAQ)))


def test_shares_figure_needs_kind_unit_and_value() -> None:
    cluster = build_cluster(build_filing("a", build_report(figures=(Figure("personnel", 300),))))
    for figure, expected in (
        (Figure("personnel", 300), True),
        (Figure("personnel", 301), False),
        (Figure("casualties", 300), False),
        (Figure("personnel", 300, unit="USD"), False),
    ):
        assert cluster.shares_figure(build_filing("b", build_report(figures=(figure,)))) is expected
    assert not cluster.shares_figure(build_filing("b", build_report(figures=())))


def test_is_other_is_a_day_apart_in_one_article_or_of_other_states() -> None:
    cluster = build_cluster(file("a", build_day(), *leave(FRANCE)))
    assert not cluster.is_other(file("b", NEXT_DAY, *leave(LEGION)), NEXT_DAY)
    assert cluster.is_other(file("b", NEXT_DAY, *leave(IRAQ)), NEXT_DAY)
    assert not cluster.is_other(file("b", build_day(), *leave(IRAQ)), build_day())
    assert cluster.is_other(replace(file("b", NEXT_DAY, *leave(FRANCE)), article="a"), NEXT_DAY)
    # Somebody of no state may be among any.
    assert not cluster.is_other(file("b", NEXT_DAY, *leave(IRAQ, COALITION)), NEXT_DAY)
    assert not build_cluster(file("a")).is_other(file("b", NEXT_DAY), NEXT_DAY)


def test_identify_has_the_state_of_each_who_takes_part_and_not_of_those_who_receive() -> None:
    item = file("a", None, *leave(FRANCE, COALITION), Participation(IRAQ, Role.RECEIVING))
    assert identify(item.report.participations) == {("FR", Role.LEAVING), (COALITION.slug, Role.LEAVING)}
    assert list_states(item.report.participations) == frozenset()
    assert list_states(leave(FRANCE)) == {("FR", Role.LEAVING)}
