"""First tables: names, articles with their reports, and events."""

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
    primary_key,
    state_checks,
    text,
    unique,
    word,
)

revision: str = "0001"
down_revision: str | None = None

# Each after those it refers to.
TABLES = (
    *("source", "source_alias", "base", "base_alias", "actor", "actor_alias", "event_type", "revision"),
    *("article", "event", "participation", "event_source"),
    *("report", "report_participation", "figure", "quote", "milestone"),
)


def upgrade() -> None:
    create_names()
    create_codebook()
    create_revisions()
    create_articles()
    create_events()
    create_event_links()
    create_reports()
    create_report_parts()
    create_milestones()


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def create_names() -> None:
    create_name_table("source", text("country"), text("url"))
    create_name_table("actor", text("kind"), text("country"))
    create_name_table(
        "base",
        *(text(name) for name in ("country", "region", "kind", "wikidata", "reference")),
        sa.Column("latitude", sa.Double()),
        sa.Column("longitude", sa.Double()),
        sa.CheckConstraint("latitude BETWEEN -90 AND 90", name=op.f("ck_base_latitude")),
        sa.CheckConstraint("longitude BETWEEN -180 AND 180", name=op.f("ck_base_longitude")),
    )


def create_name_table(table: str, *parts: sa.schema.SchemaItem) -> None:
    aliases = sa.Column("aliases", sa.JSON(), nullable=False)
    op.create_table(table, key("slug"), text("name", nullable=False), *parts, aliases, primary_key(table, "slug"))
    name = f"{table}_alias"
    op.create_table(
        name, key("key"), key(table), primary_key(name, "key"), link(name, table, f"{table}.slug", "CASCADE")
    )
    index(name, table)


def create_codebook() -> None:
    op.create_table(
        "event_type",
        key("slug"),
        *(text(name, nullable=False) for name in ("name", "family", "description")),
        number("rank"),
        *(text(name) for name in ("plover", "cameo", "acled")),
        primary_key("event_type", "slug"),
    )


def create_revisions() -> None:
    op.create_table(
        "revision",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("committed_at", MOMENT, nullable=False),
        primary_key("revision", "id"),
    )


def create_articles() -> None:
    op.create_table(
        "article",
        number("id"),
        key("content_hash"),
        key("source_slug", nullable=True),
        text("file", nullable=False),
        text("title"),
        text("url"),
        day("published"),
        text("language", nullable=False),
        word("rendition", RENDITION),
        text("original"),
        text("text", nullable=False),
        primary_key("article", "id"),
        unique("article", "content_hash"),
        link("article", "source_slug", "source.slug", "RESTRICT"),
        one_of("article", "rendition", RENDITION),
    )
    for column in ("source_slug", "file", "url"):
        index("article", column)


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
        text("document", nullable=False),
        text("document_hash", nullable=False),
        number("revision"),
        number("changed_in"),
        sa.Column("updated_at", MOMENT, nullable=False),
        primary_key("event", "id"),
        unique("event", "slug"),
        unique("event", "sort_key"),
        link("event", "type", "event_type.slug", "RESTRICT"),
        link("event", "base", "base.slug", "RESTRICT"),
        link("event", "changed_in", "revision.id", "RESTRICT"),
        *state_checks("event"),
        sa.CheckConstraint("first_day <= last_day", name=op.f("ck_event_days")),
    )
    for columns in (("block",), ("type", "sort_key"), ("base", "sort_key"), ("first_day", "last_day"), ("changed_in",)):
        index("event", *columns)


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
        number("event_id", nullable=True),
        number("event_position", nullable=True),
        key("block"),
        key("type"),
        word("status", STATUS),
        key("base_slug", nullable=True),
        text("country"),
        *event_date(),
        text("attributed_to"),
        sa.Column("confidence", sa.Double(), nullable=False),
        primary_key("report", "id"),
        unique("report", "key"),
        unique("report", "article_id", "position"),
        link("report", "article_id", "article.id", "CASCADE"),
        link("report", "event_id", "event.id", "SET NULL"),
        link("report", "type", "event_type.slug", "RESTRICT"),
        link("report", "base_slug", "base.slug", "RESTRICT"),
        *state_checks("report"),
        sa.CheckConstraint("first_day <= last_day", name=op.f("ck_report_days")),
        sa.CheckConstraint("confidence BETWEEN 0 AND 1", name=op.f("ck_report_confidence")),
    )
    for column in ("block", "event_id", "base_slug"):
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


def create_milestones() -> None:
    op.create_table(
        "milestone",
        number("event_id"),
        number("position"),
        word("status", STATUS),
        key("type"),
        day("reported"),
        *event_date(),
        key("source", nullable=True),
        number("report_id"),
        primary_key("milestone", "event_id", "position"),
        link("milestone", "event_id", "event.id", "CASCADE"),
        link("milestone", "type", "event_type.slug", "RESTRICT"),
        link("milestone", "source", "source.slug", "RESTRICT"),
        link("milestone", "report_id", "report.id", "CASCADE"),
        *state_checks("milestone"),
    )
    index("milestone", "report_id")
