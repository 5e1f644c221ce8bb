from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.training.examples.base_identity import BaseIndex
from tests.builders import build_report
from tests.evaluation.calibration import ConfidenceRange, compute_calibration, format_calibration, list_judged
from tests.evaluation.scoring import compare_reports
from tests.evaluation.told import build_gold

JUDGED = st.lists(st.tuples(st.floats(0, 1), st.booleans()))
HUNDREDTHS = st.lists(st.tuples(st.integers(0, 100).map(lambda number: number / 100), st.booleans()))


@pytest.mark.parametrize(
    ("confidence", "first", "last"),
    [
        (0.5, 0.5, 0.6),
        (0.59, 0.5, 0.6),
        (0.6, 0.6, 0.7),
        (0.7, 0.7, 0.8),
        (0.8, 0.8, 0.9),
        (0.899, 0.8, 0.9),
        (0.9, 0.9, 1.0),
        (1.0, 0.9, 1.0),
        (0.49, 0.4, 0.5),
        (0.0, 0.0, 0.1),
    ],
)
def test_compute_calibration_counts_a_report_in_its_range(confidence: float, first: float, last: float) -> None:
    filled = [row for row in compute_calibration([(confidence, True)]) if row.reports]
    assert filled == [ConfidenceRange(first, last, 1, 1)]


def test_compute_calibration_without_reports_lists_the_upper_half() -> None:
    ranges = compute_calibration([])
    assert [(row.first, row.last) for row in ranges] == [(0.5, 0.6), (0.6, 0.7), (0.7, 0.8), (0.8, 0.9), (0.9, 1.0)]
    assert {row.share for row in ranges} == {None}


def test_compute_calibration_gives_the_share_of_true_reports() -> None:
    (row,) = [row for row in compute_calibration([(0.8, True), (0.85, True), (0.89, False)]) if row.reports]
    assert (row.reports, row.true, row.share) == (3, 2, Fraction(2, 3))


@given(st.one_of(JUDGED, HUNDREDTHS))
def test_compute_calibration_counts_every_report_once(judged: list[tuple[float, bool]]) -> None:
    ranges = compute_calibration(judged)
    assert sum(row.reports for row in ranges) == len(judged)
    assert sum(row.true for row in ranges) == sum(true for _, true in judged)
    for row in ranges:
        inside = [one for one, _ in judged if row.first <= one < row.last or one == row.last == 1]
        assert row.reports == len(inside)


def test_list_judged_of_true_false_and_optional_reports_leaves_out_the_optional() -> None:
    found = [
        replace(build_report(), confidence=0.9),
        replace(build_report("vote", base=None), confidence=0.6),
        replace(build_report("attack"), confidence=0.7),
    ]
    told = [build_gold(), build_gold("attack", optional=True)]
    assert list(list_judged(compare_reports(told, found, BaseIndex([])))) == [(0.9, True), (0.6, False)]


def test_format_calibration_is_a_table() -> None:
    ranges = (ConfidenceRange(0.8, 0.9, 3, 2), ConfidenceRange(0.9, 1.0))
    assert list(format_calibration(ranges)) == [
        "confidence     reports   true  share",
        "[0.8, 0.9)           3      2  0.667",
        "[0.9, 1.0]           0      0      -",
    ]
