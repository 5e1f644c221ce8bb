"""The API as a process of its own."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.collectors import Collector
from tests.conftest import BACKENDS, make_database
from tests.ports import find_free_port
from tests.waiting import wait_until

ROOT = Path(__file__).parents[2]


COMMAND = [sys.executable, "-m", "gunicorn", "--config", "docker/gunicorn.conf.py", "service.wsgi:app"]


@contextmanager
def serve_api(database_url: str, output: list[str] | None = None, **environ: str) -> Iterator[str]:
    """gunicorn with the project's own configuration, for as long as the block lasts; its address.

    What it says goes to `output`.
    """
    address = f"127.0.0.1:{find_free_port()}"
    given = {**os.environ, "BASEWATCH_DATABASE_URL": database_url, "GUNICORN_BIND": address, **environ}
    with subprocess.Popen(COMMAND, cwd=ROOT, env=given, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
        try:
            wait_until_up(address, process)
            yield address
        finally:
            process.send_signal(signal.SIGTERM)
            said, _ = process.communicate(timeout=30)
    assert process.returncode == 0, said.decode()
    if output is not None:
        output += said.decode().splitlines()


@pytest.fixture
def server(database_url: str) -> Iterator[str]:
    """The address of one worker."""
    with serve_api(database_url, WEB_CONCURRENCY="1") as address:
        yield address


@pytest.fixture(scope="module", params=BACKENDS)
def shared_server(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of one worker that answers many tests: its start takes longer than all of them."""
    with serve_api(make_database(request, request.param, "process"), WEB_CONCURRENCY="1") as address:
        yield address


def fetch(address: str, path: str) -> tuple[int, str, Any]:
    """The status, media type and JSON of an answer."""
    with closing(HTTPConnection(address, timeout=10)) as connection:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.headers.get_content_type(), json.load(answer)


def wait_until_up(address: str, process: "subprocess.Popen[bytes]") -> None:
    def is_up() -> bool:
        assert process.poll() is None, "gunicorn ended before it served"
        with suppress(OSError):
            return fetch(address, "/healthz")[0] == 200
        return False

    wait_until(is_up)


@pytest.mark.parametrize("path", ["/readyz", "/v1/events", "/v1/openapi.json"])
def test_gunicorn_serves_and_ends_well_on_sigterm(server: str, path: str) -> None:
    assert fetch(server, path)[:2] == (200, "application/json")


@pytest.mark.parametrize("path", ["/healthz", "/v1/events", "/v1/actors?limit=1"])
def test_requests_that_are_sent_at_once_are_answered_one_after_the_other(shared_server: str, path: str) -> None:
    host, _, port = shared_server.partition(":")
    each = f"GET {path} HTTP/1.1\r\nHost: x\r\nX-Request-Id: {{}}\r\n"
    asked = [each.format(number) for number in range(60)]
    with socket.create_connection((host, int(port)), timeout=30) as connection:
        connection.sendall(("\r\n".join(asked) + "Connection: close\r\n\r\n").encode())
        received = b"".join(iter(lambda: connection.recv(65_536), b""))
    assert received.count(b"HTTP/1.1 200 OK") == 60
    ids = [line.split()[1] for line in received.lower().splitlines() if line.startswith(b"x-request-id:")]
    assert ids == [str(number).encode() for number in range(60)]


def test_gunicorn_answers_problems(shared_server: str) -> None:
    status, media_type, problem = fetch(shared_server, "/v1/events?bse=k1")
    assert (status, media_type) == (400, "application/problem+json")
    assert problem["nearest"] == "base"


@pytest.mark.parametrize(
    ("request_line", "headers", "status"),
    [
        ("GET /v1/events?base=" + "[" * 10_240 + " HTTP/1.1", "", 414),
        ("GET /v1/events HTTP/1.1", "X-Request-Id: " + "x" * 10_240, 431),
        ("GET /v1/events HTTP/1.1", "".join(f"X-{number}: 1\r\n" for number in range(200)), 431),
        ("GET /v1/events HTTP/1.1", "X-Request-Id: one\nSet-Cookie: two", 400),
        ("GET /v1/events HTTP/1.1", "Transfer-Encoding: odd", 501),
        ("GET /v1/events HTTP/1.1", "Content-Length: -5", 400),
        ("GET /v1/events HTTP/1.1", "Expect: wonders", 417),
        ("GET /v1/events?base=\N{LATIN SMALL LETTER E WITH ACUTE} HTTP/1.1", "", 400),
        ("GET", "", 400),
        ("get /v1/events HTTP/1.1", "", 400),
        ("GET /v1/events HTTP/9.9", "", 400),
    ],
)
def test_gunicorn_answers_what_is_no_request_with_a_problem(
    shared_server: str, request_line: str, headers: str, status: int
) -> None:
    answer = exchange(shared_server, f"{request_line}\r\nHost: x\r\n{headers}\r\n\r\n".encode())
    head, _, body = answer.partition(b"\r\n\r\n")
    problem = json.loads(body)
    assert head.startswith(f"HTTP/1.1 {status} ".encode())
    assert b"Content-Type: application/problem+json\r\n" in head
    assert f"X-Request-Id: {problem['request_id']}".encode() in head
    assert problem.keys() == {"type", "title", "status", "detail", "instance", "request_id"}
    assert (problem["type"], problem["status"], problem["instance"]) == ("about:blank", status, "/")
    assert problem["detail"]


