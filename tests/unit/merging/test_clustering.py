"""Which reports become one event, and which stay apart."""

import datetime as dt
from dataclasses import replace

import pytest

from service.domain.events.dates import EventDate, Precision
from service.domain.events.events import Event, FiledReport
from service.domain.events.reports import Figure, Participation, Report, Role, Status
from service.merging import block_of, merge_reports
from tests.builders import (
    build_actor,
    build_base,
    build_day,
    build_filing,
    build_month,
    build_participation,
    build_report,
)
from tests.unit.merging.families import EVENT_TYPES

MARCH_21 = dt.date(2020, 3, 21)
MARCH_29 = dt.date(2020, 3, 29)
YEAR_2020 = EventDate("2020", dt.date(2020, 1, 1), dt.date(2020, 12, 31), Precision.YEAR)
NIGHT = EventDate("2020-03-28/2020-03-29", dt.date(2020, 3, 28), MARCH_29, Precision.INTERVAL)
YEARLESS = EventDate("XXXX-03-29", None, None, Precision.YEARLESS)
QAYYARAH = build_base("qayyarah", "Qayyarah Airfield West", ())
PLANNED, OCCURRED, DENIED = Status.PLANNED, Status.OCCURRED, Status.DENIED


def merge(*filed: FiledReport) -> tuple[Event, ...]:
    return merge_reports(filed, EVENT_TYPES)


def count_events(*reports: Report) -> int:
    return len(merge(*(build_filing(f"r{place}", report) for place, report in enumerate(reports))))


def test_merge_reports_of_nothing_is_nothing() -> None:
    assert merge() == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (build_report(date=build_day()), build_report(date=build_day())),
        (build_report("withdrawal", date=build_day()), build_report("handover", date=build_day())),
        (build_report("closure", date=build_day()), build_report("handover", date=build_day())),
        (build_report(date=build_day()), build_report(date=build_day(dt.date(2020, 3, 30)))),
        (build_report(date=build_day()), build_report(date=build_month(2020, 3))),
        (build_report(date=build_day()), build_report(date=YEAR_2020)),
        (build_report(date=build_month(2020, 3)), build_report(date=YEAR_2020)),
        (build_report(date=build_day()), build_report(date=YEARLESS)),
        (build_report(date=build_day()), build_report(date=None)),
        (build_report(date=None), build_report(date=None)),
        (build_report("attack", date=build_day()), build_report("attack", date=build_day())),
        (build_report("attack", date=build_day()), build_report("attack", date=NIGHT)),
        (build_report("attack", date=build_day()), build_report("attack", date=build_month(2020, 3))),
        (build_report(date=build_day()), build_report(date=build_day(), participations=())),
        (
            build_report("withdrawal", base=None, date=build_day()),
            build_report("withdrawal", base=None, date=build_day()),
        ),
    ],
)
def test_merge_reports_of_one_event_joins_them(one: Report, other: Report) -> None:
    assert count_events(one, other) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        # Two attacks on two days are two, however near.
        (build_report("attack", date=build_day()), build_report("attack", date=build_day(dt.date(2020, 3, 30)))),
        (build_report("attack", date=build_day()), build_report("attack", date=build_day(dt.date(2020, 3, 31)))),
        # The same base is left again a year later.
        (build_report(date=build_day()), build_report(date=build_day(dt.date(2021, 3, 29)))),
        (build_report(date=build_month(2020, 3)), build_report(date=build_month(2021, 3))),
        (build_report(date=YEAR_2020), build_report(date=build_day(dt.date(2021, 1, 20)))),
        # Another base, another kind of event, or a country and not a base.
        (build_report(date=build_day()), build_report(base=QAYYARAH, date=build_day())),
        (build_report(date=build_day()), build_report("attack", date=build_day())),
        (build_report("withdrawal", date=build_day()), build_report("deployment", date=build_day())),
        (build_report("withdrawal", date=build_day()), build_report("withdrawal", base=None, date=build_day())),
        (build_report("withdrawal", date=None), build_report("withdrawal", base=None, date=None)),
        # Day and month that no year joins.
        (build_report(date=build_day()), build_report(date=replace(YEARLESS, edtf="XXXX-05-01"))),
        # Away from a base, other forces are another event.
        (
            build_report("withdrawal", base=None, date=build_day()),
            build_report(
                "withdrawal",
                base=None,
                date=build_day(),
                participations=(build_participation(build_actor("france", "France")),),
            ),
        ),
    ],
)
def test_merge_reports_of_two_events_keeps_them_apart(one: Report, other: Report) -> None:
    assert count_events(one, other) == 2


