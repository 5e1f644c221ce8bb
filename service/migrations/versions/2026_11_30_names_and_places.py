"""Keys of names for typeahead, an index of where bases are, and of each version of an event in which region it was and
how exactly its place was known.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import islice, product
from typing import Any

import sqlalchemy as sa
from alembic import op

from service.domain.names.prefixes import list_prefix_keys
from service.migrations.columns import index, key, link, number, present_index, primary_key, text

revision: str = "0014"
down_revision: str | None = "0013"

KINDS = ("base", "actor", "source")
BATCH = 1_000
MEMBER = "place_precision"
PLACES = ("region", MEMBER)
ORDERS = ("sort_key", "reported_key", "updated_key")
PRECISIONS = ("base", "region", "country")
# What differs between any two versions, as it stands in what their hashes are made of.
INCIDENTAL = {"revision": 0, "updated_at": "1970-01-01T00:00:00+00:00"}

event = sa.table(
    "event",
    *map(sa.column, ("id", "document", "evidence", "content_hash", "until", MEMBER)),
)
event_report = sa.table("event_report", *map(sa.column, ("event_id", "position", "report_id")))


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
    op.add_column("event", build_precision())
    fill_places()
    for column, order in product(PLACES, ORDERS):
        present_index("event", column, order)
    rewrite_documents(add_precision)


def downgrade() -> None:
    rewrite_documents(lambda _row, document: {name: value for name, value in document.items() if name != MEMBER})
    for column, order in product(PLACES, ORDERS):
        op.drop_index(f"ix_event_{column}_{order}", "event")
    for column in PLACES:
        op.drop_column("event", column)
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


def build_precision() -> sa.Column[str]:
    listed = ", ".join(f"'{word}'" for word in PRECISIONS)
    check = sa.CheckConstraint(f"{MEMBER} IN ({listed})", name=op.f("ck_event_placeprecision"))
    kept = sa.Enum(*PRECISIONS, name="placeprecision", native_enum=False, create_constraint=False, length=16)
    return sa.Column(MEMBER, kept, check, nullable=True)


def fill_places() -> None:
    """From the documents, which say where the base was thought to be then."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    region = "json_extract(document, '$.base.region')" if is_sqlite else "document::json #>> '{base,region}'"
    op.execute(f"UPDATE event SET region = {region} WHERE base IS NOT NULL")  # noqa: S608 - all of it stands here
    op.execute(
        f"UPDATE event SET {MEMBER} = CASE WHEN latitude IS NOT NULL THEN 'base' "  # noqa: S608 - as above
        "WHEN region IS NOT NULL THEN 'region' WHEN country IS NOT NULL THEN 'country' END"
    )


def insert_batches(table: Any, rows: Iterable[dict[str, Any]]) -> None:
    remaining = iter(rows)
    while batch := list(islice(remaining, BATCH)):
        op.get_bind().execute(sa.insert(table), batch)


def add_precision(row: Any, document: dict[str, Any]) -> dict[str, Any]:
    """The document with the member in its place, after the country."""
    members: dict[str, Any] = {}
    for name, value in document.items():
        if name != MEMBER:
            members[name] = value
        if name == "country":
            members[MEMBER] = row.place_precision
    return members


def rewrite_documents(change: Callable[[Any, dict[str, Any]], dict[str, Any]]) -> None:
    """Of all versions, also those that held once: `as_of` asks for them. In batches, so that memory does not grow."""
    statement = (
        sa.update(event)
        .where(event.c.id == sa.bindparam("number"))
        .values(document=sa.bindparam("new_document"), content_hash=sa.bindparam("new_hash"))
    )
    for rows in read_batches():
        reports = read_reports(row.id for row in rows if row.until is None)
        values = []
        for row in rows:
            document = change(row, json.loads(row.document))
            # The hash of a past version is not read.
            new_hash = row.content_hash if row.until else build_hash(document, row.evidence, reports[row.id])
            values.append({"number": row.id, "new_document": dump(document), "new_hash": new_hash})
        op.get_bind().execute(statement, values)


def read_batches() -> Iterator[list[Any]]:
    last = 0
    while rows := op.get_bind().execute(sa.select(event).where(event.c.id > last).order_by("id").limit(BATCH)).all():
        yield list(rows)
        last = rows[-1].id


def read_reports(ids: Iterable[int]) -> dict[int, list[int]]:
    """The numbers of the reports of each event, in their order."""
    found: dict[int, list[int]] = defaultdict(list)
    wanted = sa.select(event_report).where(event_report.c.event_id.in_(list(ids)))
    for row in op.get_bind().execute(wanted.order_by(event_report.c.event_id, event_report.c.position)):
        found[row.event_id].append(row.report_id)
    return found


def build_hash(document: dict[str, Any], evidence: str, reports: list[int]) -> str:
    """The hash goes with the document, or the next load would find the event changed."""
    plain = dump({name: INCIDENTAL.get(name, value) for name, value in document.items()})
    return hashlib.sha256(repr((plain, evidence, reports)).encode()).hexdigest()


def dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
