"""Output formats of events, one class each: JSON, GeoJSON for maps, CSV for spreadsheets, NDJSON for programs."""

import json
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, ClassVar

from flask import Response

from schemas.documents import dump_json
from schemas.responses.features import FeatureCollectionSchema
from schemas.responses.pages import EventPageSchema
from service.api.events.output.cells import BYTE_ORDER_MARK, escape_formula, write_rows
from service.api.http.headers import read_accepted
from service.api.http.responses import (
    CSV_TYPE,
    GEOJSON_TYPE,
    JSON_TYPE,
    NDJSON_TYPE,
    respond_with_features,
    respond_with_page,
)
from service.domain.events.reports import Qualifier, Role


class EventFormat(ABC):
    """An output format of events: the value of `format`, its media type, and its schema in the description."""

    name: ClassVar[str]
    media_type: ClassVar[str]
    schema: ClassVar[Any]


class PagedFormat(EventFormat):
    """A format of pages. Where it `is_map`, a page counts the events without coordinates."""

    is_map: ClassVar[bool] = False

    @abstractmethod
    def respond(self, full: Iterable[str], shown: Iterable[str], following: str | None, **further: Any) -> Response:
        """Respond with a page: `full` are the JSON documents of its events, `shown` those with the selected members,
        `following` the path of the next page, `further` more members of the page."""


class StreamedFormat(EventFormat):
    """A format of all matching events in one response. With `fixed_columns`, members cannot be selected."""

    fixed_columns: ClassVar[bool] = False

    @abstractmethod
    def write(self, pages: Iterable[Sequence[str]]) -> Iterator[str]:
        """The text of the response, from pages of JSON documents; it must not hold more than a page."""


class JsonPages(PagedFormat):
    """Pages of JSON, the default."""

    name, media_type, schema = "json", JSON_TYPE, EventPageSchema

    def respond(self, full: Iterable[str], shown: Iterable[str], following: str | None, **further: Any) -> Response:
        """Respond with the documents as items."""
        return respond_with_page(shown, following, **further)


class GeoJsonPages(PagedFormat):
    """Pages of GeoJSON features (RFC 7946), for maps."""

    name, media_type, schema = "geojson", GEOJSON_TYPE, FeatureCollectionSchema
    is_map = True

    def respond(self, full: Iterable[str], shown: Iterable[str], following: str | None, **further: Any) -> Response:
        """Respond with the documents as properties of features."""
        return respond_with_features(dump_features(full, shown), following, **further)


class CsvRows(StreamedFormat):
    """CSV, for spreadsheets."""

    name, media_type = "csv", CSV_TYPE
    schema: ClassVar[Any] = {
        "type": "string",
        "description": "All matching events, one per row, with a header; `; ` separates several values in a cell.",
    }
    fixed_columns = True

    def write(self, pages: Iterable[Sequence[str]]) -> Iterator[str]:
        """One row per event, under a header."""
        return dump_rows(pages)


class JsonLines(StreamedFormat):
    """Newline-delimited JSON, for programs."""

    name, media_type = "ndjson", NDJSON_TYPE
    schema: ClassVar[Any] = {
        "type": "string",
        "description": "All matching events, one per line, each like an item of a JSON page.",
    }

    def write(self, pages: Iterable[Sequence[str]]) -> Iterator[str]:
        """One document per line."""
        return ("".join(f"{document}\n" for document in documents) for documents in pages)


# All formats, the default first.
FORMATS: tuple[PagedFormat | StreamedFormat, ...] = (JsonPages(), GeoJsonPages(), CsvRows(), JsonLines())
FORMAT_NAMES = tuple(item.name for item in FORMATS)

COLUMNS = (
    *("id", "type", "status", "date", "date_first", "date_last", "date_precision"),
    *("base", "base_name", "country", "region", "latitude", "longitude"),
    *Role,
    *("personnel_low", "personnel_best", "personnel_high"),
    *("personnel_qualifier", "personnel_low_qualifier", "personnel_high_qualifier", "other_figures"),
    *("sources", "independent_source_count", "report_count", "confidence", "first_reported", "disputed"),
    *("revision", "updated_at"),
)


def choose_format(
    asked: str | None, formats: Sequence[PagedFormat | StreamedFormat] = FORMATS
) -> PagedFormat | StreamedFormat:
    """Return the format requested by `format`, or else by `Accept`."""
    if asked is not None:
        return next(item for item in formats if item.name == asked)
    best = read_accepted().best_match([item.media_type for item in formats], formats[0].media_type)
    return next(item for item in formats if item.media_type == best)


def dump_features(documents: Iterable[str], properties: Iterable[str]) -> Iterator[str]:
    """Dump each event as a GeoJSON feature (RFC 7946); without coordinates it has a null geometry.

    `properties` are their JSON with the selected members, `documents` their full JSON.
    """
    for document, shown in zip(documents, properties, strict=True):
        event = json.loads(document)
        base = event.get("base") or {}
        place = (base.get("longitude"), base.get("latitude"))
        geometry = None if None in place else {"type": "Point", "coordinates": list(place)}
        feature = {"type": "Feature", "id": event.get("id"), "geometry": geometry}
        yield f'{dump_json(feature)[:-1]},"properties":{shown}}}'


def dump_rows(pages: Iterable[Sequence[str]]) -> Iterator[str]:
    """Dump events as CSV with a header, a page at a time."""
    yield BYTE_ORDER_MARK + write_rows([list(COLUMNS)])
    for documents in pages:
        yield write_rows(_build_row(json.loads(document)) for document in documents)


def _build_row(event: dict[str, Any]) -> list[Any]:
    date, base = event["date"] or {}, event["base"] or {}
    personnel: dict[str, Any] = next((figure for figure in event["figures"] if figure["kind"] == "personnel"), {})
    others = [figure for figure in event["figures"] if figure["kind"] != "personnel"]
    cells = [
        *(event["id"], event["type"], event["status"]),
        *(date.get(name) for name in ("edtf", "first", "last", "precision")),
        *(base.get("slug"), base.get("name"), event["country"]),
        *(base.get(name) for name in ("region", "latitude", "longitude")),
        *("; ".join(actor["slug"] for actor in event["actors"] if actor["role"] == role) for role in Role),
        *(personnel.get(name) for name in ("low", "best", "high", "qualifier", "low_qualifier", "high_qualifier")),
        "; ".join(map(_format_figure, others)),
        "; ".join(source["slug"] for source in event["sources"]),
        *(event[name] for name in ("independent_source_count", "report_count", "confidence", "first_reported")),
        *("; ".join(event["disputed"]), event["revision"], event["updated_at"]),
    ]
    return [escape_formula(cell) for cell in cells]


def _format_figure(figure: dict[str, Any]) -> str:
    """Format a figure as `equipment_value USD 4..5`, with its qualifiers, if any: `about 4..at_least 5`."""
    low, high = (_format_bound(figure, name) for name in ("low", "high"))
    return " ".join(word for word in (figure["kind"], figure["unit"], f"{low}..{high}") if word)


def _format_bound(figure: dict[str, Any], name: str) -> str:
    qualifier = figure.get(f"{name}_qualifier", Qualifier.EXACT)
    return str(figure[name]) if qualifier == Qualifier.EXACT else f"{qualifier} {figure[name]}"
