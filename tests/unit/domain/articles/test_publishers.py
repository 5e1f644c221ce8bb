"""Which spellings are of one publisher, and which names are of two."""

import string
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.articles.publishers import parse_publisher_key, parse_publisher_slug
from service.domain.names.slugs import parse_name_key, parse_slug

ONE = [
    ("Press TV", "press-tv", "Press-TV", "press_tv", "PRESS TV ", "\uff30ress TV", "Press\u200bTV"),
    ("L\u2019Orient", "L'Orient", "Lorient", "«L`Orient»"),
    ("El País", "El Pais", "el pai\u0301s"),
    ("ABC News (Australia)", "ABC News, Australia", "ABC News / Australia", "ABC News | Australia"),
    ("Canal+", "Canal +", "canal-+"),
    ("الجَزيرة", "الجزيرة"),
]
TWO = [
    ("Canal", "Canal+", "Canal*", "Canal++", "Canal!", "Canal#1"),
    ("Al-Jazeera!", "Al Jazeera +", "Al Jazeera"),
    ("दिन", "दान", "दन"),
    ("がく", "かく"),
    ("กา", "กุ", "กู", "ก"),
]


@pytest.mark.parametrize("names", ONE)
def test_parse_publisher_slug_and_key_of_one_name_spelled_in_other_ways_are_the_same(names: tuple[str, ...]) -> None:
    assert len({parse_publisher_key(name) for name in names}) == 1, names


@pytest.mark.parametrize("names", TWO)
def test_parse_publisher_slug_and_key_of_other_names_are_others(names: tuple[str, ...]) -> None:
    for one, other in combinations(names, 2):
        assert parse_publisher_key(one) != parse_publisher_key(other)
        assert parse_publisher_slug(one) != parse_publisher_slug(other)


def test_parse_publisher_slug_begins_with_the_plain_slug_and_is_its_own() -> None:
    slug = parse_publisher_slug("Canal+")
    assert slug.startswith("canal-")
    assert parse_publisher_slug(slug) == slug
    assert parse_publisher_slug("?!") == ""


@given(st.text(string.ascii_letters + string.digits + " -'’.,()/_éü"))
def test_parse_publisher_slug_of_a_name_without_signs_is_that_of_any_name(name: str) -> None:
    assert parse_publisher_slug(name) == parse_slug(name)
    assert parse_publisher_key(name) == parse_name_key(name)


@given(st.text(max_size=30))
def test_parse_publisher_slug_is_a_slug_that_keeps_its_own_form(name: str) -> None:
    slug = parse_publisher_slug(name)
    assert parse_slug(slug) == slug
