"""Endpoints that will go: said in the document and in every good answer (RFC 9745, RFC 8594), long before."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any

from flask import Response
from werkzeug.http import http_date


@dataclass(frozen=True, slots=True)
class Deprecation:
    """From when an endpoint should not be used any more, when it ends, and the path to use instead."""

    since: datetime
    ends: datetime
    successor: str


def announce(view: Callable[..., Response], deprecation: Deprecation) -> Callable[..., Response]:
    """Let a view's answers say that it will go."""

    @wraps(view)
    def announcing(*arguments: Any, **path: str) -> Response:
        response = view(*arguments, **path)
        response.headers["Deprecation"] = f"@{int(deprecation.since.timestamp())}"
        response.headers["Sunset"] = http_date(deprecation.ends)
        response.headers.add("Link", f'<{deprecation.successor}>; rel="successor-version"')
        return response

    return announcing
