"""Sentences, each an article of its own, to what they tell: done, planned, denied, or nothing."""

import pytest

from service.domain.reports import Report, Status
from service.extraction import Extractor
from tests.builders import build_article


def read_one(extractor: Extractor, text: str) -> Report:
    (report,) = extractor.extract(build_article(text)).reports
    return report


@pytest.mark.parametrize(
    ("text", "event_type"),
    [
        ("US troops left K1 Air Base on Sunday.", "withdrawal"),
        ("US troops have left K1 Air Base.", "withdrawal"),
        ("US troops withdrew from K1 Air Base on March 29.", "withdrawal"),
        ("US troops are leaving K1 Air Base.", "withdrawal"),
        ("K1 Air Base had been evacuated by US troops.", "withdrawal"),
        ("The withdrawal of US troops from K1 Air Base was completed on Sunday.", "withdrawal"),
        ("A spokesman said that US troops had left K1 Air Base.", "withdrawal"),
        ("The US-led coalition handed over K1 Air Base to Iraqi forces on Sunday.", "handover"),
        ("The US-led coalition transferred control of K1 Air Base to the Iraqi army.", "handover"),
        ("Iraqi forces took over K1 Air Base from US troops.", "handover"),
        ("US troops arrived at K1 Air Base.", "deployment"),
        ("US troops returned to K1 Air Base.", "deployment"),
        ("K1 Air Base was closed in 2019.", "closure"),
        ("K1 Air Base was attacked with rockets.", "attack"),
        ("Rockets hit K1 Air Base on Friday.", "attack"),
        ("Islamic State attacked K1 Air Base.", "attack"),
    ],
)
def test_extract_what_is_told_as_a_fact_has_occurred(extractor: Extractor, text: str, event_type: str) -> None:
    report = read_one(extractor, text)
    assert (report.type, report.status) == (event_type, Status.OCCURRED)
    assert report.base is not None
    assert report.base.slug == "k1"


@pytest.mark.parametrize(
    "text",
    [
        "US troops will leave K1 Air Base.",
        "US troops will leave K1 Air Base on April 5.",
        "US troops are to leave K1 Air Base.",
        "US troops plan to leave K1 Air Base.",
        "US troops are expected to leave K1 Air Base.",
        "US to leave K1 Air Base",
        "The US will hand over K1 Air Base to Iraqi forces.",
        "K1 Air Base will be handed over to Iraqi forces by the US-led coalition.",
        "A spokesman said that US troops would leave K1 Air Base.",
    ],
)
def test_extract_what_is_to_come_is_planned(extractor: Extractor, text: str) -> None:
    assert read_one(extractor, text).status is Status.PLANNED


@pytest.mark.parametrize(
    "text",
    [
        "US troops have not left K1 Air Base.",
        "US troops did not leave K1 Air Base.",
        "US troops never left K1 Air Base.",
        "The US denied that its troops had left K1 Air Base.",
        "It is false that US troops left K1 Air Base.",
        "Reports that US troops left K1 Air Base are false.",
        "The US-led coalition rejected reports that US troops had left K1 Air Base.",
    ],
)
def test_extract_what_is_said_not_to_be_is_denied(extractor: Extractor, text: str) -> None:
    report = read_one(extractor, text)
    assert (report.status, report.date) == (Status.DENIED, None)


@pytest.mark.parametrize(
    "text",
    [
        "US troops may leave K1 Air Base.",
        "US troops could leave K1 Air Base.",
        "US troops should leave K1 Air Base.",
        "US troops must leave K1 Air Base.",
        "If US troops leave K1 Air Base, Iraq will be alone.",
        "Lawmakers called for US troops to leave K1 Air Base.",
        "US troops refused to leave K1 Air Base.",
        "US troops visited K1 Air Base.",
        "K1 Air Base lies near Kirkuk.",
        "US troops left Kirkuk for lunch.",
        "The boys left the summer camp.",
        "The refugees left Zaatari refugee camp.",
    ],
)
def test_extract_what_is_only_thought_or_no_event_is_nothing(extractor: Extractor, text: str) -> None:
    assert extractor.extract(build_article(text)).reports == ()


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("US troops left K1 Air Base.", None),
        ("US troops left K1 Air Base on Friday.", "2020-03-27"),
        ("US troops left K1 Air Base on March 1.", "2020-03-01"),
        ("US troops had left K1 Air Base by March 2020.", "2020-03"),
        ("US troops will leave K1 Air Base on April 5.", "2020-04-05"),
        ("K1 Air Base was closed in 2019.", "2019"),
        ("US troops left K1 Air Base, a spokesman said on Friday.", None),
    ],
)
def test_extract_dates_the_event_and_never_by_publication_alone(
    extractor: Extractor, text: str, edtf: str | None
) -> None:
    date = read_one(extractor, text).date
    assert (date.edtf if date else None) == edtf


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("US troops left K1 Air Base.", None),
        ("US troops left K1 Air Base, a spokesman said.", "spokesman"),
        ("US troops left K1 Air Base, according to the Iraqi army.", "Iraqi security forces"),
        ("US troops left K1 Air Base, the Iraqi army said in a statement.", "Iraqi security forces (statement)"),
    ],
)
def test_extract_names_who_says_so(extractor: Extractor, text: str, speaker: str | None) -> None:
    assert read_one(extractor, text).attributed_to == speaker
