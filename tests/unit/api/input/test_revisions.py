"""Of which revision an answer must be at least, and what of a request says so."""

import datetime as dt

import pytest
from werkzeug.datastructures import MultiDict

from service.api.events.changes import ChangeArguments
from service.api.input.arguments import ItemArguments, PageArguments
from service.api.input.cursors import build_cursor, build_scope
from service.api.input.revisions import Floor, build_floor, strip_min_revision

NOON = dt.datetime(2026, 1, 31, 12, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


@pytest.mark.parametrize(
    ("query", "rest", "number"),
    [
        ("", "", None),
        ("base=k1", "base=k1", None),
        ("min_revision=5", "", 5),
        ("min_revision=5&base=k1", "base=k1", 5),
        ("base=k1&min_revision=5&limit=2", "base=k1&limit=2", 5),
        ("base=k1&min_revision=0", "base=k1", 0),
        # What is wrong is for the parser to refuse.
        ("min_revision=5&min_revision=6", "min_revision=5&min_revision=6", None),
        ("min_revision=x", "min_revision=x", None),
        ("xmin_revision=5", "xmin_revision=5", None),
        ("min_revision=1234567890", "min_revision=1234567890", None),
        ("min%5Frevision=5", "min%5Frevision=5", None),
    ],
)
def test_strip_min_revision_takes_the_number_out(query: str, rest: str, number: int | None) -> None:
    assert strip_min_revision(query) == (rest, number)


@pytest.mark.parametrize(
    ("floor", "is_reached"),
    [
        (Floor(), True),
        (Floor(asked=7, number=7), True),
        (Floor(asked=8, number=8), False),
        (Floor(number=8), False),
        # Between the last revision and a later moment there may be another.
        (Floor(moment=NOON), True),
        (Floor(moment=NOON - HOUR), True),
        (Floor(moment=NOON + HOUR), False),
        (Floor(number=8, moment=NOON), False),
    ],
)
def test_floor_is_reached_by_a_database_that_has_as_much(floor: Floor, is_reached: bool) -> None:
    assert floor.is_reached(7, NOON) is is_reached


def test_floor_before_the_first_revision_is_reached_where_nothing_is_asked() -> None:
    assert Floor().is_reached(0, None)
    assert not Floor(moment=NOON).is_reached(0, None)


def build_own_cursor(content: str, path: str) -> str:
    return build_cursor(content, build_scope(path, MultiDict()))


@pytest.mark.parametrize(
    ("arguments", "floor"),
    [
        (PageArguments(limit=1), Floor()),
        (PageArguments(limit=1, min_revision=3), Floor(3, 3)),
        (ItemArguments(as_of=4, min_revision=3), Floor(3, 4)),
        (ItemArguments(as_of=NOON), Floor(0, 0, NOON)),
        (PageArguments(limit=1, cursor=build_own_cursor("6 k1", "/v1/bases"), min_revision=3), Floor(3, 6)),
        # As cursors were before they held a revision.
        (PageArguments(limit=1, cursor=build_own_cursor("k1", "/v1/bases")), Floor()),
        (ChangeArguments(limit=1, since=build_own_cursor("12.-1", "/v1/bases")), Floor(0, 12)),
        # What a moment leaves out is known wherever the answer comes from.
        (ChangeArguments(limit=1, since=NOON), Floor()),
    ],
)
def test_build_floor_takes_the_latest_of_what_a_request_names(arguments: object, floor: Floor) -> None:
    assert build_floor(arguments, "/v1/bases", MultiDict()) == floor
