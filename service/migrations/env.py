"""What Alembic runs around the migrations.

The connection is passed in by `service.storage.database.schema`; Alembic's own command line reads the settings instead.
"""

import os

from alembic import context
from sqlalchemy import Connection, text

from service.settings import read_settings
from service.storage.database.engine import WRITES, build_engine
from service.storage.tables.models import METADATA

# Any number will do, as long as every process that migrates this database takes the same one.
MIGRATION_LOCK = 7_306_100_481


def run_migrations(connection: Connection) -> None:
    """Run on an open connection, within its transaction and under a lock that one process has at a time.

    On PostgreSQL the lock is taken before the schema version is read, so that of two processes started at
    once the second finds the work done. On SQLite the write transaction is itself such a lock.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": MIGRATION_LOCK})
    context.configure(
        connection=connection,
        target_metadata=METADATA,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_server_default=True,
    )
    with context.begin_transaction():
        context.run_migrations()


def main() -> None:
    """Use the connection that was passed in, or open one by the settings."""
    connection = context.config.attributes.get("connection")
    if connection is not None:
        run_migrations(connection)
        return
    engine = build_engine(read_settings(os.environ).database_url)
    with engine.execution_options(**{WRITES: True}).begin() as own:
        run_migrations(own)


main()
