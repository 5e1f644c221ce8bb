"""Receives requests and sends responses for all connections of a worker, in one event loop.

Threads get only requests that are complete, or can be rejected already. A slow or silent client costs bounded memory,
and never a thread.
"""

import selectors
import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any

from gunicorn.http.parser import RequestParser  # type: ignore[import-untyped] # It carries no types.

from service.api.server import refusals
from service.api.server.bounds import Bounds
from service.api.server.connections import IDLE_PHASES, RECEIVING_PHASES, Connection, ConnectionTable, Phase
from service.api.server.framing import build_framing, is_head_decided
from service.api.server.inbox import Inbox
from service.api.server.outbox import Outbox
from service.api.server.refusals import Refusal

_CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
_RECEIVE_BYTES = 65_536
# Lingering close: a client that is still sending after its response may read the response first. At most this many
# bytes are discarded, for at most this many seconds.
_DISCARD_BYTES = 1_048_576
_CLOSING_S = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """The worker's interface for Traffic. `defer` schedules a call in the loop, from any thread."""

    cfg: Any
    log: Any
    poller: selectors.BaseSelector
    bounds: Bounds
    max_body_bytes: int
    offer: Callable[[Connection], bool]
    stall: Callable[[Connection, bool], None]
    defer: Callable[..., None]


