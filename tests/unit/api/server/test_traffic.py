"""What is kept of a connection, and what is watched, from one request to the next."""

import gc
import logging
import selectors
import socket
import weakref
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field

import pytest
from gunicorn.config import Config  # type: ignore[import-untyped] # It carries no types.

from service.api.server.bounds import Bounds
from service.api.server.connections import Connection, Phase
from service.api.server.traffic import Host, Traffic

GET = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
MUCH = b"x" * 20_000_000


@dataclass(slots=True)
class Loop:
    """Traffic whose requests wait in `offered` for the test to answer them."""

    poller: selectors.BaseSelector = field(default_factory=selectors.DefaultSelector)
    offered: list[Connection] = field(default_factory=list)

    def build_traffic(self) -> Traffic:
        def take(connection: Connection) -> bool:
            self.offered.append(connection)
            return True

        return Traffic(
            Host(
                cfg=Config(),
                log=logging.getLogger("test"),
                poller=self.poller,
                bounds=Bounds(),
                max_body_bytes=1_000,
                offer=take,
                stall=lambda _connection, _is_stalled: None,
                defer=lambda call, *values: call(*values),
            )
        )

    def turn(self, is_done: Callable[[], bool]) -> None:
        for _ in range(1_000):
            if is_done():
                return
            for key, _events in self.poller.select(0.01):
                key.data(key.fileobj)
        raise AssertionError("nothing came of it")

    def await_request(self) -> Connection:
        self.turn(lambda: bool(self.offered))
        return self.offered.pop()


@dataclass(frozen=True, slots=True)
class Scene:
    """A loop with one connection, and its client."""

    loop: Loop
    traffic: Traffic
    client: socket.socket

    def ask(self, request: bytes) -> Connection:
        self.client.sendall(request)
        return self.loop.await_request()


@pytest.fixture
def scene() -> Iterator[Scene]:
    loop = Loop()
    traffic = loop.build_traffic()
    peer, client = socket.socketpair()
    client.settimeout(10)
    with loop.poller, peer, client:
        traffic.begin(peer, ("127.0.0.1", 1), ("127.0.0.1", 2))
        yield Scene(loop, traffic, client)


def test_idle_connection_keeps_nothing_of_its_last_request(scene: Scene) -> None:
    connection = scene.ask(GET)
    request = weakref.ref(connection.request)
    connection.sock.sendall(b"answer")
    scene.traffic.finish_response(connection, keeps=True)
    gc.collect()
    assert connection.phase is Phase.IDLE
    assert request() is None
    assert scene.ask(GET) is connection


def test_connection_whose_answer_was_cut_at_its_end_is_closed(scene: Scene) -> None:
    connection = scene.ask(GET)
    connection.sock.sendall(MUCH)
    connection.sock.cut()
    scene.traffic.finish_response(connection, keeps=True)
    assert connection.phase is Phase.CLOSING
    while scene.client.recv(1_000_000):
        pass


def test_answer_behind_a_continue_that_was_not_taken_is_sent(scene: Scene) -> None:
    scene.client.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 1\r\n")
    connection = next(iter(scene.loop.poller.get_map().values())).data.args[0]
    # So that the system takes nothing more.
    with suppress(BlockingIOError):
        while connection.peer.send(MUCH):
            pass
    scene.client.sendall(b"\r\n")
    scene.loop.turn(lambda: connection.phase is Phase.BODY)
    assert scene.ask(b"x") is connection
    connection.sock.sendall(b"answer")
    received = bytearray()
    scene.client.setblocking(False)

    def take() -> bool:
        with suppress(BlockingIOError):
            received.extend(scene.client.recv(1_000_000))
        return received.endswith(b"100 Continue\r\n\r\nanswer")

    scene.loop.turn(take)


def test_request_that_is_sent_before_the_last_answer_waits_for_it_unread(scene: Scene) -> None:
    connection = scene.ask(GET)
    scene.client.sendall(GET)
    scene.loop.turn(lambda: connection.events == 0)
    assert not connection.inbox.held
    connection.sock.sendall(b"answer")
    scene.traffic.finish_response(connection, keeps=True)
    assert scene.loop.await_request() is connection


def test_client_that_sends_nothing_more_is_sent_its_answer(scene: Scene) -> None:
    connection = scene.ask(GET)
    scene.client.shutdown(socket.SHUT_WR)
    scene.loop.turn(lambda: connection.events == 0)
    connection.sock.sendall(b"answer")
    scene.traffic.finish_response(connection, keeps=True)
    assert scene.client.recv(100) == b"answer"
    scene.loop.turn(lambda: connection.phase is Phase.CLOSED)
