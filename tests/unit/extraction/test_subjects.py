"""What an article is about is judged from above: what stands below a paragraph says nothing of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.codebook import Codebook
from service.extraction.decisions import Reason
from service.extraction.scenes import Subject
from service.extraction.subjects import SubjectReader, find_obstacle
from service.extraction.text.layout import Layout

PARAGRAPHS = (
    "US troops left the base.",
    "The striker scored two goals in the cup match.",
    "Her debut novel is a thriller.",
    "The airline will close its terminal.",
    "It rained.",
)


def read_subjects(codebook: Codebook, text: str) -> dict[int, Subject]:
    return SubjectReader(codebook.words).read(Layout(codebook.furniture).split(text))


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("US troops left the base.", {"military": 2}),
        ("The striker scored two goals in the cup match.", {"sport": 5}),
        ("Her debut novel is a thriller.", {"fiction": 3}),
        ("The airline will close its terminal.", {"civil": 2}),
    ],
)
def test_read_a_paragraph_counts_different_words_of_each_world(
    codebook: Codebook, text: str, subject: dict[str, int]
) -> None:
    [found] = read_subjects(codebook, text).values()
    expected = {"military": 0, "sport": 0, "fiction": 0, "civil": 0, "length": len(text), **subject}
    assert found == Subject(**expected)


@given(above=st.lists(st.sampled_from(PARAGRAPHS), min_size=1), below=st.sampled_from(PARAGRAPHS))
def test_read_with_a_paragraph_below_is_the_same_above(codebook: Codebook, above: list[str], below: str) -> None:
    alone = read_subjects(codebook, "\n\n".join(above))
    followed = read_subjects(codebook, "\n\n".join([*above, below]))
    assert {number: followed[number] for number in alone} == alone


@pytest.mark.parametrize(
    ("subject", "reason"),
    [
        (Subject(military=5, length=900), None),
        (Subject(length=900), Reason.NOT_MILITARY),
        (Subject(length=100), None),
        (Subject(military=4, sport=3, length=900), Reason.OTHER_WORLD),
        (Subject(military=12, sport=3, length=900), None),
        (Subject(military=2, fiction=2, length=100), Reason.OTHER_WORLD),
        (Subject(military=3, civil=8, length=900), None),
        (Subject(military=3, civil=9, length=900), Reason.OTHER_WORLD),
    ],
)
def test_find_obstacle_of_a_subject_weighs_the_worlds(subject: Subject, reason: Reason | None) -> None:
    assert find_obstacle(subject) is reason
