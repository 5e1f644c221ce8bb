"""The keys of typeahead: what somebody may type of a name."""

import pytest

from service.domain.names.prefixes import KeyPlace, fold_prefix, list_prefix_keys
from service.domain.names.slugs import MAX_WORD

NAME, ALIAS, WORD = KeyPlace


def test_keys_of_a_name_are_itself_its_aliases_and_all_from_each_later_word_on() -> None:
    assert list_prefix_keys("k1", "K1 Air Base", ["Kirkuk K-1", "K1 Air-Base"]) == [
        (NAME, "k1airbase"),
        (ALIAS, "k1"),
        (ALIAS, "kirkukk1"),
        (WORD, "1"),
        (WORD, "airbase"),
        (WORD, "base"),
    ]


def test_keys_of_a_name_without_letters_have_one_to_order_by() -> None:
    assert list_prefix_keys("s-1", "!?", ["…"]) == [(NAME, ""), (ALIAS, "s1"), (WORD, "1")]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("qa'im", "Al-Qa'im base"),
        ("QAIM B", "Al-Qa'im base"),
        ("al qa", "Al-Qa'im base"),
        ("alq", "Al-Qa'im base"),
        ("k 1", "K-1 Air Base"),
        ("K1", "K-1 Air Base"),
        ("k\N{NON-BREAKING HYPHEN}1 air", "K-1 Air Base"),
        ("evr", "Évreux"),
        ("évr", "Evreux"),
        ("lodz", "Łódź"),
        ("عين", "قاعدة عين الأسد"),
    ],
)
def test_what_is_typed_begins_a_key_in_any_spelling(typed: str, name: str) -> None:
    assert any(key.startswith(fold_prefix(typed)) for _, key in list_prefix_keys("x", name, ()))


@pytest.mark.parametrize("typed", ["ase", "1 k", "aim"])
def test_what_begins_no_word_begins_no_key(typed: str) -> None:
    names = ("K-1 Air Base", "Al-Qa'im base")
    assert not any(key.startswith(fold_prefix(typed)) for name in names for _, key in list_prefix_keys("x", name, ()))


def test_keys_and_what_is_typed_are_cut_alike() -> None:
    long = "x" * (2 * MAX_WORD)
    assert list_prefix_keys("a", long, ())[0] == (NAME, fold_prefix(long))
    assert fold_prefix(" -… ") == ""
