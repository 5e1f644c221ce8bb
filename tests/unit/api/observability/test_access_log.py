"""What is logged of a request, whatever a client has sent."""

import json
import logging
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.api.observability.access_log import AccessEntry, JsonAccessFormatter, build_entry

HOSTILE = 'x"\r\n{"a":1}\x1b[2J\x7f\x9b\u2028 é'


def build(path: str = "/v1/events", **environ: str) -> dict[str, Any]:
    answer = SimpleNamespace(headers=[("X-Request-Id", "abc")], status_code=404, sent=12)
    given = {"REQUEST_METHOD": "GET", "RAW_URI": path, "REMOTE_ADDR": "::1", "HTTP_USER_AGENT": "curl/8.5", **environ}
    return build_entry(answer, given, timedelta(milliseconds=1.26))


def build_record(entry: dict[str, Any]) -> logging.LogRecord:
    return logging.LogRecord("gunicorn.access", logging.INFO, "", 0, AccessEntry(entry), None, None)


def test_entry_as_json_is_one_line_with_all_members() -> None:
    entry = build(HOSTILE, HTTP_USER_AGENT=HOSTILE)
    line = JsonAccessFormatter().format(build_record(entry))
    assert line.isascii()
    assert "\n" not in line
    assert json.loads(line) == {
        "time": entry["time"],
        "request_id": "abc",
        "method": "GET",
        "path": HOSTILE,
        "status": 404,
        "bytes": 12,
        "ms": 1.3,
        "client": "::1",
        "user_agent": HOSTILE,
    }


def test_entry_as_text_is_read_by_people() -> None:
    line = logging.Formatter("%(levelname)s %(message)s").format(build_record(build("/v1/events?base=k1")))
    assert line == "INFO [abc] ::1 GET /v1/events?base=k1 404 12 bytes 1.3 ms curl/8.5"


@pytest.mark.parametrize(
    ("agent", "shown"),
    [
        ("Mozilla/5.0 (X11)", '"Mozilla/5.0 (X11)"'),
        ('a"b', '"a\\"b"'),
        ("a\\b", '"a\\\\b"'),
        ("a\nINFO forged", '"a\\nINFO forged"'),
        ("\x1b[31m", '"\\u001b[31m"'),
        ("\x7f", '"\\u007f"'),
        ("", '""'),
    ],
)
def test_entry_as_text_quotes_what_is_no_plain_word(agent: str, shown: str) -> None:
    assert str(AccessEntry(build(HTTP_USER_AGENT=agent))).endswith(f" ms {shown}")


@given(st.text(max_size=40), st.text(max_size=40))
def test_entry_as_text_is_one_line_of_printable_letters_whatever_is_sent(path: str, agent: str) -> None:
    line = str(AccessEntry(build(path, HTTP_USER_AGENT=agent)))
    assert line.isascii()
    assert line.isprintable()
