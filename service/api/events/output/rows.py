"""Events as rows of CSV, for spreadsheets."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, ClassVar

from schemas.resources.event_lines import COLUMNS
from schemas.tables import write_header
from service.api.events.output.kinds import StreamedFormat
from service.api.http.responses import CSV_TYPE


class CsvRows(StreamedFormat):
    """CSV, for spreadsheets."""

    name, label, extension, media_type = "csv", "CSV", "csv", CSV_TYPE
    schema: ClassVar[Any] = {
        "type": "string",
        "description": "All matching events, one per row, with a header; `; ` separates several values in a cell.",
    }
    fixed_columns = True
    of_lines = True

    def write(self, pages: Iterable[Sequence[str]]) -> Iterator[str]:
        """One row per event, as it is stored, under a header."""
        yield write_header(COLUMNS)
        yield from map("".join, pages)