def test_merge_reports_of_a_plan_and_its_execution_is_one_event_with_history() -> None:
    plan = build_filing("b", build_report(status=PLANNED, date=build_month(2020, 3)), "kirkuknow", MARCH_21)
    done = build_filing("a", build_report(date=build_day()), "press-tv", MARCH_29)
    (event,) = merge(done, plan)
    assert event.status is OCCURRED
    assert event.date == build_day()
    told = [(entry.status, entry.reported, entry.date, entry.source, entry.report) for entry in event.history]
    assert told == [
        (PLANNED, MARCH_21, build_month(2020, 3), "kirkuknow", "b"),
        (OCCURRED, MARCH_29, build_day(), "press-tv", "a"),
    ]


def test_merge_reports_of_a_plan_reported_after_the_event_is_another_event() -> None:
    done = build_filing("a", build_report(date=build_day()), published=MARCH_29)
    plan = build_filing("b", build_report(status=PLANNED), published=dt.date(2020, 8, 1))
    assert [event.status for event in merge(done, plan)] == [OCCURRED, PLANNED]


def test_merge_reports_of_a_plan_takes_the_first_event_after_it() -> None:
    plan = build_filing("p", build_report(status=PLANNED), published=MARCH_21)
    first = build_filing("a", build_report(date=build_day()), published=MARCH_29)
    second = build_filing("b", build_report(date=build_day(dt.date(2020, 8, 23))), published=dt.date(2020, 8, 23))
    assert {event.reports for event in merge(second, plan, first)} == {("p", "a"), ("b",)}


def test_merge_reports_of_two_reports_of_one_plan_is_one_planned_event() -> None:
    one = build_filing("a", build_report(status=PLANNED, date=build_month(2020, 4)), "kirkuknow", MARCH_21)
    other = build_filing("b", build_report(status=PLANNED, date=build_month(2020, 4)), "press-tv", MARCH_29)
    (event,) = merge(other, one)
    assert (event.status, event.reports, event.date) == (PLANNED, ("a", "b"), build_month(2020, 4))


def test_merge_reports_of_an_undated_report_joins_the_month_that_it_was_published_in() -> None:
    dated = build_filing("a", build_report(date=build_month(2020, 3)), published=MARCH_29)
    undated = build_filing("b", build_report(), "kirkuknow", MARCH_21)
    assert [event.date for event in merge(dated, undated)] == [build_month(2020, 3)]


@pytest.mark.parametrize("day", [dt.date(1, 1, 2), dt.date.max])
@pytest.mark.parametrize("status", list(Status))
def test_merge_reports_at_the_ends_of_the_calendar_joins_as_ever(day: dt.date, status: Status) -> None:
    dated = build_filing("a", build_report(date=build_day(day)), published=day)
    other = build_filing("b", build_report(status=status, date=None), published=day)
    assert len(merge(dated, other)) == 1
    assert len(merge(dated, build_filing("b", build_report(date=build_day(day)), published=day))) == 1


@pytest.mark.parametrize(
    ("published", "joined"),
    [(MARCH_29, "a"), (dt.date(2020, 4, 5), "a"), (dt.date(2020, 8, 24), "b"), (dt.date(2020, 9, 20), "b")],
)
def test_merge_reports_of_an_undated_report_joins_the_event_before_it(published: dt.date, joined: str) -> None:
    first = build_filing("a", build_report(date=build_day()), published=MARCH_29)
    second = build_filing("b", build_report(date=build_day(dt.date(2020, 8, 23))), published=dt.date(2020, 8, 23))
    undated = build_filing("u", build_report(), "kirkuknow", published)
    owner = next(event for event in merge(undated, second, first) if "u" in event.reports)
    assert joined in owner.reports
    assert owner.date is not None


def test_merge_reports_of_an_undated_report_that_may_mean_two_events_stays_apart() -> None:
    first = build_filing("a", build_report(date=build_day()), published=MARCH_29)
    second = build_filing("b", build_report(date=build_day(dt.date(2021, 3, 29))), published=dt.date(2021, 3, 29))
    undated = build_filing("u", build_report(), published=None)
    assert ("u",) in {event.reports for event in merge(first, second, undated)}


def test_merge_reports_of_an_undated_report_before_the_event_does_not_join_it() -> None:
    later = build_filing("a", build_report(date=build_day()), published=MARCH_29)
    undated = build_filing("u", build_report(), published=dt.date(2019, 3, 1))
    assert len(merge(later, undated)) == 2


