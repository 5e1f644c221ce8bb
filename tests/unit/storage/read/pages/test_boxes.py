from typing import Any

import pytest

from service.domain.queries import Box, EventQuery
from service.storage.read.pages.boxes import find_box

BOX = Box(38, 29, 49, 38)


def test_find_box_of_a_box_alone_is_it() -> None:
    assert find_box(EventQuery({"bbox": BOX, "base": ()})) == BOX


@pytest.mark.parametrize(
    "query",
    [
        EventQuery({"bbox": BOX, "base": ("k1",)}),
        EventQuery({"bbox": BOX, "disputed": False}),
        EventQuery({"bbox": BOX, "min_confidence": 0.0}),
        EventQuery({"bbox": BOX}, excluded={"base": ("k1",)}),
        EventQuery({"bbox": BOX}, revision=3),
        EventQuery({"base": ("k1",)}),
    ],
)
def test_find_box_beside_anything_else_is_none(query: EventQuery) -> None:
    found: Any = find_box(query)
    assert found is None
