"""Keys of names for typeahead, an index of where bases are, and in which region each version of an event was."""

from collections.abc import Iterable
from itertools import islice
from typing import Any

import sqlalchemy as sa
from alembic import op

from service.domain.names.prefixes import list_prefix_keys
from service.migrations.columns import index, key, link, number, present_index, primary_key, text

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
    op.add_column("event", text("region"))
    fill_regions()
    present_index("event", "region", "sort_key")


def downgrade() -> None:
    op.drop_index("ix_event_region_sort_key", "event")
    op.drop_column("event", "region")
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


def fill_regions() -> None:
    """From the documents, which say where the base was thought to be then."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    region = "json_extract(document, '$.base.region')" if is_sqlite else "document::json #>> '{base,region}'"
    op.execute(f"UPDATE event SET region = {region} WHERE base IS NOT NULL")  # noqa: S608 - all of it stands here


def insert_batches(table: Any, rows: Iterable[dict[str, Any]]) -> None:
    remaining = iter(rows)
    while batch := list(islice(remaining, BATCH)):
        op.get_bind().execute(sa.insert(table), batch)
