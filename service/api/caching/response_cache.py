"""Finished responses of one worker: the same question at the same revision has the same answer.

A response that was sent once is sent again, as long as the store has the revision that it was made of, without any work
but a look at that revision. What is kept is bounded, and belongs to one revision: with the next one all of it goes.
"""

import datetime as dt
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from threading import Lock, local
from typing import TYPE_CHECKING

from flask import Flask, Response, request
from werkzeug.wsgi import ClosingIterator

from service.api.http.database import get_database
from service.api.http.databases import Database, Databases, get_databases
from service.api.http.headers import REQUEST_ID, choose_request_id
from service.api.input.revisions import MIN_REVISION, strip_min_revision
from service.settings import NO_LIMIT, Reads, Settings
from service.storage.read.pages.latest import StoreState
from service.storage.read.state_look import StateLook

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

# The method, the route, the status and the seconds that a response took.
Note = Callable[[str, str, int, float], None]
RequestKey = tuple[str, ...]
# Where a view leaves the database, the state and the route of a response that may be kept; no state for one that is of
# all of them.
_KEEPABLE = "basewatch.keepable"
# Where the server finds what answers at once. Only a server without proxies before it may ask: see `prepare`.
_EXTENSION = "basewatch_prepare"
# What no revision changes is of this one.
_CONSTANT = StoreState(0, dt.datetime.fromtimestamp(0, dt.UTC))
_CONSTANT_BYTES = 100_000
# All of a request that a kept response may depend on.
_KEY = (
    *("SCRIPT_NAME", "PATH_INFO", "QUERY_STRING"),
    *("HTTP_ACCEPT", "HTTP_ACCEPT_ENCODING", "HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE"),
)
_QUERY = _KEY.index("QUERY_STRING")
# Requests with one of these are answered by the application: what it says of them is not known here.
_OTHERS = (
    *("HTTP_AUTHORIZATION", "HTTP_IF_MATCH", "HTTP_IF_UNMODIFIED_SINCE", "HTTP_IF_RANGE", "HTTP_RANGE"),
    *("CONTENT_LENGTH", "HTTP_TRANSFER_ENCODING"),
)
# A larger body is not kept.
MAX_BODY_BYTES = 1_000_000
# What an entry takes beside its body, in bytes: about that of its headers and its question.
_OVERHEAD_BYTES = 4_000


@dataclass(frozen=True, slots=True)
class KeptResponse:
    """A response as it was sent, but for the id of its request."""

    status: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    route: str


class ResponseCache:
    """Responses of one revision by their question, at most so many bytes of them; the least recently used go first."""

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._lock = Lock()
        self._state: object = None
        self._kept: OrderedDict[RequestKey, KeptResponse] = OrderedDict()
        self._bytes = 0

    def has(self, key: RequestKey) -> bool:
        """Whether a response to a question is kept, of whatever revision: if not, none need be asked for."""
        return key in self._kept

    def find(self, state: object, key: RequestKey) -> KeptResponse | None:
        """The response to a question at a revision, null where none is kept."""
        with self._lock:
            if state != self._state or key not in self._kept:
                return None
            self._kept.move_to_end(key)
            return self._kept[key]

    def keep(self, state: object, key: RequestKey, response: KeptResponse) -> None:
        """Keep a response; those of another revision go."""
        with self._lock:
            if state != self._state:
                self._state, self._bytes = state, 0
                self._kept.clear()
            if key in self._kept:
                return
            self._kept[key] = response
            self._bytes += _measure(response)
            while self._bytes > self._max_bytes:
                self._bytes -= _measure(self._kept.popitem(last=False)[1])


@dataclass(frozen=True, slots=True)
class PreparedResponse:
    """A kept response that is due if it is of the store's revision. `look` is what has to be done first to know, and
    null where that is known; after it `take` says so, and lets the next call in this thread send the response."""

    look: StateLook | None
    take: Callable[[], bool]


