"""Deprecated endpoints: announced in the OpenAPI document and in every successful response (RFC 9745, RFC 8594)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any

from flask import Response
from werkzeug.http import http_date


@dataclass(frozen=True, slots=True)
class Deprecation:
    """When an endpoint is deprecated, its sunset, and the path of its successor."""

    since: datetime
    ends: datetime
    successor: str


def add_deprecation_headers(view: Callable[..., Response], deprecation: Deprecation) -> Callable[..., Response]:
    """Add the deprecation headers to a view's responses."""

    @wraps(view)
    def deprecated(*arguments: Any, **path: str) -> Response:
        response = view(*arguments, **path)
        response.headers["Deprecation"] = f"@{int(deprecation.since.timestamp())}"
        response.headers["Sunset"] = http_date(deprecation.ends)
        response.headers.add("Link", f'<{deprecation.successor}>; rel="successor-version"')
        return response

    return deprecated
