"""Versions: reports and events are kept as they were, with the revisions from and to which they held.

Articles stay; their reports and events are made from them again by `python -m service rebuild`.
"""

from importlib import import_module

import sqlalchemy as sa
from alembic import op

from service.migrations.columns import (
    MOMENT,
    QUALIFIER,
    RENDITION,
    ROLE,
    STATUS,
    day,
    event_date,
    index,
    key,
    link,
    number,
    one_of,
    present_index,
    primary_key,
    state_checks,
    text,
    unique,
    word,
)

revision: str = "0002"
down_revision: str | None = "0001"

ACTION = ("load", "remove", "names", "rebuild")
KIND = ("added", "changed", "merged", "removed")
NAMES = ("source", "actor", "base")
FIRST_TABLES = ("milestone", "quote", "figure", "report_participation", "report", "event_source", "participation")
TABLES = ("change", "event_report", *FIRST_TABLES[1:])
# What was given beside the text and what was found in it was not kept apart.
GIVEN = {"given_source": "source_slug", "given_title": "title", "given_published": "published"}
KEPT = "content_hash, source_slug, file, title, url, published, language, rendition, original, text"


def upgrade() -> None:
    drop(*FIRST_TABLES, "event", "revision")
    for table in NAMES:
        op.add_column(table, sa.Column("known", sa.Boolean(), server_default=sa.true(), nullable=False))
    create_revisions()
    renew_articles()
    create_events()
    create_event_links()
    create_reports()
    create_report_parts()
    create_event_reports()
    create_changes()


def downgrade() -> None:
    drop(*TABLES, "event", "revision", "article")
    for table in NAMES:
        op.drop_column(table, "known")
    first = import_module("service.migrations.versions.2026_11_21_first_tables")
    first.create_revisions()
    first.create_articles()
    first.create_events()
    first.create_event_links()
    first.create_reports()
    first.create_report_parts()
    first.create_milestones()


def drop(*tables: str) -> None:
    for table in tables:
        op.drop_table(table)


def create_revisions() -> None:
    op.create_table(
        "revision",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("committed_at", MOMENT, nullable=False),
        word("action", ACTION),
        key("article", nullable=True),
        primary_key("revision", "id"),
        one_of("revision", "action", ACTION),
    )
    index("revision", "committed_at")


def renew_articles() -> None:
    """Carry the articles over. They have no signature yet, and no name of their publisher: `rebuild` gives both."""
    op.execute(f"CREATE TABLE article_kept AS SELECT {KEPT} FROM article")  # noqa: S608 - all of it stands here
    op.drop_table("article")
    create_articles()
    given, found = ", ".join(GIVEN), ", ".join(GIVEN.values())
    insert = (
        f"INSERT INTO article ({KEPT}, {given}, signature, since) SELECT {KEPT}, {found}, :empty, 0 FROM article_kept"  # noqa: S608 - as above
    )
    op.execute(sa.text(insert).bindparams(sa.bindparam("empty", b"", sa.LargeBinary())))
    op.drop_table("article_kept")


