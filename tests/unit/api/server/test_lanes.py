"""Who gets a thread, who waits for one, and who is sent away."""

import queue
import selectors
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import ExitStack
from functools import partial

import pytest

from service.api.server.connections import Connection
from service.api.server.lanes import LOOK_S, QUICK_S, Lane, LookLane
from service.errors import StorageError
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


def test_quick_requests_wait_for_each_other_and_not_for_one_that_takes_long(
    desk: Desk, connections: list[Connection]
) -> None:
    now = 0.0
    lane = Lane("test", 3, desk.handle, desk.finish, room=None, quick=1, clock=lambda: now)
    for connection in connections:
        assert lane.offer(connection)
    begun = [desk.await_begun()]
    assert lane.find_wait(1.0) == QUICK_S
    for _ in range(2):
        lane.advance()
        assert desk.begun.empty()
        now += QUICK_S
        # The next is due, without anything having happened.
        assert lane.find_wait(1.0) == 0
        lane.advance()
        begun.append(desk.await_begun())
    now += QUICK_S
    # All threads are taken, which only a request that ends can change.
    lane.advance()
    assert desk.begun.empty()
    assert lane.find_wait(1.0) == 1.0
    desk.may_end.release()
    lane.finish(desk.finished.get(timeout=10))
    assert [*begun, desk.await_begun()] == connections[:4]
    lane.close()


def test_lane_without_requests_that_wait_has_nothing_to_wake_up_for(desk: Desk, connections: list[Connection]) -> None:
    lane = Lane("test", 2, desk.handle, desk.finish, room=None, quick=1)
    assert lane.find_wait(1.0) == 1.0
    assert lane.offer(connections[0])
    assert lane.find_wait(1.0) == 1.0
    lane.close()


class Store:
    """A store that tells of its looks by a socket, when the test says so."""

    def __init__(self) -> None:
        self.is_there = True
        self.sent = 0
        self.far: socket.socket | None = None
        self._near: socket.socket | None = None

    def open(self) -> None:
        if not self.is_there:
            raise StorageError("it is not there")
        self._near, self.far = socket.socketpair()

    def fileno(self) -> int:
        assert self._near is not None
        return self._near.fileno()

    def send(self) -> None:
        if not self.is_there:
            raise StorageError("it is not there")
        self.sent += 1

    def receive(self) -> bool:
        assert self._near is not None
        self._near.setblocking(False)
        try:
            received = self._near.recv(1)
        except BlockingIOError:
            return False
        if not received:
            raise StorageError("the connection is lost")
        return received == b"."

    def close(self) -> None:
        for end in (self._near, self.far):
            if end is not None:
                end.close()

    def say(self, text: bytes) -> None:
        """An answer ends with a full stop."""
        assert self.far is not None
        self.far.sendall(text)


class LookLoop:
    """A loop with one lane, and which requests were answered by a look and which were not."""

    def __init__(self, store: Store) -> None:
        self.poller = selectors.DefaultSelector()
        self.deferred: queue.Queue[Callable[[], None]] = queue.Queue()
        self.answered: list[Connection] = []
        self.released: list[Connection] = []
        # By the test's word, and not by what a busy machine does meanwhile.
        self.now_s = 0.0
        self.lane = LookLane(store, self.poller, self.defer, self.answer, self.release, clock=lambda: self.now_s)

    def wait(self, seconds: float) -> None:
        self.now_s += seconds

    def defer(self, call: Callable[..., None], *values: object) -> None:
        self.deferred.put(partial(call, *values))

    def answer(self, connection: Connection, take: Callable[[], bool]) -> None:
        assert take()
        self.answered.append(connection)

    def release(self, connection: Connection) -> bool:
        self.released.append(connection)
        return True

    def offer(self, connection: Connection) -> bool:
        return self.lane.offer(connection, lambda: True)

    def open(self, connection: Connection) -> None:
        """Until there is a connection to look by, no request waits for a look."""
        assert not self.offer(connection)
        self.deferred.get(timeout=10)()

    def turn(self, seconds: float = 10) -> None:
        """Let the store say what it has to say, and begin the next look."""
        for key, _events in self.poller.select(seconds):
            key.data(key.fileobj)
        self.lane.advance()
        self.lane.begin()


