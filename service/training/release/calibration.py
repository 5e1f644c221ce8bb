"""Scores that hold: of what is scored 0.8, eight in ten should be right. Platt's scaling of the logits, two numbers."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from service.extraction.encoder.protocol import Scores
from service.training.examples.labels import Targets

Floats = NDArray[np.float64]

MAX_STEPS, TOLERANCE = 100, 1e-9
# Scores nearer to 0 or 1 are taken to be so near.
SMALLEST = 1e-7
# The scores between these are told of together.
EDGES = (0.0, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)


@dataclass(frozen=True, slots=True)
class Calibration:
    """What turns an outcome's logit into one whose probability holds: `slope * logit + intercept`."""

    slope: float = 1.0
    intercept: float = 0.0


@dataclass(frozen=True, slots=True)
class Reliability:
    """How many scores lie from `low` to below `high`, their mean, and the share that is right."""

    low: float
    high: float
    count: int
    mean: float
    right: float


def collect_outcomes(targets: Sequence[Targets], scores: Sequence[Scores]) -> tuple[Floats, Floats]:
    """The logits of windows' outcomes and which are right; those left out of which the gold is not sure."""
    logits, right = [], []
    for target, score in zip(targets, scores, strict=True):
        for values, weights, outcomes in zip(target.values, target.weights, score.outcomes, strict=True):
            sure = [n for n in range(len(outcomes)) if weights[n] == 1]
            logits += [outcomes[n] for n in sure]
            right += [values[n] for n in sure]
    found = np.clip(np.array(logits, dtype=np.float64), SMALLEST, 1 - SMALLEST)
    return np.log(found) - np.log1p(-found), np.array(right, dtype=np.float64)


def fit_calibration(logits: Floats, right: Floats) -> Calibration:
    """The two numbers under which `right` (1 or 0 of each logit) is likeliest. Without both right and wrong ones there
    is nothing to fit, and logits stay as they are."""
    # Platt's targets keep the fit finite where right and wrong are wholly apart.
    positive = float(right.sum())
    negative = right.size - positive
    if not positive or not negative:
        return Calibration()
    targets: Floats = np.where(right > 0, (positive + 1) / (positive + 2), 1 / (negative + 2))
    inputs: Floats = np.stack([logits, np.ones_like(logits)], axis=1)
    found: Floats = np.array([1.0, 0.0])
    for _ in range(MAX_STEPS):
        step = _compute_step(inputs, targets, found)
        found = found - step
        if np.abs(step).max() < TOLERANCE:
            break
    return Calibration(float(found[0]), float(found[1]))


def _compute_step(inputs: Floats, targets: Floats, found: Floats) -> Floats:
    """Newton's step, no longer than it helps: halved until the loss falls."""
    scores = compute_probabilities(inputs @ found)
    gradient = inputs.T @ (scores - targets)
    curvature = (inputs * (scores * (1 - scores))[:, None]).T @ inputs + 1e-9 * np.eye(2)
    step = np.asarray(np.linalg.solve(curvature, gradient), dtype=np.float64)
    loss = _compute_loss(inputs @ found, targets)
    while _compute_loss(inputs @ (found - step), targets) > loss and np.abs(step).max() > TOLERANCE:
        step *= 0.5
    return step


def _compute_loss(logits: Floats, targets: Floats) -> float:
    return float((np.logaddexp(0, logits) - targets * logits).sum())


def compute_probabilities(logits: Floats) -> Floats:
    """The probability of each logit."""
    probabilities: Floats = np.exp(-np.logaddexp(0, -logits))
    return probabilities


def tabulate_reliability(scores: Floats, right: Floats, edges: Sequence[float] = EDGES) -> list[Reliability]:
    """What is right of the scores between each edge and the next; ranges without any are left out."""
    places = np.clip(np.searchsorted(edges, scores, side="right") - 1, 0, len(edges) - 2)
    rows = []
    for number in range(len(edges) - 1):
        chosen = places == number
        if count := int(chosen.sum()):
            mean, share = float(scores[chosen].mean()), float(right[chosen].mean())
            rows.append(Reliability(edges[number], edges[number + 1], count, mean, share))
    return rows


def render_reliability(rows: Sequence[Reliability]) -> str:
    """The table in Markdown."""
    head = "| score | outcomes | mean score | right |\n| --- | --- | --- | --- |"
    lines = (f"| {row.low:.2f} to {row.high:.2f} | {row.count} | {row.mean:.3f} | {row.right:.3f} |" for row in rows)
    return "\n".join([head, *lines])
