"""What an event says when its reports say different things."""

import datetime as dt
from dataclasses import replace

import pytest

from service.domain.events.dates import EventDate, Precision
from service.domain.events.events import Claim, Event, FigureSummary, FiledReport
from service.domain.events.reports import Figure, Qualifier, Report, Role, Status
from service.merging import merge_reports
from service.merging.signatures import sign_text
from tests.builders import (
    DAY,
    build_actor,
    build_day,
    build_filing,
    build_month,
    build_participation,
    build_report,
)
from tests.unit.merging.families import EVENT_TYPES

ABOUT, EXACT = Qualifier.ABOUT, Qualifier.EXACT
NEARLY, AT_LEAST, UP_TO = Qualifier.NEARLY, Qualifier.AT_LEAST, Qualifier.UP_TO
NIGHT = EventDate("2020-03-28/2020-03-29", dt.date(2020, 3, 28), DAY, Precision.INTERVAL)
YEARLESS = EventDate("XXXX-03-29", None, None, Precision.YEARLESS)
NEXT_DAY = build_day(dt.date(2020, 3, 30))


def merge_one(*filed: FiledReport) -> Event:
    (event,) = merge_reports(filed, EVENT_TYPES)
    return event


@pytest.mark.parametrize(
    ("figures", "low", "best", "high"),
    [
        (((300, EXACT),), 300, 300, 300),
        (((300, EXACT), (300, EXACT), (350, EXACT)), 300, 300, 350),
        (((200, ABOUT), (300, EXACT)), 200, 300, 300),
        (((200, EXACT), (300, EXACT)), 200, 200, 300),
        (((100, EXACT), (300, ABOUT), (300, ABOUT)), 100, 300, 300),
        (((500, ABOUT), (400, ABOUT)), 400, 400, 500),
    ],
)
def test_merge_reports_with_figures_gives_low_best_and_high(
    figures: tuple[tuple[int, Qualifier], ...], low: int, best: int, high: int
) -> None:
    filed = [
        build_filing(
            f"r{place}", build_report(date=build_day(), figures=(Figure("personnel", value, qualifier),)), f"s{place}"
        )
        for place, (value, qualifier) in enumerate(figures)
    ]
    [summary] = merge_one(*filed).figures
    assert (summary.low, summary.best, summary.high, summary.report_count) == (low, best, high, len(figures))


@pytest.mark.parametrize(
    ("figures", "low", "best", "high"),
    [
        (((300, EXACT),), "exact 300", "exact 300", "exact 300"),
        (((800, NEARLY),), "nearly 800", "nearly 800", "nearly 800"),
        (((500, AT_LEAST),), "at_least 500", "at_least 500", "at_least 500"),
        (((300, EXACT), (300, AT_LEAST)), "exact 300", "exact 300", "at_least 300"),
        (((300, EXACT), (300, NEARLY), (300, NEARLY)), "nearly 300", "exact 300", "exact 300"),
        (((300, EXACT), (300, EXACT), (500, UP_TO)), "exact 300", "exact 300", "up_to 500"),
        (((300, ABOUT), (300, UP_TO), (300, UP_TO)), "up_to 300", "up_to 300", "about 300"),
        (((200, ABOUT), (300, EXACT)), "about 200", "exact 300", "exact 300"),
    ],
)
def test_merge_reports_with_hedged_figures_keeps_the_hedge_of_each_number(
    figures: tuple[tuple[int, Qualifier], ...], low: str, best: str, high: str
) -> None:
    filed = [
        build_filing(
            f"r{place}", build_report(date=build_day(), figures=(Figure("personnel", value, qualifier),)), f"s{place}"
        )
        for place, (value, qualifier) in enumerate(figures)
    ]
    for order in (filed, filed[::-1]):
        [summary] = merge_one(*order).figures
        assert f"{summary.low_qualifier} {summary.low}" == low
        assert f"{summary.qualifier} {summary.best}" == best
        assert f"{summary.high_qualifier} {summary.high}" == high


def test_merge_reports_with_figures_of_two_kinds_and_units_keeps_them_apart() -> None:
    figures = (Figure("personnel", 300), Figure("equipment_value", 5, EXACT, "USD"))
    euros = (Figure("equipment_value", 4, EXACT, "EUR"),)
    event = merge_one(
        build_filing("a", build_report(date=build_day(), figures=figures)),
        build_filing("b", build_report(date=build_day(), figures=euros)),
    )
    assert event.figures == (
        FigureSummary("equipment_value", "EUR", 4, 4, 4, 1),
        FigureSummary("equipment_value", "USD", 5, 5, 5, 1),
        FigureSummary("personnel", None, 300, 300, 300, 1),
    )


