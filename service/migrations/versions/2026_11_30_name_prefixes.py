"""Keys of names for typeahead, and an index of where bases are."""

from collections.abc import Iterable
from itertools import islice
from typing import Any

import sqlalchemy as sa
from alembic import op

from service.domain.names.prefixes import list_prefix_keys
from service.migrations.columns import index, key, link, number, primary_key

revision: str = "0015"
down_revision: str | None = "0012"

KINDS = ("base", "actor", "source")
BATCH = 1_000


def upgrade() -> None:
    for kind in KINDS:
        table = f"{kind}_prefix"
        op.create_table(
            table,
            number("place"),
            key("key"),
            key(kind),
            primary_key(table, "place", "key", kind),
            link(table, kind, f"{kind}.slug", "CASCADE"),
        )
        fill_keys(kind)
        index(table, kind)
    index("base", "latitude", "longitude")


def downgrade() -> None:
    op.drop_index("ix_base_latitude_longitude", "base")
    for kind in KINDS:
        op.drop_table(f"{kind}_prefix")


def fill_keys(kind: str) -> None:
    columns = [sa.column("slug"), sa.column("name"), sa.column("aliases", sa.JSON)]
    rows = op.get_bind().execute(sa.select(sa.table(kind, *columns))).all()
    wanted = (
        {"place": int(place), "key": folded, kind: row.slug}
        for row in rows
        for place, folded in list_prefix_keys(row.slug, row.name, row.aliases or ())
    )
    insert_batches(sa.table(f"{kind}_prefix", sa.column("place"), sa.column("key"), sa.column(kind)), wanted)


def insert_batches(table: Any, rows: Iterable[dict[str, Any]]) -> None:
    remaining = iter(rows)
    while batch := list(islice(remaining, BATCH)):
        op.get_bind().execute(sa.insert(table), batch)
