"""Answers to clients that take them well, slowly, or not at all."""

import socket
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from service.api.server.bounds import Bounds
from service.api.server.outbox import HIGH_WATER_BYTES, LOW_WATER_BYTES, Outbox, SlowClientError

# More than any system keeps for a connection by itself.
MUCH = b"x" * 20_000_000
HASTY = Bounds(send_s=0.1)


@dataclass(slots=True)
class Line:
    """An outbox, its client, and what it has told the loop."""

    outbox: Outbox
    client: socket.socket
    told: list[object] = field(default_factory=list)

    def drain(self) -> bytes:
        """Send all, as the loop does, to a client that takes it."""
        received = b""
        self.client.settimeout(10)
        while self.outbox.size:
            assert self.outbox.flush()
            received += self.client.recv(1_000_000)
        self.client.setblocking(False)
        try:
            while more := self.client.recv(1_000_000):
                received += more
        except BlockingIOError:
            return received
        return received


@pytest.fixture(params=[HASTY])
def line(request: pytest.FixtureRequest) -> Iterator[Line]:
    peer, client = socket.socketpair()
    peer.setblocking(False)
    told: list[object] = []
    with peer, client:
        yield Line(Outbox(peer, request.param, lambda: told.append("wake"), told.append), client, told)


def test_short_answer_is_sent_at_once_and_wakes_nobody(line: Line) -> None:
    line.outbox.sendall(b"answer")
    assert line.client.recv(100) == b"answer"
    assert (line.outbox.size, line.told) == (0, [])


def test_answer_that_the_system_does_not_take_is_kept_and_sent_by_the_loop(line: Line) -> None:
    line.outbox.sendall(MUCH)
    assert line.outbox.size > HIGH_WATER_BYTES
    assert line.told == ["wake"]
    assert line.drain() == MUCH
    assert line.outbox.sent == len(MUCH)


def test_pieces_come_in_order_and_wake_the_loop_once(line: Line) -> None:
    line.outbox.sendall(MUCH)
    while line.outbox.size >= HIGH_WATER_BYTES:
        line.outbox.flush()
        line.client.recv(100_000)
    for number in range(40):
        line.outbox.sendall(bytes([number]))
    assert line.told == ["wake"]
    assert line.drain().endswith(bytes(range(40)))


def test_writer_waits_for_a_client_that_takes_its_answer_and_goes_on(line: Line) -> None:
    line.outbox.sendall(MUCH)
    done = threading.Event()

    def write() -> None:
        line.outbox.sendall(b"end")
        done.set()

    writer = threading.Thread(target=write)
    writer.start()
    received = b""
    line.client.settimeout(10)
    while not (done.is_set() and not line.outbox.size):
        line.outbox.flush()
        if len(received) < len(MUCH):
            received += line.client.recv(1_000_000)
    writer.join(timeout=10)
    assert line.told[:3] == ["wake", True, False]
    assert line.outbox.measure_rate() > 0


def test_writer_is_told_that_its_client_takes_nothing(line: Line) -> None:
    line.outbox.sendall(MUCH)
    with pytest.raises(SlowClientError):
        line.outbox.sendall(b"more")
    assert line.told == ["wake", True, False]
    assert line.outbox.size == 0
    assert not line.outbox.flush()


@pytest.mark.parametrize("end", [Outbox.cut, lambda outbox: outbox.shutdown(socket.SHUT_WR)])
def test_writer_whose_client_is_cut_is_told(line: Line, end: object) -> None:
    assert callable(end)
    line.outbox.sendall(MUCH)
    end(line.outbox)
    with pytest.raises(BrokenPipeError):
        line.outbox.sendall(b"more")
    assert not line.outbox.flush()


def test_writer_whose_client_is_gone_is_told(line: Line) -> None:
    line.client.close()
    with pytest.raises(BrokenPipeError):
        line.outbox.sendall(b"answer")
    assert not line.outbox.flush()


def test_file_is_sent_as_far_as_it_is_wanted(line: Line) -> None:
    with tempfile.TemporaryFile() as file:
        file.write(b"0123456789" * 20_000)
        assert line.outbox.sendfile(file, offset=5, count=100_000) == 100_000
        assert line.drain() == (b"0123456789" * 20_000)[5:100_005]
        line.outbox.sendfile(file, offset=199_990)
        assert line.drain() == b"0123456789"


def test_waters_leave_room_for_a_piece() -> None:
    assert 0 < LOW_WATER_BYTES < HIGH_WATER_BYTES


def test_head_of_a_response_is_sent_with_its_body_or_when_the_response_is_finished(line: Line) -> None:
    outbox, client = line.outbox, line.client
    client.setblocking(False)
    outbox.begin()
    outbox.sendall(b"head ")
    with pytest.raises(BlockingIOError):
        client.recv(100)
    outbox.sendall(b"body ")
    assert client.recv(100) == b"head body "
    outbox.sendall(b"more")
    assert client.recv(100) == b"more"
    outbox.begin()
    outbox.sendall(b"head alone")
    assert outbox.size == 10
    assert outbox.flush()
    assert client.recv(100) == b"head alone"
    assert (outbox.size, line.told) == (0, [])
