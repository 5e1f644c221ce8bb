"""Who does what, by the way that it is told."""

import pytest

from service.domain.reports import Report
from service.extraction import Extractor
from tests.builders import build_article

LEAVING = ("united-states", "leaving")
COALITION = ("us-led-coalition", "leaving")
RECEIVING = ("iraqi-security-forces", "receiving")
ATTACKER = ("islamic-state", "attacker")


def read(extractor: Extractor, text: str) -> tuple[Report, ...]:
    return extractor.extract(build_article(text)).reports


def roles_of(report: Report) -> set[tuple[str, str]]:
    return {(part.actor.slug, part.role.value) for part in report.participations}


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        # Active.
        ("US troops left K1 Air Base.", {LEAVING}),
        ("The US-led coalition handed over K1 Air Base to Iraqi forces.", {COALITION, RECEIVING}),
        ("The US-led coalition transferred control of K1 Air Base to the Iraqi army.", {COALITION, RECEIVING}),
        ("Iraqi forces took over K1 Air Base from US troops.", {LEAVING, RECEIVING}),
        ("US troops arrived at K1 Air Base.", {("united-states", "arriving")}),
        ("Islamic State attacked K1 Air Base.", {ATTACKER}),
        # Passive.
        ("K1 Air Base was evacuated by US troops.", {LEAVING}),
        ("K1 Air Base was handed over to Iraqi forces by the US-led coalition.", {COALITION, RECEIVING}),
        ("K1 Air Base was attacked by Islamic State.", {ATTACKER}),
        # Nominal.
        ("The withdrawal of US troops from K1 Air Base was completed on Sunday.", {LEAVING}),
        # Lists.
        ("US and French troops left K1 Air Base.", {LEAVING, ("france", "leaving")}),
        # Two sentences.
        ("K1 Air Base lies near Kirkuk. US troops left the base on Sunday.", {LEAVING}),
        ("US troops left K1 Air Base. They handed it over to the Iraqi army.", {LEAVING, RECEIVING}),
        ("US troops left K1 Air Base and handed it over to the Iraqi army.", {LEAVING, RECEIVING}),
        # Nobody is said.
        ("K1 Air Base was attacked with rockets.", set()),
    ],
)
def test_extract_gives_actors_their_roles(extractor: Extractor, text: str, roles: set[tuple[str, str]]) -> None:
    (report,) = read(extractor, text)
    assert report.base is not None
    assert report.base.slug == "k1"
    assert roles_of(report) == roles


@pytest.mark.parametrize(
    ("text", "slugs"),
    [
        ("US troops left K1 Air Base and Qayyarah Air Base.", {"k1", "qayyarah"}),
        ("US troops left the K1 and Qayyarah military bases.", {"k1", "qayyarah"}),
        ("US troops left K1 Air Base, Qayyarah Air Base and Ain al-Asad Air Base.", {"k1", "qayyarah", "al-asad"}),
        ("US troops left K1 Air Base. French troops left Camp Holland.", {"k1", "camp-holland"}),
    ],
)
def test_extract_of_a_list_of_bases_is_a_report_for_each(extractor: Extractor, text: str, slugs: set[str]) -> None:
    reports = read(extractor, text)
    assert {report.base.slug for report in reports if report.base} == slugs
    assert len(reports) == len(slugs)


def test_extract_of_leaving_and_handing_over_is_one_handover(extractor: Extractor) -> None:
    (report,) = read(extractor, "US troops left K1 Air Base. They handed it over to the Iraqi army on Sunday.")
    assert report.type == "handover"
    assert len(report.quotes) == 2


def test_extract_of_arriving_and_leaving_is_two_reports(extractor: Extractor) -> None:
    reports = read(extractor, "US troops arrived at K1 Air Base in 2017. They left the base on Sunday.")
    told = {(report.type, report.date.edtf) for report in reports if report.date}
    assert told == {("deployment", "2017"), ("withdrawal", "2020-03-29")}


@pytest.mark.parametrize("text", ["US troops left Iraq.", "France withdrew its troops from Iraq."])
def test_extract_of_leaving_a_country_has_no_base(extractor: Extractor, text: str) -> None:
    (report,) = read(extractor, text)
    assert (report.type, report.base, report.country) == ("withdrawal", None, "IQ")


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("300 US troops left K1 Air Base.", [("personnel", 300, "exact")]),
        ("About 300 US troops left K1 Air Base.", [("personnel", 300, "about")]),
        ("US troops left K1 Air Base.", []),
    ],
)
def test_extract_counts_those_who_leave(extractor: Extractor, text: str, figures: list[tuple[str, int, str]]) -> None:
    (report,) = read(extractor, text)
    assert [(figure.kind, figure.value, figure.qualifier.value) for figure in report.figures] == figures