def test_merge_reports_of_a_denial_and_the_event_is_one_disputed_event() -> None:
    told = build_filing("a", build_report(date=build_day()), "press-tv", MARCH_29)
    denial = build_filing("b", build_report(status=DENIED), "kirkuknow", dt.date(2020, 3, 30))
    (event,) = merge(told, denial)
    assert (event.status, event.disputed) == (OCCURRED, ("status",))
    assert [entry.status for entry in event.history] == [OCCURRED, DENIED]


def test_merge_reports_of_a_denial_alone_is_a_denied_event() -> None:
    (event,) = merge(build_filing("a", build_report(status=DENIED)))
    assert (event.status, event.disputed) == (DENIED, ())


def test_block_of_is_the_same_for_types_of_one_family_at_one_base() -> None:
    assert block_of(build_report("withdrawal"), EVENT_TYPES) == block_of(build_report("handover"), EVENT_TYPES)


def test_block_of_a_country_is_not_that_of_a_base_with_its_code_for_a_slug() -> None:
    base = build_base("IQ", "IQ", ())
    country = build_report("withdrawal", base=None)
    assert block_of(country, EVENT_TYPES) != block_of(build_report("withdrawal", base=base), EVENT_TYPES)


def test_merge_reports_of_a_country_with_and_without_known_forces_joins_them() -> None:
    known = (Participation(build_actor("france", "France"), Role.LEAVING),)
    assert (
        count_events(
            build_report("withdrawal", base=None, date=build_day(), participations=known),
            build_report("withdrawal", base=None, date=build_day(), participations=()),
        )
        == 1
    )


JUNE = EventDate("2020-06", dt.date(2020, 6, 1), dt.date(2020, 6, 30), Precision.MONTH)


def report_at(day: dt.date | None, **options: object) -> Report:
    return build_report("withdrawal", date=build_day(day) if day else None, **options)  # type: ignore[arg-type] # Plain options.


def build_leaving(slug: str, country: str | None) -> tuple[Participation, ...]:
    return (Participation(replace(build_actor(slug, slug), country=country), Role.LEAVING),)


def test_merge_reports_of_a_plan_for_later_reported_after_the_event_is_another_event() -> None:
    done = build_filing("a", report_at(MARCH_29), published=MARCH_29)
    plan = build_filing("b", build_report("withdrawal", status=PLANNED, date=JUNE), published=dt.date(2020, 3, 30))
    assert [event.status for event in merge(done, plan)] == [OCCURRED, PLANNED]


def test_merge_reports_of_a_denial_before_the_event_does_not_dispute_it() -> None:
    denial = build_filing("a", report_at(None, status=DENIED), "press-tv", dt.date(2020, 3, 10))
    done = build_filing("b", report_at(MARCH_29), "kirkuknow", MARCH_29)
    assert {event.disputed for event in merge(denial, done)} == {()}
    assert len(merge(denial, done)) == 2


def test_merge_reports_of_a_denial_of_another_day_does_not_dispute_the_event() -> None:
    done = build_filing("a", report_at(MARCH_29), "press-tv", MARCH_29)
    denial = build_filing("b", report_at(dt.date(2020, 4, 15), status=DENIED), "kirkuknow", dt.date(2020, 4, 16))
    assert len(merge(done, denial)) == 2


def test_merge_reports_of_one_article_on_two_days_are_two_events() -> None:
    first = FiledReport("a-1", report_at(dt.date(2020, 3, 26)), "a", "press-tv", MARCH_29)
    second = FiledReport("a-2", report_at(MARCH_29), "a", "press-tv", MARCH_29)
    assert len(merge(first, second)) == 2
    assert len(merge(first, replace(second, key="b-1", article="b", source="kirkuknow"))) == 1


@pytest.mark.parametrize(
    ("one", "other", "count"),
    [
        (("denmark", "DK"), ("united-states", "US"), 2),
        (("us-army", "US"), ("united-states", "US"), 1),
        (("us-led-coalition", None), ("united-states", "US"), 1),
    ],
)
def test_merge_reports_of_near_days_are_one_event_unless_other_states_leave(
    one: tuple[str, str | None], other: tuple[str, str | None], count: int
) -> None:
    first = build_filing("a", report_at(dt.date(2020, 3, 27), participations=build_leaving(*one)), "press-tv")
    second = build_filing("b", report_at(MARCH_29, participations=build_leaving(*other)), "kirkuknow")
    assert len(merge(first, second)) == count


def test_merge_reports_of_a_month_mentioned_before_the_event_is_another_event() -> None:
    attack = build_filing("a", build_report("attack", date=build_day(dt.date(2020, 3, 25))), "press-tv")
    earlier = build_filing("b", build_report("attack", date=build_month()), "kirkuknow", dt.date(2020, 3, 10))
    assert len(merge(attack, earlier)) == 2


