"""Indexes for the lists of events: of bases, countries and types, of actors and sources, and of what lasted long."""

import sqlalchemy as sa
from alembic import op

from service.migrations.columns import KEY, index_where, number, present_index

revision: str = "0010"
down_revision: str | None = "0009"

# As they are in service.storage.tables.spans.
SPANS = (6, 30, 91, 364, 365, 3_650, 3_650_000)
LONG = "until IS NULL AND span IS NOT NULL"
PRESENT: tuple[tuple[str, ...], ...] = (
    ("base", "reported_key"),
    ("base", "updated_key"),
    ("country", "sort_key"),
    ("country", "reported_key"),
    ("country", "updated_key"),
    ("type", "reported_key"),
    ("type", "updated_key"),
    ("country", "type", "sort_key"),
)
LASTING: tuple[tuple[str, ...], ...] = ((), ("base",), ("country",), ("type",), ("country", "type"))
LINKED: dict[str, tuple[tuple[str, ...], ...]] = {
    "participation": (("actor",), ("actor", "role"), ("actor", "span")),
    "event_source": (("source",), ("source", "span")),
}


def upgrade() -> None:
    op.add_column("event", number("span", nullable=True))
    fill_spans()
    for columns in PRESENT:
        present_index("event", *columns)
    for columns in LASTING:
        index_where("event", *columns, "span", "sort_key", where=LONG)
    for table, indexes in LINKED.items():
        op.add_column(table, sa.Column("sort_key", KEY, nullable=True))
        op.add_column(table, number("span", nullable=True))
        op.execute(
            f"UPDATE {table} SET sort_key = event.sort_key, span = event.span FROM event "  # noqa: S608 - all of it stands here
            f"WHERE event.id = {table}.event_id AND event.until IS NULL"
        )
        for columns in indexes:
            where = "span IS NOT NULL" if "span" in columns else "sort_key IS NOT NULL"
            index_where(table, *columns, "sort_key", "event_id", where=where)


def downgrade() -> None:
    for table, indexes in LINKED.items():
        for columns in indexes:
            op.drop_index(f"ix_{table}_{'_'.join((*columns, 'sort_key', 'event_id'))}", table)
        op.drop_column(table, "span")
        op.drop_column(table, "sort_key")
    for columns in (*PRESENT, *((*lasting, "span", "sort_key") for lasting in LASTING)):
        op.drop_index(f"ix_event_{'_'.join(columns)}", "event")
    op.drop_column("event", "span")


def fill_spans() -> None:
    """Of current versions and of former ones, whose rows are alike."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    days = "julianday(last_day) - julianday(first_day)" if is_sqlite else "last_day - first_day"
    classes = " ".join(f"WHEN {days} <= {span} THEN {span}" for span in SPANS)
    op.execute(f"UPDATE event SET span = CASE {classes} END WHERE first_day < last_day")  # noqa: S608 - all of it stands here
