"""Articles, and the reports extracted from them."""

import json
from typing import Any

from flask import Response
from sqlalchemy.orm import Session

from schemas.documents import dump_json, dump_with
from schemas.resources.articles import EXAMPLE_ID, ArticleSchema
from schemas.resources.reports import ReportSchema
from schemas.responses.items import ArticleItemSchema
from schemas.responses.pages import ArticlePageSchema
from service.api.http.database import open_request_session
from service.api.http.responses import (
    JSON_TYPE,
    build_following_path,
    build_key_page_request,
    respond_with_page,
)
from service.api.input.arguments import PageArguments, PageArgumentsSchema
from service.api.links import add_links
from service.api.names.items import declare_item
from service.api.openapi.endpoints import build_blueprint, build_path_parameter, declare
from service.api.openapi.operations import DATABASE_PROBLEMS, NEXT_LINK, build_link
from service.domain.records import ArticleRecord
from service.storage.read.names import find_articles, get_article, get_article_reports


def build_articles() -> Any:
    """Build the endpoints of articles."""
    blueprint = build_blueprint("articles", "Articles, and the reports extracted from them.")
    declare(
        blueprint,
        "/articles",
        takes=PageArgumentsSchema,
        responses={JSON_TYPE: ArticlePageSchema},
        headers=NEXT_LINK,
        links={"item": build_link("show_article", id="$response.body#/items/0/id")},
        problems=DATABASE_PROBLEMS,
    )(list_articles)
    declare_item(
        blueprint,
        _dump_article_item,
        kind="article",
        item=ArticleItemSchema,
        parameter=build_path_parameter("id", "Id of the article.", EXAMPLE_ID),
    )
    return blueprint


def list_articles(arguments: PageArguments) -> Response:
    """List articles

    Ordered by key. Follow `next` until it is null.
    """
    page = build_key_page_request(arguments)
    with open_request_session() as session:
        found = find_articles(session, page)
    return respond_with_page(map(_dump_article, found.items), build_following_path(found.after))


def _dump_article(record: ArticleRecord) -> str:
    return add_links(dump_with(ArticleSchema, record), "articles", record.id)


def _dump_article_item(session: Session, key: str) -> str:
    article = _dump_article(get_article(session, key))
    reports = [json.loads(document) for document in get_article_reports(session, key)]
    # Stored reports name their article, which is redundant here.
    own = [{name: report[name] for name in ReportSchema().fields} for report in reports]
    return f'{article[:-1]},"reports":{dump_json(own)}}}'