@pytest.mark.parametrize(
    ("one", "other", "disputed"),
    [
        (build_report(date=build_day()), build_report(date=build_day()), ()),
        (build_report(date=build_day()), build_report(date=NEXT_DAY), ("date",)),
        (build_report(date=build_day()), build_report(date=build_month(2020, 3)), ()),
        (build_report(date=build_day()), build_report(date=None), ()),
        (build_report(date=build_day()), build_report(date=YEARLESS), ()),
        (build_report(figures=(Figure("personnel", 300),)), build_report(figures=()), ()),
        (
            build_report(figures=(Figure("personnel", 300),)),
            build_report(figures=(Figure("personnel", 350),)),
            ("figures",),
        ),
        (
            build_report(figures=(Figure("personnel", 300),)),
            build_report(figures=(Figure("equipment_value", 350, EXACT, "USD"),)),
            (),
        ),
        # Numbers that their hedges leave room for exclude nothing.
        (
            build_report(figures=(Figure("personnel", 300, ABOUT),)),
            build_report(figures=(Figure("personnel", 350),)),
            (),
        ),
        (
            build_report(figures=(Figure("personnel", 300, Qualifier.AT_LEAST),)),
            build_report(figures=(Figure("personnel", 2500),)),
            (),
        ),
        (
            build_report(figures=(Figure("personnel", 300, Qualifier.UP_TO),)),
            build_report(figures=(Figure("personnel", 2500, Qualifier.NEARLY),)),
            ("figures",),
        ),
        (build_report(date=build_day()), build_report(status=Status.DENIED), ("status",)),
        (
            build_report(date=build_day(), figures=(Figure("personnel", 300),)),
            build_report(date=NEXT_DAY, figures=(Figure("personnel", 350),)),
            ("date", "figures"),
        ),
    ],
)
@pytest.mark.parametrize(("sources", "differ"), [(("press-tv", "kirkuknow"), True), (("press-tv", "press-tv"), False)])
def test_merge_reports_that_differ_is_disputed_between_sources_only(
    one: Report, other: Report, disputed: tuple[str, ...], sources: tuple[str, str], differ: bool
) -> None:
    filed = [build_filing(key, report, source) for key, report, source in zip("ab", (one, other), sources, strict=True)]
    assert merge_one(*filed).disputed == (disputed if differ else ())


@pytest.mark.parametrize(
    ("dates", "chosen", "giver"),
    [
        ((build_month(2020, 3), build_day()), build_day(), "r1"),
        ((build_day(), build_month(2020, 3)), build_day(), "r0"),
        ((None, build_month(2020, 3)), build_month(2020, 3), "r1"),
        ((YEARLESS, build_day()), build_day(), "r1"),
        ((build_day(), NEXT_DAY, NEXT_DAY), NEXT_DAY, "r1"),
        ((NEXT_DAY, build_day()), build_day(), "r1"),
        ((NIGHT, build_month(2020, 3)), NIGHT, "r0"),
        ((None, None), None, None),
    ],
)
def test_merge_reports_with_dates_takes_the_most_precise_and_says_whose(
    dates: tuple[EventDate | None, ...], chosen: EventDate | None, giver: str | None
) -> None:
    filed = [build_filing(f"r{place}", build_report(date=date), f"s{place}") for place, date in enumerate(dates)]
    event = merge_one(*filed)
    assert (event.date, event.date_from) == (chosen, giver)


@pytest.mark.parametrize(
    ("types", "named"),
    [
        (("withdrawal", "handover"), "handover"),
        (("closure", "withdrawal"), "closure"),
        (("closure", "handover", "withdrawal"), "handover"),
    ],
)
def test_merge_reports_of_several_types_is_named_by_the_highest_rank(types: tuple[str, ...], named: str) -> None:
    filed = [build_filing(f"r{place}", build_report(kind, date=build_day())) for place, kind in enumerate(types)]
    assert merge_one(*filed).type == named


def test_merge_reports_unites_actors_and_sources_without_repeats() -> None:
    army = build_participation(build_actor("iraqi-army", "Iraqi army"), Role.RECEIVING)
    event = merge_one(
        build_filing("a", build_report(date=build_day()), "press-tv"),
        build_filing("b", build_report(date=build_day(), participations=(build_participation(), army)), "kirkuknow"),
        build_filing("c", build_report(date=build_day()), None),
    )
    assert event.participations == (build_participation(), army)
    assert event.sources == ("kirkuknow", "press-tv")


