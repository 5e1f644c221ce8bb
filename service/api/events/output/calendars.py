"""Events as entries of a calendar (iCalendar, RFC 5545), for whoever wants to see what is planned."""

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, ClassVar

from icalendar import Calendar, Event

from service.api.events.output.kinds import StreamedFormat
from service.api.events.output.titles import write_summary, write_title
from service.api.links import build_links, build_public_url

CALENDAR_TYPE = "text/calendar"
# How sure a calendar says an entry is.
_STATUSES = {"planned": "TENTATIVE", "occurred": "CONFIRMED", "denied": "CANCELLED"}
_DAY = dt.timedelta(days=1)


class CalendarEntries(StreamedFormat):
    """iCalendar, for calendars."""

    name, label, extension, media_type = "ical", "iCalendar", "ics", CALENDAR_TYPE
    schema: ClassVar[Any] = {
        "type": "string",
        "description": "All matching events with a day, month or other period, one entry each, over all days in which "
        "it may lie; `status=planned` gives what is to come. Undated events have no place in it.",
    }
    fixed_columns = True

    def write(self, pages: Iterable[Sequence[str]]) -> Iterator[str]:
        """The entries of each page, between the lines that open and close a calendar."""
        opening, closing = _write_frame()
        yield opening
        for documents in pages:
            yield "".join(_write_entry(event) for event in map(json.loads, documents) if _is_placed(event))
        yield closing


def _write_frame() -> tuple[str, str]:
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//Basewatch//Events//EN")
    calendar.add("x-wr-calname", "Basewatch")
    written = calendar.to_ical().decode()
    closing = "END:VCALENDAR\r\n"
    return written.removesuffix(closing), closing


def _is_placed(event: dict[str, Any]) -> bool:
    return event["date"] is not None and event["date"]["first"] is not None and event["date"]["last"] is not None


def _write_entry(event: dict[str, Any]) -> str:
    changed = dt.datetime.fromisoformat(event["updated_at"])
    entry = Event()
    entry.add("uid", f"{event['id']}@basewatch")
    entry.add("dtstamp", changed)
    entry.add("last-modified", changed)
    entry.add("dtstart", dt.date.fromisoformat(event["date"]["first"]))
    # The end of an entry is the day after it.
    entry.add("dtend", _add_day(dt.date.fromisoformat(event["date"]["last"])))
    entry.add("summary", write_title(event))
    entry.add("status", _STATUSES[event["status"]])
    entry.add("description", f"{write_summary(event)}\n{build_public_url(build_links('events', event['id'])['self'])}")
    _add_place(entry, event["base"])
    return str(entry.to_ical().decode())


def _add_day(day: dt.date) -> dt.date:
    return day + _DAY if day < dt.date.max else day


def _add_place(entry: Event, base: dict[str, Any] | None) -> None:
    if base is None:
        return
    entry.add("location", base["name"])
    if base["latitude"] is not None and base["longitude"] is not None:
        entry.add("geo", (base["latitude"], base["longitude"]))
