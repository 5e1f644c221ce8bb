"""Which words carry which fields of a report."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from service.domain.events.reports import Figure, Participation, Report, Role, Status
from service.domain.names.places import Base
from service.extraction.dates.values import build_month, build_year
from service.extraction.reports.event_mentions import EventMention, Evidence
from service.extraction.reports.quotes import build_quotes
from tests.unit.extraction.mentions.naming import COALITION, IRAQI_FORCES, K1

FIELDS = ("type", "status", "base", "country", "date", "actors", "figures", "attributed_to")
LEAVING, RECEIVING = Participation(COALITION, Role.LEAVING), Participation(IRAQI_FORCES, Role.RECEIVING)
MENTION = EventMention(
    sentence=0,
    type="withdrawal",
    family="departure",
    status=Status.OCCURRED,
    base=K1,
    country="IQ",
    date=build_month(2020, 3),
    participations=(LEAVING,),
    figures=(Figure("personnel", 300),),
    attributed_to="spokesman",
    confidence=0.9,
    evidence=(Evidence(0, 5, FIELDS),),
)
REPORT = Report(
    type=MENTION.type,
    status=MENTION.status,
    base=MENTION.base,
    country=MENTION.country,
    date=MENTION.date,
    participations=(LEAVING, RECEIVING),
    figures=(Figure("personnel", 300), Figure("equipment_value", 5, unit="USD")),
    attributed_to=MENTION.attributed_to,
    confidence=0.9,
    quotes=(),
)


def quote(report: Report, *mentions: EventMention, text: str = "First second") -> list[tuple[str, Sequence[str]]]:
    quotes = build_quotes(text, report, mentions)
    assert all(text[one.start : one.end] == one.text for one in quotes)
    return [(one.text, one.supports) for one in quotes]


def test_build_quotes_has_each_stretch_once_with_all_that_it_supports() -> None:
    found = quote(
        REPORT,
        replace(MENTION, evidence=(Evidence(6, 12, ("type", "base")),)),
        replace(MENTION, evidence=(Evidence(0, 5, ("type",)), Evidence(6, 12, ("type", "date")))),
    )
    assert found == [("First", ("type",)), ("second", ("type", "base", "date"))]


def test_build_quotes_of_a_mention_that_says_what_the_report_has_supports_all_its_fields() -> None:
    assert quote(REPORT, MENTION) == [("First", FIELDS)]


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("type", {"type": "closure"}),
        ("status", {"status": Status.PLANNED}),
        ("base", {"base": Base("camp-holland", "Camp Holland")}),
        ("country", {"country": "SY"}),
        ("date", {"date": build_year(2020)}),
        ("actors", {"participations": (Participation(COALITION, Role.TARGET),)}),
        ("figures", {"figures": (Figure("personnel", 500),)}),
        ("attributed_to", {"attributed_to": "Colonel Smith"}),
    ],
)
def test_build_quotes_of_a_mention_that_says_something_else_does_not_support_that(
    field: str, change: dict[str, Any]
) -> None:
    assert quote(REPORT, replace(MENTION, **change)) == [("First", tuple(name for name in FIELDS if name != field))]


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("base", {"base": None}),
        ("country", {"country": None}),
        ("date", {"date": None}),
        ("actors", {"participations": ()}),
        ("figures", {"figures": ()}),
        ("attributed_to", {"attributed_to": None}),
    ],
)
def test_build_quotes_of_a_report_without_a_value_supports_none(field: str, change: dict[str, Any]) -> None:
    assert quote(replace(REPORT, **change), MENTION) == [("First", tuple(name for name in FIELDS if name != field))]


@pytest.mark.parametrize(
    "change",
    [
        {"base": Base("k1", "K1 base")},
        {"participations": (RECEIVING, Participation(COALITION, Role.TARGET))},
        {"figures": (Figure("personnel", 500), Figure("equipment_value", 5, unit="USD"))},
    ],
)
def test_build_quotes_of_a_mention_that_says_a_part_supports_the_field(change: dict[str, Any]) -> None:
    assert quote(REPORT, replace(MENTION, **change)) == [("First", FIELDS)]


def test_build_quotes_leaves_out_what_supports_nothing() -> None:
    other = replace(MENTION, type="closure", evidence=(Evidence(6, 12, ("type",)),))
    assert quote(REPORT, MENTION, other) == [("First", FIELDS)]
