"""Who gets a thread, who waits for one, and who is sent away."""

import queue
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import ExitStack

import pytest

from service.api.server.connections import Connection
from service.api.server.lanes import Lane
from tests.unit.api.server.test_connections import build_connection


class Desk:
    """Requests that are answered when the test says so, and what the loop is told of them."""

    def __init__(self) -> None:
        self.begun: queue.Queue[Connection] = queue.Queue()
        self.finished: queue.Queue[Connection] = queue.Queue()
        self.may_end = threading.Semaphore(0)

    def handle(self, connection: Connection) -> bool:
        self.begun.put(connection)
        return self.may_end.acquire(timeout=10)

    def finish(self, connection: Connection, _future: "Future[bool]") -> None:
        self.finished.put(connection)

    def await_begun(self) -> Connection:
        return self.begun.get(timeout=10)


@pytest.fixture
def desk() -> Iterator[Desk]:
    desk = Desk()
    yield desk
    for _ in range(10):
        desk.may_end.release()


@pytest.fixture
def connections() -> Iterator[list[Connection]]:
    with ExitStack() as opened:
        yield [build_connection(opened.enter_context(socket.socket())) for _ in range(5)]


def test_lane_sends_away_what_finds_all_threads_and_all_room_taken(desk: Desk, connections: list[Connection]) -> None:
    lane = Lane("test", 1, desk.handle, desk.finish, room=1)
    assert [lane.offer(connection) for connection in connections[:3]] == [True, True, False]
    assert desk.await_begun() is connections[0]
    desk.may_end.release()
    lane.finish(desk.finished.get(timeout=10))
    assert desk.await_begun() is connections[1]
    assert lane.offer(connections[3])
    lane.close()


def test_thread_that_waits_for_a_client_counts_as_free_as_far_as_it_can_be_spared(
    desk: Desk, connections: list[Connection]
) -> None:
    lane = Lane("test", 1, desk.handle, desk.finish, room=None, spare=1)
    for connection in connections[:3]:
        assert lane.offer(connection)
    first = desk.await_begun()
    lane.stall(first, True)
    second = desk.await_begun()
    lane.stall(second, True)
    assert lane.is_crowded()
    assert desk.begun.empty()
    time.sleep(0.6)
    # Neither has taken anything, so either is the slowest.
    lane.cut_slow()
    assert not lane.is_crowded()
    lane.close()


def test_client_that_is_waited_for_but_a_moment_is_not_cut(desk: Desk, connections: list[Connection]) -> None:
    lane = Lane("test", 1, desk.handle, desk.finish, room=None)
    lane.stall(connections[0], True)
    lane.cut_slow()
    assert lane.is_crowded()
    lane.stall(connections[0], False)
    assert not lane.is_crowded()
    lane.close()
