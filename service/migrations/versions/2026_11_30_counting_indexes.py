"""Indexes that have all that events are counted by, also by base and by country, and one of the disputed."""

from collections.abc import Iterable

import sqlalchemy as sa
from alembic import op

revision: str = "0020"
down_revision: str | None = "0019"

FORMER = ("base", "country", "type", "status", "latitude", "until", "id")
FORMER_INDEXES = {"ix_event_begun": ("first_day", "last_day"), "ix_event_ended": ("last_day", "first_day")}
COUNTED = (
    *("first_day", "last_day", "base", "country", "type", "status"),
    *("latitude", "independent_source_count", "confidence", "is_disputed", "until", "id"),
)
# The column that each begins with.
INDEXES = {
    "ix_event_begun": "first_day",
    "ix_event_ended": "last_day",
    "ix_event_base_begun": "base",
    "ix_event_country_begun": "country",
}
DISPUTED = "ix_event_disputed"


def upgrade() -> None:
    drop_indexes(FORMER_INDEXES)
    for name, first in INDEXES.items():
        create_index(name, first, *(column for column in COUNTED if column != first))
    sqlite, postgresql = (sa.text(f"until IS NULL AND is_disputed IS {true}") for true in ("1", "true"))
    op.create_index(DISPUTED, "event", ["sort_key"], sqlite_where=sqlite, postgresql_where=postgresql)


def downgrade() -> None:
    drop_indexes((*INDEXES, DISPUTED))
    for name, days in FORMER_INDEXES.items():
        create_index(name, *days, *FORMER)


def create_index(name: str, *columns: str) -> None:
    """Create an index over the events that hold now."""
    present = sa.text("until IS NULL")
    op.create_index(name, "event", list(columns), sqlite_where=present, postgresql_where=present)


def drop_indexes(names: Iterable[str]) -> None:
    """Drop indexes of events."""
    for name in names:
        op.drop_index(name, "event")
