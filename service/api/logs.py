"""The log of the process that serves: lines for people, or JSON for programs, each with the request that it is of."""

import logging
import sys

from flask import g, has_request_context
from pythonjsonlogger.json import JsonFormatter

from service.settings import LogFormat

_TEXT = "%(asctime)s %(levelname)s %(name)s [%(request_id)s] %(message)s"
_FIELDS = ("levelname", "name", "message", "request_id", "trace_id")
# Whoever starts the service logs on its own; its lines should look like ours.
_OTHERS = ("gunicorn.error",)


class RequestFilter(logging.Filter):
    """Adds to each record the id and the trace of the request that is being answered, null where there is none."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record pass."""
        record.request_id = g.get("request_id") if has_request_context() else None
        record.trace_id = g.get("trace_id") if has_request_context() else None
        return True


def configure_logging(log_format: LogFormat) -> None:
    """Log to standard error in this form, from now on and for the whole process."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(build_formatter(log_format))
    handler.addFilter(RequestFilter())
    # Libraries have much to say of what goes well, at every probe.
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    spread_form()


def spread_form() -> None:
    """Let those that log by handlers of their own, which they may have made anew, write in the form of all others."""
    for handler in logging.getLogger().handlers[:1]:
        for other in (other for name in _OTHERS for other in logging.getLogger(name).handlers):
            other.setFormatter(handler.formatter)
            other.addFilter(RequestFilter())


def build_formatter(log_format: LogFormat) -> logging.Formatter:
    """Build what writes records. A line of text holds no line break that a client has sent."""
    if log_format is LogFormat.TEXT:
        return logging.Formatter(_TEXT)
    renamed = {"levelname": "level", "name": "logger", "exc_info": "exception"}
    return JsonFormatter(_FIELDS, rename_fields=renamed, timestamp="time")
