"""Liveness, readiness and metrics, for orchestrators and monitoring."""

from typing import Any

from flask import Flask, Response, current_app, g
from prometheus_client import CONTENT_TYPE_LATEST

from schemas.responses.health import HealthSchema, ReadinessSchema
from service.api.caching.response_cache import allow_keeping_always
from service.api.http.databases import get_databases, get_engine
from service.api.http.problems import NotReadyError
from service.api.http.responses import JSON_TYPE, respond_with_document
from service.api.input.arguments import NoArgumentsSchema
from service.api.observability.metrics import render_metrics
from service.api.openapi.endpoints import build_blueprint, declare
from service.api.openapi.operations import DATABASE_PROBLEMS
from service.errors import StorageError
from service.storage.database.engine import open_session
from service.storage.database.replicas import read_replica_lag
from service.storage.database.schema import read_schema_state

_EXTENSION = "basewatch_max_replica_lag"
# How long a probe waits for the first check of the replica, in seconds: less than whoever probes waits for it.
_CHECK_S = 0.5
_METRICS = {"type": "string", "description": "Prometheus text format."}
blueprint = build_blueprint("health", "Health probes and metrics.", url_prefix="")


def register_readiness(app: Flask, max_replica_lag_s: int) -> None:
    """Store the maximum replica lag on the application, in seconds."""
    app.extensions[_EXTENSION] = max_replica_lag_s


@declare(
    blueprint, "/healthz", takes=NoArgumentsSchema, responses={JSON_TYPE: HealthSchema}, is_stored=False, scope=None
)
def show_health(arguments: object) -> Response:
    """Check liveness

    Whether the process is up, and nothing else: restart it if this fails.
    """
    return allow_keeping_always(respond_with_document(HealthSchema().dump({"status": "ok"})))


@declare(
    blueprint,
    "/readyz",
    takes=NoArgumentsSchema,
    responses={JSON_TYPE: ReadinessSchema},
    problems=DATABASE_PROBLEMS,
    is_stored=False,
    scope=None,
)
def show_readiness(arguments: object) -> Response:
    """Check readiness

    The database must be reachable, its schema current, and a replica's lag within the limit; otherwise the problem
    says what is wrong. Route no requests to this server while this fails. While a replica beside it is not ready, all
    requests are answered from the database itself.
    """
    try:
        ready = {"status": "ok", "schema": _require_schema(), "replica_lag_seconds": _require_lag()}
    except StorageError as error:
        current_app.logger.warning("request %s: %s", g.request_id, error)
        raise NotReadyError("the database is unreachable, or not a Basewatch database; see the log") from error
    return respond_with_document(ReadinessSchema().dump(ready | {"read_replica": _describe_replica()}))


@declare(
    blueprint, "/metrics", takes=NoArgumentsSchema, responses={"text/plain": _METRICS}, is_stored=False, scope=None
)
def show_metrics(arguments: object) -> Response:
    """Get metrics

    Requests by route and status, durations, database connections, and what is stored, of all workers together, in the
    Prometheus text format.
    """
    return Response(render_metrics(), content_type=CONTENT_TYPE_LATEST)


def _require_schema() -> str:
    """Return the database's schema version. Raises NotReadyError if it is not the one that this version needs."""
    state = read_schema_state(get_engine())
    if not state.is_current:
        found = f"is {state.current}" if state.current else "is missing"
        raise NotReadyError(
            f"the database schema {found}, but this version needs {state.wanted}; run `python -m service migrate`"
        )
    return state.wanted


def _require_lag() -> float | None:
    """Return the replica lag in seconds. Raises NotReadyError above the limit."""
    most: int = current_app.extensions[_EXTENSION]
    with open_session(get_engine()) as session:
        lag = read_replica_lag(session)
    if lag is not None and lag > most:
        raise NotReadyError(f"the database replica is {lag:.0f} s behind; the limit is {most} s")
    return lag


def _describe_replica() -> dict[str, Any] | None:
    """Return the last report of the replica that reads are answered from; null without one."""
    follower = get_databases().follower
    if follower is None:
        return None
    report = follower.read_report(_CHECK_S)
    return {"state": report.state, "lag_seconds": report.lag_s, "revisions_behind": report.revisions_behind}
