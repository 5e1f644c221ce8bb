"""Submissions: extraction from a text without storing it, and loading or removing articles."""

import json
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from flask import Response, request, stream_with_context

from schemas.resources.articles import EXAMPLE_ID
from schemas.responses.extraction import ExtractionSchema
from schemas.responses.submissions import LoadedArticleSchema, SubmissionSchema
from service.api.http.databases import get_engine
from service.api.http.headers import require_accepted, set_revision_header
from service.api.http.problems import build_error_problem, find_status, log_error
from service.api.http.responses import JSON_TYPE, NDJSON_TYPE, respond_with_document
from service.api.input.bodies import parse_lines, parse_object, read_body, require_content_type
from service.api.links import build_links
from service.api.openapi.endpoints import build_blueprint, build_path_parameter, declare_action
from service.api.openapi.operations import (
    DATABASE_PROBLEMS,
    LOCATION,
    LOOKUP_PROBLEMS,
    MADE_REVISION,
    ResponseDescription,
)
from service.api.resources.extractor_provider import check_extractor, use_extractor
from service.domain.access import Scope
from service.loader.runs.outcomes import Outcome

extraction_blueprint = build_blueprint("extraction", "Extraction from a text, without storing it.")
articles_blueprint = build_blueprint("submissions", "Loading and removing articles.")

EXAMPLE_BODY = {
    "text": "The US-led coalition withdrew from Al-Taqaddum Air Base on 4 April 2020.",
    "source": "KirkukNow",
    "published": "2020-04-05",
}
_JSON_BODY: dict[str, Any] = {JSON_TYPE: {"schema": SubmissionSchema, "example": EXAMPLE_BODY}}
_LINES_BODY: dict[str, Any] = {
    NDJSON_TYPE: {
        "schema": {"type": "string", "description": "One such JSON object per line, at most 1,000 lines."},
        "example": '{"text": "The coalition left K1 Air Base on 29 March 2020."}\n',
    }
}
_LINES_RESPONSE: dict[str, Any] = {
    "type": "string",
    "description": "One JSON object per line: `line`, the line number; `status`, its HTTP status; "
    "`article`, as for one article, or null; `problem`, as for any error, or null.",
}


@declare_action(
    extraction_blueprint,
    "/extract",
    method="POST",
    scope=Scope.READ,
    body=_JSON_BODY,
    responses={
        HTTPStatus.OK: ResponseDescription(description="The extracted reports", content={JSON_TYPE: ExtractionSchema})
    },
    problems=DATABASE_PROBLEMS,
)
def extract_reports() -> Response:
    """Extract reports from a text

    As from an article, but nothing is stored. Offsets of quotes count the characters of `text`, or of the text
    extracted from `html`.
    """
    require_content_type(JSON_TYPE)
    submission = parse_object(read_body(), SubmissionSchema())
    with use_extractor() as extractor:
        found = extractor.extract(submission)
    return respond_with_document(ExtractionSchema().dump(found))


@declare_action(
    articles_blueprint,
    "/articles",
    method="POST",
    scope=Scope.WRITE,
    body={**_JSON_BODY, **_LINES_BODY},
    responses={
        HTTPStatus.CREATED: ResponseDescription(
            description="The article is stored",
            content={JSON_TYPE: LoadedArticleSchema},
            headers={**LOCATION, **MADE_REVISION},
        ),
        HTTPStatus.OK: ResponseDescription(
            description="The article was already stored, and nothing changed; or, for several articles, "
            "a result for each line",
            content={JSON_TYPE: LoadedArticleSchema, NDJSON_TYPE: _LINES_RESPONSE},
            headers=MADE_REVISION,
        ),
    },
    problems=DATABASE_PROBLEMS,
)
def load_articles() -> Response:
    """Load one article, or several

    Each article is stored with its reports and events in one transaction. Loading is idempotent; a corrected article
    replaces its earlier version. Send several as NDJSON, one per line: the response has a result for each line, and an
    invalid line does not affect the others.
    """
    media_type = require_content_type(JSON_TYPE, NDJSON_TYPE)
    # The response has the media type of the request.
    require_accepted({media_type})
    data = read_body()
    if media_type == NDJSON_TYPE:
        # Fail once if extraction is not available, and not for every line.
        check_extractor()
        results = _load_lines(parse_lines(data))
        return Response(stream_with_context(_dump_lines(results)), mimetype=NDJSON_TYPE)
    status, loaded = _load(data)
    response = respond_with_document(loaded)
    response.status_code = status
    set_revision_header(response, loaded["revision"])
    if status is HTTPStatus.CREATED:
        response.headers["Location"] = quote(request.root_path) + loaded["links"]["self"]
    return response


@declare_action(
    articles_blueprint,
    "/articles/<key:id>",
    method="DELETE",
    scope=Scope.WRITE,
    responses={HTTPStatus.NO_CONTENT: ResponseDescription(description="The article is removed", headers=MADE_REVISION)},
    problems=LOOKUP_PROBLEMS,
    parameters=[build_path_parameter("id", "Id of the article.", EXAMPLE_ID)],
)
def remove_article(id: str) -> Response:  # noqa: A002 - named in the path as in the document
    """Remove an article

    With its reports and its earlier versions. Events that no other article reports are removed.
    """
    with use_extractor() as extractor:
        removed = extractor.remove(get_engine(), id)
    # There is no body.
    response = Response(status=HTTPStatus.NO_CONTENT)
    del response.headers["Content-Type"]
    return set_revision_header(response, removed.revision)


def _load(data: bytes) -> tuple[HTTPStatus, Any]:
    submission = parse_object(data, SubmissionSchema())
    with use_extractor() as extractor:
        loaded = extractor.load(get_engine(), submission)
    status = HTTPStatus.OK if loaded.result.outcome is Outcome.UNCHANGED else HTTPStatus.CREATED
    return status, LoadedArticleSchema().dump(loaded) | {"links": build_links("articles", loaded.id)}


def _load_lines(lines: Iterator[tuple[int, bytes]]) -> Iterator[dict[str, Any]]:
    """Load each line. If the database is unavailable or busy, the rest fails at once: each would wait as long."""
    for number, line in lines:
        result = _load_line(number, line)
        yield result
        if result["status"] == HTTPStatus.SERVICE_UNAVAILABLE:
            yield from ({**result, "line": later} for later, _line in lines)


def _load_line(number: int, line: bytes) -> dict[str, Any]:
    try:
        status, loaded = _load(line)
    except Exception as error:
        status = find_status(error)
        log_error(error, status)
        problem = build_error_problem(error, status)
        return {"line": number, "status": status.value, "article": None, "problem": problem}
    return {"line": number, "status": status.value, "article": loaded, "problem": None}


def _dump_lines(results: Iterator[dict[str, Any]]) -> Iterator[str]:
    for result in results:
        # ASCII, as a problem may quote a lone surrogate, which has no UTF-8 encoding.
        yield json.dumps(result, separators=(",", ":")) + "\n"
