"""All output formats of events, and which of them a request asks for."""

from collections.abc import Sequence

from service.api.events.output.calendars import CalendarEntries
from service.api.events.output.feeds import AtomPages, JsonFeedPages
from service.api.events.output.json_pages import GeoJsonPages, JsonLines, JsonPages
from service.api.events.output.kinds import PagedFormat, StreamedFormat
from service.api.events.output.rows import CsvRows
from service.api.http.headers import choose_form

# All formats, the default first.
FORMATS: tuple[PagedFormat | StreamedFormat, ...] = (
    *(JsonPages(), GeoJsonPages(), CsvRows(), JsonLines()),
    *(AtomPages(), JsonFeedPages(), CalendarEntries()),
)
FORMAT_NAMES = tuple(item.name for item in FORMATS)


def choose_format(
    asked: str | None, formats: Sequence[PagedFormat | StreamedFormat] = FORMATS
) -> PagedFormat | StreamedFormat:
    """Return the format requested by `format`, or else by `Accept`."""
    chosen = choose_form(asked, {item.name: item.media_type for item in formats})
    return next(item for item in formats if item.name == chosen)