class Traffic:
    """All connections of a worker. Only the loop may call it; threads use `defer`."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._bounds = bounds = host.bounds
        self.table = ConnectionTable(
            {
                Phase.SILENT: bounds.head_s,
                Phase.IDLE: host.cfg.keepalive,
                Phase.HEAD: bounds.head_s,
                Phase.BODY: bounds.body_s,
                Phase.SENDING: bounds.send_s,
                Phase.CLOSING: _CLOSING_S,
            }
        )
        self.count = 0

    # Opening connections.

    def begin(self, peer: socket.socket, client: Any, server: Any) -> None:
        """Add a new connection, and wait for its requests."""
        self.count += 1
        peer.setblocking(False)
        connection = self._build_connection(peer, client, server)
        self.table.move(connection, Phase.SILENT)
        self._watch(connection, selectors.EVENT_READ)

    def _build_connection(self, peer: socket.socket, client: Any, server: Any) -> Connection:
        host, inbox = self._host, Inbox()
        parser = RequestParser(host.cfg, (), client)
        parser.unreader = inbox

        def wake() -> None:
            host.defer(self._watch_output, connection)

        def stall(is_stalled: bool) -> None:
            host.defer(host.stall, connection, is_stalled)

        outbox = Outbox(peer, host.bounds, wake, stall)
        connection = Connection(peer=peer, sock=outbox, client=client, server=server, inbox=inbox, parser=parser)
        return connection

    # Receiving requests.

    def receive(self, connection: Connection, _peer: socket.socket) -> None:
        """Receive bytes from a client."""
        if connection.phase in {Phase.RESPONSE, Phase.SENDING, Phase.CLOSED}:
            # The next request waits. Few clients send one before their response, so only those cost a call more.
            self._watch(connection, connection.events & ~selectors.EVENT_READ)
            return
        try:
            data = connection.peer.recv(_RECEIVE_BYTES)
        except BlockingIOError:
            return
        except OSError:
            self.close(connection)
            return
        if connection.phase is Phase.CLOSING:
            self._discard(connection, data)
        elif data:
            self._take(connection, data)
        elif connection.phase is Phase.BODY:
            self.refuse(connection, refusals.INCOMPLETE_BODY)
        else:
            self.close(connection)

    def _discard(self, connection: Connection, data: bytes) -> None:
        connection.discarded += len(data)
        if not data or connection.discarded > _DISCARD_BYTES:
            self.close(connection)

    def _take(self, connection: Connection, data: bytes) -> None:
        connection.inbox.feed(data)
        self.table.count_received(connection, connection.received + len(data))
        if connection.phase in IDLE_PHASES:
            self.table.move(connection, Phase.HEAD)
        if connection.framing:
            connection.framing.feed(data)
        self._make_room(connection)
        self._advance(connection)

    def _make_room(self, connection: Connection) -> None:
        """Reject the longest-running uploads while buffered requests exceed the limit."""
        while self.table.received > self._bounds.buffer_bytes and connection.phase in RECEIVING_PHASES:
            self.refuse(self.table.find_oldest(RECEIVING_PHASES) or connection, refusals.BUFFERS_FULL)

    def _advance(self, connection: Connection) -> None:
        """Process a request as far as it was received."""
        if connection.phase is Phase.HEAD:
            size = len(connection.inbox.held)
            if is_head_decided(connection.inbox.held, connection.searched):
                self._begin_request(connection)
            connection.searched = size
        elif connection.phase is Phase.BODY and self._is_enough(connection):
            self._offer(connection)

    def _begin_request(self, connection: Connection) -> None:
        try:
            connection.request = next(connection.parser)
        except Exception as error:
            self.respond(connection, *refusals.describe_error(self._host.log, error, None))
            return
        connection.framing = build_framing(connection.request.body.reader)
        connection.framing.feed(bytes(connection.inbox.rewind()))
        if self._is_enough(connection):
            self._offer(connection)
            return
        self.table.move(connection, Phase.BODY)
        if connection.request._expected_100_continue:
            connection.request._expected_100_continue = False
            with suppress(OSError):
                connection.sock.sendall(_CONTINUE)

    def _is_enough(self, connection: Connection) -> bool:
        """Whether a body is complete, or already too large."""
        framing = connection.framing
        if framing is None or framing.is_complete or framing.has_excessive_overhead():
            return True
        return framing.size > self._host.max_body_bytes

    def _offer(self, connection: Connection) -> None:
        """Queue a request for a thread of its kind."""
        request, framing = connection.request, connection.framing
        if framing and framing.has_excessive_overhead():
            self.refuse(connection, refusals.EXCESSIVE_CHUNKS)
            return
        self.table.move(connection, Phase.RESPONSE)
        # An unsent `100 Continue` does not wake the loop again.
        self._watch_output(connection)
        request._expected_100_continue = False
        if framing and not framing.is_complete:
            # The start of the next request is unknown.
            request.force_close()
        connection.sock.begin()
        if not self._host.offer(connection):
            self.refuse(connection, refusals.QUEUE_FULL)

    # Sending responses.

    def refuse(self, connection: Connection, refusal: Refusal) -> None:
        """Reject a request with a problem, and close the connection."""
        request_id = refusals.choose_request_id(connection.request)
        self._host.log.warning("request %s rejected: %s", request_id, refusal.detail)
        self.respond(connection, refusal, request_id)

    def respond(self, connection: Connection, refusal: Refusal, request_id: str) -> None:
        """Send a problem, and close the connection."""
        with suppress(OSError):
            connection.sock.sendall(refusals.build_response(refusal, request_id, connection.request))
        self.finish_response(connection, keeps=False)

    def finish_response(self, connection: Connection, *, keeps: bool) -> None:
        """Wait for the client to read the rest of its response, or continue at once if all is sent."""
        # After a truncated response, the client would wait for the rest.
        keeps = keeps and connection.sock.flush()
        connection.keeps, connection.request, connection.framing = keeps, None, None
        # Else the parser would keep the last request in memory.
        connection.parser.mesg = None
        if not keeps:
            connection.inbox.clear()
        self.table.count_received(connection, len(connection.inbox.rewind()))
        if not connection.sock.size:
            self._finish_sending(connection)
            return
        self.table.move(connection, Phase.SENDING)
        connection.mark = connection.sock.sent
        self.table.count_sending(connection, connection.sock.size)
        self._watch(connection, selectors.EVENT_WRITE)
        while self.table.sending > self._bounds.buffer_bytes and (oldest := self.table.find_oldest([Phase.SENDING])):
            self.close(oldest)

    def _watch_output(self, connection: Connection) -> None:
        if connection.phase is Phase.RESPONSE and connection.sock.size:
            self._watch(connection, selectors.EVENT_WRITE)

    def send(self, connection: Connection, _peer: socket.socket) -> None:
        """Send buffered bytes of a response."""
        if connection.phase not in {Phase.RESPONSE, Phase.SENDING}:
            return
        holds = connection.sock.flush()
        if connection.phase is Phase.RESPONSE:
            if not connection.sock.size:
                self._watch(connection, 0)
            return
        self.table.count_sending(connection, connection.sock.size)
        if not holds:
            self.close(connection)
        elif not connection.sock.size:
            self._finish_sending(connection)
        elif connection.sock.sent - connection.mark >= self._bounds.min_sent:
            connection.mark = connection.sock.sent
            self.table.move(connection, Phase.SENDING)

    def _finish_sending(self, connection: Connection) -> None:
        """Start the next request, which may be buffered already, or close."""
        if not connection.keeps:
            self._begin_close(connection)
            return
        self._watch(connection, selectors.EVENT_READ)
        connection.searched = 0
        self.table.move(connection, Phase.HEAD if connection.inbox.held else Phase.IDLE)
        self._advance(connection)

    # Closing connections.

    def expire(self) -> None:
        """Close connections and reject requests that timed out."""
        for connection in self.table.pop_expired():
            if connection.phase is Phase.BODY:
                self.refuse(connection, refusals.BODY_TIMEOUT)
            elif connection.phase is Phase.HEAD:
                self.refuse(connection, refusals.HEADERS_TIMEOUT)
            else:
                self.close(connection)

    def find_evictable(self) -> Connection | None:
        """Return the connection to close for a new one: preferably an idle one."""
        return self.table.find_oldest(IDLE_PHASES) or self.table.find_oldest((*RECEIVING_PHASES, Phase.SENDING))

    def _begin_close(self, connection: Connection) -> None:
        """Shut down the sending side, and wait briefly for the client to close: else its response could be lost."""
        try:
            connection.peer.shutdown(socket.SHUT_WR)
        except OSError:
            self.close(connection)
            return
        self.table.move(connection, Phase.CLOSING)
        self._watch(connection, selectors.EVENT_READ)

    def close(self, connection: Connection) -> None:
        """Close a connection at once."""
        if connection.phase is Phase.CLOSED:
            return
        self._watch(connection, 0)
        self.table.count_received(connection, 0)
        self.table.count_sending(connection, 0)
        self.table.move(connection, Phase.CLOSED)
        connection.sock.cut()
        connection.peer.close()
        self.count -= 1

    def _watch(self, connection: Connection, events: int) -> None:
        """Watch a connection for one kind of event, or for none."""
        if events == connection.events:
            return
        data = partial(self.receive if events == selectors.EVENT_READ else self.send, connection)
        if not events:
            self._host.poller.unregister(connection.peer)
        elif connection.events:
            self._host.poller.modify(connection.peer, events, data)
        else:
            self._host.poller.register(connection.peer, events, data)
        connection.events = events
