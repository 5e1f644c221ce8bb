"""Problem responses of the server itself, for requests that never reach the application."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from gunicorn.http import errors  # type: ignore[import-untyped] # It carries no types.

from service.api.http import headers
from service.api.http.problems import DETAILS, PROBLEM_TYPE, build_problem

# The first matching class gives the status; any other exception is a server error.
STATUSES: Mapping[type[Exception], HTTPStatus] = {
    errors.LimitRequestLine: HTTPStatus.REQUEST_URI_TOO_LONG,
    errors.LimitRequestHeaders: HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
    errors.ExpectationFailed: HTTPStatus.EXPECTATION_FAILED,
    errors.UnsupportedTransferCoding: HTTPStatus.NOT_IMPLEMENTED,
    errors.ConfigurationProblem: HTTPStatus.INTERNAL_SERVER_ERROR,
    errors.InvalidResponseHeader: HTTPStatus.INTERNAL_SERVER_ERROR,
    errors.InvalidResponseHeaderName: HTTPStatus.INTERNAL_SERVER_ERROR,
    errors.ParseException: HTTPStatus.BAD_REQUEST,
    # The parser reaches the end of the buffer if the headers exceed it.
    errors.NoMoreData: HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why the server rejects a request, and its `Retry-After` in seconds, if any."""

    status: HTTPStatus
    detail: str
    retry_s: int | None = None


HEADERS_TIMEOUT = Refusal(HTTPStatus.REQUEST_TIMEOUT, "request headers timeout; send them at once")
BODY_TIMEOUT = Refusal(HTTPStatus.REQUEST_TIMEOUT, "request body timeout; send it at once")
INCOMPLETE_BODY = Refusal(HTTPStatus.BAD_REQUEST, "the body is shorter than the headers declare")
EXCESSIVE_CHUNKS = Refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "the body's chunks are too small")
QUEUE_FULL = Refusal(
    HTTPStatus.SERVICE_UNAVAILABLE, "the server is busy: too many requests of this kind are queued; try again later", 5
)
BUFFERS_FULL = Refusal(
    HTTPStatus.SERVICE_UNAVAILABLE, "the server is busy: too many incoming requests; try again later", 5
)


def describe_error(log: Any, error: Exception, request: Any) -> tuple[Refusal, str]:
    """Return the refusal for a parse error of gunicorn or an exception of the application, and log it with its id."""
    status, request_id = find_status(error), choose_request_id(request)
    if status is HTTPStatus.INTERNAL_SERVER_ERROR:
        log.error("request %s failed", request_id, exc_info=error)
    else:
        # With `%r`, so that it cannot forge a log line.
        log.warning("request %s is malformed: %r", request_id, str(error))
    detail = DETAILS.get(status, "malformed request; percent-encode non-ASCII")
    return Refusal(status, detail), request_id


def find_status(error: Exception) -> HTTPStatus:
    """Return the HTTP status for an exception of gunicorn."""
    for kind, status in STATUSES.items():
        if isinstance(error, kind):
            return status
    return HTTPStatus.INTERNAL_SERVER_ERROR


def choose_request_id(request: Any) -> str:
    """Choose the same request id as the application; a malformed request gets a new one."""
    given = dict(request.headers) if request else {}
    return headers.choose_request_id(given.get(headers.REQUEST_ID.upper()), given.get("TRACEPARENT"))


def build_response(refusal: Refusal, request_id: str, request: Any = None) -> bytes:
    """Build a complete problem response; a malformed request has no known path."""
    instance = (request and request.path) or "/"
    body = json.dumps(build_problem(refusal.status, refusal.detail, instance=instance, request_id=request_id)).encode()
    fields = {
        "Connection": "close",
        "Content-Type": PROBLEM_TYPE,
        "Content-Length": str(len(body)),
        **({"Retry-After": str(refusal.retry_s)} if refusal.retry_s else {}),
        **headers.build_headers(request_id),
    }
    status = refusal.status
    lines = [f"HTTP/1.1 {status.value} {status.phrase}", *(f"{name}: {value}" for name, value in fields.items())]
    # A response to HEAD has no body, else the client would take it for the next response.
    is_head = request is not None and request.method == "HEAD"
    return "\r\n".join([*lines, "", ""]).encode() + (b"" if is_head else body)
