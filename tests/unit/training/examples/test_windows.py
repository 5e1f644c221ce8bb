"""What is learnt from in an epoch."""

from dataclasses import replace

import pytest

from service.training.examples.studies import DIGESTS, Study
from service.training.examples.windows import (
    DIGEST_ROUNDS,
    FOCUS_ROUNDS,
    FOCUSED_DIGESTS,
    MAX_PIECE,
    EpochBuilder,
    ExampleBuilder,
    cut_pieces,
)
from tests.unit.training.building import (
    LABELS,
    WordCutter,
    build_mention,
    build_random,
    build_report,
    build_sentence,
    build_study,
)

LEFT, COLD = "Troops left Camp Alpha.", "Camp Alpha is cold."
SENTENCES = [
    build_sentence(text, [build_mention(text, "Camp Alpha", slug="alpha")], index=n)
    for n, text in enumerate([LEFT, *[COLD] * 9])
]


def build_epochs(*studies: Study) -> EpochBuilder:
    return EpochBuilder(ExampleBuilder(WordCutter(), LABELS), LABELS, studies)


@pytest.mark.parametrize("seed", range(20))
def test_cut_pieces_of_an_article_are_all_of_it_in_order(seed: int) -> None:
    pieces = list(cut_pieces(SENTENCES, build_random(seed)))
    assert [sentence for piece in pieces for sentence in piece] == SENTENCES
    assert len(pieces) == 1 or max(map(len, pieces)) <= MAX_PIECE


def test_cut_pieces_cuts_some_articles_only() -> None:
    rng = build_random()
    counts = [len(list(cut_pieces(SENTENCES, rng))) for _ in range(200)]
    assert 100 < counts.count(1) < 180


def test_draw_has_all_windows_that_tell_and_some_of_the_others() -> None:
    examples = build_epochs(build_study(SENTENCES, [build_report(LEFT)])).draw(build_random())
    telling = [example for example in examples if example.targets.tells(LABELS)]
    assert len(telling) == 1
    assert 1 < len(examples) < len(SENTENCES)


def test_draw_goes_through_the_digests_more_often() -> None:
    study = build_study(SENTENCES, [build_report(LEFT)])
    examples = build_epochs(study, replace(study, set_name=DIGESTS)).draw(build_random())
    telling = [example.study.set_name for example in examples if example.targets.tells(LABELS)]
    assert (telling.count("a"), telling.count(DIGESTS)) == (1, DIGEST_ROUNDS)


def test_draw_with_a_focus_goes_through_it_more_often_and_through_a_part_of_the_others() -> None:
    study = build_study(SENTENCES, [build_report(LEFT)])
    names = ["new", DIGESTS, *(f"old{n}" for n in range(100))]
    studies = [replace(study, set_name=name) for name in names]
    epochs = EpochBuilder(ExampleBuilder(WordCutter(), LABELS), LABELS, studies, {"new"})
    drawn = [example.study.set_name for example in epochs.draw(build_random()) if example.targets.tells(LABELS)]
    assert (drawn.count("new"), drawn.count(DIGESTS)) == (FOCUS_ROUNDS, DIGEST_ROUNDS * FOCUSED_DIGESTS)
    others = [name for name in drawn if name.startswith("old")]
    assert 20 < len(set(others)) == len(others) < 60
    again = [example.study.set_name for example in epochs.draw(build_random(2)) if example.targets.tells(LABELS)]
    assert set(again) != set(drawn)


def test_draw_of_the_same_seed_is_the_same() -> None:
    epochs = build_epochs(build_study(SENTENCES, [build_report(LEFT)]))
    drawn = [[example.window.tokens for example in epochs.draw(build_random(3))] for _ in range(2)]
    assert drawn[0] == drawn[1]
