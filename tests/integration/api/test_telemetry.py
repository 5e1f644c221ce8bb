"""Traces reach the collector that the settings name, and go on with the caller's."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from sqlalchemy import Engine

from service.api.telemetry import EXTENSION
from service.app import create_app
from service.settings import Settings

TRACE = "0af7651916cd43dd8448eb211c80319c"


@dataclass
class Collector:
    """What was sent, as it came."""

    url: str = ""
    bodies: list[bytes] = field(default_factory=list)

    def list_spans(self) -> list[Any]:
        requests = [ExportTraceServiceRequest.FromString(body) for body in self.bodies]
        return [
            span
            for request in requests
            for resource in request.resource_spans
            for scope in resource.scope_spans
            for span in scope.spans
        ]


@pytest.fixture
def collector() -> Iterator[Collector]:
    found = Collector()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            found.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_arguments: Any) -> None:
            """Log nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    found.url = f"http://127.0.0.1:{server.server_port}/v1/traces"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield found
    server.shutdown()
    thread.join()
    server.server_close()


def test_request_is_traced_with_its_statements_and_a_probe_is_not(engine: Engine, collector: Collector) -> None:
    app = create_app(Settings(otel_endpoint=collector.url), engine)
    client = app.test_client()
    assert client.get("/healthz").status_code == 200
    headers = {"traceparent": f"00-{TRACE}-b7ad6b7169203331-01"}
    assert client.get("/v1/events", headers=headers).status_code == 200
    app.extensions[EXTENSION].shutdown()
    spans = collector.list_spans()
    assert {span.trace_id.hex() for span in spans} == {TRACE}
    names = {span.name for span in spans}
    assert any("/v1/events" in name for name in names)
    assert any("SELECT" in name for name in names)
    assert not any("healthz" in name for name in names)
