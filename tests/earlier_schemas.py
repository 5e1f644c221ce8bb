"""Databases as earlier versions of the service had them, for trying migrations."""

from alembic import command
from sqlalchemy import Engine

from service.storage.database.engine import WRITES
from service.storage.database.schema import build_config


def go_back(engine: Engine, schema: str) -> None:
    """Take a database back to an earlier schema."""
    with engine.execution_options(**{WRITES: True}).begin() as connection:
        config = build_config()
        config.attributes["connection"] = connection
        command.downgrade(config, schema)
