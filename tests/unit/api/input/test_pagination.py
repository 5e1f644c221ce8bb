"""Pages continue in the pagination snapshot of their cursor."""

import pytest

from service.api.input.pagination import resolve_snapshot
from service.domain.queries import EventOrder, EventQuery, PageRequest
from service.errors import ParameterError

QUERY = EventQuery()
FIXED = {EventOrder.DATE, EventOrder.DATE_DOWN}


@pytest.mark.parametrize("order", EventOrder)
def test_resolve_snapshot_of_the_second_page_continues_the_first(order: EventOrder) -> None:
    first = resolve_snapshot(QUERY, PageRequest(2), order, 5)
    assert (first.query, first.page, first.revision) == (QUERY, PageRequest(2), 5)
    second = resolve_snapshot(QUERY, PageRequest(2, first.build_position("2020-03-29|k1")), order, 5)
    assert (second.query, second.page, second.revision) == (QUERY, PageRequest(2, "2020-03-29|k1"), 5)
    assert second.build_position(None) is None


@pytest.mark.parametrize("order", EventOrder)
def test_resolve_snapshot_after_a_change_keeps_the_revision_in_unstable_orders(order: EventOrder) -> None:
    position = resolve_snapshot(QUERY, PageRequest(2), order, 5).build_position("x")
    snapshot = resolve_snapshot(QUERY, PageRequest(2, position), order, 7)
    assert (snapshot.query.revision, snapshot.revision) == ((None, 7) if order in FIXED else (5, 5))
    assert snapshot.page == PageRequest(2, "x")


@pytest.mark.parametrize("position", ["", "x", "5", "5 ", " x", "8 x", "-1 x", "5x", "\u0665 x", "1234567890 x"])
def test_resolve_snapshot_from_an_invalid_position_raises_parameter_error(position: str) -> None:
    with pytest.raises(ParameterError, match="invalid cursor"):
        resolve_snapshot(QUERY, PageRequest(2, position), EventOrder.UPDATED, 7)
