"""The application: what belongs together is put together here, and nothing else happens."""

from flask import Flask
from sqlalchemy import Engine

from service.api import changes, events, health, listings, summaries
from service.api.database import register_engine
from service.api.documentation import build_api, build_documentation, finish_documentation, register_assets
from service.api.endpoints import KeyConverter
from service.api.headers import register_headers
from service.api.problems import register_problems
from service.settings import Settings
from service.storage.engine import build_engine

MAX_BODY_BYTES = 1_000_000


def create_app(settings: Settings, engine: Engine | None = None) -> Flask:
    """Build the application on the database that the settings name, or on a given engine."""
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES
    app.url_map.converters["key"] = KeyConverter
    register_engine(app, engine or build_engine(settings.database_url))
    register_headers(app)
    _register_endpoints(app)
    register_assets(app)
    register_problems(app)
    return app


def _register_endpoints(app: Flask) -> None:
    api = build_api(app)
    for blueprint in (
        events.blueprint,
        summaries.blueprint,
        changes.blueprint,
        listings.build_bases(),
        listings.build_actors(),
        listings.build_sources(),
        listings.build_articles(),
        health.blueprint,
        build_documentation(),
    ):
        api.register_blueprint(blueprint)
    finish_documentation(app, api)
