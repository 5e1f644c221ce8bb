"""Targets between the gold's and a teacher's."""

import math
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer
from tokenizers.models import WordLevel

from service.errors import ModelError
from service.extraction.encoder.labels import RELATIONS
from service.extraction.encoder.protocol import Scores, SpecialTokens, Tokens, TokenWindow
from service.training.examples.distillation import TEACHER_SHARE, EncoderTeacher, blend_row, map_tokens
from service.training.examples.windows import Example, ExampleBuilder
from tests.unit.training.building import (
    LABELS,
    WordCutter,
    build_force,
    build_mention,
    build_report,
    build_sentence,
    build_study,
)

TEXT = "Americans left Camp Alpha."
SAID = 0.25


class SteadyTeacher:
    """Says the same of everything, and keeps what it was asked."""

    special = SpecialTokens(1, 2, (3,))

    def __init__(self) -> None:
        self.asked: list[TokenWindow] = []

    def cut(self, texts: Sequence[str]) -> list[Tokens]:
        raise AssertionError("a teacher is given the pupil's windows")

    def triage(self, sentence: Tokens) -> float:
        raise AssertionError("a teacher is asked about windows")

    def score(self, windows: Sequence[TokenWindow]) -> list[Scores]:
        self.asked += windows
        return [self._score(window) for window in windows]

    def _score(self, window: TokenWindow) -> Scores:
        pair = [[SAID] * len(RELATIONS)] * len(LABELS.families)
        return Scores(
            [[SAID] * len(LABELS.list_outcomes())] * len(window.candidates),
            [[SAID] * len(LABELS.types)] * len(window.candidates),
            [[pair] * len(window.arguments)] * len(window.candidates),
        )


def build_example() -> Example:
    mentions = [build_force(TEXT, "Americans", "united-states"), build_mention(TEXT, "Camp Alpha", slug="alpha")]
    study = build_study([build_sentence(TEXT, mentions)], [build_report(TEXT)])
    [example] = ExampleBuilder(WordCutter(), LABELS).build(study)
    return example


def build_vocabulary(*tokens: str) -> Tokenizer:
    return Tokenizer(WordLevel({token: number for number, token in enumerate(tokens)}, tokens[-1]))


def compute_entropy(value: float, logit: float) -> float:
    probability = 1 / (1 + math.exp(-logit))
    return -value * math.log(probability) - (1 - value) * math.log(1 - probability)


def test_teach_gives_values_between_the_gold_and_the_teacher() -> None:
    example, teacher = build_example(), SteadyTeacher()
    taught = EncoderTeacher(teacher, {number: number for number in range(100)}).teach(example)
    assert (taught.study, taught.window) == (example.study, example.window)
    told = example.targets.values[0].index(1.0)
    assert taught.targets.values[0][told] == pytest.approx((1 + SAID) / 2)
    assert taught.targets.weights[0][told] == pytest.approx(1.0)
    [before], [after] = example.targets.relations, taught.targets.relations
    leaving = RELATIONS.index("leaving")
    assert before.values[leaving] == 1.0
    assert after.values[leaving] == pytest.approx((1 + SAID) / 2)


def test_teach_asks_the_teacher_with_its_own_numbers() -> None:
    example, teacher = build_example(), SteadyTeacher()
    EncoderTeacher(teacher, {number: 1000 + number for number in range(100)}).teach(example)
    [asked] = teacher.asked
    assert asked.ids == tuple(1000 + number for number in example.window.tokens.ids)
    assert asked.candidates == example.window.tokens.candidates


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1), st.floats(-5, 5))
def test_blend_row_has_the_loss_of_both_by_their_shares(value: float, weight: float, said: float, logit: float) -> None:
    (blended,), (total,) = blend_row([value], [weight], [said])
    gold = (1 - TEACHER_SHARE) * weight * compute_entropy(value, logit)
    expected = gold + TEACHER_SHARE * compute_entropy(said, logit)
    assert total * compute_entropy(blended, logit) == pytest.approx(expected, abs=1e-9)


def test_map_tokens_maps_words_by_spelling_and_special_tokens_by_use() -> None:
    pupil = build_vocabulary("[CLS]", "[SEP]", ">>", "base", "[UNK]")
    teacher = build_vocabulary("<s>", "</s>", "base", ">>", "[CLS]", "[SEP]", "[UNK]")
    assert map_tokens(pupil, teacher) == {0: 0, 1: 1, 2: 3, 3: 2, 4: 6}


def test_map_tokens_without_one_of_the_pupils_raises_model_error() -> None:
    pupil = build_vocabulary("[CLS]", "[SEP]", ">>", "base", "[UNK]")
    with pytest.raises(ModelError, match="no 'base'"):
        map_tokens(pupil, build_vocabulary("[CLS]", "[SEP]", ">>", "[UNK]"))
