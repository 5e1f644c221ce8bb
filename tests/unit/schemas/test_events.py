import json
from datetime import UTC, datetime

import pytest

from schemas.parts.stored import dump_stored
from schemas.resources.events import EventSchema, EventView
from service.domain.events.dates import EventDate, Precision
from tests.builders import build_day, build_event, build_filed_report, build_month, build_source

NOW = datetime(2026, 1, 31, 9, 30, tzinfo=UTC)


def build_view(event_id: str = "k1-handover", date: EventDate | None = None, name: str = "Press TV") -> EventView:
    event = build_event([build_filed_report(), build_filed_report(place=2)], event_id, date=date)
    return EventView(event, (build_source(name=name),), 7, NOW)


def test_dump_event_gives_every_declared_field_but_links_in_its_order() -> None:
    document = json.loads(dump_stored(EventSchema, build_view()))
    assert [*document, "links"] == list(EventSchema().fields)
    assert (document["report_count"], document["revision"]) == (2, 7)
    assert document["confidence"] == 0.75
    assert document["updated_at"] == "2026-01-31T09:30:00+00:00"
    assert document["sources"] == [{"slug": "press-tv", "name": "Press TV"}]


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        (None, None),
        (build_day(), {"edtf": "2020-03-29", "first": "2020-03-29", "last": "2020-03-29", "precision": "day"}),
        (build_month(), {"edtf": "2020-03", "first": "2020-03-01", "last": "2020-03-31", "precision": "month"}),
        (
            EventDate("XXXX-01-07", None, None, Precision.YEARLESS),
            {"edtf": "XXXX-01-07", "first": None, "last": None, "precision": "yearless"},
        ),
    ],
)
def test_dump_event_shows_a_date_as_precise_as_it_is(date: EventDate | None, expected: object) -> None:
    assert json.loads(dump_stored(EventSchema, build_view(date=date)))["date"] == expected


def test_dump_event_is_compact_and_keeps_letters_of_any_script() -> None:
    document = dump_stored(EventSchema, build_view(name="قناة العالم"))
    assert "قناة العالم" in document
    assert ": " not in document.replace("قناة العالم", "")
