"""The kinds of figures that events have, which stood in their JSON alone, and counts of current events by them."""

from alembic import op

from service.migrations.columns import key, link, number, primary_key

revision: str = "0019"
down_revision: str | None = "0018"

# Each figure of an event, and its kind, by the words that each database has for it.
FIGURES = {
    "sqlite": ("json_each(event.document, '$.figures') AS figure", "json_extract(figure.value, '$.kind')"),
    "postgresql": (
        "jsonb_array_elements(CAST(event.document AS jsonb) -> 'figures') AS figure(value)",
        "figure.value ->> 'kind'",
    ),
}


def upgrade() -> None:
    op.create_table(
        "event_figure",
        *(number("event_id"), key("kind")),
        primary_key("event_figure", "event_id", "kind"),
        link("event_figure", "event_id", "event.id", "CASCADE"),
        sqlite_with_rowid=False,
    )
    figures, kind = FIGURES[op.get_bind().dialect.name]
    op.execute(
        f"INSERT INTO event_figure (event_id, kind) SELECT DISTINCT event.id, {kind} "  # noqa: S608 - all stands here
        f"FROM event, {figures} ORDER BY 1, 2"
    )
    op.execute(
        "INSERT INTO event_count (first, second, first_key, second_key, count) "
        "SELECT 'figure', '', coalesce(kind, ''), '', count(*) FROM event "
        "LEFT JOIN event_figure ON event_figure.event_id = event.id WHERE event.until IS NULL GROUP BY 3"
    )


def downgrade() -> None:
    op.execute("DELETE FROM event_count WHERE first = 'figure'")
    op.drop_table("event_figure")
