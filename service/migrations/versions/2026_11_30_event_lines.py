"""Each version of an event as a line of CSV, so that an export need not make it from the document."""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from typing import Any

import sqlalchemy as sa
from alembic import op

from service.migrations.columns import ROLE, link, number, primary_key, text

revision: str = "0021"
down_revision: str | None = "0020"

BATCH = 1_000
# What a spreadsheet would run.
FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20", "\t", "\r", "\n")
QUALIFIERS = ("qualifier", "low_qualifier", "high_qualifier")

event = sa.table("event", *map(sa.column, ("id", "document")))
event_line = sa.table("event_line", *map(sa.column, ("event_id", "line")))


def upgrade() -> None:
    """Of all versions, also those that held once: `as_of` asks for them. In batches, so that memory does not grow."""
    op.create_table(
        "event_line",
        *(number("event_id"), text("line", nullable=False)),
        primary_key("event_line", "event_id"),
        link("event_line", "event_id", "event.id", "CASCADE"),
    )
    for rows in read_batches():
        lines = [{"event_id": row.id, "line": write_line(json.loads(row.document))} for row in rows]
        op.get_bind().execute(sa.insert(event_line), lines)


def downgrade() -> None:
    op.drop_table("event_line")


def read_batches() -> Iterator[list[Any]]:
    last = 0
    while rows := op.get_bind().execute(sa.select(event).where(event.c.id > last).order_by("id").limit(BATCH)).all():
        yield list(rows)
        last = rows[-1].id


def write_line(document: Mapping[str, Any]) -> str:
    """The line as it was first; a member that is missing is an empty cell."""
    buffer = io.StringIO()
    csv.writer(buffer).writerow([escape(cell) for cell in list_cells(document)])
    return buffer.getvalue()


def escape(cell: Any) -> Any:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


def list_cells(document: Mapping[str, Any]) -> list[Any]:
    date, base = document.get("date") or {}, document.get("base") or {}
    figures, actors = document.get("figures", ()), document.get("actors", ())
    personnel: Mapping[str, Any] = next((figure for figure in figures if figure["kind"] == "personnel"), {})
    return [
        *map(document.get, ("id", "type", "status")),
        *map(date.get, ("edtf", "first", "last", "precision")),
        *(base.get("slug"), base.get("name"), document.get("country")),
        *map(base.get, ("region", "latitude", "longitude")),
        document.get("place_precision"),
        *("; ".join(actor["slug"] for actor in actors if actor["role"] == role) for role in ROLE),
        *map(personnel.get, ("low", "best", "high", *QUALIFIERS)),
        "; ".join(format_figure(figure) for figure in figures if figure["kind"] != "personnel"),
        "; ".join(source["slug"] for source in document.get("sources", ())),
        *map(document.get, ("independent_source_count", "report_count", "confidence", "first_reported")),
        "; ".join(document.get("disputed", ())),
        *map(document.get, ("revision", "updated_at")),
    ]


def format_figure(figure: Mapping[str, Any]) -> str:
    low, high = (format_bound(figure, name) for name in ("low", "high"))
    return " ".join(word for word in (figure["kind"], figure["unit"], f"{low}..{high}") if word)


def format_bound(figure: Mapping[str, Any], name: str) -> str:
    """Versions that were stored before qualifiers were kept have none."""
    qualifier = figure.get(f"{name}_qualifier", "exact")
    return str(figure[name]) if qualifier == "exact" else f"{qualifier} {figure[name]}"
