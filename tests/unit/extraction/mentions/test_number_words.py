"""Which words and figures side by side are one number, and what it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.extraction.mentions.number_words import Atom, calculate_value, split_numbers

SCALES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000}
WORDS = {"a": 1, "one": 1, "two": 2, "five": 5, "seven": 7, "twelve": 12, "twenty": 20, "fifty": 50, **SCALES}
ATOMS = st.lists(
    st.builds(
        Atom,
        st.just(0),
        st.just(1),
        st.sampled_from(sorted(set(WORDS.values()))),
        st.booleans(),
        st.booleans(),
        st.booleans(),
    ),
    max_size=8,
)


def build_atoms(text: str) -> list[Atom]:
    """The words of a text; "and" belongs to the word behind it."""
    words = text.split()
    return [
        Atom(
            place,
            place + 1,
            WORDS[word] if word in WORDS else float(word),
            is_scale=word in SCALES,
            opening=word == "a" or word.isdigit(),
            after_and=place > 0 and words[place - 1] == "and",
        )
        for place, word in enumerate(words)
        if word != "and"
    ]


def read(text: str) -> list[float]:
    return [calculate_value(run) for run in split_numbers(build_atoms(text))]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("", []),
        ("twenty five", [25]),
        ("twenty and five", [20, 5]),
        ("five twenty", [5, 20]),
        ("twelve five", [12, 5]),
        ("20 five", [20, 5]),
        ("two hundred and fifty", [250]),
        ("two hundred two hundred", [200, 200]),
        ("two thousand five hundred", [2500]),
        ("two hundred thousand", [200_000]),
        ("two hundred fifty thousand", [250_000]),
        ("two thousand million", [2000, 1_000_000]),
        ("two million five thousand and seven", [2_005_007]),
        ("two thousand and hundred", [2000, 100]),
        ("a hundred", [100]),
        ("hundred", [100]),
        ("one million and 700 thousand", [1_700_000]),
        ("2003 500", [2003, 500]),
        ("2003 two hundred", [2003, 200]),
    ],
)
def test_split_numbers_joins_what_counts_less_than_the_scale_before_it(text: str, values: list[float]) -> None:
    assert read(text) == values


@given(ATOMS)
def test_split_numbers_of_any_atoms_keeps_them_all_in_order(atoms: list[Atom]) -> None:
    runs = list(split_numbers(atoms))
    assert all(runs)
    assert [atom for run in runs for atom in run] == atoms


@given(ATOMS)
def test_calculate_value_of_any_number_is_more_than_nothing(atoms: list[Atom]) -> None:
    assert all(calculate_value(run) > 0 for run in split_numbers(atoms))
