"""Answers that need not be made again: what a caller has is compared with the state of the store, before any event,
article or name is read."""

import datetime as dt
import hashlib
from collections.abc import Callable

from flask import Flask, Response, current_app, request
from werkzeug.http import quote_etag
from werkzeug.sansio.http import is_resource_modified

from service.api.http.database import open_state
from service.domain.changes import Revision

_VERSION = "basewatch_version"
# A revision of the same second would have the same time in a header, so none is named before that second is over.
_SECOND = dt.timedelta(seconds=1)


def register_version(app: Flask, description: str) -> None:
    """Keep what tells answers of this version from those of others: its own description."""
    app.extensions[_VERSION] = hashlib.sha256(description.encode()).hexdigest()[:8]


def answer_if_modified(answer: Callable[[], Response]) -> Response:
    """Answer with 304 where the caller has what would be answered; else mark the answer, to be asked for next time.

    Whoever brings our own tag or time has it from an answer, and nothing is read for that. A star or another time may
    come with a question that is wrong, which must not look like one that has no news: there the answer is made first.
    """
    with open_state() as revision:
        etag, modified = _build_etag(revision), _find_modified(revision)
        is_known = _is_known(etag, modified)
        response = Response(status=304) if is_known and _is_ours(modified) else answer()
    if response.status_code in {200, 304}:
        response.headers["ETag"] = quote_etag(etag, weak=True)
        response.headers["Cache-Control"] = "no-cache"
        response.last_modified = modified
        if is_known:
            # Its body, if it has one, is not sent then.
            response.status_code = 304
    response.vary.update(["Accept"])
    return response


def answer_if_changed(response: Response) -> Response:
    """Answer with 304 where the caller has this answer, which needs no store, by its tag or its time.

    The tag becomes a weak one, for packing makes another one of a strong one, by which nobody could ask again.
    """
    tag, _is_weak = response.get_etag()
    response.set_etag(tag or "", weak=True)
    if _is_known(tag or "", response.last_modified):
        response.status_code = 304
    return response


def _is_known(etag: str, modified: dt.datetime | None) -> bool:
    """Whether the caller has this answer, or a later one. `If-Match` is for what changes things, and means nothing."""
    return not is_resource_modified(
        http_if_none_match=request.headers.get("If-None-Match"),
        http_if_modified_since=request.headers.get("If-Modified-Since"),
        etag=etag,
        last_modified=modified,
    )


def _is_ours(modified: dt.datetime | None) -> bool:
    """Whether what the caller brings is a tag, or else the very time that we tell."""
    tags = request.if_none_match
    return not tags.star_tag if tags else request.if_modified_since == modified


def _build_etag(revision: Revision | None) -> str:
    """From the state of the store, the version of the service and the question: the same on every replica."""
    asked = (request.root_path, request.full_path, request.headers.get("Accept", ""), current_app.extensions[_VERSION])
    number = revision.number if revision else 0
    return f"{number}-{hashlib.sha256(repr(asked).encode()).hexdigest()[:12]}"


def _find_modified(revision: Revision | None) -> dt.datetime | None:
    if revision is None:
        return None
    second = revision.committed_at.replace(microsecond=0)
    return second if dt.datetime.now(dt.UTC) >= second + _SECOND else None
