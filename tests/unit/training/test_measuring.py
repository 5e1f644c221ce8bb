"""Counting what scores tell rightly."""

from collections.abc import Mapping

import pytest

from service.domain.events.reports import Role, Status
from service.extraction.encoder.labels import RELATIONS
from service.extraction.encoder.protocol import Scores
from service.training.examples.gold import GoldReport
from service.training.examples.labels import Labeller
from service.training.examples.studies import PhraseDates
from service.training.examples.windows import Example
from service.training.measuring import Measurement, Measurer, render_measurements
from tests.unit.training.building import (
    LABELS,
    build_force,
    build_last_window,
    build_mention,
    build_number,
    build_phrase,
    build_report,
    build_sentence,
    build_study,
)

TEXT = "Some 300 US troops left Camp Alpha on Monday, not Camp Bravo or Alpha Base."
SENTENCE = build_sentence(
    TEXT,
    [
        build_mention(TEXT, "Camp Alpha", slug="alpha"),
        build_mention(TEXT, "Camp Bravo", slug="bravo"),
        build_mention(TEXT, "Alpha Base", slug="alpha-base"),
        build_force(TEXT, "US troops", "united-states"),
    ],
    [build_phrase(TEXT, "Monday")],
    [build_number(TEXT, "300", 300)],
)
ALPHA, BRAVO, ALPHA_BASE = range(3)
FORCE, MONDAY, PERSONNEL = range(3)
OCCURRED, DENIED = Status.OCCURRED, Status.DENIED


def measure(
    gold: list[GoldReport],
    outcomes: Mapping[tuple[int, str, Status], float],
    relations: Mapping[tuple[int, str], float] | None = None,
) -> Measurement:
    """The counts at a threshold of one half, of scores that are 0 but for those given; relations are of ALPHA."""
    study = build_study([SENTENCE], gold, PhraseDates("2020-03-29", "2020-04-05"))
    window = build_last_window([SENTENCE])
    scores = Scores(
        outcomes=[[outcomes.get((n, *label), 0.0) for label in LABELS.list_outcomes()] for n in range(3)],
        types=[[0.0] * 3] * 3,
        relations=[
            [
                [[(relations or {}).get((a, name), 0.0) for name in RELATIONS]] * len(LABELS.families)
                for a in range(len(window.arguments))
            ]
        ]
        * 3,
    )
    example = Example(study, window, Labeller(study, LABELS).label(window))
    (found,) = Measurer(LABELS).measure([study], [(example, scores)], (0.5,))
    return found


@pytest.mark.parametrize(
    ("outcomes", "expected"),
    [
        pytest.param({(ALPHA, "departure", OCCURRED): 0.9}, (1, 1, 1), id="right"),
        pytest.param({(ALPHA, "departure", OCCURRED): 0.4}, (0, 0, 1), id="below the threshold"),
        pytest.param({(ALPHA, "departure", DENIED): 0.9}, (0, 1, 1), id="another status"),
        pytest.param({(BRAVO, "departure", OCCURRED): 0.9}, (0, 1, 1), id="another base"),
        pytest.param(
            {(ALPHA, "departure", OCCURRED): 0.9, (ALPHA_BASE, "departure", OCCURRED): 0.8}, (1, 1, 1), id="two names"
        ),
        pytest.param(
            {(ALPHA, "departure", OCCURRED): 0.9, (BRAVO, "attack", OCCURRED): 0.8}, (1, 2, 1), id="one too many"
        ),
    ],
)
def test_measure_counts_events_at_bases(
    outcomes: Mapping[tuple[int, str, Status], float], expected: tuple[int, int, int]
) -> None:
    bases = measure([build_report(TEXT)], outcomes).bases
    assert (bases.right, bases.found, bases.expected) == expected


@pytest.mark.parametrize("outcomes", [{}, {(ALPHA, "departure", OCCURRED): 0.9}])
def test_measure_neither_asks_for_an_optional_report_nor_calls_it_false(
    outcomes: Mapping[tuple[int, str, Status], float],
) -> None:
    bases = measure([build_report(TEXT, optional=True)], outcomes).bases
    assert (bases.right, bases.found, bases.expected) == (0, 0, 0)


def test_measure_counts_what_is_found_in_articles_that_tell_nothing() -> None:
    found = measure([], {(ALPHA, "departure", OCCURRED): 0.9})
    assert (found.silent, found.false, found.bases.found) == (1, 1, 1)


def test_measure_counts_what_belongs_to_events_that_were_found() -> None:
    related = {(MONDAY, "date"): 0.9, (FORCE, Role.LEAVING.value): 0.9, (PERSONNEL, "personnel"): 0.9}
    found = measure([build_report(TEXT)], {(ALPHA, "departure", OCCURRED): 0.9}, related)
    for count in (found.dates, found.roles, found.personnel):
        assert (count.right, count.found, count.expected) == (1, 1, 1)


def test_measure_takes_the_coming_date_for_what_is_planned() -> None:
    report = build_report(TEXT, status=Status.PLANNED, date="2020-04-05")
    found = measure([report], {(ALPHA, "departure", Status.PLANNED): 0.9}, {(MONDAY, "date"): 0.9})
    assert (found.dates.right, found.dates.found) == (1, 1)


def test_render_measurements_gives_f1_precision_and_recall() -> None:
    found = measure([build_report(TEXT)], {(ALPHA, "departure", OCCURRED): 0.9, (BRAVO, "attack", OCCURRED): 0.8})
    assert "| 0.5 | 0.667 (0.50, 1.00) |" in render_measurements([found])
