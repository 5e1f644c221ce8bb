"""What more can be asked: words of reports, days of publication, and other orders of events."""

import json

import sqlalchemy as sa
from alembic import op

from service.domain.names.slugs import parse_words
from service.migrations.columns import KEY, day, present_index

revision: str = "0003"
down_revision: str | None = "0002"

VECTOR = "array_to_tsvector(string_to_array(search_text, ' '))"
KEYS = ("reported_key", "updated_key")
# FTS5 keeps no second copy of the text; these keep its index and the text together.
TRIGGERS = (
    """CREATE TRIGGER report_search_insert AFTER INSERT ON report BEGIN
    INSERT INTO report_search (rowid, search_text) VALUES (new.id, new.search_text); END""",
    """CREATE TRIGGER report_search_delete AFTER DELETE ON report BEGIN
    INSERT INTO report_search (report_search, rowid, search_text) VALUES ('delete', old.id, old.search_text); END""",
    """CREATE TRIGGER report_search_update AFTER UPDATE OF search_text ON report BEGIN
    INSERT INTO report_search (report_search, rowid, search_text) VALUES ('delete', old.id, old.search_text);
    INSERT INTO report_search (rowid, search_text) VALUES (new.id, new.search_text); END""",
)


def upgrade() -> None:
    op.add_column("event_report", day("published"))
    for column in KEYS:
        op.add_column("event", sa.Column(column, KEY, nullable=False, server_default=sa.text("''")))
    op.add_column("report", sa.Column("search_text", sa.Text(), nullable=False, server_default=sa.text("''")))
    fill_keys()
    fill_search_texts()
    for column in KEYS:
        present_index("event", column, unique=True)
    create_search()


def downgrade() -> None:
    if is_sqlite():
        for kind in ("insert", "delete", "update"):
            op.execute(f"DROP TRIGGER report_search_{kind}")
        op.execute("DROP TABLE report_search")
    else:
        op.execute("DROP INDEX ix_report_search")
    for column in KEYS:
        op.drop_index(f"ix_event_{column}", "event")
        op.drop_column("event", column)
    op.drop_column("report", "search_text")
    op.drop_column("event_report", "published")


def is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def fill_keys() -> None:
    number = "printf('%012d', since)" if is_sqlite() else "lpad(CAST(since AS text), 12, '0')"
    reported = "coalesce(CAST(first_reported AS text), '0000-00-00')"
    op.execute(f"UPDATE event SET reported_key = {reported} || '|' || slug, updated_key = {number} || '|' || slug")  # noqa: S608 - all of it stands here
    op.execute(
        "UPDATE event_report SET published = (SELECT article.published FROM report "
        "JOIN article ON article.id = report.article_id WHERE report.id = event_report.report_id)"
    )


def fill_search_texts() -> None:
    """From the documents of reports; aliases of names come with the next rebuild."""
    connection = op.get_bind()
    update = sa.text("UPDATE report SET search_text = :words WHERE id = :id")
    for row in connection.execute(sa.text("SELECT id, document FROM report")).all():
        words = " ".join(parse_words("-".join(list_texts(json.loads(row.document)))))
        connection.execute(update, {"id": row.id, "words": words})


def list_texts(report: dict[str, object]) -> list[str]:
    """Every text that stands in a report's document, but for keys of articles."""
    values = [value for name, value in report.items() if name not in {"id", "links"}]
    texts = [value for value in values if isinstance(value, str)]
    parts = [part for value in values for part in (value if isinstance(value, list) else [value])]
    return texts + [text for part in parts if isinstance(part, dict) for text in list_texts(part)]


def create_search() -> None:
    if not is_sqlite():
        op.execute(f"CREATE INDEX ix_report_search ON report USING gin ({VECTOR})")
        return
    op.execute("CREATE VIRTUAL TABLE report_search USING fts5 (search_text, content = 'report', content_rowid = 'id')")
    op.execute("INSERT INTO report_search (report_search) VALUES ('rebuild')")
    for trigger in TRIGGERS:
        op.execute(trigger)
