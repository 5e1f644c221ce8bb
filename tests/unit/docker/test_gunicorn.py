"""What the configuration of gunicorn decides, by what the process finds."""

import os
import socket
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from runpy import run_path
from types import SimpleNamespace
from typing import Any

import pytest

from service.api.server.bounds import Bounds

CONFIGURATION = Path(__file__).parents[3] / "docker/gunicorn.conf.py"
BOUNDS = {
    "GUNICORN_HEAD_TIMEOUT": ("head_s", 10),
    "GUNICORN_BODY_TIMEOUT": ("body_s", 30),
    "GUNICORN_CLIENT_TIMEOUT": ("send_s", 10),
    "GUNICORN_WRITE_THREADS": ("write_threads", 2),
    "GUNICORN_WRITE_QUEUE": ("write_queue", 4),
}
NUMBERS = ("WEB_CONCURRENCY", "GUNICORN_THREADS", "GUNICORN_CONNECTIONS", "GUNICORN_BUFFER_MB", *BOUNDS)
VARIABLES = ("GUNICORN_BIND", "GUNICORN_ACCESS_LOG", *NUMBERS)

Read = Callable[..., dict[str, Any]]


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Read:
    """The configuration under nothing but the given variables."""

    # The configuration makes a folder for what workers count.
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    def read_configuration(**environ: str) -> dict[str, Any]:
        for name in VARIABLES:
            monkeypatch.delenv(name, raising=False)
        for name, value in environ.items():
            monkeypatch.setenv(name, value)
        return run_path(str(CONFIGURATION))

    return read_configuration


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("bind", "127.0.0.1:8000"),
        ("worker_class", "service.api.server.workers.ProblemWorker"),
        ("threads", 4),
        ("worker_connections", 4096),
        ("preload_app", True),
        ("timeout", 30),
        ("graceful_timeout", 20),
        ("keepalive", 75),
        ("max_requests", 200_000),
        ("max_requests_jitter", 40_000),
        ("limit_request_line", 8190),
        ("control_socket_disable", True),
        ("accesslog", "-"),
    ],
)
def test_configuration_without_variables_has_these_values(read: Read, name: str, value: object) -> None:
    assert read()[name] == value


@pytest.mark.parametrize(
    ("variable", "given", "name", "value"),
    [
        ("GUNICORN_BIND", "0.0.0.0:9000", "bind", "0.0.0.0:9000"),
        ("WEB_CONCURRENCY", "7", "workers", 7),
        ("GUNICORN_THREADS", "9", "threads", 9),
        ("GUNICORN_CONNECTIONS", "9", "worker_connections", 9),
        ("GUNICORN_ACCESS_LOG", "/data/access", "accesslog", "/data/access"),
    ],
)
def test_configuration_with_a_variable_follows_it(
    read: Read, variable: str, given: str, name: str, value: object
) -> None:
    assert read(**{variable: given})[name] == value


@pytest.mark.parametrize(("variable", "bound", "default"), [(name, *bound) for name, bound in BOUNDS.items()])
def test_bounds_of_clients_follow_their_variables(read: Read, variable: str, bound: str, default: int) -> None:
    assert getattr(read()["BOUNDS"], bound) == default
    worker = SimpleNamespace()
    read(**{variable: "7"})["post_worker_init"](worker)
    assert getattr(worker.bounds, bound) == 7


def test_bounds_without_variables_are_those_of_a_worker_without_a_configuration(read: Read) -> None:
    assert read()["BOUNDS"] == Bounds()


def test_memory_for_clients_is_set_in_millions_of_bytes(read: Read) -> None:
    assert read(GUNICORN_BUFFER_MB="7")["BOUNDS"].buffer_bytes == 7_000_000


