"""Who says what of an event, and on what independent sources exclude one another."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pytest

from service.domain.events.dates import EventDate, Precision
from service.domain.events.events import Claim, FiledReport
from service.domain.events.reports import Figure, Qualifier, Status
from service.merging.claims import find_disputed, list_claims
from tests.builders import DAY, build_day, build_filing, build_month, build_report

NEXT_DAY = build_day(DAY + dt.timedelta(days=1))
YEARLESS = EventDate("XXXX-03-29", None, None, Precision.YEARLESS)
Q = Qualifier


def file(key: str, source: str | None = "press-tv", **said: Any) -> FiledReport:
    return build_filing(key, build_report(**{"date": build_day(), "figures": (), **said}), source)


def dispute(one: FiledReport, other: FiledReport, origins: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """What two reports exclude, in both orders; each is of its own origin by default."""
    given = origins or {one.key: one.key, other.key: other.key}
    found = find_disputed([one, other], given)
    assert found == find_disputed([other, one], given)
    return found


def file_number(key: str, value: int, qualifier: Qualifier, unit: str | None = None) -> FiledReport:
    return file(key, figures=(Figure("personnel", value, qualifier, unit),))


def test_list_claims_has_first_what_most_reports_say_and_then_what_was_said_first() -> None:
    reports = [
        file("a", "x", event_type="withdrawal"),
        file("b", "y", event_type="closure"),
        file("c", "z", event_type="handover"),
        file("d", "x", event_type="closure"),
    ]
    assert list_claims(reports).types == (
        Claim("closure", ("x", "y"), ("b", "d")),
        Claim("withdrawal", ("x",), ("a",)),
        Claim("handover", ("z",), ("c",)),
    )


def test_list_claims_of_a_report_without_a_date_or_source_says_that_nobody_gives_one() -> None:
    claims = list_claims([file("a", None, date=None)])
    assert claims.dates == (Claim(None, (), ("a",)),)
    assert claims.figures == ()


def test_list_claims_of_one_figure_given_twice_counts_the_report_once() -> None:
    figure = Figure("personnel", 300)
    assert list_claims([file("a", figures=(figure, figure))]).figures == (Claim(figure, ("press-tv",), ("a",)),)


@pytest.mark.parametrize(
    ("status", "other", "disputed"),
    [
        (Status.OCCURRED, Status.DENIED, ("status",)),
        (Status.PLANNED, Status.DENIED, ("status",)),
        (Status.DENIED, Status.DENIED, ()),
        # A plan is not excluded by what came of it.
        (Status.PLANNED, Status.OCCURRED, ()),
    ],
)
def test_find_disputed_of_statuses_is_a_denial_beside_something_else(
    status: Status, other: Status, disputed: tuple[str, ...]
) -> None:
    assert dispute(file("a", status=status), file("b", status=other)) == disputed


@pytest.mark.parametrize(
    ("one", "other", "disputed"),
    [
        (build_day(), NEXT_DAY, ("date",)),
        (build_day(), build_day(), ()),
        (build_day(), build_month(), ()),
        (build_day(), build_month(2020, 4), ("date",)),
        (build_day(), YEARLESS, ()),
        (build_day(), None, ()),
    ],
)
def test_find_disputed_of_dates_is_where_they_have_no_day_in_common(
    one: EventDate, other: EventDate | None, disputed: tuple[str, ...]
) -> None:
    assert dispute(file("a", date=one), file("b", date=other)) == disputed


@pytest.mark.parametrize(
    ("one", "other", "disputed"),
    [
        ((300, Q.EXACT), (301, Q.EXACT), True),
        ((300, Q.EXACT), (300, Q.EXACT), False),
        ((300, Q.ABOUT), (240, Q.EXACT), False),
        ((300, Q.ABOUT), (239, Q.EXACT), True),
        ((300, Q.ABOUT), (375, Q.EXACT), False),
        ((300, Q.ABOUT), (376, Q.EXACT), True),
        ((300, Q.NEARLY), (301, Q.EXACT), True),
        ((300, Q.AT_LEAST), (10_000, Q.EXACT), False),
        ((300, Q.MORE_THAN), (299, Q.EXACT), True),
        ((300, Q.UP_TO), (1, Q.EXACT), False),
        ((300, Q.UP_TO), (301, Q.AT_LEAST), True),
    ],
)
def test_find_disputed_of_figures_is_where_their_hedges_leave_no_number_in_common(
    one: tuple[int, Qualifier], other: tuple[int, Qualifier], disputed: bool
) -> None:
    assert dispute(file_number("a", *one), file_number("b", *other)) == (("figures",) if disputed else ())


def test_find_disputed_of_figures_of_other_kinds_or_units_is_nothing() -> None:
    one, other = file_number("a", 300, Q.EXACT), file("b", figures=(Figure("casualties", 2),))
    assert dispute(one, other) == ()
    assert dispute(one, file_number("b", 2, Q.EXACT, "USD")) == ()


def test_find_disputed_of_one_origin_is_nothing_and_of_more_fields_is_sorted() -> None:
    one = file("a", status=Status.OCCURRED, figures=(Figure("personnel", 300),))
    other = file("b", date=NEXT_DAY, figures=(Figure("personnel", 500),))
    assert dispute(one, other, {"a": "a", "b": "a"}) == ()
    assert dispute(one, other) == ("date", "figures")
    assert find_disputed([], {}) == ()


def test_find_disputed_of_different_statuses_compares_no_days_and_figures() -> None:
    other = file("b", status=Status.DENIED, date=NEXT_DAY, figures=(Figure("personnel", 5),))
    assert dispute(file("a", figures=(Figure("personnel", 300),)), other) == ("status",)
