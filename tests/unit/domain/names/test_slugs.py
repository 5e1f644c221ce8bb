import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.names.slugs import parse_name_key, parse_slug


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("K-1", "k-1"),
        ("Al-Qa'im Air Base", "al-qaim-air-base"),
        ("Al-Qa’im  Air_Base", "al-qaim-air-base"),
        ("Şırnak", "sırnak"),
        ("Çiğli", "cigli"),
        ("U.S.", "u-s"),
        ("قاعدة", "قاعدة"),
        (" -- ", ""),
    ],
)
def test_parse_slug_of_a_name_keeps_letters_and_digits(name: str, slug: str) -> None:
    assert parse_slug(name) == slug


@pytest.mark.parametrize("spelling", ["K-1", "k1", "K 1", "K.1", "K’1", "Ｋ1"])
def test_parse_name_key_of_spellings_of_one_name_is_the_same(spelling: str) -> None:
    assert parse_name_key(spelling) == "k1"


@given(st.text())
def test_parse_name_key_of_a_key_is_the_key(name: str) -> None:
    key = parse_name_key(name)
    assert parse_name_key(key) == key


@given(st.text())
def test_parse_name_key_ignores_how_accents_are_composed(name: str) -> None:
    assert parse_name_key(unicodedata.normalize("NFD", name)) == parse_name_key(unicodedata.normalize("NFC", name))


@given(st.text())
def test_parse_slug_of_any_name_has_no_edge_or_double_hyphen(name: str) -> None:
    slug = parse_slug(name)
    assert not slug.startswith("-")
    assert not slug.endswith("-")
    assert "--" not in slug
