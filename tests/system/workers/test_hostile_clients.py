"""What others see of the service while some clients are slow, silent, or too many."""

import json
import socket
import time
from contextlib import ExitStack
from http.client import HTTPConnection
from typing import Any

import pytest

from tests.system.workers.application import LARGE_BYTES, MAX_BODY_BYTES
from tests.system.workers.conftest import PATIENCE_S, Server, receive_all
from tests.waiting import wait_until

POST = b"POST /echo HTTP/1.1\r\nHost: x\r\nX-Request-Id: mine\r\n"
GET = b"GET /quick HTTP/1.1\r\nHost: x\r\n"


def parse_problem(answer: bytes, status: int) -> dict[str, Any]:
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(f"HTTP/1.1 {status} ".encode()), answer
    assert b"Content-Type: application/problem+json\r\n" in head
    problem: dict[str, Any] = json.loads(body)
    assert problem.keys() == {"type", "title", "status", "detail", "instance", "request_id"}
    assert problem["status"] == status
    assert f"X-Request-Id: {problem['request_id']}".encode() in head
    return problem


@pytest.mark.parametrize(
    ("start", "instance", "request_id"),
    [(GET + b"X-Slow: ", "/", None), (POST + b"Content-Length: 1000\r\n\r\n", "/echo", "mine")],
    ids=["head", "body"],
)
def test_slow_requests_are_408_and_leave_the_threads_to_others(
    server: Server, start: bytes, instance: str, request_id: str | None
) -> None:
    with ExitStack() as opened:
        slow = [opened.enter_context(server.connect()) for _ in range(12)]
        for connection in slow:
            connection.sendall(start)
        for _ in range(4):
            for connection in slow:
                connection.sendall(b"x")
            assert server.answers_quickly()
            time.sleep(0.2)
        problems = [parse_problem(receive_all(connection), 408) for connection in slow]
    assert {problem["instance"] for problem in problems} == {instance}
    if request_id:
        assert {problem["request_id"] for problem in problems} == {request_id}


@pytest.mark.parametrize("words", [b"", GET + b"\r\n"], ids=["silent", "kept"])
def test_more_connections_than_are_kept_leave_room_for_others(server: Server, words: bytes) -> None:
    with ExitStack() as opened:
        for _ in range(400):
            connection = opened.enter_context(server.connect())
            connection.sendall(words)
        assert all(server.answers_quickly() for _ in range(10))


def test_silent_connection_is_closed_without_a_word(server: Server) -> None:
    assert server.ask(b"") == b""


def test_request_that_finds_its_lane_full_is_503_at_once_while_others_are_answered(server: Server) -> None:
    server.held.touch()
    wait = b"POST /wait HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    with ExitStack() as opened:
        waiting = [opened.enter_context(server.connect()) for _ in range(2)]
        for connection in waiting:
            connection.sendall(wait)
            # So that the first has the thread before the second comes.
            time.sleep(0.5)
        refused = server.ask(wait)
        assert parse_problem(refused, 503)["instance"] == "/wait"
        assert b"\r\nRetry-After: 5\r\n" in refused
        assert server.answers_quickly()
        server.held.unlink()
        assert all(receive_all(connection).endswith(b"done") for connection in waiting)


def test_clients_that_take_no_answer_leave_the_threads_to_others_and_are_cut(server: Server) -> None:
    with ExitStack() as opened:
        slow = [opened.enter_context(socket.socket()) for _ in range(8)]
        for connection in slow:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            connection.settimeout(PATIENCE_S)
            connection.connect(("127.0.0.1", server.port))
            connection.sendall(b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n")
        assert all(server.answers_quickly() for _ in range(10))
        # Once no more than its time is left to each, what the system still holds for it is all that it gets.
        time.sleep(4)
        assert all(len(receive_all(connection)) < LARGE_BYTES for connection in slow)


def test_long_answer_is_whole_for_a_client_that_takes_it(server: Server) -> None:
    connection = HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE_S)
    for _ in range(2):
        connection.request("GET", "/large")
        assert len(connection.getresponse().read()) == LARGE_BYTES
    connection.close()


