"""Counts that migrations make of stored events and articles are those that are kept as they change."""

from typing import Any

import pytest
from sqlalchemy import Engine, select

from service.storage.database.engine import open_session
from service.storage.database.schema import migrate
from service.storage.tables.counts.event_counts import MONTHS, EventCountRow, EventMonthCountRow
from tests.earlier_schemas import go_back
from tests.integration.api.telling import store_all

COUNTS = {EventCountRow: ("count",), EventMonthCountRow: MONTHS}


@pytest.mark.parametrize("before", ["0010", "0016", "0018"])
def test_migrate_counts_what_is_stored_as_it_would_have_been_kept(engine: Engine, before: str) -> None:
    store_all(engine)
    kept = read_counts(engine)
    go_back(engine, before)
    migrate(engine)
    assert read_counts(engine) == kept
    assert {key[0] for key in kept} >= {"", "article", "article_month", "base", "day", "figure", "precision", "role"}


def read_counts(engine: Engine) -> dict[tuple[Any, ...], Any]:
    """The rows that count something: one that fell to nothing may be there or not."""
    with open_session(engine) as session:
        rows = [
            (row._mapping, numbers)
            for table, numbers in COUNTS.items()
            for row in session.execute(select(*table.__table__.columns))
        ]
    counted = {
        tuple(value for name, value in row.items() if name not in numbers): tuple(row[name] for name in numbers)
        for row, numbers in rows
    }
    return {key: numbers for key, numbers in counted.items() if any(numbers)}
