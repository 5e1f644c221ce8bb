"""The order of a list by a key, and what follows in it."""

from typing import Any

from service.storage.read.conditions import Condition


def order_by_key(key: Any, *, is_down: bool) -> Any:
    """The order of a key."""
    return key.desc() if is_down else key


def continue_after(key: Any, after: Any, *, is_down: bool) -> list[Condition]:
    """What comes behind a key in the order of the list; all of it behind none."""
    if after is None:
        return []
    return [key < after if is_down else key > after]
