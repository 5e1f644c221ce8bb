"""OpenTelemetry traces of requests and SQL statements, sent to a collector if one is configured."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from flask import Flask, has_request_context
from sqlalchemy import Connection, Engine, ExceptionContext, event

from service.settings import NO_ENDPOINT

if TYPE_CHECKING:
    from opentelemetry.trace import Tracer

# Probes and scrapes would drown other traces.
_UNTRACED = "/healthz$,/readyz$,/metrics$"
EXTENSION = "basewatch_tracer_provider"
_SPAN = "basewatch_span"


def register_telemetry(app: Flask, engines: Iterable[Engine], endpoint: str) -> None:
    """Trace every request except probes, continuing the client's trace."""
    if endpoint == NO_ENDPOINT:
        return
    # Imported only with a collector: it takes a tenth of a second.
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415 - as said above
    from opentelemetry.instrumentation.flask import FlaskInstrumentor  # noqa: PLC0415 - as said above
    from opentelemetry.sdk.resources import Resource  # noqa: PLC0415 - as said above
    from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415 - as said above
    from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415 - as said above

    provider = TracerProvider(resource=Resource.create({"service.name": "basewatch"}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=endpoint)))
    # It carries no types.
    instrument_app: Any = FlaskInstrumentor().instrument_app
    instrument_app(app, tracer_provider=provider, excluded_urls=_UNTRACED)
    # Kept so that remaining spans can be flushed before the process ends.
    app.extensions[EXTENSION] = provider
    for engine in engines:
        _trace_statements(engine, provider.get_tracer("basewatch"))


def _trace_statements(engine: Engine, tracer: "Tracer") -> None:
    """Create a span for each statement of a request, without its parameter values, which are the client's."""

    def begin(connection: Connection, _cursor: Any, statement: str, *_further: Any) -> None:
        if not has_request_context():
            # A replica is checked beside the requests.
            return
        attributes = {"db.system.name": engine.dialect.name, "db.query.text": statement}
        connection.info[_SPAN] = tracer.start_span(statement.partition(" ")[0], attributes=attributes)

    def end(connection: Connection, *_further: Any) -> None:
        if span := connection.info.pop(_SPAN, None):
            span.end()

    def fail(context: ExceptionContext) -> None:
        span = context.connection and context.connection.info.pop(_SPAN, None)
        if span:
            # The class alone: a database's message may contain values.
            span.set_attribute("error.type", type(context.original_exception).__name__)
            span.end()

    event.listen(engine, "before_cursor_execute", begin)
    event.listen(engine, "after_cursor_execute", end)
    event.listen(engine, "handle_error", fail)