@pytest.mark.parametrize("key", ["0", "z"])
def test_merge_reports_that_name_nobody_bring_no_two_states_together(key: str) -> None:
    states = [
        build_filing(slug, report_at(MARCH_29, base=None, participations=build_leaving(slug, country)))
        for slug, country in (("united-states", "US"), ("united-kingdom", "GB"))
    ]
    nobody = build_filing(key, report_at(MARCH_29, base=None, participations=()))
    assert len(merge(*states, nobody)) == 2


def test_merge_reports_with_one_id_numbers_them_by_when_they_were_reported() -> None:
    first = build_filing("z", build_report("attack", date=None), published=dt.date(2016, 3, 1))
    second = build_filing("a", build_report("attack", date=None), published=dt.date(2020, 3, 1))
    by_key = {event.reports: event.id for event in merge(first, second)}
    assert by_key == {("z",): "k1-attack-undated", ("a",): "k1-attack-undated-2"}


def test_merge_reports_of_a_year_with_many_events_gives_none_the_id_of_a_month() -> None:
    year = EventDate("2020", dt.date(2020, 1, 1), dt.date(2020, 12, 31), Precision.YEAR)
    many = [
        build_filing(f"{place:02}", build_report("attack", date=year, figures=(Figure("personnel", place),)))
        for place in range(12)
    ]
    days = [build_filing(f"d{day}", build_report("attack", date=build_day(dt.date(2020, 1, day)))) for day in (5, 25)]
    month = build_filing("m", build_report("attack", date=build_month(2020, 10)))
    ids = [event.id for event in merge(*many, *days, month)]
    assert len(ids) == len(set(ids)) == 15
    assert {"k1-attack-2020-9", "k1-attack-2020-no10", "k1-attack-2020-10"} <= set(ids)


def test_merge_reports_of_a_base_called_like_a_country_has_an_id_of_its_own() -> None:
    base = build_filing("a", build_report("attack", base=build_base("iq", "IQ", ()), date=build_day()))
    country = build_filing("b", build_report("attack", base=None, date=build_day()))
    assert {event.id for event in merge(base, country)} == {"iq-base-attack-2020-03-29", "iq-attack-2020-03-29"}


def test_merge_reports_of_a_type_that_is_known_no_more_still_gives_an_event() -> None:
    (event,) = merge(build_filing("a", build_report("parade", date=build_day())))
    assert event.type == "parade"


def test_merge_reports_of_a_plan_with_another_figure_does_not_dispute_it() -> None:
    plan = build_filing(
        "a", build_report(status=PLANNED, figures=(Figure("personnel", 500),)), "kirkuknow", published=MARCH_21
    )
    done = build_filing("b", build_report(date=build_day(), figures=(Figure("personnel", 300),)), "press-tv")
    (event,) = merge(plan, done)
    assert event.disputed == ()


def test_merge_reports_of_unknown_publishers_count_as_no_second_source() -> None:
    known = build_filing("a", build_report(date=build_day()), "press-tv")
    unknown = [build_filing(key, build_report(date=build_day()), None) for key in "bc"]
    assert merge(known, *unknown)[0].independent_source_count == 1
    assert merge(*unknown)[0].independent_source_count == 1


def test_merge_reports_of_a_month_with_two_attacks_joins_the_one_whose_figure_it_gives() -> None:
    attacks = [
        build_filing(f"a{day}", build_attack(build_day(dt.date(2020, 3, day)), count), f"s{day}")
        for day, count in ((5, 3), (25, 2))
    ]
    later = dt.date(2020, 4, 20)
    vague = build_filing("v", build_attack(build_month(), None), "post", later)
    meant = build_filing("m", build_attack(build_month(), 2), "mail", later)
    assert {event.reports for event in merge(*attacks, vague)} == {("a5",), ("a25",), ("v",)}
    assert {event.reports for event in merge(*attacks, meant)} == {("a5",), ("a25", "m")}


def test_merge_reports_of_an_undated_report_joins_the_day_and_not_the_month() -> None:
    day = build_filing("a", build_attack(build_day(dt.date(2020, 3, 25)), None), "s1", dt.date(2020, 3, 26))
    month = build_filing("b", build_attack(build_month(2020, 4), None), "s2", dt.date(2020, 4, 20))
    undated = build_filing("u", build_attack(None, None), "s3", dt.date(2020, 4, 21))
    assert ("a", "u") in {event.reports for event in merge(day, month, undated)}


def build_attack(date: EventDate | None, personnel: int | None) -> Report:
    return build_report("attack", date=date, figures=(Figure("personnel", personnel),) if personnel else ())
