"""What gunicorn's parser makes of bytes that are held, and what it leaves."""

import pytest
from gunicorn.config import Config  # type: ignore[import-untyped] # It carries no types.
from gunicorn.http.errors import NoMoreData  # type: ignore[import-untyped] # As above.
from gunicorn.http.parser import RequestParser  # type: ignore[import-untyped] # As above.

from service.api.server.inbox import Inbox

POST = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n"
NEXT = b"GET /next HTTP/1.1\r\nHost: x\r\n\r\n"


def build_parser(inbox: Inbox) -> RequestParser:
    parser = RequestParser(Config(), (), ("127.0.0.1", 1))
    parser.unreader = inbox
    return parser


@pytest.mark.parametrize("size", [0, 5, 8192, 300_000])
def test_inbox_gives_a_request_and_keeps_the_next(size: int) -> None:
    inbox = Inbox()
    parser = build_parser(inbox)
    inbox.feed(POST % size + b"x" * size + NEXT)
    request = next(parser)
    assert request.body.read() == b"x" * size
    assert inbox.rewind() == NEXT
    assert inbox.rewind() == NEXT
    assert next(parser).path == "/next"
    assert not inbox.rewind()


def test_inbox_gives_back_a_body_that_is_not_read_yet() -> None:
    inbox = Inbox()
    inbox.feed(POST % 5 + b"ab")
    request = next(build_parser(inbox))
    assert inbox.rewind() == b"ab"
    inbox.feed(b"cde")
    assert request.body.read() == b"abcde"


def test_inbox_that_ends_within_a_head_never_waits() -> None:
    inbox = Inbox()
    inbox.feed(NEXT[:10])
    with pytest.raises(NoMoreData):
        next(build_parser(inbox))


def test_inbox_that_is_cleared_gives_nothing() -> None:
    inbox = Inbox()
    inbox.feed(NEXT)
    inbox.read(3)
    inbox.clear()
    assert not inbox.rewind()
