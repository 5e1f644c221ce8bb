"""Answers of the server itself, to what never reaches the application: problems in the one shape."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from gunicorn.http import errors  # type: ignore[import-untyped] # It carries no types.

from service.api.http import headers
from service.api.http.problems import DETAILS, PROBLEM_TYPE, build_problem

# The first class that an exception is an instance of gives its status; what is in none is ours to mend.
STATUSES: Mapping[type[Exception], HTTPStatus] = {
    errors.LimitRequestLine: HTTPStatus.REQUEST_URI_TOO_LONG,
    errors.LimitRequestHeaders: HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
    errors.ExpectationFailed: HTTPStatus.EXPECTATION_FAILED,
    errors.UnsupportedTransferCoding: HTTPStatus.NOT_IMPLEMENTED,
    errors.ConfigurationProblem: HTTPStatus.INTERNAL_SERVER_ERROR,
    errors.InvalidResponseHeader: HTTPStatus.INTERNAL_SERVER_ERROR,
    errors.InvalidResponseHeaderName: HTTPStatus.INTERNAL_SERVER_ERROR,
    errors.ParseException: HTTPStatus.BAD_REQUEST,
    # It reads what is held alone, and its end is reached where a head goes on for longer than is held.
    errors.NoMoreData: HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a request is not answered by the application, and when it may come again, in seconds, if it may."""

    status: HTTPStatus
    detail: str
    retry_s: int | None = None


LATE_HEAD = Refusal(HTTPStatus.REQUEST_TIMEOUT, "request headers timeout; send them at once")
LATE_BODY = Refusal(HTTPStatus.REQUEST_TIMEOUT, "request body timeout; send it at once")
SHORT_BODY = Refusal(HTTPStatus.BAD_REQUEST, "the body is shorter than the headers declare")
WASTEFUL_BODY = Refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "the body's chunks are too small")
FULL_LANE = Refusal(
    HTTPStatus.SERVICE_UNAVAILABLE, "the server is busy: too many requests of this kind are queued; try again later", 5
)
FULL_BUFFERS = Refusal(
    HTTPStatus.SERVICE_UNAVAILABLE, "the server is busy: too many incoming requests; try again later", 5
)


def describe_error(log: Any, error: Exception, request: Any) -> tuple[Refusal, str]:
    """Describe what gunicorn could not read, or an exception that came out of the application; log it, under the id."""
    status, request_id = find_status(error), choose_request_id(request)
    if status is HTTPStatus.INTERNAL_SERVER_ERROR:
        log.error("request %s failed", request_id, exc_info=error)
    else:
        # As Python writes it, so that nothing in it can forge a line of the log.
        log.warning("request %s is malformed: %r", request_id, str(error))
    detail = DETAILS.get(status, "malformed request; percent-encode non-ASCII")
    return Refusal(status, detail), request_id


def find_status(error: Exception) -> HTTPStatus:
    """Return the status that what gunicorn raises is answered with."""
    for kind, status in STATUSES.items():
        if isinstance(error, kind):
            return status
    return HTTPStatus.INTERNAL_SERVER_ERROR


def choose_request_id(request: Any) -> str:
    """Choose the id that the application would give a request; one that could not be read brings none."""
    given = dict(request.headers) if request else {}
    return headers.choose_request_id(given.get(headers.REQUEST_ID.upper()), given.get("TRACEPARENT"))


def build_answer(refusal: Refusal, request_id: str, request: Any = None) -> bytes:
    """Build a whole answer with a problem; the path of what could not be read is not known."""
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
    # A client that asks for the head alone would take more for the next answer.
    is_head = request is not None and request.method == "HEAD"
    return "\r\n".join([*lines, "", ""]).encode() + (b"" if is_head else body)