class CachingApp:
    """A WSGI application that answers from a cache what it can, and asks the application within for the rest."""

    def __init__(self, app: "WSGIApplication", databases: Databases, max_bytes: int, note: Note) -> None:
        self._app, self._databases, self._note = app, databases, note
        # Of each database, as one may be some revisions behind the other.
        self._caches = {database: ResponseCache(max_bytes // len(databases.all)) for database in databases.all}
        self._constants = ResponseCache(_CONSTANT_BYTES)
        self._local = local()

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer a request."""
        begun = time.perf_counter()
        kept, self._local.prepared = getattr(self._local, "prepared", None), None
        if kept is not None:
            return self._send(kept, begun, environ, start_response)
        key = _build_key(environ)
        if key is None:
            return self._app(environ, start_response)
        kept = self._find(key, environ)
        if kept is None:
            return self._ask(key, environ, start_response)
        return self._send(kept, begun, environ, start_response)

    def prepare(self, environ: "WSGIEnvironment") -> PreparedResponse | None:
        """A response that may be due; null where none is kept. `environ` needs no more of a request than its key."""
        key = _build_key(environ)
        if key is None:
            return None
        least, database = _read_min_revision(environ), self._databases.choose()
        look = database.latest.look if database.latest else None
        kept = self._find_constant(key, least) if look else self._find(key, environ)
        if kept is not None:
            return PreparedResponse(None, partial(self._take, kept))
        if look is None or not self._caches[database].has(key):
            return None
        return PreparedResponse(look, lambda: self._take(self._find_at(look.state, database, key, least)))

    def _take(self, kept: KeptResponse | None) -> bool:
        self._local.prepared = kept
        return kept is not None

    def _find(self, key: RequestKey, environ: Mapping[str, object]) -> KeptResponse | None:
        least = _read_min_revision(environ)
        kept = self._find_constant(key, least)
        database = self._databases.choose()
        if kept is not None or database.latest is None or not self._caches[database].has(key):
            return kept
        return self._find_at(database.latest.reader.read(), database, key, least)

    def _find_at(
        self, state: StoreState | None, database: Database, key: RequestKey, least: int | None
    ) -> KeptResponse | None:
        return self._caches[database].find(state, key) if state and state.number >= (least or 0) else None

    def _find_constant(self, key: RequestKey, least: int | None) -> KeptResponse | None:
        # What is of no revision takes no `min_revision`, and says so.
        return self._constants.find(_CONSTANT, key) if least is None else None

    def _send(
        self, kept: KeptResponse, begun: float, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        request_id = choose_request_id(environ.get("HTTP_X_REQUEST_ID"), environ.get("HTTP_TRACEPARENT"))
        start_response(kept.status, [*kept.headers, (REQUEST_ID, request_id)])
        status = int(kept.status[:3])
        return ClosingIterator([kept.body], lambda: self._note("GET", kept.route, status, time.perf_counter() - begun))

    def _ask(self, key: RequestKey, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """The application's response, which is kept if it may be."""
        started: list[tuple[str, list[tuple[str, str]]]] = []

        def start(status: str, headers: list[tuple[str, str]], *further: object) -> Callable[[bytes], object]:
            started.append((status, headers))
            return start_response(status, headers, *further)  # type: ignore[arg-type] # It is passed on as it came.

        parts = self._app(environ, start)
        database, state, route = environ.get(_KEEPABLE, (None, None, None))
        if route is None:
            return parts
        body = b"".join(parts)
        status, headers = started[-1]
        if len(body) <= MAX_BODY_BYTES:
            own = tuple((name, value) for name, value in headers if name != REQUEST_ID)
            response = KeptResponse(status, own, body, route)
            if state is None:
                self._constants.keep(_CONSTANT, key, response)
            else:
                self._caches[database].keep(state, key, response)
        return ClosingIterator([body], getattr(parts, "close", None))


def register_response_cache(app: Flask, settings: Settings, note: Note) -> None:
    """Answer repeated questions from memory, where nothing but the question and the revision decides the answer.

    Where readers need a key or are counted, each request is the application's.
    """
    databases = get_databases(app)
    if databases.primary.latest is not None and settings.reads is Reads.OPEN and settings.rate_limit == NO_LIMIT:
        caching = CachingApp(app.wsgi_app, databases, settings.response_cache_mb * 1_000_000, note)
        app.wsgi_app = caching  # type: ignore[method-assign] # It is meant to be replaced.
        if not settings.trusted_proxies:
            # What a proxy says of a request is read between the server and the cache.
            app.extensions[_EXTENSION] = caching.prepare


def allow_keeping(response: Response, state: StoreState | None) -> None:
    """Let a response be kept: one that is whole and depends on the question and the state alone.

    For a second after a revision responses have no date yet, which they get later.
    """
    if state is not None and response.last_modified is not None and not response.is_streamed:
        _mark_keepable(state)


def allow_keeping_always(response: Response) -> Response:
    """Let a response be kept that nothing but the request decides."""
    _mark_keepable(None)
    return response


def _mark_keepable(state: StoreState | None) -> None:
    request.environ[_KEEPABLE] = get_database(), state, request.url_rule.rule if request.url_rule else ""


def _build_key(environ: Mapping[str, object]) -> RequestKey | None:
    """What a request asks, null where another than a kept response may be due."""
    if environ["REQUEST_METHOD"] != "GET" or any(name in environ for name in _OTHERS):
        return None
    # A header that is missing may mean something else than one that is empty.
    key = tuple(str(environ.get(name, "\0")) for name in _KEY)
    # The answer is the same whatever revision it must be of at least.
    return (
        key
        if MIN_REVISION not in key[_QUERY]
        else (*key[:_QUERY], strip_min_revision(key[_QUERY])[0], *key[_QUERY + 1 :])
    )


def _read_min_revision(environ: Mapping[str, object]) -> int | None:
    return strip_min_revision(str(environ.get("QUERY_STRING", "")))[1]


def _measure(response: KeptResponse) -> int:
    return len(response.body) + _OVERHEAD_BYTES