@pytest.mark.parametrize("chunks", [b"zz\r\n{}\r\n0\r\n\r\n", b"2\r\n{}x\r\n0\r\n\r\n"])
def test_gunicorn_answers_broken_chunks_with_a_problem(shared_server: str, chunks: bytes) -> None:
    head = b"POST /v1/extract HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nConnection: close\r\n"
    answer = exchange(shared_server, head + b"Transfer-Encoding: chunked\r\n\r\n" + chunks)
    problem = json.loads(answer.partition(b"\r\n\r\n")[2])
    assert (problem["status"], "chunked" in problem["detail"]) == (400, True)


def exchange(address: str, request: bytes) -> bytes:
    """What is answered to these bytes, whatever they are."""
    host, _, port = address.partition(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(request)
        answer = b""
        # The server may close with some of the request unread, which resets the connection after the answer.
        with suppress(ConnectionResetError):
            while received := connection.recv(65_536):
                answer += received
    return answer


def test_wsgi_import_never_loads_the_encoder() -> None:
    program = "import sys, service.wsgi; print([name for name in sys.modules if name.split('.')[0] in sys.argv[1:]])"
    unwanted = ["onnxruntime", "tokenizers", "trafilatura", "dateparser", "pydantic", "numpy"]
    command = [sys.executable, "-c", program, *unwanted]
    environ = {**os.environ, "BASEWATCH_DATABASE_URL": "sqlite://"}
    done = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "[]"


def test_metrics_are_those_of_all_workers(database_url: str) -> None:
    with serve_api(database_url, WEB_CONCURRENCY="3") as address:
        # Each comes on a connection of its own, and so to any of the workers.
        for _ in range(30):
            assert fetch(address, "/v1/bases")[0] == 200
        wait_until_counted(address, 30)
        told = {read_bases_total(address) for _ in range(10)}
    assert told == {30.0}


def test_metrics_go_on_where_a_worker_takes_the_place_of_another(database_url: str, tmp_path: Path) -> None:
    options = "--max-requests 10"
    with serve_api(database_url, WEB_CONCURRENCY="2", GUNICORN_CMD_ARGS=options, TMPDIR=str(tmp_path)) as address:
        for _ in range(60):
            assert fetch(address, "/v1/bases")[0] == 200
        wait_until_counted(address, 60)
        (folder,) = tmp_path.glob("basewatch-metrics-*")
        places = {path.stem.rpartition("_")[2] for path in folder.iterdir()}
    assert places <= {"0", "1", "2"}
    assert not folder.exists()


def test_rate_limit_counts_for_all_workers(database_url: str) -> None:
    with serve_api(database_url, WEB_CONCURRENCY="2", BASEWATCH_RATE_LIMIT="20/hour") as address:
        # Each comes on a connection of its own, and so to any of the workers.
        statuses = Counter(fetch(address, "/v1/bases")[0] for _ in range(50))
    assert statuses == {200: 20, 429: 30}


def test_traces_come_from_workers_too(database_url: str, collector: Collector) -> None:
    with serve_api(database_url, WEB_CONCURRENCY="2", BASEWATCH_OTEL_ENDPOINT=collector.url) as address:
        fetch(address, "/v1/bases")
    assert any("/v1/bases" in span.name for span in collector.list_spans())


def wait_until_counted(address: str, total: int) -> None:
    """A request is counted when its last byte is sent, and whoever has that may ask before."""
    wait_until(lambda: read_bases_total(address) == total)


def read_bases_total(address: str) -> float:
    with closing(HTTPConnection(address, timeout=10)) as connection:
        connection.request("GET", "/metrics")
        text = connection.getresponse().read().decode()
    samples = [sample for family in text_string_to_metric_families(text) for sample in family.samples]
    return sum(sample.value for sample in samples if sample.name.endswith("requests_total") and is_of_bases(sample))


def is_of_bases(sample: Any) -> bool:
    return bool(sample.labels["route"] == "/v1/bases")


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("BASEWATCH_READS", "maybe", "BASEWATCH_READS must be one of open, keys"),
        ("BASEWATCH_DATABSE_URL", "x", "did you mean BASEWATCH_DATABASE_URL?"),
        ("BASEWATCH_RATE_LIMIT_STORAGE", "memcached://x", "BASEWATCH_RATE_LIMIT_STORAGE must be"),
        ("BASEWATCH_DATABASE_URL", "mysql://x/y", "BASEWATCH_DATABASE_URL must be for sqlite or postgresql"),
    ],
)
def test_gunicorn_with_a_wrong_setting_ends_at_once_and_names_it(name: str, value: str, told: str) -> None:
    environ = {**os.environ, "BASEWATCH_DATABASE_URL": "sqlite://", "GUNICORN_BIND": "127.0.0.1:0", name: value}
    done = subprocess.run(COMMAND, cwd=ROOT, env=environ, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode != 0
    assert told in done.stderr
    assert "Traceback" not in done.stderr


def test_log_as_json_has_every_line_as_an_object(database_url: str) -> None:
    output: list[str] = []
    with serve_api(database_url, output, BASEWATCH_LOG_FORMAT="json") as address:
        fetch(address, "/v1/events")
    lines = [json.loads(line) for line in output]
    assert [line["path"] for line in lines if line.get("status") == 200 and "events" in line["path"]] == ["/v1/events"]
    assert any(line.get("logger") == "gunicorn.error" for line in lines)


def test_log_as_text_has_no_line_as_an_object_and_none_that_a_client_made(database_url: str) -> None:
    output: list[str] = []
    with serve_api(database_url, output, BASEWATCH_LOG_FORMAT="text") as address:
        exchange(
            address,
            b'GET /v1/events?q="\x1b[2J HTTP/1.1\r\nHost: x\r\nUser-Agent: a"\x9b b\r\nConnection: close\r\n\r\n',
        )
        fetch(address, "/v1/events?limit=1")
    assert any(" INFO gunicorn.error [-] Listening at" in line for line in output)
    assert any(" INFO gunicorn.access [" in line and "GET /v1/events?limit=1 200 " in line for line in output)
    assert not [line for line in output if line.startswith("{")]
    assert all(line.isascii() and line.isprintable() for line in output)


def test_start_that_is_refused_says_so_in_the_form_of_the_log() -> None:
    environ = {**os.environ, "BASEWATCH_LOG_FORMAT": "json", "BASEWATCH_READS": "maybe"}
    done = subprocess.run(COMMAND, cwd=ROOT, env=environ, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode != 0
    told = [json.loads(line) for line in (done.stdout + done.stderr).splitlines()]
    assert "BASEWATCH_READS must be one of open, keys" in told[-1]["message"]


@pytest.mark.parametrize(("clients", "words"), [(60, b""), (6, b"GET /healthz HT")], ids=["nothing", "half-a-line"])
def test_clients_that_fall_silent_hold_no_thread(database_url: str, clients: int, words: bytes) -> None:
    output: list[str] = []
    with ExitStack() as opened:
        address = opened.enter_context(
            serve_api(database_url, output, WEB_CONCURRENCY="1", GUNICORN_THREADS="2", GUNICORN_HEAD_TIMEOUT="1")
        )
        host, _, port = address.partition(":")
        for _ in range(clients):
            silent = opened.enter_context(socket.create_connection((host, int(port)), timeout=10))
            silent.sendall(words)
        assert fetch(address, "/healthz")[0] == 200
    assert "Traceback" not in "\n".join(output)


def test_gunicorn_is_not_started_with_what_its_loop_does_not_read() -> None:
    environ = {**os.environ, "BASEWATCH_DATABASE_URL": "sqlite://", "GUNICORN_BIND": "127.0.0.1:0"}
    command = [*COMMAND, "--proxy-protocol", "v1"]
    done = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode != 0
    assert "plain HTTP/1" in done.stderr
    assert "Traceback" not in done.stderr


def test_gunicorn_believes_nobody_about_its_prefix(shared_server: str) -> None:
    request = b"GET /healthz HTTP/1.1\r\nHost: x\r\nSCRIPT_NAME: /nope\r\nConnection: close\r\n\r\n"
    answer = exchange(shared_server, request)
    assert answer.split(b" ", 2)[1] in {b"200", b"400"}
