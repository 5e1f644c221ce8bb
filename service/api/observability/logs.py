"""The log of the process that serves: lines for people, or JSON for programs, each with the request that it is of."""

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
# Whoever starts the service logs on its own; its lines should look like ours.
_OTHERS = ("gunicorn.error", access_log.NAME)
# What breaks a line or steers a terminal.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


class RequestFilter(logging.Filter):
    """Adds to each record the id and the trace of the request that is being answered, null where there is none."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record pass."""
        record.request_id = g.get("request_id") if has_request_context() else None
        record.trace_id = g.get("trace_id") if has_request_context() else None
        return True


class TextFormatter(logging.Formatter):
    """Writes a line for each record. What a message holds of a client's words can begin no line of its own."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - named by the library.
        """Format all of a record but its traceback, which has lines of its own."""
        told = logging.makeLogRecord({**record.__dict__, "request_id": getattr(record, "request_id", None) or "-"})
        return _CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", super().formatMessage(told))


def configure_logging(log_format: LogFormat) -> None:
    """Log to standard error in this form, from now on and for the whole process."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(build_formatter(log_format))
    handler.addFilter(RequestFilter())
    # Libraries have much to say of what goes well, at every probe.
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    # What Python would print by itself has the form of the log too.
    logging.captureWarnings(capture=True)
    sys.excepthook = _log_end
    threading.excepthook = _log_thread_end
    spread_form()


def spread_form() -> None:
    """Let those that log by handlers of their own, which they may have made anew, write in the form of all others."""
    for handler in logging.getLogger().handlers[:1]:
        formatters = dict.fromkeys(_OTHERS, handler.formatter)
        formatters[access_log.NAME] = _build_access_formatter(is_json=isinstance(handler.formatter, JsonFormatter))
        for name, formatter in formatters.items():
            for other in logging.getLogger(name).handlers:
                other.setFormatter(formatter)
                other.addFilter(RequestFilter())


def build_formatter(log_format: LogFormat) -> logging.Formatter:
    """Build what writes records. A line of text holds no line break that a client has sent."""
    if log_format is LogFormat.TEXT:
        return TextFormatter(_TEXT)
    renamed = {"levelname": "level", "name": "logger", "exc_info": "exception"}
    return JsonFormatter(_FIELDS, rename_fields=renamed, timestamp="time")


def build_refusal(reason: str, environ: Mapping[str, str]) -> SystemExit:
    """Build the end of a start that cannot be: one line that says why, in the form of the log that it asked for.

    What is wrong may be a setting, so only this one is read.
    """
    if environ.get(f"{PREFIX}LOG_FORMAT", "").strip().lower() != LogFormat.JSON:
        return SystemExit(f"basewatch: {reason}")
    told = {"time": datetime.now(UTC).isoformat(), "level": "CRITICAL", "logger": "service", "message": reason}
    return SystemExit(json.dumps(told))


def _build_access_formatter(*, is_json: bool) -> logging.Formatter:
    return access_log.JsonAccessFormatter() if is_json else logging.Formatter(_ACCESS_TEXT)


def _log_end(kind: type[BaseException], error: BaseException, traceback: Any) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, traceback)
    else:
        logging.getLogger("service").critical("uncaught exception; the process ends", exc_info=(kind, error, traceback))


def _log_thread_end(ended: threading.ExceptHookArgs) -> None:
    if ended.exc_value is not None and ended.exc_type is not SystemExit:
        told = (ended.exc_type, ended.exc_value, ended.exc_traceback)
        logging.getLogger("service").error("uncaught exception; a thread ends", exc_info=told)
