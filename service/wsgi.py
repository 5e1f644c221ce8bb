"""The WSGI application that gunicorn loads: the only module that works on import."""

import os

from flask import Flask

from service.api.http.counters import CounterTable
from service.api.observability.logs import build_startup_error, configure_logging
from service.app import create_app
from service.errors import SettingsError
from service.settings import read_settings


def _start() -> Flask:
    """The application; a wrong setting ends the process with one line, without a traceback."""
    try:
        settings = read_settings(os.environ)
        configure_logging(settings.log_format)
        # Workers are forked after this, and share the counters.
        return create_app(settings, counters=CounterTable())
    except SettingsError as error:
        raise build_startup_error(str(error), os.environ) from None


app = _start()
