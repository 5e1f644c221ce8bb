"""What the service does, in numbers: of all workers together where gunicorn runs several."""

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

from service.api.http.database import get_engine
from service.errors import StorageError
from service.storage.database.engine import open_session
from service.storage.read.counts import count_store

_EXTENSION = "basewatch_metrics"
# Where workers keep what they count; set before the library is loaded, by whoever starts more than one.
FOLDER = "PROMETHEUS_MULTIPROC_DIR"
# Which of the workers this is. A new one takes the place of one that ended, or files would be more and more.
PLACE = "WORKER_PLACE"
# From what a page out of memory takes to what nobody waits for, in seconds.
BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_UNMATCHED = "unmatched"
_TAKEN = "basewatch_taken"


class Metrics:
    """What one process counts."""

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

    def note(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one answer."""
        self.requests.labels(method, route, str(status)).inc()
        self.seconds.labels(method, route).observe(seconds)


class StoreCollector(Collector):
    """What is stored, counted when it is asked for: the same for all workers."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def collect(self) -> Iterator[Metric]:
        """Give what is known; that the database is away is told too."""
        up = GaugeMetricFamily("basewatch_database_up", "Whether the database is reachable (1) or not (0).")
        try:
            with open_session(self._engine) as session:
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


def register_metrics(app: Flask, engine: Engine) -> None:
    """Count every request of the application, and the connections that it holds."""
    if FOLDER in os.environ:
        values.ValueClass = values.MultiProcessValue(process_identifier=_find_place)  # type: ignore[no-untyped-call] # It carries no types.
    metrics = app.extensions[_EXTENSION] = Metrics()
    app.before_request(_begin)
    app.after_request(_note_when_sent)
    _count_connections(engine, metrics.connections)


def _count_connections(engine: Engine, connections: Gauge) -> None:
    def take(_connection: Any, record: ConnectionPoolEntry, _proxy: Any) -> None:
        record.info[_TAKEN] = True
        connections.inc()

    def give_back(_connection: Any, record: ConnectionPoolEntry) -> None:
        # One that could not be made is given back too, and was never taken.
        if record.info.pop(_TAKEN, False):
            connections.dec()

    event.listen(engine, "checkout", take)
    event.listen(engine, "checkin", give_back)
    # A connection that breaks loses what was noted with it.
    event.listen(engine, "invalidate", lambda connection, record, _error: give_back(connection, record))


def render_metrics() -> bytes:
    """The current numbers, as Prometheus reads them."""
    registry = CollectorRegistry()
    if FOLDER in os.environ:
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call] # It carries no types.
    else:
        metrics: Metrics = current_app.extensions[_EXTENSION]
        registry.register(metrics.registry)
    registry.register(StoreCollector(get_engine()))
    return generate_latest(registry)


def _find_place() -> str:
    """This worker's place; 0 for the process that starts them all."""
    return os.environ.get(PLACE, "0")


def _begin() -> None:
    g.begun = time.perf_counter()


def _note_when_sent(response: Response) -> Response:
    metrics: Metrics = current_app.extensions[_EXTENSION]
    method = request.method if request.method in _METHODS else "other"
    route = request.url_rule.rule if request.url_rule else _UNMATCHED
    status, begun = response.status_code, g.begun
    response.call_on_close(lambda: metrics.note(method, route, status, time.perf_counter() - begun))
    return response
