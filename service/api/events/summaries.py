"""Counts of events by one or two dimensions, ready for charts."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice, product
from math import prod
from typing import Any, ClassVar

from flask import Response
from marshmallow import validate
from sqlalchemy.orm import Session

from schemas.documents import dump_json
from schemas.responses.summaries import SummarySchema
from service.api.events.arguments import EventFilterArguments, EventFilterSchema
from service.api.events.as_of import find_revision
from service.api.events.output.unplaced import find_unplaced
from service.api.events.queries import resolve_query
from service.api.http.database import open_request_session
from service.api.http.headers import set_revision_header
from service.api.http.responses import JSON_TYPE, respond_with_page
from service.api.input.fields import AlternativesField, FlagField, WordField
from service.api.openapi.endpoints import build_blueprint, declare
from service.api.openapi.operations import DATABASE_PROBLEMS
from service.domain.periods import list_periods
from service.domain.queries import Dimension
from service.errors import ParameterError
from service.storage.read.summaries import find_names, summarise_events

MAX_GROUPS = 10_000
NAMED = (Dimension.BASE, Dimension.ACTOR, Dimension.SOURCE)
# Periods, each with the length of its prefix of an ISO date.
PERIODS = {Dimension.DAY: 10, Dimension.MONTH: 7, Dimension.YEAR: 4}

# Comes after all keys.
_LAST = "\U0010ffff"

Keys = tuple[str | None, ...]

blueprint = build_blueprint("summaries", "Counts of events, for charts.")


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryArguments(EventFilterArguments):
    """Arguments of a summary."""

    by: Sequence[Dimension]
    fill: bool = False


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
            "description": "`true`: include empty periods between the first and the last with events, with count 0. "
            "Needs a period in `by`.",
            "example": False,
            "allowed": "true or false",
        },
    )


@declare(
    blueprint,
    "/events/summary",
    takes=SummaryArgumentsSchema,
    responses={JSON_TYPE: SummarySchema},
    problems=DATABASE_PROBLEMS,
)
def show_event_summary(arguments: SummaryArguments) -> Response:
    """Count events

    The total, or counts by one or two of base, actor, source, type, status, country, day, month and year, with the
    filters of the list. An event counts once for each of its actors and sources, so sums over these may exceed the
    number of events.
    """
    with open_request_session() as session:
        revision = find_revision(session, arguments.as_of)
        query = resolve_query(session, arguments, revision)
        groups = dict(summarise_events(session, query, arguments.by, MAX_GROUPS + 1))
        if arguments.fill:
            _fill_periods(groups, arguments.by)
        if len(groups) > MAX_GROUPS:
            raise ParameterError(
                "by", f"more than {MAX_GROUPS} groups; narrow the filters, or group by less", allowed="fewer groups"
            )
        names = _find_names(session, groups, arguments.by)
        unplaced = find_unplaced(session, query)
    ordered = sorted(groups.items(), key=_order_keys)
    items = [_build_item(keys, count, arguments.by, names) for keys, count in ordered]
    # Dumped together: there may be thousands.
    documents = dump_json(items)[1:-1]
    return set_revision_header(respond_with_page([documents], None, **unplaced), revision)


def _order_keys(group: tuple[Keys, int]) -> tuple[str, ...]:
    """By keys, null last."""
    return tuple([_LAST if key is None else key for key in group[0]])


def _fill_periods(groups: dict[Keys, int], dimensions: Sequence[Dimension]) -> None:
    """Add empty periods, for every key of the other dimension."""
    if not any(dimension in PERIODS for dimension in dimensions):
        raise ParameterError(
            "fill", "`fill` needs a period in `by`", allowed="false, or true with day, month or year in `by`"
        )
    for keys in _list_possible(groups, dimensions):
        groups.setdefault(keys, 0)


def _list_possible(groups: Collection[Keys], dimensions: Sequence[Dimension]) -> Iterable[Keys]:
    """List all possible keys between those found. Of two periods the longer follows from the shorter."""
    if all(dimension in PERIODS for dimension in dimensions):
        shortest = max(dimensions, key=lambda dimension: PERIODS[dimension])
        place = dimensions.index(shortest)
        listed = _list_keys({keys[place] for keys in groups}, shortest)
        _check_size(len(listed))
        return [tuple((key or "")[: PERIODS[dimension]] for dimension in dimensions) for key in listed]
    axes = [_list_keys({keys[place] for keys in groups}, dimension) for place, dimension in enumerate(dimensions)]
    _check_size(prod(map(len, axes)))
    return product(*axes)


def _check_size(size: int) -> None:
    if size > MAX_GROUPS:
        raise ParameterError(
            "fill", f"`fill` would make more than {MAX_GROUPS} groups; narrow the period", allowed="false"
        )


def _list_keys(found: set[str | None], dimension: Dimension) -> list[str | None]:
    """List all periods from the first to the last found; for other dimensions all keys found, null included."""
    if dimension not in PERIODS:
        return [*found]
    periods = sorted(key for key in found if key is not None)
    # One more than the limit suffices to detect that there are too many.
    return [*islice(list_periods(periods[0], periods[-1], dimension), MAX_GROUPS + 1)] if periods else []


def _find_names(
    session: Session, groups: dict[Keys, int], dimensions: Sequence[Dimension]
) -> dict[Dimension, dict[str, str]]:
    return {
        dimension: find_names(session, dimension, sorted({key for keys in groups if (key := keys[place]) is not None}))
        for place, dimension in enumerate(dimensions)
        if dimension in NAMED
    }


def _build_item(
    keys: Keys, count: int, dimensions: Sequence[Dimension], names: dict[Dimension, dict[str, str]]
) -> dict[str, Any]:
    item: dict[str, Any] = {}
    for dimension, key in zip(dimensions, keys, strict=True):
        named = names.get(dimension)
        item[dimension] = key if named is None or key is None else {"slug": key, "name": named[key]}
    item["count"] = count
    return item
