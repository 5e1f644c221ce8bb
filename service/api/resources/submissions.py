"""Texts that are sent: what would be found in one, and articles that are stored or removed."""

import json
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from flask import Response, request, stream_with_context

from schemas.articles import EXAMPLE_ID
from schemas.extraction import ExtractionSchema
from schemas.submissions import LoadedArticleSchema, SubmissionSchema
from service.api.http.database import get_engine
from service.api.http.headers import require_accepted
from service.api.http.problems import build_error_problem, find_status, log_error
from service.api.http.responses import JSON_TYPE, NDJSON_TYPE, answer_document
from service.api.input.bodies import parse_lines, parse_object, read_body, require_content_type
from service.api.openapi.endpoints import build_blueprint, build_path_parameter, declare_action
from service.api.openapi.operations import ASKING, LOCATION, SEEKING, Answer
from service.api.resources.extractor_provider import check_intake, use_intake
from service.domain.access import Scope
from service.loader.outcomes import Outcome

extraction_blueprint = build_blueprint("extraction", "What would be found in a text.")
articles_blueprint = build_blueprint("submissions", "Articles that are sent to be stored, or removed.")

EXAMPLE_BODY = {
    "text": "The US-led coalition withdrew from Al-Taqaddum Air Base on 4 April 2020.",
    "source": "KirkukNow",
    "published": "2020-04-05",
}
_JSON_BODY: dict[str, Any] = {JSON_TYPE: {"schema": SubmissionSchema, "example": EXAMPLE_BODY}}
_LINES_BODY: dict[str, Any] = {
    NDJSON_TYPE: {
        "schema": {"type": "string", "description": "One such JSON object a line, at most 1,000."},
        "example": '{"text": "The coalition left K1 Air Base on 29 March 2020."}\n',
    }
}
_LINES_ANSWER: dict[str, Any] = {
    "type": "string",
    "description": "One JSON object a line: `line`, the number; `status`, the HTTP status that it alone would have; "
    "`article`, as for one article, or null; `problem`, as for any error, or null.",
}


@declare_action(
    extraction_blueprint,
    "/extract",
    method="POST",
    scope=Scope.READ,
    body=_JSON_BODY,
    answers={HTTPStatus.OK: Answer(description="What was found", content={JSON_TYPE: ExtractionSchema})},
    problems=ASKING,
)
def extract_reports() -> Response:
    """Find reports in a text

    As it would be done with an article, and nothing is stored. Offsets of quotes count the characters of `text`, or
    of the text that stands in `html`.
    """
    require_content_type(JSON_TYPE)
    submission = parse_object(read_body(), SubmissionSchema())
    with use_intake() as intake:
        found = intake.extract(submission)
    return answer_document(ExtractionSchema().dump(found))


@declare_action(
    articles_blueprint,
    "/articles",
    method="POST",
    scope=Scope.WRITE,
    body={**_JSON_BODY, **_LINES_BODY},
    answers={
        HTTPStatus.CREATED: Answer(
            description="The article is stored", content={JSON_TYPE: LoadedArticleSchema}, headers=LOCATION
        ),
        HTTPStatus.OK: Answer(
            description="The article was stored before, and nothing changed; or, of several articles, "
            "a result for each line",
            content={JSON_TYPE: LoadedArticleSchema, NDJSON_TYPE: _LINES_ANSWER},
        ),
    },
    problems=ASKING,
)
def load_articles() -> Response:
    """Load one article, or several

    Each is stored with its reports and the events that they change, whole or not at all. Sent again it changes
    nothing; a corrected one takes the place of its earlier state. Several come as NDJSON, one a line: the answer has
    a result for each line, and a wrong line keeps no other from being stored.
    """
    media_type = require_content_type(JSON_TYPE, NDJSON_TYPE)
    # One article is answered with one result, several with a line for each, whatever else would be welcome.
    require_accepted({media_type})
    data = read_body()
    if media_type == NDJSON_TYPE:
        # What this process cannot do at all is said once, and not for every line.
        check_intake()
        results = _load_lines(parse_lines(data))
        return Response(stream_with_context(_dump_lines(results)), mimetype=NDJSON_TYPE)
    status, loaded = _load(data)
    response = answer_document(loaded)
    response.status_code = status
    if status is HTTPStatus.CREATED:
        response.headers["Location"] = quote(request.root_path) + loaded["links"]["self"]
    return response


@declare_action(
    articles_blueprint,
    "/articles/<key:id>",
    method="DELETE",
    scope=Scope.WRITE,
    answers={HTTPStatus.NO_CONTENT: Answer(description="It is removed")},
    problems=SEEKING,
    parameters=[build_path_parameter("id", "Id of the article.", EXAMPLE_ID)],
)
def remove_article(id: str) -> Response:  # noqa: A002 - named in the path as in the document
    """Remove an article

    With all that was found in it, and with its earlier states. Events that nothing else tells end.
    """
    with use_intake() as intake:
        intake.remove(get_engine(), id)
    # There is nothing whose type could be told.
    response = Response(status=HTTPStatus.NO_CONTENT)
    del response.headers["Content-Type"]
    return response


def _load(data: bytes) -> tuple[HTTPStatus, Any]:
    submission = parse_object(data, SubmissionSchema())
    with use_intake() as intake:
        loaded = intake.load(get_engine(), submission)
    status = HTTPStatus.OK if loaded.result.outcome is Outcome.UNCHANGED else HTTPStatus.CREATED
    return status, LoadedArticleSchema().dump(loaded)


def _load_lines(lines: Iterator[tuple[int, bytes]]) -> Iterator[dict[str, Any]]:
    """Load each line. Where the store is away or busy, the rest is refused at once: each would wait for as long."""
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
        # With escapes, for a problem quotes what was sent, and half a surrogate pair has no bytes.
        yield json.dumps(result, separators=(",", ":")) + "\n"
