"""One event as a line of CSV, for spreadsheets.

The line is stored with each version of an event, beside its JSON, so that an export only joins lines. So whoever
changes a cell or a column here also writes a migration that makes the stored lines anew, as 0021 made the first ones.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from schemas.tables import write_row
from service.domain.events.reports import Qualifier, Role

COLUMNS = (
    *("id", "type", "status", "date", "date_first", "date_last", "date_precision"),
    *("base", "base_name", "country", "region", "latitude", "longitude", "place_precision"),
    *Role,
    *("personnel_low", "personnel_best", "personnel_high"),
    *("personnel_qualifier", "personnel_low_qualifier", "personnel_high_qualifier", "other_figures"),
    *("sources", "independent_source_count", "report_count", "confidence", "first_reported", "disputed"),
    # What of a line is its version's stands last, and needs no quotation marks; see `redate_event_line`.
    *("revision", "updated_at"),
)
_DATE = ("edtf", "first", "last", "precision")
_PLACE = ("region", "latitude", "longitude")
_PERSONNEL = ("low", "best", "high", "qualifier", "low_qualifier", "high_qualifier")
_REPORTED = ("independent_source_count", "report_count", "confidence", "first_reported")


def write_event_line(event: Mapping[str, Any]) -> str:
    """The line of an event, by the members of its JSON."""
    return write_row(_list_cells(event))


def redate_event_line(line: str, revision: int, updated_at: datetime) -> str:
    """The same line as another revision makes it."""
    kept = line.rsplit(",", 2)[0]
    return f"{kept},{revision},{updated_at.isoformat()}\r\n"


def _list_cells(event: Mapping[str, Any]) -> list[Any]:
    date, base = event["date"] or {}, event["base"] or {}
    personnel: Mapping[str, Any] = next((figure for figure in event["figures"] if figure["kind"] == "personnel"), {})
    others = [figure for figure in event["figures"] if figure["kind"] != "personnel"]
    return [
        *(event["id"], event["type"], event["status"]),
        *map(date.get, _DATE),
        *(base.get("slug"), base.get("name"), event["country"]),
        *map(base.get, _PLACE),
        event["place_precision"],
        *_list_actors(event["actors"]),
        *map(personnel.get, _PERSONNEL),
        "; ".join(map(_format_figure, others)),
        "; ".join([source["slug"] for source in event["sources"]]),
        *map(event.__getitem__, _REPORTED),
        *("; ".join(event["disputed"]), event["revision"], event["updated_at"]),
    ]


def _list_actors(actors: list[Mapping[str, Any]]) -> list[str]:
    """The actors of each role."""
    by_role: dict[str, list[str]] = {}
    for actor in actors:
        by_role.setdefault(actor["role"], []).append(actor["slug"])
    return ["; ".join(by_role.get(role, ())) for role in Role]


def _format_figure(figure: Mapping[str, Any]) -> str:
    """Format a figure as `equipment_value USD 4..5`, with its qualifiers, if any: `about 4..at_least 5`."""
    low, high = (_format_bound(figure, name) for name in ("low", "high"))
    return " ".join(word for word in (figure["kind"], figure["unit"], f"{low}..{high}") if word)


def _format_bound(figure: Mapping[str, Any], name: str) -> str:
    qualifier = figure.get(f"{name}_qualifier", Qualifier.EXACT)
    return str(figure[name]) if qualifier == Qualifier.EXACT else f"{qualifier} {figure[name]}"
