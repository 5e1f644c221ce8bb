"""Counts of current events by what they have in common, which are kept as events change."""

from itertools import combinations

from alembic import op

from service.migrations.columns import index, key, number, present_index, primary_key

revision: str = "0011"
down_revision: str | None = "0010"

# Of each event one value, empty where it has none.
SINGLE = {
    "base": "coalesce(base, '')",
    "country": "coalesce(country, '')",
    "period": "CASE WHEN substr({first}, 1, 7) = substr({last}, 1, 7) THEN substr({first}, 1, 7) "
    "WHEN substr({first}, 1, 4) = substr({last}, 1, 4) THEN substr({first}, 1, 4) ELSE '' END",
    "placed": "CASE WHEN latitude IS NULL THEN '' ELSE 'yes' END",
    "status": "status",
    "type": "type",
}
# Of each event any number of values.
SEVERAL = {"actor": "participation", "source": "event_source"}
DAYS = {"first": "CAST(first_day AS TEXT)", "last": "CAST(last_day AS TEXT)"}


def upgrade() -> None:
    op.create_table(
        "event_count",
        *(key(name) for name in ("first", "second", "first_key", "second_key")),
        number("count"),
        primary_key("event_count", "first", "second", "first_key", "second_key"),
    )
    index("event_count", "first", "second", "second_key")
    fill_counts()
    op.execute(
        "INSERT INTO event_count (first, second, first_key, second_key, count) "
        "SELECT 'article', '', coalesce(source_slug, ''), '', count(*) FROM article WHERE until IS NULL GROUP BY 3"
    )
    # An article's former states are found by both at once.
    op.drop_index("ix_article_source_slug", "article")
    present_index("article", "source_slug", "file")


def downgrade() -> None:
    op.drop_index("ix_article_source_slug_file", "article")
    index("article", "source_slug")
    op.drop_table("event_count")


def fill_counts() -> None:
    """From tables of what is counted alone: events are too wide to be read so often."""
    columns = ", ".join(f"{value.format(**DAYS)} AS {name}" for name, value in SINGLE.items())
    op.execute(f"CREATE TEMPORARY TABLE counted AS SELECT id, {columns} FROM event WHERE until IS NULL")  # noqa: S608 - all of it stands here
    for name, table in SEVERAL.items():
        op.execute(
            f"CREATE TEMPORARY TABLE counted_{name} AS SELECT DISTINCT counted.id, coalesce({name}, '') AS {name} "  # noqa: S608 - as above
            f"FROM counted LEFT JOIN {table} ON {table}.event_id = counted.id"
        )
        op.execute(f"CREATE UNIQUE INDEX ix_counted_{name} ON counted_{name} (id, {name})")
    names = sorted({*SINGLE, *SEVERAL})
    for group in [(), *combinations(names, 1), *combinations(names, 2)]:
        insert_counts(*group)
    for name in ("counted", *(f"counted_{name}" for name in SEVERAL)):
        op.execute(f"DROP TABLE {name}")


def insert_counts(*names: str) -> None:
    tables = [f"counted_{name}" for name in names if name in SEVERAL]
    if len(tables) < len(names) or not names:
        tables.append("counted")
    source = tables[0] + "".join(f" JOIN {table} ON {table}.id = {tables[0]}.id" for table in tables[1:])
    kinds = [f"'{name}'" for name in (*names, "", "")[:2]]
    keys = [*names, "''", "''"][:2]
    grouped = f"GROUP BY {', '.join(names)}" if names else ""
    op.execute(
        "INSERT INTO event_count (first, second, first_key, second_key, count) "  # noqa: S608 - all of it stands here
        f"SELECT {', '.join((*kinds, *keys))}, count(*) FROM {source} {grouped}"
    )
