"""What the server itself answers, and under which id."""

import json
from types import SimpleNamespace

import pytest
from gunicorn.http import errors  # type: ignore[import-untyped] # It carries no types.

from service.api.server.refusals import QUEUE_FULL, build_response, choose_request_id, find_status

POST = SimpleNamespace(method="POST", path="/v1/extract")
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


@pytest.mark.parametrize(
    ("headers", "request_id"),
    [
        ([("X-REQUEST-ID", "mine")], "mine"),
        ([("X-REQUEST-ID", "mine"), ("TRACEPARENT", f"00-{TRACE}-00f067aa0ba902b7-01")], "mine"),
        ([("X-REQUEST-ID", "no\ttab"), ("TRACEPARENT", f"00-{TRACE}-00f067aa0ba902b7-01")], TRACE),
    ],
)
def test_request_id_is_the_one_that_a_request_brings(headers: list[tuple[str, str]], request_id: str) -> None:
    assert choose_request_id(SimpleNamespace(headers=headers)) == request_id


def test_request_id_of_what_brings_none_is_new() -> None:
    assert choose_request_id(None) != choose_request_id(SimpleNamespace(headers=[]))


def test_answer_is_a_problem_that_says_when_to_come_again() -> None:
    head, _, body = build_response(QUEUE_FULL, "mine", POST).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 503 Service Unavailable\r\n")
    for field in (b"Retry-After: 5", b"Connection: close", b"X-Request-Id: mine", b"Content-Length: %d" % len(body)):
        assert field in head.split(b"\r\n")
    assert json.loads(body)["instance"] == "/v1/extract"


def test_answer_to_head_is_the_head_of_the_answer_to_get() -> None:
    get, head = (
        build_response(QUEUE_FULL, "mine", SimpleNamespace(method=method, path="/v1/bases"))
        for method in ("GET", "HEAD")
    )
    assert head == get.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (errors.LimitRequestLine(1, 2), 414),
        (errors.NoMoreData(), 431),
        (errors.InvalidHTTPVersion("HTTP/9"), 400),
        (ZeroDivisionError(), 500),
    ],
)
def test_status_of_an_error_is_that_of_its_class(error: Exception, status: int) -> None:
    assert find_status(error) == status
