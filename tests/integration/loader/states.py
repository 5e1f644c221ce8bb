"""Everything that a database holds, as one value: two databases are in one state where these are equal."""

from sqlalchemy import Engine, select

from service.storage.models import METADATA

# Row numbers, revisions and moments tell how a state came about, not what it is.
INCIDENTAL = {"id", "article_id", "event_id", "report_id", "revision", "changed_in", "updated_at", "document"}
PASSED_OVER = {"revision", "alembic_version"}

State = dict[str, list[str]]


def read_state(engine: Engine) -> State:
    with engine.connect() as connection:
        return {
            table.name: sorted(
                repr(sorted((name, value) for name, value in row.items() if name not in INCIDENTAL))
                for row in connection.execute(select(table)).mappings()
            )
            for table in METADATA.sorted_tables
            if table.name not in PASSED_OVER
        }
