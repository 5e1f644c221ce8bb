"""What orchestrators and those who watch the service ask: is it up, can it answer questions, how does it fare."""

from flask import Flask, Response, current_app, g
from prometheus_client import CONTENT_TYPE_LATEST

from schemas.health import HealthSchema, ReadinessSchema
from service.api.http.database import get_engine, open_own_session
from service.api.http.problems import NotReadyError
from service.api.http.responses import JSON_TYPE, answer_document
from service.api.input.arguments import NoArgumentsSchema
from service.api.observability.metrics import render_metrics
from service.api.openapi.endpoints import build_blueprint, declare
from service.api.openapi.operations import ASKING
from service.errors import StorageError
from service.storage.database.replicas import read_replica_lag
from service.storage.database.schema import read_schema_state

_EXTENSION = "basewatch_max_replica_lag"
_METRICS = {"type": "string", "description": "The text format of Prometheus."}
blueprint = build_blueprint("health", "For probes, and for whoever watches the service.", url_prefix="")


def register_readiness(app: Flask, max_replica_lag_s: int) -> None:
    """Keep with the application how far behind a replica may be, in seconds."""
    app.extensions[_EXTENSION] = max_replica_lag_s


@declare(blueprint, "/healthz", takes=NoArgumentsSchema, answers={JSON_TYPE: HealthSchema}, is_stored=False, scope=None)
def show_health(arguments: object) -> Response:
    """Tell whether the process is up

    Nothing else is looked at: restart the process where this fails.
    """
    return answer_document(HealthSchema().dump({"status": "ok"}))


@declare(
    blueprint,
    "/readyz",
    takes=NoArgumentsSchema,
    answers={JSON_TYPE: ReadinessSchema},
    problems=ASKING,
    is_stored=False,
    scope=None,
)
def show_readiness(arguments: object) -> Response:
    """Tell whether questions can be answered

    The database must be within reach, its tables those of this version, and a replica not far behind; otherwise the
    problem says what is missing. Send no requests here while this fails.
    """
    try:
        ready = {"status": "ok", "schema": _require_schema(), "replica_lag_seconds": _require_lag()}
    except StorageError as error:
        current_app.logger.warning("request %s: %s", g.request_id, error)
        raise NotReadyError("the database is unreachable, or not a Basewatch database; see the log") from error
    return answer_document(ReadinessSchema().dump(ready))


@declare(blueprint, "/metrics", takes=NoArgumentsSchema, answers={"text/plain": _METRICS}, is_stored=False, scope=None)
def show_metrics(arguments: object) -> Response:
    """Tell how the service fares

    Requests by route and status, how long they took, connections to the database, and what is stored, of all workers
    together, as Prometheus reads it.
    """
    return Response(render_metrics(), content_type=CONTENT_TYPE_LATEST)


def _require_schema() -> str:
    """The schema that the database has; a NotReadyError where it is not the one that this version wants."""
    state = read_schema_state(get_engine())
    if not state.is_current:
        found = f"is {state.current}" if state.current else "is missing"
        raise NotReadyError(
            f"the database schema {found}, but this version needs {state.wanted}; run `python -m service migrate`"
        )
    return state.wanted


def _require_lag() -> float | None:
    """How far behind a replica is; a NotReadyError where that is too far."""
    most: int = current_app.extensions[_EXTENSION]
    with open_own_session() as session:
        lag = read_replica_lag(session)
    if lag is not None and lag > most:
        raise NotReadyError(f"the database replica is {lag:.0f} s behind; the limit is {most} s")
    return lag
