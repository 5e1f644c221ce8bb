"""The access log, in the format of the log: gunicorn's own formats do not escape what clients send."""

import json
import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from gunicorn.glogging import Logger  # type: ignore[import-untyped] # It carries no types.

NAME = "gunicorn.access"
# The only control character that JSON does not escape.
_DELETE = "\x7f"
_PLAIN = re.compile(r"[!#-\[\]-~]+")


class AccessLogger(Logger):  # type: ignore[misc] # Its base carries no types.
    """gunicorn's logger, which passes on structured entries and leaves the format to the log's formatter."""

    def access(self, resp: Any, req: Any, environ: Any, request_time: timedelta) -> None:
        """Log one request with its response."""
        if self.access_log_enabled:
            self.access_log.info(AccessEntry(build_entry(resp, environ, request_time)))


@dataclass(frozen=True, slots=True)
class AccessEntry:
    """An entry of the access log; as text, one line of printable ASCII, whatever a client has sent."""

    members: Mapping[str, Any]

    def __str__(self) -> str:
        quoted = {name: _quote(value) for name, value in self.members.items()}
        return (
            f"[{quoted['request_id']}] {quoted['client']} {quoted['method']} {quoted['path']} {quoted['status']} "
            f"{quoted['bytes']} bytes {quoted['ms']} ms {quoted['user_agent']}"
        )


class JsonAccessFormatter(logging.Formatter):
    """Formats each request as a JSON object."""

    def format(self, record: logging.LogRecord) -> str:
        """Format a record of the access log."""
        entry: Any = record.msg
        return json.dumps(dict(entry.members) if isinstance(entry, AccessEntry) else {"message": record.getMessage()})


def build_entry(resp: Any, environ: Any, request_time: timedelta) -> dict[str, Any]:
    """Build the entry of a request. Its id is that of the response, as in other log lines."""
    response_headers = {name.lower(): value for name, value in resp.headers}
    return {
        "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "request_id": response_headers.get("x-request-id"),
        "method": environ["REQUEST_METHOD"],
        "path": environ["RAW_URI"],
        "status": resp.status_code,
        "bytes": resp.sent,
        "ms": round(request_time / timedelta(milliseconds=1), 1),
        "client": environ.get("REMOTE_ADDR"),
        "user_agent": environ.get("HTTP_USER_AGENT"),
    }


def _quote(value: object) -> str:
    """Return a plain word as it is, any other value quoted and escaped."""
    if value is None:
        return "-"
    text = str(value)
    return text if _PLAIN.fullmatch(text) else json.dumps(text).replace(_DELETE, "\\u007f")
