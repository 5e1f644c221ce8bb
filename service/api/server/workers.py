"""The process that answers requests: one loop has all the connections, and threads get whole requests."""

import errno
import selectors
import sys
import time
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import Any

from gunicorn.http import errors  # type: ignore[import-untyped] # It carries no types.
from gunicorn.workers.gthread import ThreadWorker  # type: ignore[import-untyped] # As above.

from service.api.server import refusals
from service.api.server.bounds import Bounds
from service.api.server.connections import Connection, Phase
from service.api.server.lanes import Lane
from service.api.server.listeners import allow_open_files, lift_ttl_limit
from service.api.server.outbox import SlowClientError
from service.api.server.traffic import Host, Traffic

# Requests that change nothing and cost little.
_READING = frozenset({"GET", "HEAD", "OPTIONS"})
# How long a connection may still begin with a request when its worker ends, in seconds: one that has said nothing yet,
# and one that has been answered before.
_SILENT_GRACE_S = 5.0
_IDLE_GRACE_S = 5.0
# Files of a worker that are no connections of clients: the database's, logs, data.
_OTHER_FILES = 256
# What may be wrong with one connection, or for the moment, when it is accepted; Linux hands on what the network says.
_PASSING_ERRORS = frozenset(
    getattr(errno, name)
    for name in (
        *("EAGAIN", "EWOULDBLOCK", "ECONNABORTED", "EMFILE", "ENFILE", "ENOBUFS", "ENOMEM", "EPERM", "EPROTO"),
        *("ENETDOWN", "ENETUNREACH", "EHOSTDOWN", "EHOSTUNREACH", "ENONET", "ENOPROTOOPT", "EOPNOTSUPP"),
    )
    # Not all systems have all.
    if hasattr(errno, name)
)
# How long a thread that computes may keep the others from it, in seconds: an answer needs several turns, and Python's
# own 5 ms each would add up while articles are stored.
_SWITCH_S = 0.001
# How long the loop waits when nothing happens, in seconds; less while threads wait for slow clients.
_TICK_S, _CROWDED_TICK_S = 1.0, 0.2


class ProblemWorker(ThreadWorker):  # type: ignore[misc] # Its base carries no types.
    """gunicorn's worker with threads, which a slow client cannot hold, and whose own errors are problems.

    `bounds` may be set until it runs.
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

    @classmethod
    def check_config(cls, cfg: Any, log: Any) -> None:
        """Refuse what would not be read by the loop: that is plain HTTP/1 alone."""
        if cfg.is_ssl or cfg.http2_cleartext != "off" or cfg.proxy_protocol != "off" or cfg.protocol != "http":
            raise SystemExit("basewatch: only plain HTTP/1 is supported; use a proxy in front for anything else")

    def get_thread_pool(self) -> ThreadPoolExecutor:
        """Make what gunicorn would use; it starts no thread, as each kind of request has a pool of its own."""
        return ThreadPoolExecutor(1)

    def run(self) -> None:
        """Serve until told to end, and then until every request that has come is answered."""
        self._prepare()
        while self.alive:
            self.set_accept_enabled(self._has_room() or self._traffic.find_expendable() is not None)
            self._turn()
            self.alive = self.alive and self.is_parent_alive()
        self.set_accept_enabled(False)
        self._traffic.table.shorten(Phase.SILENT, _SILENT_GRACE_S)
        self._traffic.table.shorten(Phase.IDLE, _IDLE_GRACE_S)
        last = time.monotonic() + self.cfg.graceful_timeout
        while self._traffic.count and time.monotonic() < last:
            self._turn()
        self._end()

    def _prepare(self) -> None:
        sys.setswitchinterval(_SWITCH_S)
        wanted = self.worker_connections + _OTHER_FILES
        self.worker_connections = max(1, min(wanted, allow_open_files(wanted)) - _OTHER_FILES)
        finish = partial(self.method_queue.defer, self.finish_request)
        spare, threads = self.bounds.slow_answers, self.cfg.threads
        self._readers = Lane("read", threads, self.handle, finish, room=None, spare=spare)
        self._writers = Lane("write", self.bounds.write_threads, self.handle, finish, room=self.bounds.write_queue)
        self._traffic = Traffic(
            Host(
                cfg=self.cfg,
                log=self.log,
                poller=self.poller,
                bounds=self.bounds,
                max_body_bytes=self.wsgi.config["MAX_CONTENT_LENGTH"],
                offer=lambda connection: self._choose_lane(connection).offer(connection),
                stall=lambda connection, is_stalled: self._choose_lane(connection).stall(connection, is_stalled),
                defer=self.method_queue.defer,
            )
        )
        self.poller.register(self.method_queue.fileno(), selectors.EVENT_READ, self.method_queue.run_callbacks)

    def _turn(self) -> None:
        self.notify()
        tick = _CROWDED_TICK_S if self._readers.is_crowded() else _TICK_S
        self.wait_for_and_dispatch_events(self._traffic.table.find_wait(tick))
        self._readers.cut_slow()
        self._traffic.expire()

    def _end(self) -> None:
        for lane in (self._readers, self._writers):
            lane.close()
        self.tpool.shutdown(wait=False)
        self.poller.close()
        # The queue stays open: threads that are still at work write to it, and the number of its pipe could be that of
        # a file by then, such as the database's.
        for listener in self.sockets:
            listener.close()

    def set_accept_enabled(self, enabled: bool) -> None:
        """Take connections or not; a worker that ends takes what waits already, and leaves the socket at once.

        The system completes connections for as long as anybody holds the socket. Were it held until the last answer
        is sent, whoever connects meanwhile would send a request that nobody reads, where being refused at once would
        let it go elsewhere. When the whole server ends, its parent has seen to it that none comes after the last look.
        """
        super().set_accept_enabled(enabled)
        if not enabled and not self.alive:
            for listener in self.sockets:
                while self.accept(listener):
                    pass
                listener.close()
            self.sockets = []

    def accept(self, listener: Any) -> bool:
        """Begin a connection, if there is one; the one that has waited for longest may have to end for it."""
        try:
            peer, client = listener.accept()
        except OSError as error:
            if error.errno not in _PASSING_ERRORS:
                raise
            if error.errno in {errno.EMFILE, errno.ENFILE}:
                self._close_oldest()
            return False
        if not self._has_room():
            self._close_oldest()
        # Those that begin as the server ends have limits that they must lose.
        lift_ttl_limit(peer)
        self._traffic.begin(peer, client, listener.getsockname())
        return True

    def _has_room(self) -> bool:
        return self._traffic.count < self.worker_connections

    def _close_oldest(self) -> None:
        if oldest := self._traffic.find_expendable():
            self._traffic.close(oldest)

    def _choose_lane(self, connection: Connection) -> Lane:
        return self._readers if connection.request.method in _READING else self._writers

    def handle(self, conn: Connection) -> bool:
        """Answer a request, in a thread; whether the connection is kept."""
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
        """Answer an exception that came out of the application."""
        answer = refusals.build_answer(*refusals.describe_error(self.log, exc, req), req)
        # Whoever wrote this may be gone already.
        with suppress(OSError):
            client.sendall(answer)

    def finish_request(self, conn: Connection, fs: "Future[bool]") -> None:
        """Go on with a connection whose request a thread has answered."""
        self._choose_lane(conn).finish(conn)
        self._traffic.finish_answer(conn, keeps=not fs.cancelled() and fs.exception() is None and fs.result())
