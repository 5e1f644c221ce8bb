"""Counts of current events by the precision of their dates and by the roles of their actors."""

from alembic import op

revision: str = "0017"
down_revision: str | None = "0016"

_INSERT = "INSERT INTO event_count (first, second, first_key, second_key, count) "


def upgrade() -> None:
    op.execute(
        f"{_INSERT} SELECT 'precision', '', coalesce(precision, ''), '', count(*) "  # noqa: S608 - all of it stands here
        "FROM event WHERE until IS NULL GROUP BY 3"
    )
    op.execute(
        f"{_INSERT} SELECT 'role', '', coalesce(role, ''), '', count(DISTINCT event.id) "  # noqa: S608 - as above
        "FROM event LEFT JOIN participation ON participation.event_id = event.id WHERE event.until IS NULL GROUP BY 3"
    )


def downgrade() -> None:
    op.execute("DELETE FROM event_count WHERE first IN ('precision', 'role')")
