"""A line for each request in the form of the log: gunicorn's own formats cannot escape what clients send."""

import json
import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from gunicorn.glogging import Logger  # type: ignore[import-untyped] # It carries no types.

NAME = "gunicorn.access"
# JSON escapes all that can break a line or steer a terminal but this.
_DELETE = "\x7f"
_PLAIN = re.compile(r"[!#-\[\]-~]+")


class AccessLogger(Logger):  # type: ignore[misc] # Its base carries no types.
    """gunicorn's logger, which hands on what is to be told of a request and leaves its form to who formats the log."""

    def access(self, resp: Any, req: Any, environ: Any, request_time: timedelta) -> None:
        """Log one request with its answer."""
        if self.access_log_enabled:
            self.access_log.info(AccessEntry(build_entry(resp, environ, request_time)))


@dataclass(frozen=True, slots=True)
class AccessEntry:
    """What is logged of a request: as text one line of printable ASCII, whatever a client has sent."""

    members: Mapping[str, Any]

    def __str__(self) -> str:
        told = {name: _quote(value) for name, value in self.members.items()}
        return (
            f"[{told['request_id']}] {told['client']} {told['method']} {told['path']} {told['status']} "
            f"{told['bytes']} bytes {told['ms']} ms {told['user_agent']}"
        )


class JsonAccessFormatter(logging.Formatter):
    """Writes a JSON object for each request."""

    def format(self, record: logging.LogRecord) -> str:
        """Format a record of the access log."""
        told: Any = record.msg
        return json.dumps(dict(told.members) if isinstance(told, AccessEntry) else {"message": record.getMessage()})


def build_entry(resp: Any, environ: Any, request_time: timedelta) -> dict[str, Any]:
    """Build what is logged of a request. The id is that of the answer, by which other lines name the request too."""
    answered = {name.lower(): value for name, value in resp.headers}
    return {
        "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "request_id": answered.get("x-request-id"),
        "method": environ["REQUEST_METHOD"],
        "path": environ["RAW_URI"],
        "status": resp.status_code,
        "bytes": resp.sent,
        "ms": round(request_time / timedelta(milliseconds=1), 1),
        "client": environ.get("REMOTE_ADDR"),
        "user_agent": environ.get("HTTP_USER_AGENT"),
    }


def _quote(value: object) -> str:
    """A value as it is where that is one plain word, else in quotation marks and with escapes."""
    if value is None:
        return "-"
    text = str(value)
    return text if _PLAIN.fullmatch(text) else json.dumps(text).replace(_DELETE, "\\u007f")
