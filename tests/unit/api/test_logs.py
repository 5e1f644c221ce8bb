import json
import logging
from collections.abc import Iterator

import pytest
from flask import Flask, g

from service.api.logs import RequestFilter, build_formatter, configure_logging
from service.settings import LogFormat

TRACE = "0af7651916cd43dd8448eb211c80319c"


def build_record(message: str = "it happened") -> logging.LogRecord:
    record = logging.LogRecord("service", logging.WARNING, "file.py", 1, message, None, None)
    RequestFilter().filter(record)
    return record


def test_log_as_json_is_one_object_a_line_whatever_the_message() -> None:
    line = build_formatter(LogFormat.JSON).format(build_record('two\nlines, "quoted"'))
    assert "\n" not in line
    told = json.loads(line)
    assert told.pop("time")
    assert told == {
        "level": "WARNING",
        "logger": "service",
        "message": 'two\nlines, "quoted"',
        "request_id": None,
        "trace_id": None,
    }


def test_log_of_a_request_names_it_and_its_trace() -> None:
    with Flask(__name__).test_request_context():
        g.request_id, g.trace_id = "find-me", TRACE
        record = build_record()
    told = json.loads(build_formatter(LogFormat.JSON).format(record))
    assert (told["request_id"], told["trace_id"]) == ("find-me", TRACE)
    assert "[find-me] it happened" in build_formatter(LogFormat.TEXT).format(record)


def test_log_of_an_exception_keeps_it_in_the_object() -> None:
    record = build_record()
    try:
        raise ValueError("odd")
    except ValueError as error:
        record.exc_info = (type(error), error, error.__traceback__)
    told = json.loads(build_formatter(LogFormat.JSON).format(record))
    assert "ValueError: odd" in told["exception"]


@pytest.fixture
def root_logger() -> Iterator[logging.Logger]:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield root
    root.handlers[:], root.level = handlers, level


def test_configure_logging_writes_everything_to_standard_error(
    root_logger: logging.Logger, capsys: pytest.CaptureFixture[str]
) -> None:
    configure_logging(LogFormat.JSON)
    logging.getLogger("service.anything").error("it failed")
    assert json.loads(capsys.readouterr().err)["message"] == "it failed"
