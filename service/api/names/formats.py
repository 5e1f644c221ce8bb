"""Output formats of bases, actors and sources: JSON, CSV for spreadsheets and, of bases, GeoJSON for maps."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any

from flask import Response, stream_with_context

from schemas.documents import dump_json, select_members
from schemas.tables import join_cell, write_table
from service.api.http.headers import choose_form
from service.api.http.responses import CSV_TYPE, GEOJSON_TYPE, JSON_TYPE, respond_with_features, respond_with_page


class NameFormat(StrEnum):
    """The values of `format`."""

    JSON = "json"
    GEOJSON = "geojson"
    CSV = "csv"


MEDIA_TYPES: Mapping[NameFormat, str] = {
    NameFormat.JSON: JSON_TYPE,
    NameFormat.GEOJSON: GEOJSON_TYPE,
    NameFormat.CSV: CSV_TYPE,
}
# The default first.
TABLE_FORMATS = (NameFormat.JSON, NameFormat.CSV)
MAP_FORMATS = (NameFormat.JSON, NameFormat.GEOJSON, NameFormat.CSV)
CSV_SCHEMA: dict[str, Any] = {
    "type": "string",
    "description": "All that match, one per row, with a header; `; ` separates several values in a cell.",
}


def choose_name_format(asked: NameFormat | None, formats: Sequence[NameFormat]) -> NameFormat:
    """Return the format requested by `format`, or else by `Accept`."""
    return choose_form(asked, {name: MEDIA_TYPES[name] for name in formats})


def respond_with_names(
    chosen: NameFormat, documents: Sequence[str], members: Sequence[str], following: str | None, further: dict[str, Any]
) -> Response:
    """Respond with a page of JSON or GeoJSON, by the full JSON of its items."""
    shown = [select_members(document, members) for document in documents]
    if chosen is NameFormat.GEOJSON:
        return respond_with_features(_dump_features(documents, shown), following, **further)
    return respond_with_page(shown, following, **further)


def stream_table(name: str, columns: Sequence[str], pages: Iterable[Sequence[str]]) -> Response:
    """Respond with all rows as CSV, a page at a time."""
    rows = ((_build_row(json.loads(document), columns) for document in documents) for documents in pages)
    response = Response(stream_with_context(write_table(columns, rows)), mimetype=CSV_TYPE)
    response.headers["Content-Disposition"] = f"attachment; filename={name}.csv"
    return response


def _build_row(item: Mapping[str, Any], columns: Sequence[str]) -> list[Any]:
    return [join_cell(item.get(name)) for name in columns]


def _dump_features(documents: Iterable[str], properties: Iterable[str]) -> Iterator[str]:
    """Dump each base as a GeoJSON feature (RFC 7946); without coordinates it has a null geometry."""
    for document, shown in zip(documents, properties, strict=True):
        base = json.loads(document)
        place = [base["longitude"], base["latitude"]]
        geometry = None if None in place else {"type": "Point", "coordinates": place}
        feature = {"type": "Feature", "id": base["slug"], "geometry": geometry}
        yield f'{dump_json(feature)[:-1]},"properties":{shown}}}'
