"""Bases, actors, sources and articles: lists and single resources."""

import json
from collections.abc import Callable
from typing import Any

from flask import Response
from marshmallow import Schema
from sqlalchemy.orm import Session

from schemas.documents import dump_json, dump_with
from schemas.resources.articles import EXAMPLE_ID, ArticleSchema
from schemas.resources.names import ActorSchema, BaseSchema, SourceSchema
from schemas.resources.reports import ReportSchema
from schemas.responses.items import ArticleItemSchema
from schemas.responses.pages import ActorPageSchema, ArticlePageSchema, BasePageSchema, SourcePageSchema
from service.api.http.database import open_request_session
from service.api.http.responses import (
    JSON_TYPE,
    build_following_path,
    build_key_page_request,
    respond_with_json,
    respond_with_page,
)
from service.api.input.arguments import PageArguments, PageArgumentsSchema, StoredArgumentsSchema
from service.api.links import add_links
from service.api.openapi.endpoints import build_blueprint, build_path_parameter, declare
from service.api.openapi.operations import DATABASE_PROBLEMS, LOOKUP_PROBLEMS, NEXT_LINK, build_link
from service.domain.queries import EventQuery, PageRequest
from service.domain.records import ActorRecord, ArticleRecord, BaseRecord, Page, SourceRecord
from service.storage.read import names as queries
from service.storage.read.events import count_unplaced_events


def build_bases() -> Any:
    """Build the endpoints of bases."""
    blueprint = build_blueprint("bases", "Military facilities, each with its number of events.")
    _declare_list(
        blueprint,
        queries.find_bases,
        dump=_dump_base,
        page=BasePageSchema,
        item=build_link("show_base", slug="$response.body#/items/0/slug"),
        count=lambda session: {"unplaced_event_count": count_unplaced_events(session, EventQuery())},
    )
    _declare_item(
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
    _declare_list(
        blueprint,
        queries.find_actors,
        dump=_dump_actor,
        page=ActorPageSchema,
        item=build_link("show_actor", slug="$response.body#/items/0/slug"),
    )
    _declare_item(
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
    _declare_list(
        blueprint,
        queries.find_sources,
        dump=_dump_source,
        page=SourcePageSchema,
        item=build_link("show_source", slug="$response.body#/items/0/slug"),
    )
    _declare_item(
        blueprint,
        lambda session, key: _dump_source(queries.get_source(session, key)),
        kind="source",
        item=SourceSchema,
        parameter=build_path_parameter("slug", "Slug, name or an alias of the source.", "press-tv"),
    )
    return blueprint


def build_articles() -> Any:
    """Build the endpoints of articles."""
    blueprint = build_blueprint("articles", "Articles, and the reports extracted from them.")
    _declare_list(
        blueprint,
        queries.find_articles,
        dump=_dump_article,
        page=ArticlePageSchema,
        item=build_link("show_article", id="$response.body#/items/0/id"),
    )
    _declare_item(
        blueprint,
        _dump_article_item,
        kind="article",
        item=ArticleItemSchema,
        parameter=build_path_parameter("id", "Id of the article.", EXAMPLE_ID),
    )
    return blueprint


def _dump_base(record: BaseRecord) -> str:
    return add_links(dump_with(BaseSchema, record), "bases", record.base.slug)


def _dump_actor(record: ActorRecord) -> str:
    return add_links(dump_with(ActorSchema, record), "actors", record.actor.slug)


def _dump_source(record: SourceRecord) -> str:
    return add_links(dump_with(SourceSchema, record), "sources", record.source.slug)


def _dump_article(record: ArticleRecord) -> str:
    return add_links(dump_with(ArticleSchema, record), "articles", record.id)


def _dump_article_item(session: Session, key: str) -> str:
    article = _dump_article(queries.get_article(session, key))
    reports = [json.loads(document) for document in queries.get_article_reports(session, key)]
    # Stored reports name their article, which is redundant here.
    own = [{name: report[name] for name in ReportSchema().fields} for report in reports]
    return f'{article[:-1]},"reports":{dump_json(own)}}}'


def _declare_list(
    blueprint: Any,
    find: Callable[[Session, PageRequest], Page[Any]],
    *,
    dump: Callable[[Any], str],
    page: type[Schema],
    item: dict[str, Any],
    count: Callable[[Session], dict[str, int]] = lambda _session: {},
) -> None:
    """Declare a list. `dump` gives the JSON of an item, and `count` further members of pages."""

    def view(arguments: PageArguments) -> Response:
        page_request = build_key_page_request(arguments)
        with open_request_session() as session:
            found, further = find(session, page_request), count(session)
        return respond_with_page(map(dump, found.items), build_following_path(found.after), **further)

    view.__name__ = f"list_{blueprint.name}"
    view.__doc__ = f"List {blueprint.name}\n\nOrdered by key. Follow `next` until it is null."
    declare(
        blueprint,
        f"/{blueprint.name}",
        takes=PageArgumentsSchema,
        responses={JSON_TYPE: page},
        headers=NEXT_LINK,
        links={"item": item},
        problems=DATABASE_PROBLEMS,
    )(view)


def _declare_item(
    blueprint: Any,
    get: Callable[[Session, str], str],
    *,
    kind: str,
    item: type[Schema],
    parameter: dict[str, Any],
) -> None:
    def view(arguments: object, **path: str) -> Response:
        with open_request_session() as session:
            return respond_with_json(get(session, path[parameter["name"]]))

    view.__name__ = f"show_{kind}"
    view.__doc__ = f"Get one {kind}"
    declare(
        blueprint,
        f"/{blueprint.name}/<key:{parameter['name']}>",
        takes=StoredArgumentsSchema,
        responses={JSON_TYPE: item},
        problems=LOOKUP_PROBLEMS,
        parameters=[parameter],
    )(view)
