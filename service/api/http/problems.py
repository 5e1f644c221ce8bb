"""Errors as `application/problem+json` (RFC 9457), by one table from exception to status.

`type` is always `about:blank`, so `title` is the status phrase; `parameter` marks errors of parameters. Internal errors
are not disclosed: they are in the log, under the request id.
"""

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from flask import Flask, Response, current_app, g, request
from sqlalchemy import exc
from werkzeug.exceptions import HTTPException

from schemas.responses.problems import ProblemSchema
from service.errors import (
    ArticleError,
    BasewatchError,
    BehindError,
    BodyError,
    BusyError,
    ForbiddenError,
    GoneError,
    MemberError,
    MovedError,
    NotFoundError,
    ParameterError,
    SlowStatementError,
    StorageError,
    UnauthenticatedError,
)

PROBLEM_TYPE = "application/problem+json"
# `Retry-After` of BusyError, in seconds.
_RETRY_S = 10
# That of BehindError.
_CATCH_UP_S = 1


class NotReadyError(BasewatchError):
    """The service is not ready. The message is for operators, and contains no secret."""


# Exceptions whose message is meant for the client.
PUBLIC = (
    *(ParameterError, BodyError, UnauthenticatedError, ForbiddenError),
    *(NotFoundError, MovedError, GoneError, NotReadyError, BusyError, BehindError, SlowStatementError),
)

# The first matching class gives the status.
STATUSES: Mapping[type[Exception], HTTPStatus] = {
    MemberError: HTTPStatus.UNPROCESSABLE_ENTITY,
    ParameterError: HTTPStatus.BAD_REQUEST,
    BodyError: HTTPStatus.BAD_REQUEST,
    ArticleError: HTTPStatus.UNPROCESSABLE_ENTITY,
    UnauthenticatedError: HTTPStatus.UNAUTHORIZED,
    ForbiddenError: HTTPStatus.FORBIDDEN,
    NotFoundError: HTTPStatus.NOT_FOUND,
    MovedError: HTTPStatus.MOVED_PERMANENTLY,
    GoneError: HTTPStatus.GONE,
    NotReadyError: HTTPStatus.SERVICE_UNAVAILABLE,
    StorageError: HTTPStatus.SERVICE_UNAVAILABLE,
    exc.OperationalError: HTTPStatus.SERVICE_UNAVAILABLE,
    exc.InterfaceError: HTTPStatus.SERVICE_UNAVAILABLE,
    # Our statements are fixed, so a programming error means that the database's schema is another one.
    exc.ProgrammingError: HTTPStatus.SERVICE_UNAVAILABLE,
    exc.TimeoutError: HTTPStatus.SERVICE_UNAVAILABLE,
}

# Details for exceptions whose own message is not meant for the client.
DETAILS: Mapping[HTTPStatus, str] = {
    HTTPStatus.NOT_FOUND: "no such path; see /docs",
    HTTPStatus.METHOD_NOT_ALLOWED: "method not allowed; the `Allow` header lists the allowed methods",
    HTTPStatus.NOT_ACCEPTABLE: "no acceptable media type; leave the `Accept` header out, or accept */*",
    HTTPStatus.TOO_MANY_REQUESTS: "rate limit exceeded; retry after the seconds in `Retry-After`",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "request body too large",
    HTTPStatus.REQUEST_URI_TOO_LONG: "request URL too long; use fewer filters or values",
    HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE: "request headers too large; send fewer or shorter headers",
    HTTPStatus.EXPECTATION_FAILED: "unsupported `Expect` header; leave it out",
    HTTPStatus.NOT_IMPLEMENTED: "unsupported transfer coding; send the body with its `Content-Length`, or no body",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "unsupported `Content-Type` or `Content-Encoding`; "
    "/v1/openapi.json lists the media types, and the encoding may be gzip or left out",
    HTTPStatus.INTERNAL_SERVER_ERROR: "internal server error; see the log entry with this request id",
    HTTPStatus.SERVICE_UNAVAILABLE: "the database is unavailable; try again later",
}


def register_problems(app: Flask) -> None:
    """Respond to every exception, of the framework too, with a problem."""
    app.register_error_handler(Exception, respond_with_problem)
    app.register_error_handler(HTTPException, respond_with_problem)


def respond_with_problem(error: Exception) -> Response:
    """Return the problem response for an exception, and log server errors."""
    status = find_status(error)
    log_error(error, status)
    response = Response(json.dumps(build_error_problem(error, status)), status.value, mimetype=PROBLEM_TYPE)
    response.headers.extend(_build_headers(error))
    return response


def build_error_problem(error: Exception, status: HTTPStatus) -> dict[str, Any]:
    """Build the problem document for an exception in the current request."""
    return build_problem(
        status,
        build_detail(error, status),
        instance=quote(request.root_path + request.path),
        request_id=g.request_id,
        **build_extensions(error),
    )


def build_problem(status: HTTPStatus, detail: str, **further: str) -> dict[str, Any]:
    """Build a problem document; `further` are its `instance`, its `request_id` and its extensions."""
    problem = {"type": "about:blank", "title": status.phrase, "status": status.value, "detail": detail, **further}
    dumped: dict[str, Any] = ProblemSchema().dump(problem)
    return dumped


def find_status(error: Exception) -> HTTPStatus:
    """Return the HTTP status for an exception; 500 for an unexpected one."""
    if isinstance(error, HTTPException):
        return HTTPStatus(error.code or HTTPStatus.INTERNAL_SERVER_ERROR)
    for kind, status in STATUSES.items():
        if isinstance(error, kind):
            return status
    return HTTPStatus.INTERNAL_SERVER_ERROR


def build_detail(error: Exception, status: HTTPStatus) -> str:
    """Return the exception's message if it is meant for the client, else the text of the status."""
    if isinstance(error, ArticleError):
        return f"the article {error}"
    if isinstance(error, PUBLIC):
        return str(error)
    return DETAILS.get(status, status.description or status.phrase)


def build_extensions(error: Exception) -> dict[str, str]:
    """Return the extension members of a parameter error."""
    if not isinstance(error, ParameterError):
        return {}
    given = {"parameter": error.parameter, "allowed": error.allowed, "nearest": error.nearest}
    return {name: value for name, value in given.items() if value is not None}


def _build_headers(error: Exception) -> list[tuple[str, str]]:
    """Return the error's headers, such as `Allow`, without its content type."""
    if isinstance(error, MovedError):
        # A merged id may come back when articles are corrected or removed.
        return [("Location", build_sibling_path(error.target)), ("Cache-Control", "no-cache")]
    if isinstance(error, UnauthenticatedError):
        return [("WWW-Authenticate", 'Bearer realm="basewatch"')]
    if isinstance(error, BusyError):
        return [("Retry-After", str(_RETRY_S))]
    if isinstance(error, BehindError):
        return [("Retry-After", str(_CATCH_UP_S))]
    if not isinstance(error, HTTPException):
        return []
    return [(name, value) for name, value in error.get_headers() if name.lower() != "content-type"]


def build_sibling_path(key: str) -> str:
    """Return the current path with another key at its end, without the query string of the old resource."""
    folder = (request.root_path + request.path).rsplit("/", 1)[0]
    return f"{quote(folder)}/{quote(key, safe='')}"


def log_error(error: Exception, status: HTTPStatus) -> None:
    """Log server errors with a traceback, and errors of operation in one line."""
    if isinstance(error, StorageError | NotReadyError):
        current_app.logger.warning("request %s: %s", g.request_id, error)
    elif status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        current_app.logger.error("request %s failed", g.request_id, exc_info=error)
