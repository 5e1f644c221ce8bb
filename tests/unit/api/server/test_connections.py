"""Which connection waits for longest, and when its time is over."""

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from service.api.server.bounds import Bounds
from service.api.server.connections import IDLE_PHASES, Connection, ConnectionTable, Phase
from service.api.server.inbox import Inbox
from service.api.server.outbox import Outbox

SECONDS = {Phase.SILENT: 100.0, Phase.IDLE: 100.0, Phase.HEAD: 0.0, Phase.CLOSING: 50.0}


@pytest.fixture
def connections() -> Iterator[list[Connection]]:
    with ExitStack() as opened:
        peers = [opened.enter_context(socket.socket()) for _ in range(3)]
        yield [build_connection(peer) for peer in peers]


def build_connection(peer: socket.socket) -> Connection:
    outbox = Outbox(peer, Bounds(), lambda: None, lambda _: None)
    return Connection(peer=peer, sock=outbox, client=None, server=None, inbox=Inbox(), parser=None)


def test_connections_expire_in_the_phase_they_are_in(connections: list[Connection]) -> None:
    table = ConnectionTable(dict(SECONDS))
    first, second, third = connections
    for connection in connections:
        table.move(connection, Phase.HEAD)
    table.move(second, Phase.IDLE)
    table.move(third, Phase.RESPONSE)
    assert list(table.pop_expired()) == [first]
    assert list(table.pop_expired()) == []


def test_oldest_is_that_which_has_waited_for_longest_in_any_of_the_phases(connections: list[Connection]) -> None:
    table = ConnectionTable(dict(SECONDS))
    first, second, third = connections
    table.move(first, Phase.IDLE)
    time.sleep(0.01)
    table.move(second, Phase.SILENT)
    assert table.find_oldest(IDLE_PHASES) is first
    assert table.find_oldest([Phase.SILENT]) is second
    assert table.find_oldest([Phase.HEAD]) is None
    time.sleep(0.01)
    table.move(first, Phase.IDLE)
    table.move(third, Phase.IDLE)
    assert table.find_oldest(IDLE_PHASES) is second


def test_shortened_phase_expires_sooner_also_for_those_that_come_later(connections: list[Connection]) -> None:
    table = ConnectionTable(dict(SECONDS))
    first, second, _ = connections
    table.move(first, Phase.IDLE)
    assert 49 < table.find_wait(1000) <= 100
    table.shorten(Phase.IDLE, 0.0)
    table.move(second, Phase.IDLE)
    assert table.find_wait(1000) == 0
    assert list(table.pop_expired()) == [first, second]
    assert table.find_wait(7) == 7


def test_bytes_are_counted_once(connections: list[Connection]) -> None:
    table = ConnectionTable(dict(SECONDS))
    first, second, _ = connections
    table.count_received(first, 10)
    table.count_received(second, 5)
    table.count_received(first, 12)
    table.count_sending(first, 3)
    assert (table.received, table.sending) == (17, 3)
    table.count_received(first, 0)
    table.count_sending(first, 0)
    assert (table.received, table.sending) == (5, 0)
