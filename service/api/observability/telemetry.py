"""Traces of requests and of their statements, sent to an OpenTelemetry collector where the settings name one."""

from typing import TYPE_CHECKING, Any

from flask import Flask
from sqlalchemy import Connection, Engine, ExceptionContext, event

from service.settings import NO_ENDPOINT

if TYPE_CHECKING:
    from opentelemetry.trace import Tracer

# What probes and scrapers ask would drown what people ask.
_UNTRACED = "/healthz$,/readyz$,/metrics$"
EXTENSION = "basewatch_tracer_provider"
_SPAN = "basewatch_span"


def register_telemetry(app: Flask, engine: Engine, endpoint: str) -> None:
    """Trace every request that is not a probe's, and go on with the trace of whoever sent it."""
    if endpoint == NO_ENDPOINT:
        return
    # A tenth of a second that only those pay who have a collector.
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
    # Whoever ends the application before its process ends can send what is left.
    app.extensions[EXTENSION] = provider
    _trace_statements(engine, provider.get_tracer("basewatch"))


def _trace_statements(engine: Engine, tracer: "Tracer") -> None:
    """Give each statement a span. The values in it are the caller's, and stay out of it."""

    def begin(connection: Connection, _cursor: Any, statement: str, *_further: Any) -> None:
        attributes = {"db.system.name": engine.dialect.name, "db.query.text": statement}
        connection.info[_SPAN] = tracer.start_span(statement.partition(" ")[0], attributes=attributes)

    def end(connection: Connection, *_further: Any) -> None:
        connection.info.pop(_SPAN).end()

    def fail(context: ExceptionContext) -> None:
        span = context.connection and context.connection.info.pop(_SPAN, None)
        if span:
            # Its class alone: a message of the database may have values in it.
            span.set_attribute("error.type", type(context.original_exception).__name__)
            span.end()

    event.listen(engine, "before_cursor_execute", begin)
    event.listen(engine, "after_cursor_execute", end)
    event.listen(engine, "handle_error", fail)
