"""Migrating the database schema, and checking whether it is current."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from service.errors import StorageError
from service.storage.database.engine import WRITES, name_failures

MIGRATIONS = Path(__file__).parents[2] / "migrations"


@dataclass(frozen=True, slots=True)
class SchemaState:
    """The schema revision of a database (null for none), and the one that this code requires."""

    current: str | None
    wanted: str

    @property
    def is_current(self) -> bool:
        """Whether the code can work with the database."""
        return self.current == self.wanted


def migrate(engine: Engine, revision: str = "head") -> None:
    """Migrate the schema to `revision`. Several processes may start this at once: one migrates, the others wait."""
    _ensure_folder(engine)
    with name_failures(engine), engine.execution_options(**{WRITES: True}).begin() as connection:
        config = build_config()
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def read_schema_state(engine: Engine) -> SchemaState:
    """Which schema the database has and which it should have."""
    with name_failures(engine), engine.connect() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
    return SchemaState(current=current, wanted=_find_wanted())


@cache
def _find_wanted() -> str:
    """The schema that this code requires. To read all migrations takes some milliseconds."""
    return str(ScriptDirectory.from_config(build_config()).get_current_head())


def build_config() -> Config:
    """Alembic's configuration, without an ini file."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def _ensure_folder(engine: Engine) -> None:
    path = engine.url.database
    if engine.dialect.name != "sqlite" or path in {None, "", ":memory:"}:
        return
    try:
        Path(str(path)).parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(f"the folder of the database {path} cannot be created: {error.strerror}") from error
