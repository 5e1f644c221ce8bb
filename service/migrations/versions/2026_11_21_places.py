"""Where each version of an event is said to have been, which names that are stored later must not change."""

import sqlalchemy as sa
from alembic import op

from service.migrations.columns import present_index

revision: str = "0005"
down_revision: str | None = "0004"

COLUMNS = ("latitude", "longitude")


def upgrade() -> None:
    for column in COLUMNS:
        op.add_column("event", sa.Column(column, sa.Double(), nullable=True))
    fill_places()
    present_index("event", *COLUMNS)


def downgrade() -> None:
    op.drop_index(f"ix_event_{'_'.join(COLUMNS)}", "event")
    for column in COLUMNS:
        op.drop_column("event", column)


def fill_places() -> None:
    """From the documents, which say where the base was thought to be then."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for column in COLUMNS:
        path = f"json_extract(document, '$.base.{column}')" if is_sqlite else f"document::json #>> '{{base,{column}}}'"
        op.execute(f"UPDATE event SET {column} = CAST({path} AS double precision) WHERE base IS NOT NULL")  # noqa: S608 - all of it stands here