@pytest.mark.parametrize("name", NUMBERS)
@pytest.mark.parametrize("value", ["0", "-1", "two", "1.5", "\u0665", "9" * 5_000])
def test_configuration_with_what_is_no_number_ends_and_names_it(read: Read, name: str, value: str) -> None:
    with pytest.raises(SystemExit, match=f"^basewatch: {name} is "):
        read(**{name: value})


def test_workers_without_a_number_are_two_at_least(read: Read) -> None:
    configuration = read()
    assert configuration["workers"] == max(2, configuration["count_processors"]())


@pytest.mark.parametrize(
    ("quota", "processors"),
    [
        ("max 100000\n", 16),
        ("400000 100000\n", 4),
        ("150000 100000\n", 2),
        ("50000 100000\n", 1),
        ("3200000 100000\n", 16),
        ("", 16),
    ],
)
def test_processors_under_a_quota_are_what_it_leaves(
    read: Read, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, quota: str, processors: int
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(16)))
    file = tmp_path / "cpu.max"
    file.write_text(quota)
    assert read()["count_processors"](file) == processors


def test_processors_without_a_quota_are_those_allowed(
    read: Read, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 3, 5})
    assert read()["count_processors"](tmp_path / "none") == 3


@pytest.mark.parametrize("has_replica", [False, True])
def test_fork_leaves_the_connections_of_the_parent_alone(
    read: Read, monkeypatch: pytest.MonkeyPatch, has_replica: bool
) -> None:
    monkeypatch.setenv("WORKER_SLOT", "0")
    disposals: list[bool] = []
    engine = SimpleNamespace(dispose=lambda *, close: disposals.append(close))
    reading = engine if has_replica else None
    app = SimpleNamespace(extensions={"basewatch_engine": engine, "basewatch_read_engine": reading})
    server = SimpleNamespace(app=SimpleNamespace(wsgi=lambda: app))
    read()["post_fork"](server, SimpleNamespace(slot=3))
    assert disposals == ([False, False] if has_replica else [False])
    assert os.environ["WORKER_SLOT"] == "3"


@pytest.mark.parametrize(("taken", "slot"), [([], 1), ([1, 2], 3), ([2, 3], 1), ([1, 3], 2)])
def test_worker_takes_the_first_free_slot(read: Read, taken: list[int], slot: int) -> None:
    workers = {100 + number: SimpleNamespace(slot=number) for number in taken}
    worker = SimpleNamespace()
    read()["pre_fork"](SimpleNamespace(WORKERS=workers), worker)
    assert worker.slot == slot


def test_configuration_has_a_folder_for_what_workers_count_and_leaves_none_behind(read: Read, tmp_path: Path) -> None:
    configuration = read()
    (folder,) = tmp_path.iterdir()
    assert configuration["raw_env"] == [f"PROMETHEUS_MULTIPROC_DIR={folder}"]
    configuration["remove_metrics"](os.getpid() + 1)
    assert folder.is_dir()
    configuration["remove_metrics"](os.getpid())
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening


def build_server(listener: socket.socket, **roles: int) -> SimpleNamespace:
    roles = {"reexec_pid": 0, "master_pid": 0, "systemd": 0, **roles}
    return SimpleNamespace(LISTENERS=[listener], stops=[], **roles)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells how far packets have come")
def test_end_of_the_server_begins_with_taking_no_connections(read: Read, listener: socket.socket) -> None:
    server = build_server(listener)
    server.stop = server.stops.append
    read()["when_ready"](server)
    server.stop(False)
    assert server.stops == [False]
    with pytest.raises(TimeoutError):
        socket.create_connection(listener.getsockname(), timeout=0.3)


@pytest.mark.parametrize("role", ["reexec_pid", "master_pid", "systemd"])
def test_end_of_a_server_that_has_a_successor_leaves_it_the_socket(
    read: Read, listener: socket.socket, role: str
) -> None:
    read()["drain_listeners"](build_server(listener, **{role: 1}))
    socket.create_connection(listener.getsockname(), timeout=5).close()
