"""Scores made to hold."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.extraction.encoder.protocol import Scores
from service.training.examples.labels import Targets
from service.training.release.calibration import (
    Calibration,
    Reliability,
    collect_outcomes,
    compute_probabilities,
    fit_calibration,
    render_reliability,
    tabulate_reliability,
)


@pytest.mark.parametrize(("slope", "intercept"), [(1.0, 0.0), (0.4, -1.0), (2.5, 0.7)])
def test_fit_calibration_finds_what_scores_were_bent_by(slope: float, intercept: float) -> None:
    rng = np.random.default_rng(1)
    logits = rng.normal(-2, 3, 50_000)
    right = (rng.random(logits.size) < compute_probabilities(slope * logits + intercept)).astype(np.float64)
    found = fit_calibration(logits, right)
    assert found.slope == pytest.approx(slope, rel=0.05)
    assert found.intercept == pytest.approx(intercept, abs=0.06)


@pytest.mark.parametrize("right", [[0.0, 0.0], [1.0, 1.0], []])
def test_fit_calibration_without_both_right_and_wrong_changes_nothing(right: list[float]) -> None:
    assert fit_calibration(np.zeros(len(right)), np.array(right)) == Calibration()


def test_fit_calibration_of_scores_wholly_apart_is_finite() -> None:
    found = fit_calibration(np.array([-5.0, -4.0, 4.0, 5.0]), np.array([0.0, 0.0, 1.0, 1.0]))
    assert 0 < found.slope < 5
    assert abs(found.intercept) < 0.01


@given(st.lists(st.tuples(st.floats(-20, 20), st.booleans()), min_size=2, max_size=60))
def test_fit_calibration_makes_the_mean_score_the_share_that_is_right(rows: list[tuple[float, bool]]) -> None:
    logits, right = np.array([logit for logit, _ in rows]), np.array([float(is_right) for _, is_right in rows])
    found = fit_calibration(logits, right)
    positive, negative = right.sum(), right.size - right.sum()
    if positive and negative and len(set(logits)) > 1:
        # Platt's targets are a little inside 0 and 1.
        expected = (positive * (positive + 1) / (positive + 2) + negative / (negative + 2)) / right.size
        scores = compute_probabilities(found.slope * logits + found.intercept)
        assert scores.mean() == pytest.approx(expected, abs=1e-3)


def test_collect_outcomes_leaves_out_what_the_gold_is_not_sure_of() -> None:
    targets = Targets(((1.0, 0.0, 1.0),), ((1.0, 0.25, 1.0),), ())
    logits, right = collect_outcomes([targets], [Scores([[0.5, 0.9]], [[0.2]], [[]])])
    assert logits.tolist() == [0.0]
    assert right.tolist() == [1.0]


def test_collect_outcomes_of_certain_scores_are_finite() -> None:
    targets = Targets(((1.0, 0.0),), ((1.0, 1.0),), ())
    logits, _ = collect_outcomes([targets], [Scores([[1.0, 0.0]], [[]], [[]])])
    assert np.isfinite(logits).all()


def test_tabulate_reliability_counts_each_score_once() -> None:
    rows = tabulate_reliability(np.array([0.0, 0.1, 0.75, 0.8, 1.0]), np.array([0.0, 0.0, 1.0, 0.0, 1.0]), (0, 0.5, 1))
    assert rows == [Reliability(0, 0.5, 2, 0.05, 0.0), Reliability(0.5, 1, 3, 0.85, 2 / 3)]
    assert "| 0.50 to 1.00 | 3 | 0.850 | 0.667 |" in render_reliability(rows)