def test_merge_reports_is_first_reported_on_the_earliest_day_that_is_known() -> None:
    event = merge_one(
        build_filing("a", build_report(date=build_day()), published=None),
        build_filing("b", build_report(date=build_day()), published=dt.date(2020, 4, 2)),
        build_filing("c", build_report(date=build_day()), published=DAY),
    )
    assert event.first_reported == DAY
    assert event.reports == ("c", "b", "a")


@pytest.mark.parametrize(
    ("date", "event_id"),
    [
        (build_day(), "k1-handover-2020-03-29"),
        (build_month(2020, 3), "k1-handover-2020-03"),
        (NIGHT, "k1-handover-2020-03-28--2020-03-29"),
        (YEARLESS, "k1-handover-xxxx-03-29"),
        (None, "k1-handover-undated"),
    ],
)
def test_merge_reports_gives_an_id_of_base_type_and_date(date: EventDate | None, event_id: str) -> None:
    assert merge_one(build_filing("a", build_report(date=date))).id == event_id


def test_merge_reports_of_a_country_gives_an_id_of_its_code() -> None:
    report = build_report("withdrawal", base=None, date=build_day())
    assert merge_one(build_filing("a", report)).id == "iq-withdrawal-2020-03-29"


def test_merge_reports_of_two_events_of_one_name_numbers_the_second() -> None:
    french = (build_participation(build_actor("france", "France")),)
    first = build_filing("a", build_report("withdrawal", base=None))
    second = build_filing("b", build_report("withdrawal", base=None, participations=french))
    events = merge_reports((second, first), EVENT_TYPES)
    assert [(event.id, event.reports) for event in events] == [
        ("iq-withdrawal-undated", ("a",)),
        ("iq-withdrawal-undated-2", ("b",)),
    ]


@pytest.mark.parametrize(
    ("confidences", "expected"),
    [([0.5], 0.5), ([0.4, 0.97, 0.8], 0.97), ([0.5, 0.5, 0.5], 0.5), ([0.804, 0.8], 0.8), ([0.996], 1.0), ([0.0], 0.0)],
)
def test_merge_reports_is_as_confident_as_the_most_confident_of_them(confidences: list[float], expected: float) -> None:
    filed = [
        build_filing(f"r{place}", build_report(date=build_day(), confidence=confidence), f"s{place}")
        for place, confidence in enumerate(confidences)
    ]
    assert merge_one(*filed).confidence == merge_one(*filed[::-1]).confidence == expected


def test_merge_reports_of_a_plan_and_its_execution_is_as_confident_as_either() -> None:
    plan = build_filing("a", build_report(date=build_day(), status=Status.PLANNED, confidence=0.9))
    done = build_filing("b", build_report(date=build_day(), confidence=0.6))
    assert merge_one(plan, done).confidence == 0.9


def test_merge_reports_of_copies_counts_them_once() -> None:
    """Three sources print one text, so two others outweigh them, and the event has three independent sources."""
    text = sign_text("The last soldiers left the base on Sunday after a short ceremony with the governor. " * 3)
    wire = [
        replace(build_filing(f"w{place}", build_report(date=NEXT_DAY), f"paper-{place}"), signature=text)
        for place in range(3)
    ]
    own = [build_filing(f"o{place}", build_report(date=build_day()), f"source-{place}") for place in range(2)]
    event = merge_one(*wire, *own)
    assert (event.independent_source_count, len(event.sources), event.date) == (3, 5, build_day())


def test_merge_reports_says_who_claims_what() -> None:
    filed = [
        build_filing("a", build_report("withdrawal", date=build_month(2020, 3), figures=()), "press-tv"),
        build_filing("b", build_report("handover", date=build_day(), figures=(Figure("personnel", 9),)), "kirkuknow"),
        build_filing("c", build_report("handover", status=Status.DENIED, figures=()), None),
    ]
    claims = merge_one(*filed).claims
    assert claims.types == (Claim("handover", ("kirkuknow",), ("b", "c")), Claim("withdrawal", ("press-tv",), ("a",)))
    assert claims.statuses == (
        Claim(Status.OCCURRED, ("kirkuknow", "press-tv"), ("a", "b")),
        Claim(Status.DENIED, (), ("c",)),
    )
    assert {claim.value: claim.reports for claim in claims.dates} == {
        "2020-03": ("a",),
        "2020-03-29": ("b",),
        None: ("c",),
    }
    assert claims.figures == (Claim(Figure("personnel", 9), ("kirkuknow",), ("b",)),)
