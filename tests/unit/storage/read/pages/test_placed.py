"""Boxes whose places are known: which are in it, and how far back the events of a page may go."""

from itertools import product

import pytest

from service.domain.queries import Box, EventOrder, EventQuery, PageRequest
from service.storage.names.extents import RANK, EventExtent, Place
from service.storage.read.pages.placed import find_inside, find_least_day, plan_known_page

DOWN = EventOrder.DATE_DOWN
PLACES = [
    Place(latitude, longitude, f"20{number:02}-01-01", f"20{number - 10:02}-06-01" if number % 2 else None)
    for number, (latitude, longitude) in enumerate(product((-33.5, 0.0, 12.25, 35.0), (-179.5, -1.0, 44.25)), 10)
]


@pytest.mark.parametrize(
    ("box", "count"),
    [
        (Box(-180, -90, 180, 90), 12),
        (Box(-1, 0, 44.25, 12.25), 4),
        (Box(170, 35, -170, 35), 1),
        (Box(44.25, -33.5, 44.25, -33.5), 1),
        (Box(45, -90, 170, 90), 0),
        (Box(-180, 1, 180, 12), 0),
    ],
)
def test_places_inside_a_box_are_those_on_its_edges_too(box: Box, count: int) -> None:
    assert len(find_inside(box, PLACES)) == count


@pytest.mark.parametrize(
    ("size", "least"),
    [(1, "2021-01-01"), (12, "2010-01-01"), (RANK + 5, "2009-06-01"), (6 * RANK, "2001-06-01"), (6 * RANK + 1, "")],
)
def test_least_day_is_the_latest_since_which_there_are_enough_events(size: int, least: str) -> None:
    assert find_least_day(PLACES, size) == least


def test_plan_of_a_box_has_ranges_of_places_that_a_page_may_reach_alone() -> None:
    query, extent = EventQuery({"bbox": Box(-180, -90, 180, 90)}), EventExtent(tuple(PLACES), (), 0)
    few = plan_known_page(query, PageRequest(1), DOWN, extent)
    assert [part.bounds[0].value for part in few.ranges] == [35.0, 35.0]
    assert "bbox" not in few.query.chosen
    # The rest of the ranges are at no place: as many have the same statement.
    all_of_them = plan_known_page(query, PageRequest(1, "2015"), DOWN, extent)
    assert [part.bounds[0].value <= 90 for part in all_of_them.ranges] == [True] * 12 + [False] * 4
    none = plan_known_page(EventQuery({"bbox": Box(45, -90, 170, 90)}), PageRequest(1), DOWN, extent)
    assert len(none.ranges) == 1


def test_plan_of_a_box_with_too_many_places_or_another_filter_keeps_the_box() -> None:
    many = EventExtent(tuple(Place(1.0, float(number), "2020-01-01", None) for number in range(65)), (), 0)
    query = EventQuery({"bbox": Box(-180, -90, 180, 90)})
    for asked, order, extent in (
        (query, DOWN, many),
        (query, EventOrder.DATE, many),
        (query, DOWN, EventExtent(None, (), 0)),
        (query, EventOrder.UPDATED, EventExtent(tuple(PLACES), (), 0)),
        (EventQuery({**query.chosen, "status": ("occurred",)}), DOWN, EventExtent(tuple(PLACES), (), 0)),
    ):
        assert plan_known_page(asked, PageRequest(100), order, extent).query == asked
