"""Events as rows of CSV, for spreadsheets."""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, ClassVar

from schemas.tables import write_table
from service.api.events.output.kinds import StreamedFormat
from service.api.http.responses import CSV_TYPE
from service.domain.events.reports import Qualifier, Role

COLUMNS = (
    *("id", "type", "status", "date", "date_first", "date_last", "date_precision"),
    *("base", "base_name", "country", "region", "latitude", "longitude", "place_precision"),
    *Role,
    *("personnel_low", "personnel_best", "personnel_high"),
    *("personnel_qualifier", "personnel_low_qualifier", "personnel_high_qualifier", "other_figures"),
    *("sources", "independent_source_count", "report_count", "confidence", "first_reported", "disputed"),
    *("revision", "updated_at"),
)


class CsvRows(StreamedFormat):
    """CSV, for spreadsheets."""

    name, label, extension, media_type = "csv", "CSV", "csv", CSV_TYPE
    schema: ClassVar[Any] = {
        "type": "string",
        "description": "All matching events, one per row, with a header; `; ` separates several values in a cell.",
    }
    fixed_columns = True

    def write(self, pages: Iterable[Sequence[str]]) -> Iterator[str]:
        """One row per event, under a header."""
        return dump_rows(pages)


def dump_rows(pages: Iterable[Sequence[str]]) -> Iterator[str]:
    """Dump events as CSV with a header, a page at a time."""
    return write_table(COLUMNS, ((_build_row(json.loads(document)) for document in documents) for documents in pages))


def _build_row(event: dict[str, Any]) -> list[Any]:
    date, base = event["date"] or {}, event["base"] or {}
    personnel: dict[str, Any] = next((figure for figure in event["figures"] if figure["kind"] == "personnel"), {})
    others = [figure for figure in event["figures"] if figure["kind"] != "personnel"]
    return [
        *(event["id"], event["type"], event["status"]),
        *(date.get(name) for name in ("edtf", "first", "last", "precision")),
        *(base.get("slug"), base.get("name"), event["country"]),
        *(base.get(name) for name in ("region", "latitude", "longitude")),
        event["place_precision"],
        *("; ".join(actor["slug"] for actor in event["actors"] if actor["role"] == role) for role in Role),
        *(personnel.get(name) for name in ("low", "best", "high", "qualifier", "low_qualifier", "high_qualifier")),
        "; ".join(map(_format_figure, others)),
        "; ".join(source["slug"] for source in event["sources"]),
        *(event[name] for name in ("independent_source_count", "report_count", "confidence", "first_reported")),
        *("; ".join(event["disputed"]), event["revision"], event["updated_at"]),
    ]


def _format_figure(figure: dict[str, Any]) -> str:
    """Format a figure as `equipment_value USD 4..5`, with its qualifiers, if any: `about 4..at_least 5`."""
    low, high = (_format_bound(figure, name) for name in ("low", "high"))
    return " ".join(word for word in (figure["kind"], figure["unit"], f"{low}..{high}") if word)


def _format_bound(figure: dict[str, Any], name: str) -> str:
    qualifier = figure.get(f"{name}_qualifier", Qualifier.EXACT)
    return str(figure[name]) if qualifier == Qualifier.EXACT else f"{qualifier} {figure[name]}"