@pytest.fixture
def store() -> Iterator[Store]:
    store = Store()
    yield store
    store.close()


@pytest.fixture
def look_loop(store: Store) -> Iterator[LookLoop]:
    loop = LookLoop(store)
    with loop.poller:
        yield loop


def test_look_serves_all_requests_that_came_before_it_and_none_that_came_later(
    look_loop: LookLoop, store: Store, connections: list[Connection]
) -> None:
    look_loop.open(connections[0])
    assert all(look_loop.offer(connection) for connection in connections[:2])
    look_loop.lane.begin()
    assert look_loop.offer(connections[2])
    look_loop.lane.begin()
    assert store.sent == 1
    store.say(b"ab")
    look_loop.turn()
    assert look_loop.answered == []
    store.say(b".")
    while not look_loop.answered:
        look_loop.turn()
    assert look_loop.answered == connections[:2]
    assert store.sent == 2
    store.say(b".")
    look_loop.turn()
    assert look_loop.answered == connections[:3]
    assert not look_loop.lane.is_waited_for()


def test_look_that_takes_too_long_is_waited_for_no_more_and_the_next_connection_is_new(
    look_loop: LookLoop, store: Store, connections: list[Connection]
) -> None:
    look_loop.open(connections[0])
    assert look_loop.offer(connections[0])
    look_loop.lane.begin()
    assert look_loop.offer(connections[1])
    first = store.far
    look_loop.wait(LOOK_S * 1.1)
    look_loop.turn(0)
    assert look_loop.released == connections[:2]
    # It is left alone for a moment.
    assert not look_loop.offer(connections[2])
    assert look_loop.deferred.empty()
    look_loop.wait(0.3)
    look_loop.open(connections[2])
    assert store.far is not first
    assert look_loop.offer(connections[3])
    look_loop.lane.begin()
    store.say(b".")
    look_loop.turn()
    assert look_loop.answered == [connections[3]]


def test_look_that_was_complete_in_time_is_taken_by_a_loop_that_is_late(
    look_loop: LookLoop, store: Store, connections: list[Connection]
) -> None:
    look_loop.open(connections[0])
    assert look_loop.offer(connections[0])
    look_loop.lane.begin()
    store.say(b".")
    look_loop.wait(LOOK_S * 1.1)
    look_loop.lane.advance()
    assert (look_loop.answered, look_loop.released) == ([connections[0]], [])


@pytest.mark.parametrize("is_looking", [True, False])
def test_connection_that_is_lost_releases_those_who_wait(
    look_loop: LookLoop, store: Store, connections: list[Connection], is_looking: bool
) -> None:
    look_loop.open(connections[0])
    waiting = connections[: int(is_looking)]
    assert all(look_loop.offer(connection) for connection in waiting)
    look_loop.lane.begin()
    assert store.far is not None
    store.far.close()
    look_loop.turn()
    assert look_loop.released == waiting
    assert not look_loop.offer(connections[1])
    assert not look_loop.poller.get_map()


def test_look_that_cannot_be_sent_releases_those_who_wait(
    look_loop: LookLoop, store: Store, connections: list[Connection]
) -> None:
    look_loop.open(connections[0])
    assert look_loop.offer(connections[0])
    store.is_there = False
    look_loop.lane.begin()
    assert look_loop.released == [connections[0]]


def test_store_that_is_not_there_is_tried_again_after_ever_longer_pauses(
    look_loop: LookLoop, store: Store, connections: list[Connection]
) -> None:
    store.is_there = False
    look_loop.open(connections[0])
    look_loop.wait(0.25)
    look_loop.open(connections[0])
    # Twice as long as before.
    look_loop.wait(0.25)
    assert not look_loop.offer(connections[0])
    assert look_loop.deferred.empty()
    store.is_there = True
    look_loop.wait(0.25)
    look_loop.open(connections[0])
    assert look_loop.offer(connections[0])
