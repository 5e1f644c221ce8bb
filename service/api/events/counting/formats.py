"""Summaries as JSON, as GeoJSON for maps, and as CSV for spreadsheets."""

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum

from flask import Response

from schemas.documents import dump_json
from schemas.tables import write_table
from service.api.events.counting.groups import Group, GroupNames, build_items
from service.api.events.output.unplaced import set_unplaced_header
from service.api.http.headers import choose_form
from service.api.http.responses import (
    CSV_TYPE,
    GEOJSON_TYPE,
    JSON_TYPE,
    respond_with_features,
    respond_with_page,
)
from service.domain.names.places import Base
from service.domain.queries import Dimension
from service.errors import ParameterError


class SummaryFormat(StrEnum):
    """The form of a summary."""

    JSON = "json"
    GEOJSON = "geojson"
    CSV = "csv"


_TYPES = {SummaryFormat.JSON: JSON_TYPE, SummaryFormat.GEOJSON: GEOJSON_TYPE, SummaryFormat.CSV: CSV_TYPE}


def choose_summary_format(asked: SummaryFormat | None, dimensions: Sequence[Dimension]) -> SummaryFormat:
    """The format that `format` asks for, or else `Accept`. Only bases have a place on a map."""
    chosen = choose_form(asked, _TYPES)
    if chosen is SummaryFormat.GEOJSON and tuple(dimensions) != (Dimension.BASE,):
        raise ParameterError(
            "format",
            "`geojson` needs `by=base`: only bases have coordinates",
            allowed="geojson with by=base, json, csv",
        )
    return chosen


def respond_with_groups(
    groups: Sequence[Group], dimensions: Sequence[Dimension], names: GroupNames, unplaced: dict[str, int]
) -> Response:
    """Respond with a page of JSON. Dumped together: there may be thousands."""
    documents = dump_json(build_items(groups, dimensions, names))[1:-1]
    return respond_with_page([documents], None, **unplaced)


def respond_with_map(groups: Sequence[Group], bases: Mapping[str, Base], unplaced: dict[str, int]) -> Response:
    """Respond with the bases that have coordinates, as GeoJSON (RFC 7946); others are not among `bases`."""
    return respond_with_features(_dump_bases(groups, bases), None, **unplaced)


def count_off_map(groups: Sequence[Group], bases: Mapping[str, Base]) -> int:
    """Return the number of events that such a map leaves out."""
    return sum(count for (slug,), count in groups if slug not in bases)


def _dump_bases(groups: Sequence[Group], bases: Mapping[str, Base]) -> Iterator[str]:
    for (slug,), count in groups:
        base = bases.get(slug or "")
        if base is None:
            continue
        yield dump_json(
            {
                "type": "Feature",
                "id": base.slug,
                "geometry": {"type": "Point", "coordinates": [base.longitude, base.latitude]},
                "properties": {"slug": base.slug, "name": base.name, "country": base.country, "count": count},
            }
        )


def respond_with_table(
    groups: Sequence[Group], dimensions: Sequence[Dimension], names: GroupNames, unplaced: dict[str, int]
) -> Response:
    """Respond with CSV: a row for each group, with the slug and the name of what has a name."""
    header = [column for dimension in dimensions for column in _name_columns(dimension, names)]
    rows = (
        [*(cell for place, key in enumerate(keys) for cell in _build_cells(key, names.get(dimensions[place]))), count]
        for keys, count in groups
    )
    response = Response("".join(write_table([*header, "count"], [rows])), mimetype=CSV_TYPE)
    response.headers["Content-Disposition"] = "attachment; filename=summary.csv"
    return set_unplaced_header(response, unplaced)


def _name_columns(dimension: Dimension, names: GroupNames) -> list[str]:
    return [dimension.value, f"{dimension}_name"] if dimension in names else [dimension.value]


def _build_cells(key: str | None, named: Mapping[str, str] | None) -> list[str | None]:
    if named is None:
        return [key]
    return [key, None if key is None else named[key]]
