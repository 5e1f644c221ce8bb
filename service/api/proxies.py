"""Servers in front of this one, which tell who asks and under which prefix."""

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix


def trust_proxies(app: Flask, count: int) -> None:
    """Believe what so many proxies in front say of a request; without any, anybody could say it."""
    if count:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_prefix=count)  # type: ignore[method-assign] # It is meant to be replaced.
