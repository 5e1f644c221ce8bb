"""What the extraction reaches on articles whose reports are known may not fall."""

import pytest

from service.training.examples.studies import DIGESTS
from tests.evaluation.floors import find_falls, read_floors
from tests.evaluation.scoring import Score
from tests.evaluation.sets import ORIGINALS, EvaluationSet, Evaluator, find_gated_sets, find_originals
from tests.suite.groups import ARTICLES

needs_originals = pytest.mark.skipif(not ORIGINALS.is_dir(), reason="../shared/seeds (the original articles) is absent")

read_elsewhere_too = pytest.mark.xdist_group(ARTICLES)

OWN = [
    pytest.param(item, id=item.name, marks=[read_elsewhere_too] if item.name == DIGESTS else [])
    for item in find_gated_sets()
]
ORIGINAL = [pytest.param(item, id=item.name, marks=[needs_originals, read_elsewhere_too]) for item in find_originals()]


@pytest.mark.parametrize("chosen", [*OWN, *ORIGINAL])
def test_measures_of_a_set_are_not_under_their_floors(chosen: EvaluationSet, evaluator: Evaluator) -> None:
    floors = read_floors()[chosen.name]
    measures = evaluator.evaluate(chosen).compute_score().compute_measures()
    falls = find_falls(chosen.name, floors, measures)
    assert not falls, "\n".join([*falls, f"See: make evaluate ARGS='--set {chosen.name} --verbose'"])


@read_elsewhere_too
def test_reports_of_tier_1_of_the_digests_are_all_found(evaluator: Evaluator) -> None:
    [digests] = [item for item in find_gated_sets() if item.name == DIGESTS]
    assert [row for row in evaluator.evaluate(digests).find_missed() if row.tier == 1] == []


def test_floors_are_those_of_all_gated_sets_and_measures() -> None:
    names = {item.name for item in (*find_gated_sets(), *find_originals())}
    measures = list(Score().compute_measures())
    pinned = {name: list(floors) for name, floors in read_floors().items()}
    assert pinned == dict.fromkeys(names, measures), "make pin writes the floors of a new set"
