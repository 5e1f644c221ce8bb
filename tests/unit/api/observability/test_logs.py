import json
import logging
import sys
import threading
import warnings
from collections.abc import Iterator

import pytest
from flask import Flask, g

from service.api.observability.access_log import AccessEntry
from service.api.observability.logs import (
    RequestFilter,
    apply_log_format,
    build_formatter,
    build_startup_error,
    configure_logging,
)
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


def test_log_as_text_lets_no_message_begin_a_line_of_its_own() -> None:
    line = build_formatter(LogFormat.TEXT).format(build_record("odd\r\n2026 CRITICAL forged\x1b[2J\u2028\x85"))
    assert "\n" not in line
    assert line.endswith("service [-] odd\\u000d\\u000a2026 CRITICAL forged\\u001b[2J\\u2028\\u0085")


@pytest.mark.parametrize(
    ("environ", "expected"),
    [({}, "basewatch: no seeds"), ({"BASEWATCH_LOG_FORMAT": "text"}, "basewatch: no seeds")],
)
def test_refusal_as_text_is_a_line(environ: dict[str, str], expected: str) -> None:
    assert str(build_startup_error("no seeds", environ)) == expected


def test_refusal_as_json_is_an_object() -> None:
    told = json.loads(str(build_startup_error("no seeds", {"BASEWATCH_LOG_FORMAT": "JSON"})))
    assert (told["level"], told["message"]) == ("CRITICAL", "no seeds")


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
    hooks = sys.excepthook, threading.excepthook
    yield root
    root.handlers[:], root.level = handlers, level
    sys.excepthook, threading.excepthook = hooks
    logging.captureWarnings(capture=False)


def test_configure_logging_writes_everything_to_standard_error(
    root_logger: logging.Logger, capsys: pytest.CaptureFixture[str]
) -> None:
    configure_logging(LogFormat.JSON)
    logging.getLogger("service.anything").error("it failed")
    assert json.loads(capsys.readouterr().err)["message"] == "it failed"


@pytest.mark.filterwarnings("always")
def test_configure_logging_as_json_takes_in_what_python_prints_itself(
    root_logger: logging.Logger, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail() -> None:
        raise ValueError("odd")

    configure_logging(LogFormat.JSON)
    warnings.warn("old\nways", stacklevel=1)
    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    error = ValueError("end")
    sys.excepthook(ValueError, error, None)
    warning, in_thread, end = (json.loads(line) for line in capsys.readouterr().err.splitlines())
    assert "old\nways" in warning["message"]
    assert "ValueError: odd" in in_thread["exception"]
    assert "ValueError: end" in end["exception"]


@pytest.mark.parametrize("log_format", LogFormat)
def test_apply_log_format_formats_the_access_log_too(
    root_logger: logging.Logger, capsys: pytest.CaptureFixture[str], log_format: LogFormat
) -> None:
    access = logging.getLogger("gunicorn.access")
    handler = logging.StreamHandler(sys.stderr)
    access.addHandler(handler)
    try:
        configure_logging(log_format)
        # As after SIGHUP, when gunicorn has set its own form.
        handler.setFormatter(logging.Formatter("%(message)s"))
        apply_log_format()
        members = ("request_id", "client", "method", "path", "status", "bytes", "ms", "user_agent")
        handler.handle(
            access.makeRecord(access.name, logging.INFO, "", 0, AccessEntry(dict.fromkeys(members)), (), None)
        )
    finally:
        access.removeHandler(handler)
    [line] = capsys.readouterr().err.splitlines()
    assert line.startswith("{") is (log_format is LogFormat.JSON)
    assert (" INFO gunicorn.access [-] - " in line) is (log_format is LogFormat.TEXT)
