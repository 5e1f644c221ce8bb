"""Traces reach the collector that the settings name, and go on with the caller's."""

from sqlalchemy import Engine

from service.api.observability.telemetry import EXTENSION
from service.app import create_app
from service.settings import Settings
from tests.collectors import Collector

TRACE = "0af7651916cd43dd8448eb211c80319c"


def test_request_is_traced_with_its_statements_and_a_probe_is_not(engine: Engine, collector: Collector) -> None:
    app = create_app(Settings(otel_endpoint=collector.url), engine)
    client = app.test_client()
    assert client.get("/healthz").status_code == 200
    headers = {"traceparent": f"00-{TRACE}-b7ad6b7169203331-01"}
    assert client.get("/v1/events?q=metrics", headers=headers).status_code == 200
    app.extensions[EXTENSION].shutdown()
    spans = collector.list_spans()
    assert {span.trace_id.hex() for span in spans} == {TRACE}
    names = {span.name for span in spans}
    assert any("/v1/events" in name for name in names)
    assert any("SELECT" in name for name in names)
    assert not any("healthz" in name for name in names)
