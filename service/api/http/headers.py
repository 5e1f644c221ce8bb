"""What every request and every answer carries, whatever it is about."""

import re
import uuid
from collections.abc import Iterable
from http import HTTPStatus

from flask import Flask, Response, g, request
from werkzeug.datastructures import MIMEAccept
from werkzeug.exceptions import NotAcceptable
from werkzeug.http import parse_date

REQUEST_ID = "X-Request-Id"
UNPLACED_COUNT = "Basewatch-Unplaced-Count"
# What scripts of other origins may read of an answer, beside what they always may.
_EXPOSED = (
    *("Basewatch-Revision", UNPLACED_COUNT, "Content-Disposition", "Deprecation", "ETag", "Link", "Location"),
    *("RateLimit", "RateLimit-Policy", "Retry-After", "Sunset", "WWW-Authenticate", REQUEST_ID),
)
# What they may send, beside what they always may.
_ADMITTED = (
    *("Authorization", "Content-Encoding", "Content-Type", "If-Modified-Since", "If-None-Match"),
    *("traceparent", REQUEST_ID),
)
_PREFLIGHT_SECONDS = 86_400
_REQUEST_ID_SHAPE = re.compile(r"[A-Za-z0-9._-]{1,64}", re.ASCII)
# Headers that hold a date, or may.
_DATES = ("HTTP_IF_MODIFIED_SINCE", "HTTP_IF_RANGE")
# Version, trace, span and flags as W3C has them; the trace is the second. No trace has nothing but zeros.
_TRACE_SHAPE = re.compile(r"(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-.*)?")


def register_headers(app: Flask) -> None:
    """Give each request an id, and each answer the headers that browsers need."""
    app.before_request(_identify_request)
    app.before_request(_pass_over_impossible_dates)
    app.after_request(_add_headers)


def require_accepted(media_types: Iterable[str]) -> None:
    """Refuse a request whose `Accept` rules out all types of the answer, before any work is done for it."""
    if not request.headers.get("Accept"):
        return
    accepted = read_accepted()
    if not any(accepted[media_type] for media_type in media_types):
        raise NotAcceptable


def read_accepted() -> MIMEAccept:
    """The types that the caller accepts, without parameters such as `charset`, of which our types have no others."""
    return MIMEAccept((value.partition(";")[0].strip(), quality) for value, quality in request.accept_mimetypes)


def build_headers(request_id: str) -> dict[str, str]:
    """Return what every answer carries."""
    return {
        REQUEST_ID: request_id,
        "Access-Control-Allow-Origin": "*",
        "Access-Control-Expose-Headers": ", ".join(_EXPOSED),
        "X-Content-Type-Options": "nosniff",
    }


def choose_request_id(given: str | None, traceparent: str | None) -> str:
    """Choose the id of a request: a proxy's is kept, so that one id finds a request in all logs.

    Anything that could forge a line of a log is not one. Else it is that of the trace, or a new one.
    """
    if given and _REQUEST_ID_SHAPE.fullmatch(given):
        return given
    return read_trace_id(traceparent) or uuid.uuid4().hex


def read_trace_id(traceparent: str | None) -> str | None:
    """Return the id of the trace that a request is part of, if it is of any."""
    trace = _TRACE_SHAPE.fullmatch(traceparent or "")
    return trace[1] if trace else None


def _identify_request() -> None:
    traceparent = request.headers.get("traceparent")
    g.trace_id = read_trace_id(traceparent)
    g.request_id = choose_request_id(request.headers.get(REQUEST_ID), traceparent)


def _pass_over_impossible_dates() -> None:
    """Leave out dates with numbers beyond all bounds, on which the library fails; others that are none it ignores."""
    for name in _DATES:
        try:
            parse_date(request.environ.get(name))
        except OverflowError:
            del request.environ[name]


def _add_headers(response: Response) -> Response:
    response.headers.update(build_headers(g.request_id))
    if request.method == "OPTIONS" and response.status_code == HTTPStatus.OK:
        _answer_preflight(response)
    return response


def _answer_preflight(response: Response) -> None:
    """Tell a browser, which asks before it sends anything, what it may send."""
    response.headers["Access-Control-Allow-Methods"] = response.headers.get("Allow", "")
    response.headers["Access-Control-Allow-Headers"] = ", ".join(_ADMITTED)
    response.headers["Access-Control-Max-Age"] = str(_PREFLIGHT_SECONDS)
    response.status_code = HTTPStatus.NO_CONTENT
    del response.headers["Content-Type"]
