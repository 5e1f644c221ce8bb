"""The gunicorn worker: one event loop for all connections, and threads for complete requests."""

import errno
import selectors
import sys
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import Any

from gunicorn.http import errors  # type: ignore[import-untyped] # It carries no types.
from gunicorn.util import unquote_to_wsgi_str  # type: ignore[import-untyped] # As above.
from gunicorn.workers.gthread import ThreadWorker  # type: ignore[import-untyped] # As above.

from service.api.server import refusals
from service.api.server.bounds import Bounds
from service.api.server.connections import Connection, Phase
from service.api.server.lanes import LOOK_S, Lane, Look, LookLane
from service.api.server.listeners import allow_open_files, lift_ttl_limit
from service.api.server.outbox import SlowClientError
from service.api.server.traffic import Host, Traffic

# Where the application says whether it can answer a request without a thread: at once, or after a look at the store. It
# is put there by service.api.caching.response_cache, which a server knows nothing of.
_PREPARE = "basewatch_prepare"
# Headers that gunicorn names otherwise than by their prefix.
_UNPREFIXED = frozenset({"CONTENT_LENGTH", "CONTENT_TYPE"})
# Safe methods, handled by the reading threads.
_READING = frozenset({"GET", "HEAD", "OPTIONS"})
# Grace periods, in seconds, for a request on an open connection when its worker shuts down: on a new connection, and on
# an idle one.
_SILENT_GRACE_S = 5.0
_IDLE_GRACE_S = 5.0
# File descriptors of a worker beside its connections: database, logs, data.
_OTHER_FILES = 256
# Transient errors of `accept`; Linux also passes on network errors of the new connection.
_TRANSIENT_ERRORS = frozenset(
    getattr(errno, name)
    for name in (
        *("EAGAIN", "EWOULDBLOCK", "ECONNABORTED", "EMFILE", "ENFILE", "ENOBUFS", "ENOMEM", "EPERM", "EPROTO"),
        *("ENETDOWN", "ENETUNREACH", "EHOSTDOWN", "EHOSTUNREACH", "ENONET", "ENOPROTOOPT", "EOPNOTSUPP"),
    )
    # Some are missing on some systems.
    if hasattr(errno, name)
)
# Python's thread switch interval, in seconds: a response needs several switches, and the default of 5 ms would add up
# while articles are loaded.
_SWITCH_S = 0.001
# Requests that run at once while they are quick: one computes, and another waits for the store.
_QUICK_READERS = 2
# Poll timeout of the loop, in seconds; shorter while threads wait for slow clients.
_TICK_S, _CROWDED_TICK_S = 1.0, 0.2


