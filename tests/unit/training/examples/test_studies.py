"""Dividing articles into those to learn from and those to measure on, and finding what a swapped name was."""

from dataclasses import replace

import pytest

from service.domain.events.reports import Status
from service.training.examples.augmentation import NamePool, swap_names
from service.training.examples.studies import PhraseDates, split_studies, take_share
from tests.unit.training.building import (
    build_last_window,
    build_mention,
    build_number,
    build_phrase,
    build_random,
    build_report,
    build_sentence,
    build_study,
)

TEXT = "In June 30 men left Alpha, said Bravo."


def test_split_studies_holds_out_every_twentieth_and_keeps_sets_apart() -> None:
    study = build_study([], [])
    own = [replace(study, file=str(number)) for number in range(47)]
    apart = [replace(study, set_name=name) for name in ("h", "ab")]
    corpus = split_studies([apart[0], *own, apart[1]])
    assert [one.file for one in corpus.held_out] == ["7", "27"]
    assert corpus.apart == tuple(apart)
    assert len(corpus.training) == 45
    assert not {one.file for one in corpus.training} & {"7", "27"}


def test_argument_of_a_swapped_sentence_is_found_as_it_was() -> None:
    sentence = build_sentence(
        TEXT,
        [build_mention(TEXT, "Alpha", slug="alpha")],
        [build_phrase(TEXT, "June")],
        [build_number(TEXT, "30", 30)],
    )
    other = build_sentence("Long Name", [build_mention("Long Name", "Long Name", slug="long")])
    dates = PhraseDates("2020-06", "2021-06")
    study = build_study([sentence], [build_report(TEXT, status=Status.OCCURRED)], dates)
    swapped = swap_names([sentence], NamePool([other]), build_random(1), 1.0)
    window = build_last_window(swapped)
    phrase, number = window.arguments
    assert window.asked.sentence.text == "In June 30 men left Long Name, said Bravo."
    assert study.get_text(window.asked) == TEXT
    assert study.get_item(phrase) == sentence.phrases[0]
    assert study.get_item(number) == sentence.numbers[0]
    assert study.get_dates(phrase) == dates


@pytest.mark.parametrize(
    ("share", "expected"), [(1.0, [0, 1, 2, 3, 4, 5, 6, 7]), (0.5, [1, 3, 5, 7]), (0.25, [3, 7]), (0.1, [])]
)
def test_take_share_takes_studies_evenly(share: float, expected: list[int]) -> None:
    studies = [build_study([], [build_report(str(number))]) for number in range(8)]
    assert take_share(studies, share) == tuple(studies[number] for number in expected)
