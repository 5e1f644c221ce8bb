"""Events as lines of CSV, by the members of their JSON."""

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from schemas.parts.stored import dump_stored
from schemas.resources.event_lines import COLUMNS, redate_event_line, write_event_line
from schemas.resources.events import EventSchema, EventView, dump_event_and_line
from service.domain.events.events import Event, FigureSummary
from service.domain.events.reports import Role
from tests.builders import build_source
from tests.unit.schemas.test_stored import NOW, build_events


def build_view(event: Event) -> EventView:
    return EventView(event, tuple(build_source(slug) for slug in event.sources), 7, NOW)


def build_members() -> dict[str, Any]:
    event = replace(build_events()[0], figures=(FigureSummary("personnel", None, 300, 300, 300, 1),))
    members: dict[str, Any] = json.loads(dump_stored(EventSchema, build_view(event)))
    return members


def read_row(line: str) -> dict[str, str]:
    [cells] = csv.reader(io.StringIO(line, newline=""))
    return dict(zip(COLUMNS, cells, strict=True))


@pytest.mark.parametrize("event", build_events(), ids=lambda event: event.id)
def test_dump_event_and_line_gives_the_line_of_the_document(event: Event) -> None:
    document, line = dump_event_and_line(build_view(event))
    assert document == dump_stored(EventSchema, build_view(event))
    assert line == write_event_line(json.loads(document))
    assert line.endswith("\r\n")
    row = read_row(line)
    assert (row["id"], row["status"], row["revision"], row["updated_at"]) == (
        event.id,
        event.status,
        "7",
        NOW.isoformat(),
    )


@pytest.mark.parametrize("event", [*build_events(), replace(build_events()[0], id="=1+1")], ids=lambda event: event.id)
def test_redate_event_line_gives_what_another_revision_writes(event: Event) -> None:
    view = EventView(event, (), 0, datetime.fromtimestamp(0, UTC))
    _, line = dump_event_and_line(view)
    assert redate_event_line(line, 12, NOW) == dump_event_and_line(replace(view, revision=12, updated_at=NOW))[1]


def test_write_event_line_puts_actors_under_their_roles_in_their_order() -> None:
    event = build_members()
    told = [("usa", Role.LEAVING), ("isf", Role.RECEIVING), ("iraq", Role.LEAVING)]
    event["actors"] = [{"slug": slug, "name": slug, "role": role} for slug, role in told]
    row = read_row(write_event_line(event))
    assert {role: row[role] for role in Role if row[role]} == {"leaving": "usa; iraq", "receiving": "isf"}


def test_write_event_line_of_what_is_unknown_leaves_its_cells_empty() -> None:
    event = build_members()
    event |= dict.fromkeys(("date", "base", "country", "place_precision", "confidence", "first_reported"))
    event |= {"actors": [], "figures": [], "sources": [], "disputed": ["date", "status"]}
    row = read_row(write_event_line(event))
    assert {name for name, cell in row.items() if cell} == {
        *("id", "type", "status", "independent_source_count", "report_count", "disputed", "revision", "updated_at")
    }
    assert row["disputed"] == "date; status"


@pytest.mark.parametrize(
    ("low", "best", "high", "cell"),
    [
        ("nearly", "nearly", "nearly", "equipment_value USD nearly 4..nearly 5"),
        ("exact", "about", "at_least", "equipment_value USD 4..at_least 5"),
        (None, None, None, "equipment_value USD 4..5"),
    ],
)
def test_write_event_line_of_hedged_figures_keeps_the_hedges(
    low: str | None, best: str | None, high: str | None, cell: str
) -> None:
    event = build_members()
    hedges = {"low_qualifier": low, "qualifier": best, "high_qualifier": high}
    # Versions that were stored before hedges were kept have none.
    known = {name: hedge for name, hedge in hedges.items() if hedge}
    figures = (("personnel", None), ("equipment_value", "USD"))
    numbers = {"low": 4, "best": 4, "high": 5, "report_count": 2, **known}
    event["figures"] = [{"kind": kind, "unit": unit, **numbers} for kind, unit in figures]
    row = read_row(write_event_line(event))
    assert row["other_figures"] == cell
    assert [row[f"personnel_{name}"] for name in hedges] == [low or "", best or "", high or ""]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20", "\t", "\r", "\n"])
def test_write_event_line_of_what_a_spreadsheet_would_run_makes_it_text(start: str) -> None:
    event = build_members()
    name = f'{start}HYPERLINK("x"), "quoted",\nand more'
    event["base"] |= {"name": name, "longitude": -77.5}
    row = read_row(write_event_line(event))
    assert (row["base_name"], row["longitude"]) == (f"'{name}", "-77.5")
