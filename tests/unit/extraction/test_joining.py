"""Findings of one article come together to reports: one an event, however often it is told."""

import datetime as dt
from dataclasses import replace

import pytest

from service.domain.dates import EventDate
from service.domain.reports import Report, Status
from service.extraction.dates.values import build_day, build_month
from service.extraction.findings import Finding
from service.extraction.joining import Joiner
from tests.builders import EVENT_TYPES, build_article, build_event_type
from tests.unit.extraction.naming import K1

TYPES = (*EVENT_TYPES, build_event_type("closure", rank=2))
PUBLISHED = dt.date(2020, 3, 30)


def build_finding(
    sentence: int = 0,
    *,
    kind: str = "withdrawal",
    date: EventDate | None = None,
    status: Status = Status.OCCURRED,
    confidence: float = 0.9,
    family: str = "departure",
) -> Finding:
    return Finding(
        sentence=sentence,
        type=kind,
        family=family,
        status=status,
        base=K1,
        unnamed=False,
        explicit=True,
        country="IQ",
        date=date,
        participations=(),
        figures=(),
        attributed_to=None,
        confidence=confidence,
        evidence=(),
        trigger="left",
        position=sentence,
    )


def join(*findings: Finding) -> list[Report]:
    article = replace(build_article("Text."), published=PUBLISHED)
    return list(Joiner(TYPES).join(article, findings))


def day(text: str) -> EventDate:
    return build_day(dt.date.fromisoformat(text))


@pytest.mark.parametrize(
    ("dates", "told"),
    [
        (["2020-03-28", "2020-03-29"], ["2020-03-28"]),
        (["2019-05-28", "2020-03-29"], ["2019-05-28"]),
        (["2011-12-18", "2020-03-29"], ["2011-12-18", "2020-03-29"]),
        (["2020-03-29", "2020-08-01"], ["2020-03-29", "2020-08-01"]),
    ],
)
def test_join_departures_of_a_year_from_a_base_is_one_unless_one_is_to_come(dates: list[str], told: list[str]) -> None:
    findings = [build_finding(number, date=day(text)) for number, text in enumerate(dates)]
    assert [report.date.edtf for report in join(*findings) if report.date] == told


def test_join_attacks_of_two_days_is_two() -> None:
    found = join(*(build_finding(kind="attack", family="attack", date=day(f"2020-03-{n}")) for n in (28, 29)))
    assert len(found) == 2


def test_join_two_plans_for_a_base_is_one() -> None:
    plans = [build_finding(n, date=day(f"2020-0{n}-01"), status=Status.PLANNED) for n in (5, 7)]
    assert [report.status for report in join(*plans)] == [Status.PLANNED]


@pytest.mark.parametrize(
    ("planned", "occurred", "status"),
    [(0.9, 0.9, Status.OCCURRED), (0.95, 0.6, Status.PLANNED), (0.65, 0.6, Status.OCCURRED)],
)
def test_join_a_plan_with_what_is_told_as_done_is_done_unless_that_is_unsure(
    planned: float, occurred: float, status: Status
) -> None:
    plan = build_finding(0, status=Status.PLANNED, confidence=planned)
    assert [report.status for report in join(plan, build_finding(1, confidence=occurred))] == [status]


def test_join_dates_is_that_of_the_surest_finding_made_more_precise_by_those_that_agree() -> None:
    [report] = join(
        build_finding(0, date=day("2020-01-01"), confidence=0.6),
        build_finding(1, date=build_month(2020, 3), confidence=0.9),
        build_finding(2, date=day("2020-03-29"), confidence=0.7),
    )
    assert report.date == day("2020-03-29")
