"""Counts of events by one or two dimensions, ready for charts, tables and maps."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from flask import Response
from marshmallow import validate
from sqlalchemy.orm import Session

from schemas.responses.summaries import SummaryCollectionSchema, SummarySchema
from service.api.events.arguments import EventFilterArguments, EventFilterSchema
from service.api.events.as_of import find_revision
from service.api.events.counting.filling import fill_periods
from service.api.events.counting.formats import (
    SummaryFormat,
    choose_summary_format,
    count_off_map,
    respond_with_groups,
    respond_with_map,
    respond_with_table,
)
from service.api.events.counting.groups import MAX_GROUPS, Group, find_group_names, order_groups
from service.api.events.output.unplaced import UNPLACED_HEADER, find_unplaced
from service.api.events.queries import resolve_query
from service.api.http.database import open_request_session
from service.api.http.headers import set_revision_header
from service.api.http.responses import CSV_TYPE, GEOJSON_TYPE, JSON_TYPE
from service.api.input.fields import AlternativesField, FlagField, WholeField, WordField
from service.api.openapi.endpoints import build_blueprint, declare
from service.api.openapi.operations import DATABASE_PROBLEMS
from service.domain.queries import Dimension, EventQuery, GroupOrder
from service.errors import ParameterError
from service.storage.read.summaries import find_places, summarise_events

SUMMARY_CSV_SCHEMA = {
    "type": "string",
    "description": "One row for each group, with a header: the keys, the names of bases, actors and sources as "
    "`base_name` and so on, and `count`. An empty cell is a null key.",
}

blueprint = build_blueprint("summaries", "Counts of events, for charts.")


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryArguments(EventFilterArguments):
    """Arguments of a summary."""

    by: Sequence[Dimension]
    fill: bool = False
    order: GroupOrder = GroupOrder.KEY
    limit: int | None = None
    format: SummaryFormat | None = None


class SummaryArgumentsSchema(EventFilterSchema):
    """Arguments of a summary, with the filters of lists."""

    target: ClassVar[type[Any]] = SummaryArguments

    by = AlternativesField(
        WordField(Dimension),
        load_default=(),
        validate=validate.Length(max=2, error="more than two values are given"),
        metadata={
            "description": "One or two dimensions to group by, separated by a comma. Without it, the total "
            "is returned.",
            "example": ["base", "month"],
            "allowed": "one or two of " + ", ".join(Dimension),
        },
    )
    fill = FlagField(
        load_default=False,
        metadata={
            "description": "`true`: include empty periods, with count 0: all of those that `date` asks for where it "
            "has a first and a last day, else those between the first and the last with events. Needs a period in "
            "`by`.",
            "example": False,
            "allowed": "true or false",
        },
    )
    order = WordField(
        GroupOrder,
        load_default=GroupOrder.KEY,
        metadata={
            "description": "`key`: groups by their keys, null last; `count`: those with the most events first, and "
            "then by their keys.",
            "example": "key",
            "allowed": " or ".join(GroupOrder),
        },
    )
    limit = WholeField(
        validate=validate.Range(1, MAX_GROUPS, error="it is out of range"),
        metadata={
            "description": "Only the first so many groups, in their order. Without it all of them, if these are at "
            f"most {MAX_GROUPS}.",
            "example": 100,
            "allowed": f"a whole number from 1 to {MAX_GROUPS}",
        },
    )
    format = WordField(
        SummaryFormat,
        metadata={
            "description": "The form of the answer, instead of what `Accept` asks for. `csv` has a row for each "
            "group; `geojson`, with `by=base`, the bases that have coordinates, for maps.",
            "example": "json",
            "allowed": " or ".join(SummaryFormat),
        },
    )


@declare(
    blueprint,
    "/events/summary",
    takes=SummaryArgumentsSchema,
    responses={JSON_TYPE: SummarySchema, GEOJSON_TYPE: SummaryCollectionSchema, CSV_TYPE: SUMMARY_CSV_SCHEMA},
    headers=UNPLACED_HEADER,
    problems=DATABASE_PROBLEMS,
)
def show_event_summary(arguments: SummaryArguments) -> Response:
    """Count events

    The total, or counts by one or two of base, actor, source, type, status, country, day, month and year, with the
    filters of the list. An event counts once for each of its actors and sources, so sums over these may exceed the
    number of events.
    """
    chosen = choose_summary_format(arguments.format, arguments.by)
    with open_request_session() as session:
        revision = find_revision(session, arguments.as_of)
        query = resolve_query(session, arguments, revision)
        groups = _find_groups(session, query, arguments)
        response = _respond(session, query, chosen, groups, arguments)
    return set_revision_header(response, revision)


def _find_groups(session: Session, query: EventQuery, arguments: SummaryArguments) -> list[Group]:
    # What is filled has groups that are not stored.
    is_short = arguments.limit is not None and not arguments.fill
    order = arguments.order if is_short else None
    found = summarise_events(
        session, query, arguments.by, arguments.limit if arguments.limit and is_short else MAX_GROUPS + 1, order
    )
    groups = dict(found)
    if arguments.fill:
        fill_periods(groups, arguments.by, arguments.chosen.get("date") or ())
    if len(groups) > MAX_GROUPS:
        raise ParameterError(
            "by",
            f"more than {MAX_GROUPS} groups; narrow the filters, group by less, or ask for the first by `limit`",
            allowed="fewer groups",
        )
    return order_groups(groups.items(), arguments.order)[: arguments.limit]


def _respond(
    session: Session, query: EventQuery, chosen: SummaryFormat, groups: Sequence[Group], arguments: SummaryArguments
) -> Response:
    if chosen is SummaryFormat.GEOJSON:
        bases = find_places(session, [slug for (slug,), _ in groups if slug is not None])
        # Where neither a place nor the limit leaves groups out, those off the map tell it: to count anew would read all
        # events again.
        counted = find_unplaced(session, query, is_map=arguments.limit is not None)
        return respond_with_map(groups, bases, counted or {"unplaced_count": count_off_map(groups, bases)})
    respond = respond_with_groups if chosen is SummaryFormat.JSON else respond_with_table
    names = find_group_names(session, groups, arguments.by)
    return respond(groups, arguments.by, names, find_unplaced(session, query))
