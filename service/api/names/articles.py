"""Articles, and the reports extracted from them."""

import json
from functools import partial
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
from service.domain.articles.article import Rendition
from service.domain.records import ArticleRecord
from service.settings import TextAccess
from service.storage.read.names import find_articles, get_article, get_article_reports, get_article_text


def build_articles(access: TextAccess) -> Any:
    """Build the endpoints of articles. `access` says which texts may be given."""
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
        partial(_dump_article_item, access),
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


def _dump_article_item(access: TextAccess, session: Session, key: str) -> str:
    record = get_article(session, key)
    text = get_article_text(session, key) if _is_given(access, record.rendition) else None
    reports = [json.loads(document) for document in get_article_reports(session, key)]
    # Stored reports name their article, which is redundant here.
    own = [{name: report[name] for name in ReportSchema().fields} for report in reports]
    return f'{_dump_article(record)[:-1]},"text":{dump_json(text)},"reports":{dump_json(own)}}}'


def _is_given(access: TextAccess, rendition: Rendition) -> bool:
    """Digests are in words of those who run the service; all other texts belong to their publishers."""
    return access is TextAccess.ALL or (access is TextAccess.DIGESTS and rendition is Rendition.DIGEST)
