"""Of which bases and actors changes are."""

from alembic import op

from service.migrations.columns import key, number, primary_key

revision: str = "0016"
down_revision: str | None = "0015"

# The versions that changes made, and those that they ended; one that added an event ended none.
ENDED = "SELECT id, slug, until FROM event WHERE until IS NOT NULL"
CHANGED = (
    "SELECT event_id AS id, revision, position FROM change WHERE event_id IS NOT NULL "
    "UNION ALL SELECT ended.id, change.revision, change.position FROM change "
    "JOIN ended ON ended.slug = change.slug AND ended.until = change.revision WHERE change.kind <> 'added'"
)
# In the order of the key, in which rows are written fastest.
SUBJECTS = (
    "SELECT 'base:' || event.base, changed.revision, changed.position FROM changed "
    "JOIN event ON event.id = changed.id WHERE event.base IS NOT NULL "
    "UNION SELECT 'actor:' || participation.actor, changed.revision, changed.position FROM changed "
    "JOIN participation ON participation.event_id = changed.id ORDER BY 1, 2, 3"
)


def upgrade() -> None:
    op.create_table(
        "change_subject",
        *(key("subject"), number("revision"), number("position")),
        primary_key("change_subject", "subject", "revision", "position"),
        sqlite_with_rowid=False,
    )
    # An event may have had very many versions, which must not be looked through for each of its changes.
    op.execute(f"CREATE TEMPORARY TABLE ended AS {ENDED}")
    op.execute("CREATE INDEX ix_ended ON ended (slug, until)")
    op.execute(f"CREATE TEMPORARY TABLE changed AS {CHANGED}")
    op.execute(f"INSERT INTO change_subject (subject, revision, position) {SUBJECTS}")
    for name in ("ended", "changed"):
        op.execute(f"DROP TABLE {name}")


def downgrade() -> None:
    op.drop_table("change_subject")
