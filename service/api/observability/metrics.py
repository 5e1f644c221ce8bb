"""Prometheus metrics, of all workers together where gunicorn runs several."""

import os
import time
from collections.abc import Iterator
from typing import Any

from flask import Flask, Response, current_app, g, request
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest, values
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from sqlalchemy import Engine, event
from sqlalchemy.pool import ConnectionPoolEntry

from service.api.http.databases import Databases, get_databases
from service.errors import StorageError
from service.storage.database.engine import open_session
from service.storage.database.replica_health import ReplicaHealth
from service.storage.read.totals.store import count_store

_EXTENSION = "basewatch_metrics"
# Shared folder of the workers' metrics; must be set before the library is imported.
FOLDER = "PROMETHEUS_MULTIPROC_DIR"
# The worker's metrics slot. A new worker reuses the slot of one that ended, so that files do not accumulate.
SLOT = "WORKER_SLOT"
# Histogram buckets, in seconds: from a cached page to a timeout.
BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_UNMATCHED = "unmatched"
_TAKEN = "basewatch_taken"


class Metrics:
    """Metrics of one process."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "basewatch_http_requests",
            "HTTP requests answered.",
            ("method", "route", "status"),
            registry=self.registry,
        )
        self.seconds = Histogram(
            "basewatch_http_request_duration_seconds",
            "Time from the request line to the last byte of the response.",
            ("method", "route"),
            buckets=BUCKETS,
            registry=self.registry,
        )
        self.connections = Gauge(
            "basewatch_database_connections_in_use",
            "Database connections in use by requests.",
            multiprocess_mode="livesum",
            registry=self.registry,
        )
        self.fallbacks = Counter(
            "basewatch_replica_fallbacks",
            "Reads that the primary answered because the replica could not.",
            ("reason",),
            registry=self.registry,
        )

    def note(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one response."""
        self.requests.labels(method, route, str(status)).inc()
        self.seconds.labels(method, route).observe(seconds)


class StoreCollector(Collector):
    """Metrics of the store, counted on each scrape: the same for all workers."""

    def __init__(self, databases: Databases) -> None:
        self._databases = databases

    def collect(self) -> Iterator[Metric]:
        """Yield the metrics; of an unreachable database, only that it is down."""
        yield from self._collect_store()
        if self._databases.follower is not None:
            yield from _describe_replica(self._databases.follower.health)

    def _collect_store(self) -> Iterator[Metric]:
        up = GaugeMetricFamily("basewatch_database_up", "Whether the database is reachable (1) or not (0).")
        try:
            with open_session(self._databases.primary.engine) as session:
                counts = count_store(session)
        except StorageError:
            up.add_metric((), 0)
            yield up
            return
        up.add_metric((), 1)
        yield up
        yield GaugeMetricFamily("basewatch_events", "Current events.", counts.events)
        yield GaugeMetricFamily("basewatch_articles", "Stored articles.", counts.articles)
        yield CounterMetricFamily("basewatch_loads", "Article loads in total.", counts.loads)
        last = counts.last_load.timestamp() if counts.last_load else 0
        yield GaugeMetricFamily(
            "basewatch_last_load_timestamp_seconds", "Time of the last article load; 0 if none.", last
        )


def _describe_replica(health: ReplicaHealth) -> Iterator[Metric]:
    """The last report of this worker."""
    ready = GaugeMetricFamily("basewatch_replica_ready", "Whether reads go to the replica (1) or not (0).")
    ready.add_metric((), int(health.is_ready))
    yield ready
    report = health.report
    if report.lag_s is not None:
        yield GaugeMetricFamily("basewatch_replica_lag_seconds", "Lag of the replica.", report.lag_s)
    if report.revisions_behind is not None:
        name = "basewatch_replica_lag_revisions"
        yield GaugeMetricFamily(name, "Revisions that the replica lacks.", report.revisions_behind)


def register_metrics(app: Flask, databases: Databases) -> Metrics:
    """Count the application's requests and its database connections."""
    if FOLDER in os.environ:
        values.ValueClass = values.MultiProcessValue(process_identifier=_find_slot)  # type: ignore[no-untyped-call] # It carries no types.
    metrics = app.extensions[_EXTENSION] = Metrics()
    app.before_request(_begin)
    app.after_request(_note_when_sent)
    for database in databases.all:
        _count_connections(database.engine, metrics.connections)
    databases.note_fallback = lambda reason: metrics.fallbacks.labels(reason).inc()
    return metrics


def _count_connections(engine: Engine, connections: Gauge) -> None:
    def take(_connection: Any, record: ConnectionPoolEntry, _proxy: Any) -> None:
        record.info[_TAKEN] = True
        connections.inc()

    def give_back(_connection: Any, record: ConnectionPoolEntry) -> None:
        # A failed connection is checked in too, but was never checked out.
        if record.info.pop(_TAKEN, False):
            connections.dec()

    event.listen(engine, "checkout", take)
    event.listen(engine, "checkin", give_back)
    # What is taken out of the pool for good is in use by no request.
    event.listen(engine, "detach", give_back)
    # An invalidated connection loses its info.
    event.listen(engine, "invalidate", lambda connection, record, _error: give_back(connection, record))


def render_metrics() -> bytes:
    """Render the current metrics in the Prometheus text format."""
    registry = CollectorRegistry()
    if FOLDER in os.environ:
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call] # It carries no types.
    else:
        metrics: Metrics = current_app.extensions[_EXTENSION]
        registry.register(metrics.registry)
    registry.register(StoreCollector(get_databases()))
    return generate_latest(registry)


def _find_slot() -> str:
    """Return this worker's metrics slot; 0 for the parent process."""
    return os.environ.get(SLOT, "0")


def _begin() -> None:
    g.begun = time.perf_counter()


def _note_when_sent(response: Response) -> Response:
    metrics: Metrics = current_app.extensions[_EXTENSION]
    method = request.method if request.method in _METHODS else "other"
    route = request.url_rule.rule if request.url_rule else _UNMATCHED
    status, begun = response.status_code, g.begun
    response.call_on_close(lambda: metrics.note(method, route, status, time.perf_counter() - begun))
    return response
