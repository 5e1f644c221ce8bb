"""The application: what belongs together is put together here, and nothing else happens."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from flask import Flask
from sqlalchemy import Engine

from service.api.events import changes, summaries, views
from service.api.http.access import register_access
from service.api.http.compression import register_compression
from service.api.http.counters import CounterTable
from service.api.http.database import register_engine
from service.api.http.headers import register_headers
from service.api.http.limits import register_limits
from service.api.http.problems import register_problems
from service.api.http.proxies import trust_proxies
from service.api.observability.metrics import register_metrics
from service.api.observability.telemetry import register_telemetry
from service.api.openapi.documentation import (
    build_api,
    build_documentation,
    finish_documentation,
    register_assets,
    register_redirects,
)
from service.api.openapi.endpoints import KeyConverter
from service.api.resources import health, names, submissions
from service.api.resources.extractor_provider import register_extractor
from service.settings import Settings
from service.storage.database.engine import build_engine

if TYPE_CHECKING:
    # Whoever only answers questions has no encoder to import.
    from service.loader.readers.submissions import Intake


def create_app(
    settings: Settings,
    engine: Engine | None = None,
    build_intake: "Callable[[], Intake] | None" = None,
    counters: CounterTable | None = None,
) -> Flask:
    """Build the application on the database that the settings name, or on a given engine.

    `build_intake` makes what reads texts, when the first one comes; left out, the settings tell whether and how.
    `counters` are for processes that count requests together; left out, this one counts for itself.
    """
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = settings.max_body_bytes
    app.url_map.converters["key"] = KeyConverter
    # Else a path with two slashes is answered with a page of HTML that leads to wherever the header `Host` says.
    app.url_map.merge_slashes = False
    store = engine or build_engine(settings.database_url, settings.statement_timeout_ms)
    register_engine(app, store)
    register_metrics(app, store)
    register_compression(app)
    register_headers(app)
    extraction = submissions.extraction_blueprint
    register_limits(app, settings, reading=extraction, exempt=health.blueprint, counters=counters)
    register_access(app, settings.reads)
    register_extractor(app, settings, build_intake)
    health.register_readiness(app, settings.max_replica_lag_s)
    _register_endpoints(app)
    register_assets(app)
    register_redirects(app)
    register_problems(app)
    register_telemetry(app, store, settings.otel_endpoint)
    trust_proxies(app, settings.trusted_proxies)
    return app


def _register_endpoints(app: Flask) -> None:
    api = build_api(app)
    for blueprint in (
        views.blueprint,
        summaries.blueprint,
        changes.blueprint,
        names.build_bases(),
        names.build_actors(),
        names.build_sources(),
        names.build_articles(),
        submissions.articles_blueprint,
        submissions.extraction_blueprint,
        health.blueprint,
        build_documentation(),
    ):
        api.register_blueprint(blueprint)
    finish_documentation(app, api)
