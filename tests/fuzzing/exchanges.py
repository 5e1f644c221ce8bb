"""Sending a request to a server, whatever it is, and what comes back within a time."""

import json
import re
import socket
import time
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse

from service.api.http.responses import NDJSON_TYPE
from tests.fuzzing.messages import Message

# A machine that is busy with other things may be slow; nothing that is answered at all takes as long as this.
DEADLINE_S = 30.0
HANG = "no end within the deadline"
SILENCE = "closed without an answer"
# What a server that stops reading may cut off: it has answered by then, and the answer can be lost with the rest.
LARGE = 65_536
UNKNOWN_CODING = re.compile(rb"transfer-encoding\s*:(?!\s*chunked\s*\n)", re.IGNORECASE)


@dataclass(frozen=True)
class Answer:
    """What came back. Without a status there was no answer, and `failure` says what there was instead."""

    seconds: float
    status: int | None = None
    media_type: str = ""
    retry_after: str | None = None
    # How the body is packed, if it is.
    encoding: str | None = None
    body: bytes = b""
    failure: str | None = None

    @property
    def kind(self) -> str:
        """Such as `2xx`, or how it went without a status."""
        return f"{self.status // 100}xx" if self.status else str(self.failure)

    @property
    def is_valid(self) -> bool:
        """Whether the request was one that the service takes."""
        return self.status is not None and 200 <= self.status < 400


def exchange(address: str, message: Message, deadline_s: float = DEADLINE_S) -> Answer:
    """Send a request over a connection of its own, and read the answer to it."""
    started = time.monotonic()
    host, _, port = address.partition(":")
    try:
        with socket.create_connection((host, int(port)), timeout=deadline_s) as connection:
            return _exchange(connection, message, started, started + deadline_s)
    except TimeoutError:
        return Answer(time.monotonic() - started, failure=HANG)
    except (OSError, HTTPException) as error:
        # Nothing came, or nothing that is an answer.
        is_silence = isinstance(error, ConnectionError) or not str(error).strip()
        return Answer(time.monotonic() - started, failure=SILENCE if is_silence else f"{type(error).__name__}: {error}")


def _exchange(connection: socket.socket, message: Message, started: float, end: float) -> Answer:
    # A server may answer and close before it has read everything.
    with suppress(ConnectionError):
        connection.sendall(message.dump())
        if not message.is_whole:
            connection.shutdown(socket.SHUT_WR)
    response = HTTPResponse(connection, method=message.method)
    connection.settimeout(max(0.1, end - time.monotonic()))
    response.begin()
    body = response.read()
    if not message.is_whole:
        _wait_for_end(connection, end)
    seconds = time.monotonic() - started
    headers = response.headers
    media_type = headers.get_content_type() if "Content-Type" in headers else ""
    return Answer(seconds, response.status, media_type, headers["Retry-After"], headers["Content-Encoding"], body)


def _wait_for_end(connection: socket.socket, end: float) -> None:
    """After a request that does not end where it says, the server must end the connection."""
    with suppress(ConnectionError):
        connection.settimeout(max(0.1, end - time.monotonic()))
        while connection.recv(65_536):
            connection.settimeout(max(0.1, end - time.monotonic()))


def find_fault(message: Message, answer: Answer) -> str | None:
    """What is wrong with an answer; None where all is well."""
    if answer.status is None:
        may_be_silent = answer.failure == SILENCE and (not message.is_whole or len(message.body or b"") > LARGE)
        return None if may_be_silent else answer.failure
    if answer.status >= 500 and not is_unknown_coding(message, answer):
        return f"status {answer.status}"
    if b"Traceback" in answer.body:
        return "a traceback"
    return _find_fault_of_body(message, answer)


def is_unknown_coding(message: Message, answer: Answer) -> bool:
    """Whether a 501 is what RFC 9112 (6.1) asks for: the body comes in a transfer coding that nobody knows here."""
    return answer.status == 501 and UNKNOWN_CODING.search(message.dump()) is not None


def is_busy(answer: Answer) -> bool:
    """Whether the server says that it has too much to do, and when to ask again."""
    return answer.status == 503 and (answer.retry_after or "").isdigit()


def _find_fault_of_body(message: Message, answer: Answer) -> str | None:
    if message.method == "HEAD" or not answer.body or answer.encoding:
        return None
    if (answer.status or 0) >= 400 and answer.media_type != "application/problem+json":
        return f"{answer.status} as {answer.media_type or 'nothing'}"
    try:
        _read_json(answer)
    except ValueError:
        return f"{answer.media_type} that cannot be read"
    return None


def _read_json(answer: Answer) -> None:
    if answer.media_type == NDJSON_TYPE:
        for line in answer.body.splitlines():
            json.loads(line)
    elif answer.media_type.endswith("json"):
        json.loads(answer.body)
