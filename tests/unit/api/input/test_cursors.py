import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from service.api.input.cursors import build_cursor, build_scope, parse_cursor
from service.errors import ParameterError

SCOPE = "/v1/events?base=k1"
# No store keeps a NUL in a key, and none should be asked for one.
KEYS = st.text(alphabet=st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=200)


@given(KEYS, st.text(max_size=50))
def test_parse_cursor_of_same_scope_gives_the_place_back(after: str, filters: str) -> None:
    scope = build_scope("/v1/events", MultiDict([("base", filters)]))
    cursor = build_cursor(after, scope)
    assert parse_cursor(cursor, scope) == after
    assert re.fullmatch(r"[A-Za-z0-9_-]+", cursor)


@given(KEYS, st.integers(min_value=0), st.sampled_from("AZaz09_-=+/ é\x00"))
def test_parse_cursor_altered_in_one_character_raises_parameter_error(after: str, place: int, char: str) -> None:
    cursor = build_cursor(after, SCOPE)
    place %= len(cursor)
    altered = cursor[:place] + char + cursor[place + 1 :]
    if altered == cursor:
        return
    with pytest.raises(ParameterError) as refusal:
        parse_cursor(altered, SCOPE)
    assert refusal.value.parameter == "cursor"


@given(st.text(max_size=100))
def test_parse_cursor_any_other_text_raises_parameter_error(text: str) -> None:
    with pytest.raises(ParameterError):
        parse_cursor(text, SCOPE)


@pytest.mark.parametrize("scope", ["/v1/events?base=k2", "/v1/events?", "/v1/bases?base=k1"])
def test_parse_cursor_of_another_query_raises_parameter_error(scope: str) -> None:
    with pytest.raises(ParameterError):
        parse_cursor(build_cursor("2020-03-29|k1", SCOPE), scope)


def test_parse_cursor_with_nul_raises_parameter_error() -> None:
    with pytest.raises(ParameterError):
        parse_cursor(build_cursor("k\x001", SCOPE), SCOPE)


def test_build_scope_ignores_paging_and_the_order_of_filters() -> None:
    one = MultiDict([("base", "k1"), ("date", "2020"), ("limit", "1"), ("cursor", "x")])
    other = MultiDict([("date", "2020"), ("base", "k1"), ("limit", "2")])
    assert build_scope("/v1/events", one) == build_scope("/v1/events", other)
