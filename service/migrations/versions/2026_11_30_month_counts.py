"""Counts of current events by day, and by the months in which they begin and beyond which they reach."""

from itertools import combinations

import sqlalchemy as sa
from alembic import op

from service.migrations.columns import index, key, number, present_index, primary_key

revision: str = "0015"
down_revision: str | None = "0014"

# As they are in service.storage.tables.counts.event_counts.
MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november"),
    "december",
)
BY_MONTH = ("placed", "status", "type", "country", "actor", "source", "base")
BY_DAY = ("actor", "base", "country", "source", "status", "type")
KEYS = ("first", "second", "first_key", "time", "second_key")
# Of each event one value, empty where it has none.
SINGLE = {
    "base": "coalesce(base, '')",
    "country": "coalesce(country, '')",
    "day": "CASE WHEN first_day = last_day THEN CAST(first_day AS TEXT) ELSE '' END",
    "placed": "CASE WHEN latitude IS NULL THEN '' ELSE 'yes' END",
    "status": "status",
    "type": "type",
}
# Of each event any number of values.
SEVERAL = {"actor": "participation", "source": "event_source"}
# The year and the month of a day.
PARTS = {
    **{f"{end}_year": f"substr(CAST({end}_day AS TEXT), 1, 4)" for end in ("first", "last")},
    **{f"{end}_month": f"CAST(substr(CAST({end}_day AS TEXT), 6, 2) AS INTEGER)" for end in ("first", "last")},
}
# What of an event is counted in which month, as the letter of a reach.
REACHES = (
    ("'b' || first_year", "first_month", 1, "first_year IS NOT NULL"),
    ("'u'", "1", 1, "first_year IS NULL"),
    ("'m' || first_year", "first_month", 1, "first_year = last_year AND first_month < last_month"),
    ("'o' || first_year", "first_month", 1, "first_year = last_year AND first_month < last_month"),
    ("'o' || first_year", "last_month", -1, "first_year = last_year AND first_month < last_month"),
    ("'y' || first_year", "first_month", 1, "first_year < last_year"),
    ("'p' || first_year", "first_month", 1, "first_year < last_year"),
    ("'p' || last_year", "last_month", -1, "first_year < last_year"),
)
# Of events by their days, all that they are counted by.
DAYS = {"ix_event_begun": ("first_day", "last_day"), "ix_event_ended": ("last_day", "first_day")}
SEEN = ("base", "country", "type", "status", "latitude", "until", "id")
PRESENT = sa.text("until IS NULL")


def upgrade() -> None:
    op.create_table(
        "event_month_count",
        *(key(name) for name in KEYS),
        *(number(month) for month in MONTHS),
        primary_key("event_month_count", *KEYS),
        sqlite_with_rowid=False,
    )
    fill_counts()
    index("event_month_count", "first", "second", "second_key", "time")
    op.drop_index("ix_event_first_day_last_day", "event")
    for name, days in DAYS.items():
        op.create_index(name, "event", [*days, *SEEN], sqlite_where=PRESENT, postgresql_where=PRESENT)


def downgrade() -> None:
    for name in DAYS:
        op.drop_index(name, "event")
    present_index("event", "first_day", "last_day")
    op.drop_table("event_month_count")
    op.execute("DELETE FROM event_count WHERE first = 'day' OR second = 'day'")


def fill_counts() -> None:
    """From tables of what is counted alone: events are too wide to be read so often."""
    columns = ", ".join(f"{value} AS {name}" for name, value in {**SINGLE, **PARTS}.items())
    op.execute(f"CREATE TEMPORARY TABLE counted AS SELECT id, {columns} FROM event WHERE until IS NULL")  # noqa: S608 - all of it stands here
    op.execute("CREATE UNIQUE INDEX ix_counted ON counted (id)")
    for name, table in SEVERAL.items():
        op.execute(
            f"CREATE TEMPORARY TABLE counted_{name} AS SELECT DISTINCT counted.id, coalesce({name}, '') AS {name} "  # noqa: S608 - as above
            f"FROM counted LEFT JOIN {table} ON {table}.event_id = counted.id"
        )
        op.execute(f"CREATE UNIQUE INDEX ix_counted_{name} ON counted_{name} (id, {name})")
    timed = " UNION ALL ".join(
        f"SELECT id, {time} AS time, {month} AS month, {step} AS step FROM counted WHERE {condition}"  # noqa: S608 - as above
        for time, month, step, condition in REACHES
    )
    op.execute(f"CREATE TEMPORARY TABLE counted_month AS {timed}")
    insert_day_counts("day", "")
    for name in BY_DAY:
        insert_day_counts(*sorted(("day", name)))
    for first, second in [("", ""), *(("", name) for name in BY_MONTH), *combinations(BY_MONTH, 2)]:
        insert_month_counts(first, second)
    for name in ("counted_month", *(f"counted_{name}" for name in SEVERAL), "counted"):
        op.execute(f"DROP TABLE {name}")


def insert_day_counts(first: str, second: str) -> None:
    source = "counted" + "".join(join_several(name, "counted") for name in (first, second))
    op.execute(
        "INSERT INTO event_count (first, second, first_key, second_key, count) "  # noqa: S608 - all of it stands here
        f"SELECT '{first}', '{second}', {name_key(first)}, {name_key(second)}, count(*) FROM {source} GROUP BY 3, 4"
    )


def insert_month_counts(first: str, second: str) -> None:
    names = (first, second)
    source = "counted_month" + "".join(join_several(name, "counted_month") for name in names)
    if any(name in SINGLE for name in names):
        source += " JOIN counted ON counted.id = counted_month.id"
    sums = ", ".join(f"sum(CASE month WHEN {place} THEN step ELSE 0 END)" for place in range(1, len(MONTHS) + 1))
    op.execute(
        f"INSERT INTO event_month_count ({', '.join((*KEYS, *MONTHS))}) "  # noqa: S608 - all of it stands here
        f"SELECT '{first}', '{second}', {name_key(first)}, time, {name_key(second)}, {sums} FROM {source} "
        # As they are read.
        "GROUP BY 3, 4, 5 ORDER BY 3, 4, 5"
    )


def name_key(name: str) -> str:
    return name or "''"


def join_several(name: str, table: str) -> str:
    return f" JOIN counted_{name} ON counted_{name}.id = {table}.id" if name in SEVERAL else ""
