"""The endpoints of bases, actors and sources."""

from typing import Any

from sqlalchemy.orm import Session

from schemas.documents import dump_with
from schemas.resources.listed_names import ListedBaseSchema
from schemas.resources.names import ActorSchema, BaseSchema, SourceSchema
from schemas.responses.features import BaseFeatureCollectionSchema
from schemas.responses.pages import ActorPageSchema, BasePageSchema, SourcePageSchema
from service.api.http.headers import UNPLACED_COUNT
from service.api.links import add_links
from service.api.names.arguments import ActorArgumentsSchema, BaseArgumentsSchema, SourceArgumentsSchema
from service.api.names.formats import MAP_FORMATS, NameFormat
from service.api.names.items import declare_item
from service.api.names.lists import NameList, declare_list
from service.api.openapi.endpoints import build_blueprint, build_path_parameter
from service.domain.queries import EventQuery, NameQuery
from service.domain.records import ActorRecord, BaseRecord, SourceRecord
from service.storage.read import names as queries
from service.storage.read.events import count_unplaced_events
from service.storage.tables.names import ActorRow, BaseRow, SourceRow

_UNPLACED = {
    UNPLACED_COUNT: {
        "description": "With `bbox` or `near`, for CSV: number of bases that match all other filters but have no "
        "coordinates.",
        "schema": {"type": "integer"},
    }
}


def build_bases() -> Any:
    """Build the endpoints of bases."""
    blueprint = build_blueprint("bases", "Military facilities, each with its number of events.")
    declare_list(
        blueprint,
        NameList(
            rows=BaseRow,
            find=queries.find_bases,
            dump=_dump_base,
            columns=_list_columns(ListedBaseSchema),
            formats=MAP_FORMATS,
            count=_count_unplaced,
        ),
        takes=BaseArgumentsSchema,
        schemas={NameFormat.JSON: BasePageSchema, NameFormat.GEOJSON: BaseFeatureCollectionSchema},
        kind="base",
        headers=_UNPLACED,
    )
    declare_item(
        blueprint,
        lambda session, key: _dump_base(queries.get_base(session, key)),
        kind="base",
        item=BaseSchema,
        parameter=build_path_parameter("slug", "Slug, name or an alias of the base.", "k1"),
    )
    return blueprint


def build_actors() -> Any:
    """Build the endpoints of actors."""
    blueprint = build_blueprint("actors", "Forces, states, organisations and persons.")
    columns = _list_columns(ActorSchema)
    declare_list(
        blueprint,
        NameList(rows=ActorRow, find=queries.find_actors, dump=_dump_actor, columns=columns),
        takes=ActorArgumentsSchema,
        schemas={NameFormat.JSON: ActorPageSchema},
        kind="actor",
    )
    declare_item(
        blueprint,
        lambda session, key: _dump_actor(queries.get_actor(session, key)),
        kind="actor",
        item=ActorSchema,
        parameter=build_path_parameter("slug", "Slug, name or an alias of the actor.", "us-led-coalition"),
    )
    return blueprint


def build_sources() -> Any:
    """Build the endpoints of sources."""
    blueprint = build_blueprint("sources", "Publishers, each with its number of articles.")
    columns = _list_columns(SourceSchema)
    declare_list(
        blueprint,
        NameList(rows=SourceRow, find=queries.find_sources, dump=_dump_source, columns=columns),
        takes=SourceArgumentsSchema,
        schemas={NameFormat.JSON: SourcePageSchema},
        kind="source",
    )
    declare_item(
        blueprint,
        lambda session, key: _dump_source(queries.get_source(session, key)),
        kind="source",
        item=SourceSchema,
        parameter=build_path_parameter("slug", "Slug, name or an alias of the source.", "press-tv"),
    )
    return blueprint


def _list_columns(schema: Any) -> tuple[str, ...]:
    """The columns of CSV: all members but links."""
    return tuple(name for name in schema().fields if name != "links")


def _dump_base(record: BaseRecord) -> str:
    schema = BaseSchema if record.distance_km is None else ListedBaseSchema
    return add_links(dump_with(schema, record), "bases", record.base.slug)


def _dump_actor(record: ActorRecord) -> str:
    return add_links(dump_with(ActorSchema, record), "actors", record.actor.slug)


def _dump_source(record: SourceRecord) -> str:
    return add_links(dump_with(SourceSchema, record), "sources", record.source.slug)


def _count_unplaced(session: Session, query: NameQuery, chosen: NameFormat) -> dict[str, int]:
    """The bases that no map shows, where places are asked for and on maps; in JSON also the events at no place."""
    counts: dict[str, int] = {}
    if query.needs_place or chosen is NameFormat.GEOJSON:
        counts["unplaced_count"] = queries.count_unplaced_bases(session, query)
    if chosen is NameFormat.JSON:
        counts["unplaced_event_count"] = count_unplaced_events(session, EventQuery())
    return counts