def test_bodies_beyond_the_memory_for_them_are_refused_oldest_first(server: Server) -> None:
    half = POST + f"Content-Length: {MAX_BODY_BYTES}\r\n\r\n".encode() + b"x" * (MAX_BODY_BYTES - 1)
    with ExitStack() as opened:
        connections = [opened.enter_context(server.connect()) for _ in range(6)]
        for connection in connections:
            connection.sendall(half)
            time.sleep(0.2)
        parse_problem(receive_all(connections[0]), 503)
        connections[-1].sendall(b"x")
        assert connections[-1].recv(15) == b"HTTP/1.1 200 OK"


def test_body_is_asked_for_where_the_client_waits_for_that(server: Server) -> None:
    with server.connect() as connection:
        connection.sendall(POST + b"Content-Length: 3\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n")
        assert connection.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
        connection.sendall(b"abc")
        answer = receive_all(connection)
    assert answer.startswith(b"HTTP/1.1 200 OK")
    assert answer.endswith(b"\r\n\r\nabc")


@pytest.mark.parametrize("expect", [b"", b"Expect: 100-continue\r\n"])
def test_body_that_is_too_large_is_413_before_it_is_sent(server: Server, expect: bytes) -> None:
    answer = server.ask(POST + f"Content-Length: {MAX_BODY_BYTES + 1}\r\n".encode() + expect + b"\r\n")
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b"Connection: close\r\n" in answer


@pytest.mark.parametrize("size", [1, 7, 4096])
def test_body_in_chunks_is_read_however_it_comes(server: Server, size: int) -> None:
    body = b"3\r\nabc\r\n2;a=b\r\nde\r\n0\r\nX-Trailer: y\r\n\r\n"
    request = POST + b"Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n" + body
    with server.connect() as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for start in range(0, len(request), size):
            connection.sendall(request[start : start + size])
        assert receive_all(connection).endswith(b"\r\n\r\nabcde")


def test_body_in_chunks_that_are_too_small_is_413(server: Server) -> None:
    answer = server.ask(POST + b"Transfer-Encoding: chunked\r\n\r\n" + b"1\r\nx\r\n" * 30_000)
    parse_problem(answer, 413)


def test_body_that_ends_too_early_is_400(server: Server) -> None:
    with server.connect() as connection:
        connection.sendall(POST + b"Content-Length: 10\r\n\r\nabc")
        connection.shutdown(socket.SHUT_WR)
        assert "shorter" in parse_problem(receive_all(connection), 400)["detail"]


@pytest.mark.parametrize(
    ("request_", "status"),
    [(b"GET /" + b"x" * 70_000, 414), (b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 12_000, 431), (b"GET / HTTP/1.1\n", 400)],
    ids=["line", "fields", "bare-line-feed"],
)
def test_head_that_cannot_become_right_is_refused_before_it_ends(server: Server, request_: bytes, status: int) -> None:
    parse_problem(server.ask(request_), status)


def test_requests_sent_at_once_are_answered_in_order(server: Server) -> None:
    first = b"GET /quick?n=1 HTTP/1.1\r\nHost: x\r\n\r\n"
    post = POST + b"Content-Length: 4\r\n\r\nn=2 "
    last = b"GET /quick?n=3 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    answer = server.ask(first + post + last)
    assert answer.count(b"HTTP/1.1 200 OK") == 3
    assert answer.index(b'"1"') < answer.index(b"n=2 ") < answer.index(b'"3"')


def test_client_that_does_not_close_delays_nobody(server: Server) -> None:
    with ExitStack() as opened:
        for _ in range(20):
            connection = opened.enter_context(server.connect())
            connection.sendall(GET + b"Connection: close\r\n\r\n")
        started = time.monotonic()
        assert all(server.answers_quickly() for _ in range(5))
        # One after the other, they would be waited for 40 seconds.
        assert time.monotonic() - started < PATIENCE_S


def test_server_still_answers_after_all_this(server: Server) -> None:
    wait_until(server.answers_quickly)
