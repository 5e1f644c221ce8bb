"""The process that answers requests, with problems also for what is no request and so never reaches the application."""

import json
import selectors
import socket
import time
import uuid
from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from functools import partial
from http import HTTPStatus
from typing import Any

from gunicorn.http import errors  # type: ignore[import-untyped] # It carries no types.
from gunicorn.workers.gthread import ThreadWorker  # type: ignore[import-untyped] # As above.

from service.api.headers import build_headers
from service.api.listeners import lift_ttl_limit
from service.api.problems import DETAILS, PROBLEM_TYPE, build_problem

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
}

# How long a connection that has said nothing yet may still begin with a request when its worker ends, in seconds.
SILENT_GRACE_S = 5


class ProblemWorker(ThreadWorker):  # type: ignore[misc] # Its base carries no types.
    """gunicorn's worker with threads, whose own errors would be pages of HTML."""

    sockets: list[Any]
    pending_conns: deque[Any]

    def set_accept_enabled(self, enabled: bool) -> None:
        """Take connections or not; a worker that ends takes what waits already, and leaves the socket at once.

        The system completes connections for as long as anybody holds the socket. Were it held until the last answer
        is sent, whoever connects meanwhile would send a request that nobody reads, where being refused at once would
        let it go elsewhere. When the whole server ends, its parent has seen to it that none comes after the last look.
        """
        super().set_accept_enabled(enabled)
        if not enabled and not self.alive:
            for listener in self.sockets:
                self._accept_waiting(listener)
                listener.close()
            self.sockets = []
            self._shorten_silent()

    def _accept_waiting(self, listener: Any) -> None:
        taken = -1
        while self.nr_conns != taken:
            taken = self.nr_conns
            self.accept(listener)

    def _shorten_silent(self) -> None:
        last = time.monotonic() + SILENT_GRACE_S
        for connection in self.pending_conns:
            connection.timeout = min(connection.timeout, last)

    def enqueue_req(self, conn: Any) -> None:
        """Give a connection a thread once it says something: those that say nothing would take all threads."""
        if conn.initialized or conn.data_ready:
            super().enqueue_req(conn)
            return
        # Those that begin as the server ends have limits that they must lose.
        lift_ttl_limit(conn.sock)
        conn.set_timeout()
        self.pending_conns.append(conn)
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(self.on_pending_socket_readable, conn))

    def handle_error(self, req: Any, client: socket.socket, addr: Any, exc: Exception) -> None:
        """Answer what gunicorn could not read, or an exception that came out of the application."""
        request_id = uuid.uuid4().hex
        status = find_status(exc)
        if status is HTTPStatus.INTERNAL_SERVER_ERROR:
            self.log.error("request %s failed", request_id, exc_info=exc)
        else:
            # As Python writes it, so that nothing in it can forge a line of the log.
            self.log.warning("request %s cannot be read: %r", request_id, str(exc))
        # Whoever wrote this may be gone already.
        with suppress(OSError):
            client.sendall(build_answer(status, request_id))


def find_status(error: Exception) -> HTTPStatus:
    """Return the status that what gunicorn raises is answered with."""
    for kind, status in STATUSES.items():
        if isinstance(error, kind):
            return status
    return HTTPStatus.INTERNAL_SERVER_ERROR


def build_answer(status: HTTPStatus, request_id: str) -> bytes:
    """Build a whole answer with a problem; the path of what could not be read is not known."""
    detail = DETAILS.get(status, "this is no HTTP request; a path or query takes letters of ASCII, others as %XX")
    body = json.dumps(build_problem(status, detail, instance="/", request_id=request_id)).encode()
    headers = {
        "Connection": "close",
        "Content-Type": PROBLEM_TYPE,
        "Content-Length": str(len(body)),
        **build_headers(request_id),
    }
    lines = [f"HTTP/1.1 {status.value} {status.phrase}", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode() + body
