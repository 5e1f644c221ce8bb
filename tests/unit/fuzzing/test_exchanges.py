"""What counts as a fault of an answer, and that silence and slowness are noticed."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.fuzzing.exchanges import HANG, SILENCE, Answer, exchange, find_fault, is_busy
from tests.fuzzing.messages import Message

ASKED = Message("GET", "/v1/events", (("base", "k1"),), (("Host", "x"), ("Connection", "close")))
CUT = Message("GET", "/v1/events", raw=b"GET /v1/ev", is_whole=False)
CODED = Message("POST", "/v1/extract", headers=(("Transfer-Encoding", "odd"),), body=b"{}", is_whole=False)
CHUNKED = Message("POST", "/v1/extract", headers=(("Transfer-Encoding", "chunked"),), body=b"0\r\n\r\n")
PROBLEM, JSON = "application/problem+json", "application/json"


@pytest.mark.parametrize(
    ("message", "answer", "fault"),
    [
        (ASKED, Answer(0, 200, JSON, body=b"{}"), None),
        (ASKED, Answer(0, 400, PROBLEM, body=b"{}"), None),
        (ASKED, Answer(0, 304), None),
        (ASKED, Answer(0, 200, "application/x-ndjson", body=b"{}\n{}\n"), None),
        (ASKED, Answer(0, 200, JSON, encoding="gzip", body=b"\x1f"), None),
        (ASKED, Answer(0, 500, PROBLEM, body=b"{}"), "status 500"),
        (ASKED, Answer(0, 503, PROBLEM, "10", body=b"{}"), "status 503"),
        (ASKED, Answer(0, 501, PROBLEM, body=b"{}"), "status 501"),
        (CHUNKED, Answer(0, 501, PROBLEM, body=b"{}"), "status 501"),
        (CODED, Answer(0, 501, PROBLEM, body=b"{}"), None),
        (ASKED, Answer(0, 400, "text/html", body=b"<h1>"), "400 as text/html"),
        (ASKED, Answer(0, 200, JSON, body=b"{"), "application/json that cannot be read"),
        (ASKED, Answer(0, 200, "application/x-ndjson", body=b"{}\n{"), "application/x-ndjson that cannot be read"),
        (ASKED, Answer(0, 200, "text/csv", body=b"Traceback (most"), "a traceback"),
        (ASKED, Answer(0, failure=SILENCE), SILENCE),
        (CUT, Answer(0, failure=SILENCE), None),
        (CUT, Answer(0, failure=HANG), HANG),
    ],
)
def test_find_fault_of_an_answer_names_what_is_wrong(message: Message, answer: Answer, fault: str | None) -> None:
    assert find_fault(message, answer) == fault


@pytest.mark.parametrize(
    ("answer", "busy"),
    [(Answer(0, 503, PROBLEM, "10"), True), (Answer(0, 503, PROBLEM), False), (Answer(0, 200, JSON, "1"), False)],
)
def test_is_busy_only_where_the_server_says_when_to_ask_again(answer: Answer, busy: bool) -> None:
    assert is_busy(answer) is busy


@contextmanager
def answer_once(data: bytes | None) -> Iterator[str]:
    """A server that answers one connection with these bytes, or not for as long as the block lasts; its address."""
    ended = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            connection, _address = listener.accept()
            with connection:
                connection.recv(65_536)
                if data is None:
                    ended.wait(30)
                else:
                    connection.sendall(data)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield f"127.0.0.1:{listener.getsockname()[1]}"
        finally:
            ended.set()
            thread.join()


def test_exchange_with_a_server_that_answers_gives_all_of_it() -> None:
    head = b"HTTP/1.1 503 Busy\r\nContent-Type: application/problem+json\r\nRetry-After: 7\r\nContent-Length: 2\r\n\r\n"
    with answer_once(head + b"{}") as address:
        answer = exchange(address, ASKED)
    assert (answer.status, answer.media_type, answer.retry_after, answer.body) == (503, PROBLEM, "7", b"{}")
    assert (answer.kind, answer.is_valid) == ("5xx", False)


@pytest.mark.parametrize("message", [ASKED, CUT], ids=["whole", "cut"])
@pytest.mark.parametrize(
    ("data", "failure"),
    [
        (b"", SILENCE),
        (None, HANG),
        (b"nonsense\r\n\r\n", "BadStatusLine"),
        (
            b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n{",
            "IncompleteRead",
        ),
    ],
)
def test_exchange_without_a_whole_answer_says_so(message: Message, data: bytes | None, failure: str) -> None:
    with answer_once(data) as address:
        answer = exchange(address, message, deadline_s=1)
    assert answer.status is None
    assert str(answer.failure).partition(":")[0] == failure


def test_message_is_written_with_the_length_of_its_body_unless_a_header_tells_it() -> None:
    message = Message("POST", "/a", (("b", "1"), ("c", "%00")), (("Host", "x"),), b"{}")
    assert message.dump() == b"POST /a?b=1&c=%00 HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}"
    lying = Message("POST", "/a", headers=(("content-length", "9"),), body=b"{}")
    assert lying.dump() == b"POST /a HTTP/1.1\r\ncontent-length: 9\r\n\r\n{}"
