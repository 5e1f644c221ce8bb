"""Logging of the server process: text for people, or JSON for programs, each record with its request id."""

import json
import logging
import re
import sys
import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from flask import g, has_request_context
from pythonjsonlogger.json import JsonFormatter

from service.api.observability import access_log
from service.settings import PREFIX, LogFormat

_TEXT = "%(asctime)s %(levelname)s %(name)s [%(request_id)s] %(message)s"
_ACCESS_TEXT = "%(asctime)s %(levelname)s %(name)s %(message)s"
_FIELDS = ("levelname", "name", "message", "request_id", "trace_id")
# gunicorn's own loggers, whose lines get the same format.
_OTHERS = ("gunicorn.error", access_log.NAME)
# Control characters, which break lines or control a terminal.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


class RequestFilter(logging.Filter):
    """Adds the request id and trace id of the current request to each record; null outside a request."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record pass."""
        record.request_id = g.get("request_id") if has_request_context() else None
        record.trace_id = g.get("trace_id") if has_request_context() else None
        return True


class TextFormatter(logging.Formatter):
    """Formats each record as one line; escapes line breaks that a client has sent."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - named by the library.
        """Format a record without its traceback, which has lines of its own."""
        completed = logging.makeLogRecord({**record.__dict__, "request_id": getattr(record, "request_id", None) or "-"})
        return _CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", super().formatMessage(completed))


def configure_logging(log_format: LogFormat) -> None:
    """Configure logging to standard error in this format, for the whole process."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(build_formatter(log_format))
    handler.addFilter(RequestFilter())
    # Libraries log routine messages at every probe.
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    # Python's own warnings and uncaught exceptions get the format of the log too.
    logging.captureWarnings(capture=True)
    sys.excepthook = _log_uncaught
    threading.excepthook = _log_uncaught_in_thread
    apply_log_format()


def apply_log_format() -> None:
    """Apply the log format to loggers with handlers of their own, which may have been recreated."""
    for handler in logging.getLogger().handlers[:1]:
        formatters = dict.fromkeys(_OTHERS, handler.formatter)
        formatters[access_log.NAME] = _build_access_formatter(is_json=isinstance(handler.formatter, JsonFormatter))
        for name, formatter in formatters.items():
            for other in logging.getLogger(name).handlers:
                other.setFormatter(formatter)
                other.addFilter(RequestFilter())


def build_formatter(log_format: LogFormat) -> logging.Formatter:
    """Build the formatter of a log format."""
    if log_format is LogFormat.TEXT:
        return TextFormatter(_TEXT)
    renamed = {"levelname": "level", "name": "logger", "exc_info": "exception"}
    return JsonFormatter(_FIELDS, rename_fields=renamed, timestamp="time")


def build_startup_error(reason: str, environ: Mapping[str, str]) -> SystemExit:
    """Build the exit of a failed start: one line with the reason, in the requested log format.

    The reason may be an invalid setting, so only this setting is read.
    """
    if environ.get(f"{PREFIX}LOG_FORMAT", "").strip().lower() != LogFormat.JSON:
        return SystemExit(f"basewatch: {reason}")
    entry = {"time": datetime.now(UTC).isoformat(), "level": "CRITICAL", "logger": "service", "message": reason}
    return SystemExit(json.dumps(entry))


def _build_access_formatter(*, is_json: bool) -> logging.Formatter:
    return access_log.JsonAccessFormatter() if is_json else logging.Formatter(_ACCESS_TEXT)


def _log_uncaught(kind: type[BaseException], error: BaseException, traceback: Any) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, traceback)
    else:
        logging.getLogger("service").critical("uncaught exception; the process ends", exc_info=(kind, error, traceback))


def _log_uncaught_in_thread(ended: threading.ExceptHookArgs) -> None:
    if ended.exc_value is not None and ended.exc_type is not SystemExit:
        exc_info = (ended.exc_type, ended.exc_value, ended.exc_traceback)
        logging.getLogger("service").error("uncaught exception; a thread ends", exc_info=exc_info)
