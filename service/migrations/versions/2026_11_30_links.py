"""Documents of events without links: the API adds those."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from urllib.parse import quote

import sqlalchemy as sa
from alembic import op

revision: str = "0009"
down_revision: str | None = "0008"

BATCH = 1_000
# What differs between any two versions, as it stands in what their hashes are made of.
INCIDENTAL = {"revision": 0, "updated_at": "1970-01-01T00:00:00+00:00"}

event = sa.table("event", *map(sa.column, ("id", "slug", "document", "evidence", "content_hash", "until")))
event_report = sa.table("event_report", *map(sa.column, ("event_id", "position", "report_id")))


def upgrade() -> None:
    """Of all versions, also those that held once: `as_of` asks for them."""
    rewrite_documents(remove_links)


def downgrade() -> None:
    rewrite_documents(add_links)


def remove_links(_slug: str, document: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in document.items() if name != "links"}


def add_links(slug: str, document: dict[str, Any]) -> dict[str, Any]:
    path = f"/v1/events/{quote(slug, safe='')}"
    return {**document, "links": {"self": path, "reports": f"{path}#/reports"}}


def rewrite_documents(change: Callable[[str, dict[str, Any]], dict[str, Any]]) -> None:
    """Batch by batch, so that memory does not grow with the store."""
    statement = (
        sa.update(event)
        .where(event.c.id == sa.bindparam("number"))
        .values(document=sa.bindparam("new_document"), content_hash=sa.bindparam("new_hash"))
    )
    for rows in read_batches():
        reports = read_reports(row.id for row in rows if row.until is None)
        changed = [(row, change(row.slug, json.loads(row.document))) for row in rows]
        values = [
            {
                "number": row.id,
                "new_document": dump(document),
                # That of a past version is not read.
                "new_hash": row.content_hash if row.until else build_hash(document, row.evidence, reports[row.id]),
            }
            for row, document in changed
        ]
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
