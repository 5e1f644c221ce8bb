"""Headers common to all requests and responses."""

import random
import re
import uuid
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import TypeVar

from flask import Flask, Response, g, request
from werkzeug.datastructures import MIMEAccept
from werkzeug.exceptions import NotAcceptable
from werkzeug.http import parse_date

Form = TypeVar("Form", bound=str)
REQUEST_ID = "X-Request-Id"
REVISION = "Basewatch-Revision"
UNPLACED_COUNT = "Basewatch-Unplaced-Count"
# Response headers that CORS exposes to scripts, beside the safelisted ones.
_EXPOSED_HEADERS = (
    *(REVISION, UNPLACED_COUNT, "Content-Disposition", "Deprecation", "ETag", "Link", "Location"),
    *("RateLimit", "RateLimit-Policy", "Retry-After", "Sunset", "WWW-Authenticate", REQUEST_ID),
)
# Request headers that CORS allows, beside the safelisted ones.
_ALLOWED_HEADERS = (
    *("Authorization", "Content-Encoding", "Content-Type", "If-Modified-Since", "If-None-Match"),
    *("traceparent", REQUEST_ID),
)
_PREFLIGHT_SECONDS = 86_400
_REQUEST_ID_SHAPE = re.compile(r"[A-Za-z0-9._-]{1,64}", re.ASCII)
# Headers that may hold a date.
_DATES = ("HTTP_IF_MODIFIED_SINCE", "HTTP_IF_RANGE")
# W3C Trace Context: version, trace id, parent id and flags. Ids of zeros alone are invalid.
_TRACE_SHAPE = re.compile(r"(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-.*)?")


def register_headers(app: Flask) -> None:
    """Give each request an id, and each response the common headers."""
    app.before_request(_identify_request)
    app.before_request(_drop_invalid_dates)
    app.after_request(_add_headers)


def require_accepted(media_types: Iterable[str]) -> None:
    """Raise NotAcceptable if `Accept` excludes all media types of the response, before any work is done."""
    if not request.headers.get("Accept"):
        return
    accepted = read_accepted()
    if not any(accepted[media_type] for media_type in media_types):
        raise NotAcceptable


def read_accepted() -> MIMEAccept:
    """Return the accepted media types, without parameters such as `charset`."""
    return MIMEAccept((value.partition(";")[0].strip(), quality) for value, quality in request.accept_mimetypes)


def choose_form(asked: Form | None, media_types: Mapping[Form, str]) -> Form:
    """Return the form that is asked for by its name, or else the one that `Accept` wants most; the first by default."""
    if asked is not None:
        return asked
    default = next(iter(media_types.values()))
    best = read_accepted().best_match([*media_types.values()], default)
    return next(form for form, media_type in media_types.items() if media_type == best)


def build_headers(request_id: str) -> dict[str, str]:
    """Return the headers of every response."""
    return {
        REQUEST_ID: request_id,
        "Access-Control-Allow-Origin": "*",
        "Access-Control-Expose-Headers": ", ".join(_EXPOSED_HEADERS),
        "X-Content-Type-Options": "nosniff",
    }


def set_revision_header(response: Response, number: int) -> Response:
    """Set the header with the revision of the store that a response is of, or that its request made."""
    response.headers[REVISION] = str(number)
    return response


def choose_request_id(given: str | None, traceparent: str | None) -> str:
    """Choose the request id: a proxy's is kept, so that one id finds a request in all logs.

    A value that could forge a log line is ignored. Else it is the trace id, or a new one.
    """
    if given and _REQUEST_ID_SHAPE.fullmatch(given):
        return given
    return read_trace_id(traceparent) or _build_id()


def _build_id() -> str:
    """A new id: it has to differ from others, and need not be hard to guess, which would take a call of the system."""
    return uuid.UUID(int=random.getrandbits(128), version=4).hex


def read_trace_id(traceparent: str | None) -> str | None:
    """Return the trace id of `traceparent`, if it is valid."""
    trace = _TRACE_SHAPE.fullmatch(traceparent or "")
    return trace[1] if trace else None


def _identify_request() -> None:
    traceparent = request.headers.get("traceparent")
    g.trace_id = read_trace_id(traceparent)
    g.request_id = choose_request_id(request.headers.get(REQUEST_ID), traceparent)


def _drop_invalid_dates() -> None:
    """Drop dates whose numbers overflow in the library; it ignores other invalid dates itself."""
    for name in _DATES:
        try:
            parse_date(request.environ.get(name))
        except OverflowError:
            del request.environ[name]


def _add_headers(response: Response) -> Response:
    response.headers.update(build_headers(g.request_id))
    if request.method == "OPTIONS" and response.status_code == HTTPStatus.OK:
        _respond_to_preflight(response)
    return response


def _respond_to_preflight(response: Response) -> None:
    """Set the CORS headers of a preflight response."""
    response.headers["Access-Control-Allow-Methods"] = response.headers.get("Allow", "")
    response.headers["Access-Control-Allow-Headers"] = ", ".join(_ALLOWED_HEADERS)
    response.headers["Access-Control-Max-Age"] = str(_PREFLIGHT_SECONDS)
    response.status_code = HTTPStatus.NO_CONTENT
    del response.headers["Content-Type"]
