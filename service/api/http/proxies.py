"""Trusted reverse proxies: the client's address, the scheme and the path prefix."""

import re
from typing import TYPE_CHECKING

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_PREFIX = "HTTP_X_FORWARDED_PREFIX"
# The prefix starts paths in responses, so it must not be able to name another host.
_PREFIX_SHAPE = re.compile(r"(/[A-Za-z0-9._~-]+)*/?")


def trust_proxies(app: Flask, count: int) -> None:
    """Trust the `X-Forwarded-*` headers of this many proxies; of none by default, as clients could forge them."""
    if count:
        trusting = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_prefix=count)
        app.wsgi_app = _drop_invalid_prefixes(trusting)  # type: ignore[method-assign, assignment] # It is meant to be replaced.


def _drop_invalid_prefixes(app: "WSGIApplication") -> "WSGIApplication":
    def call(environ: "WSGIEnvironment", start_response: "StartResponse") -> "Iterable[bytes]":
        if not all(_PREFIX_SHAPE.fullmatch(prefix.strip()) for prefix in environ.get(_PREFIX, "").split(",")):
            del environ[_PREFIX]
        return app(environ, start_response)

    return call
