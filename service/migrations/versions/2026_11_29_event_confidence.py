"""How likely each version of an event is, by the most confident of its reports."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

revision: str = "0008"
down_revision: str | None = "0007"

BATCH = 1_000
DECIMALS = 2
# What differs between any two versions, as it stands in what their hashes are made of.
INCIDENTAL = {"revision": 0, "updated_at": "1970-01-01T00:00:00+00:00"}

event = sa.table(
    "event",
    *map(sa.column, ("id", "document", "evidence", "content_hash", "until")),
    sa.column("confidence", sa.Double),
)
event_report = sa.table("event_report", *map(sa.column, ("event_id", "position", "report_id")))
report = sa.table("report", *map(sa.column, ("id", "confidence")))


def upgrade() -> None:
    """Of all versions, also those that held once: `as_of` asks for them."""
    check = sa.CheckConstraint("confidence BETWEEN 0 AND 1", name=op.f("ck_event_confidence"))
    op.add_column("event", sa.Column("confidence", sa.Double(), check, nullable=True))
    for rows in read_batches():
        links = read_reports(row.id for row in rows)
        values = []
        for row in rows:
            confidence = find_highest([link.confidence for link in links[row.id]])
            document = add_confidence(json.loads(row.document), confidence)
            values.append({**build_text(row, document, links[row.id]), "confidence": confidence})
        update_events(values)


def downgrade() -> None:
    for rows in read_batches():
        links = read_reports(row.id for row in rows)
        documents = [(row, json.loads(row.document)) for row in rows]
        for _, document in documents:
            document.pop("confidence", None)
        update_events([build_text(row, document, links[row.id]) for row, document in documents])
    op.drop_column("event", "confidence")


def read_batches() -> Iterator[list[Any]]:
    columns = sa.select(event.c.id, event.c.document, event.c.evidence, event.c.content_hash, event.c.until)
    last = 0
    while rows := op.get_bind().execute(columns.where(event.c.id > last).order_by(event.c.id).limit(BATCH)).all():
        yield list(rows)
        last = rows[-1].id


def read_reports(ids: Iterable[int]) -> dict[int, list[Any]]:
    """The reports of each event in their order; those that were removed have neither number nor confidence."""
    found: dict[int, list[Any]] = defaultdict(list)
    rows = (
        sa.select(event_report.c.event_id, event_report.c.report_id, report.c.confidence)
        .select_from(event_report.outerjoin(report, report.c.id == event_report.c.report_id))
        .where(event_report.c.event_id.in_(list(ids)))
        .order_by(event_report.c.event_id, event_report.c.position)
    )
    for row in op.get_bind().execute(rows):
        found[row.event_id].append(row)
    return found


def find_highest(confidences: list[float | None]) -> float | None:
    """Null where one of them is not known: it may have been the highest."""
    known = [confidence for confidence in confidences if confidence is not None]
    return round(max(known), DECIMALS) if known and len(known) == len(confidences) else None


def add_confidence(document: dict[str, Any], confidence: float | None) -> dict[str, Any]:
    """The document with the member in its place, after the number of reports."""
    members: dict[str, Any] = {}
    for name, value in document.items():
        members[name] = value
        if name == "report_count":
            members["confidence"] = confidence
    return members


def build_text(row: Any, document: dict[str, Any], links: list[Any]) -> dict[str, Any]:
    """The hash goes with the document, or the next load would find it changed; that of a past version is not read."""
    plain = dump({name: INCIDENTAL.get(name, value) for name, value in document.items()})
    content = (plain, row.evidence, [link.report_id for link in links])
    present = hashlib.sha256(repr(content).encode()).hexdigest()
    return {
        "number": row.id,
        "document": dump(document),
        "content_hash": present if row.until is None else row.content_hash,
    }


def update_events(values: list[dict[str, Any]]) -> None:
    columns: dict[str, Any] = {name: sa.bindparam(f"new_{name}") for name in values[0] if name != "number"}
    statement = sa.update(event).where(event.c.id == sa.bindparam("number")).values(columns)
    rows = [{name if name == "number" else f"new_{name}": value for name, value in row.items()} for row in values]
    op.get_bind().execute(statement, rows)


def dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
