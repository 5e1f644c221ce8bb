"""The application as gunicorn loads it: the one module that does its work on import."""

import os

from flask import Flask

from service.api.http.counters import CounterTable
from service.api.observability.logs import build_startup_error, configure_logging
from service.app import create_app
from service.errors import SettingsError
from service.settings import read_settings


def _start() -> Flask:
    """The application, or an end in one line: what is wrong with a setting is for whoever set it, not a fault here."""
    try:
        settings = read_settings(os.environ)
        configure_logging(settings.log_format)
        # Workers are forked from here on, and count together.
        return create_app(settings, counters=CounterTable())
    except SettingsError as error:
        raise build_startup_error(str(error), os.environ) from None


app = _start()
