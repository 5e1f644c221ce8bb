"""Closing a socket without losing connections, on real sockets of this machine."""

import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Timer

import pytest

from service.api.server.listeners import IP_MINTTL, ignore_new_connections, lift_ttl_limit

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells how far packets have come")


@pytest.fixture(params=[(socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")], ids=["ipv4", "ipv6"])
def listener(request: pytest.FixtureRequest) -> Iterator[socket.socket]:
    family, host = request.param
    with socket.socket(family) as listening:
        try:
            listening.bind((host, 0))
        except OSError:
            pytest.skip(f"this machine has no {host}")
        listening.listen()
        yield listening


def connect(listener: socket.socket, timeout: float) -> socket.socket:
    return socket.create_connection(listener.getsockname()[:2], timeout=timeout)


def test_ignore_new_connections_with_a_connection_that_waits_lets_it_be_served(listener: socket.socket) -> None:
    with connect(listener, timeout=5) as client:
        assert ignore_new_connections(listener)
        served, _ = listener.accept()
        with served:
            client.sendall(b"question")
            assert served.recv(20) == b"question"
            served.sendall(b"answer")
            assert client.recv(20) == b"answer"


def test_ignore_new_connections_connects_nobody_anew(listener: socket.socket) -> None:
    assert ignore_new_connections(listener)
    with pytest.raises(TimeoutError):
        connect(listener, timeout=0.3)
    listener.setblocking(False)
    with pytest.raises(BlockingIOError):
        listener.accept()


def test_ignore_new_connections_then_closed_refuses(listener: socket.socket) -> None:
    assert ignore_new_connections(listener)
    closing = Timer(0.1, listener.close)
    closing.start()
    with pytest.raises(ConnectionRefusedError):
        connect(listener, timeout=10)
    closing.join()


def test_lift_ttl_limit_takes_the_limit_of_the_socket_from_a_connection() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        # As far as packets of this machine come, so that a connection begins under a limit.
        listening.setsockopt(socket.IPPROTO_IP, IP_MINTTL, 64)
        with connect(listening, timeout=5) as client:
            served, _ = listening.accept()
            with served:
                assert served.getsockopt(socket.IPPROTO_IP, IP_MINTTL) == 64
                lift_ttl_limit(served)
                assert served.getsockopt(socket.IPPROTO_IP, IP_MINTTL) == 0
                client.sendall(b"question")
                assert served.recv(20) == b"question"


def test_ignore_new_connections_from_a_path_cannot(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "socket"))
        listening.listen()
        assert not ignore_new_connections(listening)
