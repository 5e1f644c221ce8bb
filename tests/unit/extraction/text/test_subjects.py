"""What an article is about is judged from above: what stands below a paragraph says nothing of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.codebook import Codebook
from service.extraction.text.layout import Layout
from service.extraction.text.subjects import Subject, SubjectReader, is_civilian, is_of_other_world

PARAGRAPHS = (
    "US troops left the base.",
    "The striker scored two goals in the cup match.",
    "Her debut novel is a thriller.",
    "The airline will close its terminal.",
    "It rained.",
)


def read_subjects(codebook: Codebook, text: str) -> dict[int, Subject]:
    return SubjectReader(codebook.words).read(Layout(codebook.boilerplate).split(text))


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
    ("subject", "civilian"),
    [
        (Subject(military=5, length=900), False),
        (Subject(military=1, length=900), False),
        (Subject(length=900), True),
        (Subject(length=400), True),
        (Subject(length=399), False),
    ],
)
def test_is_civilian_of_a_text_long_enough_to_name_forces_is_whether_it_names_none(
    subject: Subject, civilian: bool
) -> None:
    assert is_civilian(subject) is civilian


@pytest.mark.parametrize(
    ("subject", "other_world"),
    [
        (Subject(length=900), False),
        (Subject(military=4, sport=3, length=900), True),
        (Subject(military=9, sport=3, length=900), True),
        (Subject(military=10, sport=3, length=900), False),
        (Subject(sport=2, length=900), False),
        (Subject(military=2, fiction=2, length=100), True),
        (Subject(military=3, civil=8, length=900), False),
        (Subject(military=3, civil=9, length=900), True),
    ],
)
def test_is_of_other_world_weighs_its_words_against_those_of_forces(subject: Subject, other_world: bool) -> None:
    assert is_of_other_world(subject) is other_world
