"""The application as gunicorn loads it: the one module that does its work on import."""

import os

from service.app import create_app
from service.settings import read_settings

app = create_app(read_settings(os.environ))
