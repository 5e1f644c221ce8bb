"""The application factory: wires the parts together, and does nothing else."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from flask import Flask
from sqlalchemy import Engine

from service.api.caching.response_cache import register_response_cache
from service.api.citations import views as citations
from service.api.events import changes, summaries, views
from service.api.explorer.pages import register_explorer
from service.api.http.access import register_access
from service.api.http.compression import register_compression
from service.api.http.counters import CounterTable
from service.api.http.databases import register_databases
from service.api.http.headers import register_headers
from service.api.http.limits import register_limits
from service.api.http.problems import register_problems
from service.api.http.proxies import trust_proxies
from service.api.links import register_public_url
from service.api.mcp import views as mcp
from service.api.mcp.tools import register_tools
from service.api.names.articles import build_articles
from service.api.names.blueprints import build_actors, build_bases, build_sources
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
from service.api.resources import coverage, discovery, health, submissions
from service.api.resources.dictionary import build_dictionary
from service.api.resources.extractor_provider import register_extractor
from service.api.resources.terms import read_terms
from service.settings import NO_URL, Settings
from service.storage.database.engine import build_engine

if TYPE_CHECKING:
    # A process that only serves queries has no encoder to import.
    from service.loader.readers.submissions import SubmissionService


def create_app(
    settings: Settings,
    engine: Engine | None = None,
    build_submission_service: "Callable[[], SubmissionService] | None" = None,
    counters: CounterTable | None = None,
) -> Flask:
    """Build the application on the database that the settings name, or on a given engine.

    `build_submission_service` is called for the first submitted text; by default the settings decide whether and how.
    `counters` are shared by processes that count requests together; by default this one counts alone.
    """
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = settings.max_body_bytes
    app.url_map.converters["key"] = KeyConverter
    # Otherwise a path with two slashes is answered with an HTML redirect to wherever the header `Host` says.
    app.url_map.merge_slashes = False
    store = engine or build_engine(settings.database_url, settings.statement_timeout_ms)
    databases = register_databases(app, store, settings)
    metrics = register_metrics(app, databases)
    register_compression(app)
    register_headers(app)
    extraction = submissions.extraction_blueprint
    register_limits(app, settings, reading=extraction, exempt=health.blueprint, counters=counters)
    register_access(app, settings.reads)
    register_extractor(app, settings, build_submission_service)
    health.register_readiness(app, settings.max_replica_lag_s)
    register_public_url(app, "" if settings.public_url == NO_URL else settings.public_url)
    _register_endpoints(app, settings)
    register_assets(app)
    register_redirects(app)
    register_explorer(app, settings)
    register_problems(app)
    register_telemetry(app, [database.engine for database in databases.all], settings.otel_endpoint)
    register_response_cache(app, settings, metrics.note)
    trust_proxies(app, settings.trusted_proxies)
    return app


def _register_endpoints(app: Flask, settings: Settings) -> None:
    api = build_api(app)
    for blueprint in (
        views.blueprint,
        summaries.blueprint,
        changes.blueprint,
        citations.blueprint,
        build_bases(),
        build_actors(),
        build_sources(),
        build_articles(settings.article_texts),
        build_dictionary(read_terms()),
        coverage.blueprint,
        submissions.articles_blueprint,
        submissions.extraction_blueprint,
        health.blueprint,
        mcp.blueprint,
        discovery.blueprint,
        build_documentation(),
    ):
        api.register_blueprint(blueprint)
    register_tools(app, finish_documentation(app, api, settings.article_texts, settings.public_url))
