"""What the service tells whoever watches it."""

import pytest
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import Engine, text

from service.app import create_app
from service.domain.access import Scope
from service.settings import Settings
from tests.integration.api.sending import build_app, make_key

DURATION = "basewatch_http_request_duration_seconds"


def read_metrics(client: FlaskClient) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    """Each number by its name and its labels."""
    answer = client.get("/metrics")
    assert answer.status_code == 200
    assert answer.mimetype == "text/plain"
    families = text_string_to_metric_families(answer.text)
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in families
        for sample in family.samples
    }


def label(route: str, status: int | None = None, method: str = "GET") -> tuple[tuple[str, str], ...]:
    labels = {"method": method, "route": route, **({"status": str(status)} if status else {})}
    return tuple(sorted(labels.items()))


def test_metrics_count_requests_by_route_method_and_status(stocked_engine: Engine) -> None:
    client = create_app(Settings(), stocked_engine).test_client()
    for path in ("/v1/events", "/v1/events?base=k1", "/v1/events?bse=1", "/v1/events/x", "/nowhere", "/else"):
        client.get(path, buffered=True)
    client.open("/v1/events", method="BREW", buffered=True)
    metrics = read_metrics(client)
    total = "basewatch_http_requests_total"
    assert metrics[total, label("/v1/events", 200)] == 2
    assert metrics[total, label("/v1/events", 400)] == 1
    assert metrics[total, label("/v1/events/<key:id>", 404)] == 1
    assert metrics[total, label("unmatched", 404)] == 2
    assert metrics[total, label("unmatched", 405, "other")] == 1
    assert metrics[f"{DURATION}_count", label("/v1/events")] == 3
    assert metrics[f"{DURATION}_sum", label("/v1/events")] > 0


def test_metrics_count_a_stream_when_it_has_ended(stocked_engine: Engine) -> None:
    client = create_app(Settings(), stocked_engine).test_client()
    client.get("/v1/events?format=csv", buffered=True)
    assert read_metrics(client)[f"{DURATION}_count", label("/v1/events")] == 1


def test_metrics_tell_what_is_stored_and_when_it_was_loaded(engine: Engine) -> None:
    client = build_app(engine).test_client()
    assert read_metrics(client)["basewatch_last_load_timestamp_seconds", ()] == 0
    headers = make_key(engine, Scope.WRITE)
    for base in ("k1", "taji"):
        client.post("/v1/articles", json={"text": f"handover {base} 2020-03-29"}, headers=headers)
    metrics = read_metrics(client)
    told = {name: metrics[f"basewatch_{name}", ()] for name in ("events", "articles", "loads_total", "database_up")}
    assert told == {"events": 2, "articles": 2, "loads_total": 2, "database_up": 1}
    assert metrics["basewatch_last_load_timestamp_seconds", ()] > 1_700_000_000


def test_metrics_tell_how_many_connections_are_held(engine: Engine) -> None:
    client = create_app(Settings(), engine).test_client()
    name = ("basewatch_database_connections_in_use", ())
    free = read_metrics(client)[name]
    with engine.connect() as connection:
        connection.execute(text("SELECT 1"))
        assert read_metrics(client)[name] == free + 1
    assert read_metrics(client)[name] == free


def test_metrics_count_no_connection_that_broke(engine: Engine) -> None:
    client = create_app(Settings(), engine).test_client()
    name = ("basewatch_database_connections_in_use", ())
    free = read_metrics(client)[name]
    for _ in range(3):
        with engine.connect() as connection:
            connection.invalidate()
    assert read_metrics(client)[name] == free


@pytest.mark.parametrize("url", ["postgresql://nobody@127.0.0.1:1/none", "sqlite:////nowhere/at/all.db"])
def test_metrics_without_a_database_say_so(url: str) -> None:
    metrics = read_metrics(create_app(Settings(database_url=url)).test_client())
    assert metrics["basewatch_database_up", ()] == 0
    assert ("basewatch_events", ()) not in metrics
