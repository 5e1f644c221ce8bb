"""Conditional requests: the client's ETag or date is compared with the current revision before any data is read."""

import datetime as dt
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus

from flask import Flask, Response, current_app, request
from werkzeug.http import quote_etag
from werkzeug.sansio.http import is_resource_modified

from service.api.caching.response_cache import allow_keeping
from service.api.http.database import is_floor_reached, open_state, read_store
from service.api.http.headers import REVISION, set_revision_header
from service.api.input.revisions import strip_min_revision
from service.storage.read.pages.latest import StoreState

_VERSION = "basewatch_version"
# Two revisions in one second share a `Last-Modified`, so the header is omitted until that second is over.
_SECOND = dt.timedelta(seconds=1)


def register_version(app: Flask, description: str, *settings: str) -> None:
    """Keep a hash of the OpenAPI document and of the settings that shape responses, which makes ETags differ between
    services that would respond differently to the same request over the same revision."""
    app.extensions[_VERSION] = hashlib.sha256(" ".join((description, *settings)).encode()).hexdigest()[:8]


@dataclass(frozen=True, slots=True)
class ReadyResponse:
    """A response that was made without a session, and the state of the store that it is of."""

    response: Response
    state: StoreState


def respond_if_modified(
    respond: Callable[[], Response], respond_at_once: Callable[[], ReadyResponse | None] | None, arguments: object
) -> Response:
    """Respond with 304 if the client's copy is current; else set the validators (ETag, Last-Modified) of the response.

    A validator that we issued comes from an earlier response, so 304 needs no reads. `*` or another time may come with
    an invalid request, which must not get 304: there the response is built first. Where the client has no copy,
    `respond_at_once` may have a response before the state is known. The arguments say which database is recent enough.
    """
    return read_store(arguments, partial(_respond, respond, respond_at_once))


def _respond(respond: Callable[[], Response], respond_at_once: Callable[[], ReadyResponse | None] | None) -> Response:
    ready = respond_at_once() if respond_at_once and not _has_condition() else None
    if ready is not None and is_floor_reached(ready.state):
        return _finish(ready.response, ready.state, _build_etag(ready.state), _find_modified(ready.state))
    with open_state() as state:
        etag, modified = _build_etag(state), _find_modified(state)
        is_known = _is_known(etag, modified)
        response = Response(status=304) if is_known and _is_own_validator(modified) else respond()
    if is_known and response.status_code == 200:
        # With 304 no body is sent.
        response.status_code = 304
    return _finish(response, state, etag, modified)


def _has_condition() -> bool:
    return "HTTP_IF_NONE_MATCH" in request.environ or "HTTP_IF_MODIFIED_SINCE" in request.environ


def _finish(response: Response, state: StoreState | None, etag: str, modified: dt.datetime | None) -> Response:
    if response.status_code == HTTPStatus.OK and REVISION not in response.headers:
        set_revision_header(response, state.number if state else 0)
    if response.status_code in {200, 304}:
        response.headers["ETag"] = quote_etag(etag, weak=True)
        response.headers["Cache-Control"] = "no-cache"
        response.last_modified = modified
        allow_keeping(response, state)
    response.vary.update(["Accept"])
    return response


def make_conditional(response: Response) -> Response:
    """Respond with 304 if the client has this static response, by its ETag or its date.

    The ETag becomes weak: compression changes a strong one, which then never matches.
    """
    tag, _is_weak = response.get_etag()
    response.set_etag(tag or "", weak=True)
    if _is_known(tag or "", response.last_modified):
        response.status_code = 304
    return response


def _is_known(etag: str, modified: dt.datetime | None) -> bool:
    """Whether the client has this response, or a later one. `If-Match` is for writes and is ignored."""
    return not is_resource_modified(
        http_if_none_match=request.headers.get("If-None-Match"),
        http_if_modified_since=request.headers.get("If-Modified-Since"),
        etag=etag,
        last_modified=modified,
    )


def _is_own_validator(modified: dt.datetime | None) -> bool:
    """Whether the request has an ETag, or exactly our `Last-Modified`."""
    tags = request.if_none_match
    return not tags.star_tag if tags else request.if_modified_since == modified


def _build_etag(state: StoreState | None) -> str:
    """Build the ETag from the revision, the service version and the request: the same on every replica."""
    # An answer is the same whatever revision it must be of at least.
    query = strip_min_revision(request.query_string.decode())[0]
    asked = (
        request.root_path,
        f"{request.path}?{query}",
        request.headers.get("Accept", ""),
        current_app.extensions[_VERSION],
    )
    number = state.number if state else 0
    return f"{number}-{hashlib.sha256(repr(asked).encode()).hexdigest()[:12]}"


def _find_modified(state: StoreState | None) -> dt.datetime | None:
    if state is None:
        return None
    second = state.committed_at.replace(microsecond=0)
    return second if dt.datetime.now(dt.UTC) >= second + _SECOND else None