class ProblemWorker(ThreadWorker):  # type: ignore[misc] # Its base carries no types.
    """A threaded gunicorn worker that slow clients cannot block, and whose own errors are problem responses.

    Set `bounds` before it runs.
    """

    sockets: list[Any]
    alive: bool
    worker_connections: int
    _traffic: Traffic
    _readers: Lane
    _writers: Lane

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.bounds = Bounds()
        # Connections whose request the loop itself has answered, and whether they are kept alive.
        self._answered: deque[tuple[Connection, bool]] = deque()
        self._look_lanes: dict[Look, LookLane] = {}

    @classmethod
    def check_config(cls, cfg: Any, log: Any) -> None:
        """Reject settings that the loop does not support: it reads plain HTTP/1 only."""
        if cfg.is_ssl or cfg.http2_cleartext != "off" or cfg.proxy_protocol != "off" or cfg.protocol != "http":
            raise SystemExit("basewatch: only plain HTTP/1 is supported; use a proxy in front for anything else")

    def get_thread_pool(self) -> ThreadPoolExecutor:
        """Return an unused pool for gunicorn: each kind of request has its own one."""
        return ThreadPoolExecutor(1)

    def run(self) -> None:
        """Serve until shut down, then finish all open requests."""
        self._set_up()
        while self.alive:
            self.set_accept_enabled(self._has_room() or self._traffic.find_evictable() is not None)
            self._turn()
            # SIGTERM ends `alive` at any point: `alive = alive and …` would undo one that comes during the call.
            if not self.is_parent_alive():
                self.alive = False
        self._leave_listeners()
        self._traffic.table.shorten(Phase.SILENT, _SILENT_GRACE_S)
        self._traffic.table.shorten(Phase.IDLE, _IDLE_GRACE_S)
        last = time.monotonic() + self.cfg.graceful_timeout
        while self._traffic.count and time.monotonic() < last:
            self._turn()
        self._end()

    def _set_up(self) -> None:
        sys.setswitchinterval(_SWITCH_S)
        wanted = self.worker_connections + _OTHER_FILES
        self.worker_connections = max(1, min(wanted, allow_open_files(wanted)) - _OTHER_FILES)
        finish = partial(self.method_queue.defer, self.finish_request)
        spare, threads = self.bounds.slow_responses, self.cfg.threads
        self._readers = Lane("read", threads, self.handle, finish, room=None, spare=spare, quick=_QUICK_READERS)
        self._writers = Lane("write", self.bounds.write_threads, self.handle, finish, room=self.bounds.write_queue)
        self._traffic = Traffic(
            Host(
                cfg=self.cfg,
                log=self.log,
                poller=self.poller,
                bounds=self.bounds,
                max_body_bytes=self.wsgi.config["MAX_CONTENT_LENGTH"],
                offer=self._offer,
                stall=lambda connection, is_stalled: self._choose_lane(connection).stall(connection, is_stalled),
                defer=self.method_queue.defer,
            )
        )
        self.poller.register(self.method_queue.fileno(), selectors.EVENT_READ, self.method_queue.run_callbacks)

    def _turn(self) -> None:
        self.notify()
        tick = _CROWDED_TICK_S if self._readers.is_crowded() else _TICK_S
        if any(lane.is_waited_for() for lane in self._look_lanes.values()):
            tick = LOOK_S
        tick = self._traffic.table.find_wait(self._readers.find_wait(tick))
        self.wait_for_and_dispatch_events(0.0 if self._answered else tick)
        self._readers.advance()
        for lane in self._look_lanes.values():
            lane.advance()
        # Only those of this turn: behind each of them the client may have sent many more.
        for _ in range(len(self._answered)):
            connection, keeps = self._answered.popleft()
            self._traffic.finish_response(connection, keeps=keeps)
        for lane in self._look_lanes.values():
            lane.begin()
        self._readers.cut_slow()
        self._traffic.expire()

    def _end(self) -> None:
        for lane in (self._readers, self._writers):
            lane.close()
        for look_lane in self._look_lanes.values():
            look_lane.close()
        self.tpool.shutdown(wait=False)
        # The method queue stays open: running threads still write to it, and its file descriptor could be reused, such
        # as by the database.
        self.poller.close()

    def _leave_listeners(self) -> None:
        """Accept all pending connections and close the sockets at once.

        The kernel completes handshakes while any process holds the socket. If the worker held it until its last
        response, new clients would send requests that nobody reads, instead of being refused and going elsewhere. When
        the whole server ends, its parent has already stopped new connections.
        """
        self.set_accept_enabled(False)
        for listener in self.sockets:
            while self.accept(listener):
                pass
            listener.close()

    def accept(self, listener: Any) -> bool:
        """Accept a connection, if there is one; at the limit, close the one that has been idle longest."""
        try:
            peer, client = listener.accept()
        except OSError as error:
            if error.errno not in _TRANSIENT_ERRORS:
                raise
            if error.errno in {errno.EMFILE, errno.ENFILE}:
                self._close_oldest()
            return False
        if not self._has_room():
            self._close_oldest()
        # Connections accepted during shutdown inherit the TTL requirement.
        lift_ttl_limit(peer)
        self._traffic.begin(peer, client, listener.getsockname())
        return True

    def _has_room(self) -> bool:
        return self._traffic.count < self.worker_connections

    def _close_oldest(self) -> None:
        if oldest := self._traffic.find_evictable():
            self._traffic.close(oldest)

    def _offer(self, connection: Connection) -> bool:
        """Answer a request here if that takes no time, or let it wait for a look at the store; else queue it for a
        thread, whose hand-over takes longer."""
        prepare = self.wsgi.extensions.get(_PREPARE)
        environ = build_environ(connection.request) if prepare else None
        prepared = prepare(environ) if environ is not None else None
        if prepared is None:
            return self._choose_lane(connection).offer(connection)
        if prepared.look is None:
            self._answer(connection, prepared.take)
            return True
        return self._get_look_lane(prepared.look).offer(connection, prepared.take) or self._release(connection)

    def _answer(self, connection: Connection, take: Callable[[], bool]) -> None:
        """Answer a request here if what was prepared is due."""
        if take():
            self._answered.append((connection, self.handle(connection)))
        else:
            self._release(connection)

    def _release(self, connection: Connection) -> bool:
        """Queue a request that was to be answered here for a thread, as all others are."""
        return self._choose_lane(connection).offer(connection)

    def _get_look_lane(self, look: Look) -> LookLane:
        lane = self._look_lanes.get(look)
        if lane is None:
            defer = self.method_queue.defer
            lane = self._look_lanes[look] = LookLane(look, self.poller, defer, self._answer, self._release)
        return lane

    def _choose_lane(self, connection: Connection) -> Lane:
        return self._readers if connection.request.method in _READING else self._writers

    def handle(self, conn: Connection) -> bool:
        """Handle a request, in a thread; return whether the connection is kept alive."""
        try:
            return bool(self._keepalive_after(conn, self.handle_request(conn.request, conn)))
        except (errors.NoMoreData, StopIteration) as error:
            self.log.debug("Closing connection. %s", error)
        except ConnectionError as error:
            self.log.debug("client disconnected: %s", error)
        except SlowClientError as error:
            self.log.info("slow client disconnected: %s", error)
        except OSError:
            self.log.exception("response failed")
        except Exception as error:
            self.handle_error(conn.request, conn.sock, conn.client, error)
        return False

    def handle_error(self, req: Any, client: Any, addr: Any, exc: Exception) -> None:
        """Respond to an exception of the application."""
        response = refusals.build_response(*refusals.describe_error(self.log, exc, req), req)
        # The client may have disconnected.
        with suppress(OSError):
            client.sendall(response)

    def finish_request(self, conn: Connection, fs: "Future[bool]") -> None:
        """Finish a connection's request after its thread."""
        self._choose_lane(conn).finish(conn)
        self._traffic.finish_response(conn, keeps=not fs.cancelled() and fs.exception() is None and fs.result())


def build_environ(request: Any) -> dict[str, str] | None:
    """What the WSGI environment will have of a request's line and headers; null where headers are repeated."""
    environ = {
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_wsgi_str(request.path),
        "QUERY_STRING": request.query,
    }
    for name, value in request.headers:
        key = name.replace("-", "_")
        key = key if key in _UNPREFIXED else f"HTTP_{key}"
        if key in environ or name == "SCRIPT_NAME":
            return None
        environ[key] = value
    return environ
