"""What a worker makes of what the system says of a socket that it listens on."""

import errno
import logging
import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from gunicorn.config import Config  # type: ignore[import-untyped] # It carries no types.
from gunicorn.http import wsgi  # type: ignore[import-untyped] # As above.
from gunicorn.http.parser import RequestParser  # type: ignore[import-untyped] # As above.

from service.api.server.workers import ProblemWorker, build_environ


@dataclass(frozen=True, slots=True)
class FailingListener:
    """A socket on which the system has nothing but an error."""

    number: int

    def accept(self) -> None:
        raise OSError(self.number, os.strerror(self.number))


@pytest.fixture
def worker() -> Iterator[ProblemWorker]:
    worker = ProblemWorker(0, os.getpid(), [], None, 30, Config(), logging.getLogger("test"))
    yield worker
    worker.tmp.close()


@pytest.mark.parametrize("number", [errno.EAGAIN, errno.ECONNABORTED, errno.EPROTO, errno.ENETDOWN, errno.ENOBUFS])
def test_connection_that_cannot_be_taken_leaves_the_others(worker: ProblemWorker, number: int) -> None:
    assert worker.accept(FailingListener(number)) is False


def test_socket_that_is_none_ends_the_worker(worker: ProblemWorker) -> None:
    with pytest.raises(OSError, match="Bad file"):
        worker.accept(FailingListener(errno.EBADF))


REQUESTS = [
    b"GET /v1/events?base=k1 HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET /v1/b%C3%A4ses//x?q=%20a&q= HTTP/1.1\r\nHost: x\r\nAccept: text/csv\r\nAccept-Encoding: gzip, br\r\n\r\n",
    b'GET / HTTP/1.1\r\nHost: x\r\nif-none-match: W/"1"\r\nIf-Modified-Since:\r\nX-Request-Id: a\r\n\r\n',
    b"GET /v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer a\r\nRange: bytes=0-1\r\nIf-Match: *\r\n\r\n",
    b"GET http://other/v1/events?x HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET /v1/events HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nContent-Type: text/plain\r\n\r\n",
    b"HEAD /v1/events HTTP/1.1\r\nHost: x\r\n\r\n",
]


def parse_request(text: bytes) -> Any:
    """A request as gunicorn parses it."""
    return next(RequestParser(Config(), iter([text]), ("127.0.0.1", 1)))


@pytest.mark.parametrize("text", REQUESTS)
def test_build_environ_gives_what_the_application_is_given(text: bytes) -> None:
    request = parse_request(text)
    _, given = wsgi.create(request, None, ("127.0.0.1", 1), ("127.0.0.1", 2), Config())
    built = build_environ(request)
    assert built is not None
    wanted = {name: value for name, value in given.items() if name in built or name.startswith("HTTP_")}
    assert built == {**wanted, "CONTENT_LENGTH": given["CONTENT_LENGTH"]} if "CONTENT_LENGTH" in given else wanted


@pytest.mark.parametrize("name", ["Accept", "Accept-Encoding", "If-None-Match", "Authorization"])
def test_build_environ_of_a_header_that_is_repeated_is_null(name: str) -> None:
    header = f"{name}: a\r\n".encode()
    assert build_environ(parse_request(b"GET / HTTP/1.1\r\nHost: x\r\n" + header * 2 + b"\r\n")) is None


def test_build_environ_of_a_request_that_names_its_own_root_is_null() -> None:
    assert build_environ(parse_request(b"GET /api/v1 HTTP/1.1\r\nHost: x\r\nScript_Name: /api\r\n\r\n")) is None
