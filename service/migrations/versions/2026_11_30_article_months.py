"""Counts of current articles by source and month, and the newest of each source."""

from alembic import op

from service.migrations.columns import present_index

revision: str = "0013"
down_revision: str | None = "0012"

_MONTH = "coalesce(substr(CAST(published AS TEXT), 1, 7), '')"
_COLUMNS = "(first, second, first_key, second_key, count)"


def upgrade() -> None:
    present_index("article", "source_slug", "published")
    op.execute(
        f"INSERT INTO event_count {_COLUMNS} "  # noqa: S608 - all of it stands here
        f"SELECT 'article', 'month', coalesce(source_slug, ''), {_MONTH}, count(*) "
        "FROM article WHERE until IS NULL GROUP BY 3, 4"
    )
    op.execute(
        f"INSERT INTO event_count {_COLUMNS} "  # noqa: S608 - as above
        "SELECT 'article_month', '', second_key, '', sum(count) "
        "FROM event_count WHERE first = 'article' AND second = 'month' GROUP BY second_key"
    )


def downgrade() -> None:
    op.execute("DELETE FROM event_count WHERE first = 'article_month' OR first = 'article' AND second = 'month'")
    op.drop_index("ix_article_source_slug_published", "article")
