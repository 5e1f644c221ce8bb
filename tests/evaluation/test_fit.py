"""What is learnt from the sets is what their articles tell, and can be read back."""

from pathlib import Path

import numpy as np
import pytest

from service.codebook.reading import read_links
from tests.evaluation.fit import (
    Example,
    Matrix,
    collect_examples,
    fit_weights,
    write_links,
)
from tests.evaluation.sets import DIGESTS, KEPT_APART, find_own_sets

GROUPS = ("all", "departure", "frame")


def build_example(*features: str, true: bool, weight: float = 1.0) -> Example:
    return Example(frozenset(features), GROUPS, true, weight)


def test_matrix_times_a_vector_is_the_sum_of_its_columns() -> None:
    matrix = Matrix([[0, 2], [1], [0, 1, 2]], 3)
    assert matrix.times(np.array([1.0, 10.0, 100.0])).tolist() == [101, 10, 111]
    assert matrix.transposed_times(np.array([1.0, 10.0, 100.0])).tolist() == [101, 110, 101]


def test_fit_weights_speak_for_what_true_examples_have_and_false_have_not() -> None:
    examples = [build_example("near", "common", true=True)] * 30 + [build_example("far", "common", true=False)] * 30
    weights = fit_weights(examples)
    assert weights["all|near"] > 0.1 > -0.1 > weights["all|far"]
    assert abs(weights["departure|common"]) < 0.01


def test_fit_weights_of_examples_that_count_for_nothing_are_none() -> None:
    examples = [build_example("near", true=True, weight=0.0)] * 9 + [build_example("far", true=False)] * 9
    assert abs(fit_weights(examples)["all|near"]) < 0.01


def test_fit_weights_leave_out_what_is_rare() -> None:
    assert "all|once" not in fit_weights([build_example("once", true=True), *[build_example("often", true=False)] * 9])


def test_write_links_is_read_back(tmp_path: Path) -> None:
    write_links({"": -1.5, "all|near, not far": 2.25, "name|far": -0.5, "all|tiny": 0.0001}, tmp_path / "links.csv")
    links = read_links(tmp_path / "links.csv")
    assert (links.bias, links.tables) == (-1.5, {"all": {"near, not far": 2.25}, "name": {"far": -0.5}})
    assert 0 < links.threshold < 1


def test_collect_examples_of_the_digests_has_true_and_false_ones() -> None:
    examples = collect_examples([item for item in find_own_sets() if item.name == DIGESTS])
    told = {example.true for example in examples}
    assert told == {True, False}
    assert all(example.features and example.weight >= 0 for example in examples)


@pytest.mark.parametrize("name", sorted(KEPT_APART))
def test_sets_that_are_kept_apart_are_there(name: str) -> None:
    assert name in {item.name for item in find_own_sets()}
