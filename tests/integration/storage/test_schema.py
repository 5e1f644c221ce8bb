"""The migrations make the tables that the models describe, on both databases, and can be undone."""

import os
import subprocess
import sys

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, inspect

from service.errors import StorageError
from service.storage.database.engine import build_engine
from service.storage.database.schema import migrate, read_schema_state
from service.storage.tables.models import METADATA
from tests.earlier_schemas import go_back


def test_migrations_compared_with_models_do_not_differ(engine: Engine) -> None:
    with engine.connect() as connection:
        options = {"compare_type": True, "compare_server_default": True, "include_name": _is_modelled}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, METADATA) == []


def _is_modelled(name: str | None, *_place: object) -> bool:
    """The index of words is of another kind on each database, and stands in no model."""
    return not (name or "").removeprefix("ix_").startswith("report_search")


def test_migrations_compared_with_models_have_the_same_checks(engine: Engine, empty_database_url: str) -> None:
    modelled = build_engine(empty_database_url)
    METADATA.create_all(modelled)
    for table in METADATA.tables:
        assert _read_check_names(engine, table) == _read_check_names(modelled, table), table
    modelled.dispose()


def _read_check_names(engine: Engine, table: str) -> set[str | None]:
    return {check["name"] for check in inspect(engine).get_check_constraints(table)}


def test_migrate_up_down_and_up_again_gives_the_same_tables(empty_database_url: str) -> None:
    engine = build_engine(empty_database_url)
    migrate(engine)
    first = sorted(inspect(engine).get_table_names())
    go_back(engine, "base")
    assert inspect(engine).get_table_names() == ["alembic_version"]
    migrate(engine)
    assert sorted(inspect(engine).get_table_names()) == first
    engine.dispose()


def test_migrate_started_by_several_processes_at_once_succeeds_in_all(empty_database_url: str) -> None:
    environ = {**os.environ, "BASEWATCH_DATABASE_URL": empty_database_url}
    command_line = [sys.executable, "-m", "service", "migrate"]
    processes = [subprocess.Popen(command_line, env=environ, stderr=subprocess.PIPE) for _ in range(3)]
    assert [(process.communicate(timeout=60)[1], process.returncode) for process in processes] == [(b"", 0)] * 3
    engine = build_engine(empty_database_url)
    assert read_schema_state(engine).is_current
    engine.dispose()


def test_read_schema_state_before_migrating_is_not_current(empty_database_url: str) -> None:
    engine = build_engine(empty_database_url)
    state = read_schema_state(engine)
    assert state.current is None
    assert not state.is_current
    engine.dispose()


def test_read_schema_state_of_an_unreachable_server_is_a_storage_error() -> None:
    engine = build_engine("postgresql://nobody:secret@127.0.0.1:9/none")
    with pytest.raises(StorageError) as caught:
        read_schema_state(engine)
    assert "secret" not in str(caught.value)
    engine.dispose()