def create_articles() -> None:
    op.create_table(
        "article",
        number("id"),
        key("content_hash"),
        key("source_slug", nullable=True),
        text("source_name"),
        text("given_source"),
        text("given_title"),
        day("given_published"),
        text("file", nullable=False),
        text("title"),
        text("url"),
        day("published"),
        text("language", nullable=False),
        word("rendition", RENDITION),
        text("original"),
        text("text", nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        number("since"),
        number("until", nullable=True),
        key("successor", nullable=True),
        primary_key("article", "id"),
        link("article", "source_slug", "source.slug", "RESTRICT"),
        one_of("article", "rendition", RENDITION),
        sqlite_autoincrement=True,
    )
    present_index("article", "content_hash", unique=True)
    for column in ("source_slug", "file", "url", "successor"):
        index("article", column)


def span(table: str) -> list[sa.schema.SchemaItem]:
    """From which revision a row holds, and which one ended it."""
    return [
        number("since"),
        number("until", nullable=True),
        link(table, "since", "revision.id", "RESTRICT"),
        link(table, "until", "revision.id", "RESTRICT"),
    ]


def create_events() -> None:
    op.create_table(
        "event",
        number("id"),
        *(key(name) for name in ("slug", "sort_key", "block", "type")),
        word("status", STATUS),
        key("base", nullable=True),
        text("country"),
        *event_date(),
        day("first_reported"),
        number("report_count"),
        number("independent_source_count"),
        sa.Column("is_disputed", sa.Boolean(), nullable=False),
        *(text(name, nullable=False) for name in ("document", "evidence", "content_hash")),
        *span("event"),
        primary_key("event", "id"),
        unique("event", "slug", "since"),
        link("event", "type", "event_type.slug", "RESTRICT"),
        link("event", "base", "base.slug", "RESTRICT"),
        *state_checks("event"),
        sa.CheckConstraint("first_day <= last_day", name=op.f("ck_event_days")),
    )
    for column in ("slug", "sort_key"):
        present_index("event", column, unique=True)
    for columns in (("block",), ("type", "sort_key"), ("base", "sort_key"), ("first_day", "last_day")):
        present_index("event", *columns)
    index("event", "since")


def create_event_links() -> None:
    op.create_table(
        "participation",
        number("event_id"),
        key("actor"),
        word("role", ROLE),
        primary_key("participation", "event_id", "actor", "role"),
        link("participation", "event_id", "event.id", "CASCADE"),
        link("participation", "actor", "actor.slug", "RESTRICT"),
        one_of("participation", "role", ROLE),
    )
    index("participation", "actor", "event_id")
    op.create_table(
        "event_source",
        number("event_id"),
        key("source"),
        primary_key("event_source", "event_id", "source"),
        link("event_source", "event_id", "event.id", "CASCADE"),
        link("event_source", "source", "source.slug", "RESTRICT"),
    )
    index("event_source", "source", "event_id")


def create_reports() -> None:
    op.create_table(
        "report",
        number("id"),
        key("key"),
        number("article_id"),
        number("position"),
        key("block"),
        key("type"),
        word("status", STATUS),
        key("base_slug", nullable=True),
        text("base_name"),
        text("country"),
        *event_date(),
        text("attributed_to"),
        sa.Column("confidence", sa.Double(), nullable=False),
        text("document", nullable=False),
        *span("report"),
        primary_key("report", "id"),
        link("report", "article_id", "article.id", "CASCADE"),
        link("report", "type", "event_type.slug", "RESTRICT"),
        link("report", "base_slug", "base.slug", "RESTRICT"),
        *state_checks("report"),
        sa.CheckConstraint("first_day <= last_day", name=op.f("ck_report_days")),
        sa.CheckConstraint("confidence BETWEEN 0 AND 1", name=op.f("ck_report_confidence")),
        sqlite_autoincrement=True,
    )
    present_index("report", "key", unique=True)
    for column in ("block", "base_slug"):
        present_index("report", column)
    for column in ("article_id", "since"):
        index("report", column)


def create_report_part(table: str, *parts: sa.schema.SchemaItem) -> None:
    op.create_table(
        table,
        number("report_id"),
        number("position"),
        *parts,
        primary_key(table, "report_id", "position"),
        link(table, "report_id", "report.id", "CASCADE"),
    )


def create_report_parts() -> None:
    create_report_part(
        "report_participation",
        key("actor_slug"),
        word("role", ROLE),
        link("report_participation", "actor_slug", "actor.slug", "RESTRICT"),
        one_of("report_participation", "role", ROLE),
    )
    index("report_participation", "actor_slug")
    create_report_part(
        "figure",
        text("kind", nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        text("unit"),
        word("qualifier", QUALIFIER),
        one_of("figure", "qualifier", QUALIFIER),
    )
    create_report_part(
        "quote",
        text("text", nullable=False),
        number("start"),
        number("end"),
        sa.Column("supports", sa.JSON(), nullable=False),
        sa.CheckConstraint('0 <= start AND start <= "end"', name=op.f("ck_quote_span")),
    )


def create_event_reports() -> None:
    op.create_table(
        "event_report",
        number("event_id"),
        number("position"),
        key("report_key"),
        key("article"),
        key("source", nullable=True),
        number("report_id", nullable=True),
        primary_key("event_report", "event_id", "position"),
        link("event_report", "event_id", "event.id", "CASCADE"),
        link("event_report", "source", "source.slug", "RESTRICT"),
        link("event_report", "report_id", "report.id", "SET NULL"),
    )
    index("event_report", "report_id")


def create_changes() -> None:
    op.create_table(
        "change",
        number("revision"),
        number("position"),
        word("kind", KIND),
        key("slug"),
        number("event_id", nullable=True),
        key("successor", nullable=True),
        primary_key("change", "revision", "position"),
        link("change", "revision", "revision.id", "RESTRICT"),
        link("change", "event_id", "event.id", "RESTRICT"),
        sa.CheckConstraint(f"kind IN {KIND}", name=op.f("ck_change_changekind")),
    )
    for columns in (("slug", "revision"), ("successor", "revision")):
        index("change", *columns)
