"""Answers that need not be made again: what a caller has is compared with the state of the store, before any event,
article or name is read."""

import datetime as dt
import hashlib
from collections.abc import Callable

from flask import Flask, Response, current_app, request
from werkzeug.http import is_resource_modified, quote_etag

from service.api.database import open_state
from service.domain.changes import Revision

_VERSION = "basewatch_version"
# A revision of the same second would have the same time in a header, so none is named before that second is over.
_SECOND = dt.timedelta(seconds=1)


def register_version(app: Flask, description: str) -> None:
    """Keep what tells answers of this version from those of others: its own description."""
    app.extensions[_VERSION] = hashlib.sha256(description.encode()).hexdigest()[:8]


def answer_if_modified(answer: Callable[[], Response]) -> Response:
    """Answer with 304 where the caller has what would be answered; else mark the answer, to be asked for next time."""
    with open_state() as revision:
        etag, modified = _build_etag(revision), _find_modified(revision)
        # Whether there is anything at all, which is what a star asks for, is known only when it is looked for.
        asks_any = request.if_none_match.star_tag
        if asks_any or is_resource_modified(request.environ, etag=etag, last_modified=modified):
            response = answer()
        else:
            response = Response(status=304)
    if response.status_code in {200, 304}:
        response.headers["ETag"] = quote_etag(etag, weak=True)
        response.headers["Cache-Control"] = "no-cache"
        if modified is not None:
            response.last_modified = modified
    response.vary.update(["Accept"])
    return response


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
