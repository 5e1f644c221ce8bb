"""Keys as callers write them."""

from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any

from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session

Key = InstrumentedAttribute[str]


def clean_key(key: str) -> str:
    """A key that can be sent: PostgreSQL takes no NUL, and none is in any key that is stored."""
    return key.replace("\0", "\ufffd")


def find_neighbours(session: Session, key: Key, name: str, condition: ColumnElement[bool] | None = None) -> list[Any]:
    """The few keys before and after a name in the order of the index: a million events must not be compared."""
    name = clean_key(name)
    among = true() if condition is None else condition
    before = session.scalars(select(key).where(key < name, among).order_by(key.desc()).limit(5))
    after = session.scalars(select(key).where(key >= name, among).order_by(key).limit(5))
    return [*before, *after]


def describe_near(name: str, candidates: Sequence[str]) -> str:
    """The candidates that were probably meant, as the end of a message; nothing where there are none."""
    nearest = get_close_matches(name, candidates, n=3)
    return f"; did you mean {' or '.join(nearest)}?" if nearest else ""
