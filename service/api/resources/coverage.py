"""Coverage: which articles have been read, so that no events can be told from no articles."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from flask import Response

from schemas.documents import dump_with
from schemas.resources.coverage import SourceCoverageSchema
from schemas.responses.pages import CoveragePageSchema
from service.api.http.database import open_request_session
from service.api.http.responses import (
    JSON_TYPE,
    build_following_path,
    build_key_page_request,
    respond_with_page,
)
from service.api.input.alternatives import build_names
from service.api.input.arguments import PageArguments, PageArgumentsSchema
from service.api.openapi.endpoints import build_blueprint, declare
from service.api.openapi.operations import DATABASE_PROBLEMS, NEXT_LINK
from service.domain.periods import find_gaps
from service.domain.records import SourceCoverage
from service.storage.names.resolve import resolve_sources
from service.storage.read.totals.coverage import count_months, find_coverage

blueprint = build_blueprint("coverage", "Which articles have been read.")


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageArguments(PageArguments):
    """Arguments of the coverage: sources by names as callers wrote them."""

    source: Sequence[str] = ()


class CoverageArgumentsSchema(PageArgumentsSchema):
    """Arguments of the coverage."""

    target: ClassVar[type[Any]] = CoverageArguments

    source = build_names(
        "Slug, name or an alias of a source. Several, as `source=…&source=…` or with commas, mean any of them.",
        "press-tv",
        "the slug, name or an alias of a known source",
        load_default=(),
    )


@declare(
    blueprint,
    "/coverage",
    takes=CoverageArgumentsSchema,
    responses={JSON_TYPE: CoveragePageSchema},
    headers=NEXT_LINK,
    problems=DATABASE_PROBLEMS,
)
def list_coverage(arguments: CoverageArguments) -> Response:
    """List which articles have been read

    By source and month of publication, with the newest article and the months that have none: where there are no
    events, this says whether there were articles. `months` of the page counts the articles of all sources.
    """
    page_request = build_key_page_request(arguments)
    with open_request_session() as session:
        sources = resolve_sources(session, arguments.source)
        page, months = find_coverage(session, page_request, sources), count_months(session)
    documents = (dump_with(SourceCoverageSchema, _build_item(item)) for item in page.items)
    return respond_with_page(documents, build_following_path(page.after), months=_list_months(months))


def _build_item(item: SourceCoverage) -> dict[str, Any]:
    return {
        "source": {"slug": item.slug, "name": item.name},
        "article_count": item.article_count,
        "undated_count": item.months.get("", 0),
        "earliest": item.earliest,
        "newest": item.newest,
        "months": _list_months(item.months),
        "gaps": [{"first": first, "last": last} for first, last in find_gaps([*filter(None, item.months)])],
    }


def _list_months(months: Mapping[str, int]) -> list[dict[str, Any]]:
    return [{"month": month, "article_count": count} for month, count in months.items() if month]
