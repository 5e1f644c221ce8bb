"""When dates, statuses, places and actors agree, for joining and merging alike."""

import datetime as dt
from dataclasses import replace

import pytest

from service.domain.events.agreement import (
    actors_agree,
    agrees_with_all,
    are_of_one_departure,
    choose_article_status,
    choose_status,
    dates_agree,
    dates_exclude,
    is_precise,
    key_place,
    list_movers,
    rank_precision,
    statuses_agree,
)
from service.domain.events.dates import EventDate, Precision
from service.domain.events.reports import Participation, Role, Status
from tests.builders import DAY, K1, build_actor, build_day, build_month

NEXT_DAY = build_day(DAY + dt.timedelta(days=1))
MONTH = build_month(DAY.year, DAY.month)
YEARLESS = EventDate(f"XXXX-{DAY:%m-%d}", None, None, Precision.YEARLESS)
FRANCE = replace(build_actor("french-forces", "French forces"), country="FR")
DENIED, OCCURRED, PLANNED = Status.DENIED, Status.OCCURRED, Status.PLANNED


@pytest.mark.parametrize(
    ("one", "other", "agree", "exclude"),
    [
        (build_day(), build_day(), True, False),
        (build_day(), NEXT_DAY, False, True),
        (build_day(), MONTH, True, False),
        (build_day(), None, True, False),
        (None, None, True, False),
        (build_day(), YEARLESS, True, False),
        # What is of any year contradicts no day, even where it is not the same.
        (NEXT_DAY, YEARLESS, False, False),
    ],
)
def test_dates_agree_where_they_may_be_one_and_exclude_one_another_where_their_days_are_known(
    one: EventDate | None, other: EventDate | None, agree: bool, exclude: bool
) -> None:
    assert dates_agree(one, other) is dates_agree(other, one) is agree
    assert dates_exclude(one, other) is dates_exclude(other, one) is exclude


def test_dates_agree_within_a_tolerance() -> None:
    later = build_day(DAY + dt.timedelta(days=3))
    assert dates_agree(build_day(), later, dt.timedelta(days=3))
    assert not dates_agree(build_day(), later, dt.timedelta(days=2))


def test_agrees_with_all_needs_each_to_agree() -> None:
    assert agrees_with_all(build_day(), [MONTH, None, build_day()])
    assert not agrees_with_all(build_day(), [MONTH, NEXT_DAY])


@pytest.mark.parametrize(
    ("other", "one_departure"),
    [
        (build_day(DAY + dt.timedelta(days=400)), True),
        (build_day(DAY + dt.timedelta(days=401)), False),
        (build_day(DAY - dt.timedelta(days=400)), True),
        (YEARLESS, False),
        (None, False),
    ],
)
def test_are_of_one_departure_is_of_known_days_that_are_near_enough(
    other: EventDate | None, one_departure: bool
) -> None:
    assert are_of_one_departure(build_day(), other) is one_departure


def test_rank_precision_has_a_day_before_a_month_and_a_day_of_any_year_last() -> None:
    assert sorted([YEARLESS, MONTH, build_day()], key=rank_precision) == [build_day(), MONTH, YEARLESS]
    assert [is_precise(date) for date in (build_day(), MONTH, YEARLESS)] == [True, False, False]


def test_statuses_agree_unless_one_denies_what_the_other_says() -> None:
    assert statuses_agree(OCCURRED, PLANNED)
    assert statuses_agree(DENIED, DENIED)
    assert not statuses_agree(DENIED, OCCURRED)
    assert not statuses_agree(PLANNED, DENIED)


def test_choose_status_takes_what_is_done_before_plans_and_plans_before_denials() -> None:
    assert choose_status({DENIED, PLANNED, OCCURRED}) is OCCURRED
    assert choose_status({DENIED, PLANNED}) is PLANNED
    assert choose_status({DENIED}) is DENIED


@pytest.mark.parametrize(("sure_of_plan", "status"), [(0.7, OCCURRED), (0.71, PLANNED)])
def test_choose_article_status_of_a_plan_that_is_much_surer_is_planned(sure_of_plan: float, status: Status) -> None:
    assert choose_article_status([(OCCURRED, 0.2), (OCCURRED, 0.6), (PLANNED, sure_of_plan)]) is status


def test_actors_agree_where_somebody_is_in_both_or_nobody_in_one() -> None:
    france, iraq = frozenset({("FR", Role.LEAVING)}), frozenset({("IQ", Role.LEAVING)})
    assert actors_agree(france, france | iraq)
    assert actors_agree(france, frozenset())
    assert not actors_agree(france, iraq)


def test_list_movers_has_those_who_leave_or_arrive_by_their_own_names() -> None:
    parts = [
        Participation(FRANCE, Role.LEAVING),
        Participation(build_actor(), Role.ARRIVING),
        Participation(build_actor("iraqi-army", "Iraqi army"), Role.TARGET),
    ]
    assert list_movers(parts) == tuple(sorted([FRANCE.slug, build_actor().slug]))


def test_key_place_is_of_the_base_before_its_country() -> None:
    assert key_place(K1, "IQ") == key_place(K1, None) == K1.slug
    assert key_place(None, "IQ") == "~IQ"
    assert key_place(None, None) == "~"
