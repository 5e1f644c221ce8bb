"""Rows as one value of JSON."""

import json
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session


def read_json(session: Session, sqlite: ColumnElement[Any], postgresql: ColumnElement[Any]) -> Any:
    """The value that an aggregate has in the words of the database; null where PostgreSQL found no row.

    Of thousands of rows that come one after the other, each would wait for the threads that run in between.
    """
    if session.get_bind().dialect.name == "postgresql":
        # The driver has parsed it.
        return session.scalar(select(postgresql))
    return json.loads(session.scalar(select(sqlite)) or "null")
