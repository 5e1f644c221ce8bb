"""Words of reports as they are written in other spellings too."""

from collections import defaultdict
from collections.abc import Iterable

import sqlalchemy as sa
from alembic import op

from service.domain.names.words import build_search_words

revision: str = "0006"
down_revision: str | None = "0005"

BATCH = 1_000

report = sa.table("report", *map(sa.column, ("id", "type", "country", "base_slug", "article_id", "search_text")))
article = sa.table("article", *map(sa.column, ("id", "title", "source_slug")))
participation = sa.table("report_participation", *map(sa.column, ("report_id", "position", "actor_slug")))
quote = sa.table("quote", *map(sa.column, ("report_id", "position", "text")))
base = sa.table("base", *map(sa.column, ("slug", "name", "region")), sa.column("aliases", sa.JSON))
actor = sa.table("actor", *map(sa.column, ("slug", "name")), sa.column("aliases", sa.JSON))
source = sa.table("source", *map(sa.column, ("slug", "name")), sa.column("aliases", sa.JSON))


def upgrade() -> None:
    """Of all reports, also those that held once: `as_of` asks for them. No article is read for it."""
    last = 0
    while (
        ids := op.get_bind().scalars(sa.select(report.c.id).where(report.c.id > last).order_by("id").limit(BATCH)).all()
    ):
        fill_search_texts(ids)
        last = ids[-1]


def downgrade() -> None:
    """Nothing: what was found before is still found."""


def fill_search_texts(ids: Iterable[int]) -> None:
    connection = op.get_bind()
    quotes, actors = read_quotes(ids), read_actors(ids)
    told = (
        sa.select(report.c.id, report.c.type, report.c.country, article.c.title)
        .add_columns(base.c.slug, base.c.name, base.c.region, base.c.aliases.label("other_names"))
        .add_columns(source.c.name.label("source"), source.c.aliases.label("source_names"))
        .select_from(report)
        .join(article, article.c.id == report.c.article_id)
        .outerjoin(base, base.c.slug == report.c.base_slug)
        .outerjoin(source, source.c.slug == article.c.source_slug)
        .where(report.c.id.in_(ids))
    )
    values = []
    for row in connection.execute(told):
        names = [row.type, row.country, row.slug, row.name, row.region, *(row.other_names or ())]
        names += [*actors[row.id], row.source, *(row.source_names or ())]
        words = build_search_words(filter(None, names), [row.title or "", *quotes[row.id]])
        values.append({"number": row.id, "words": " ".join(words)})
    update = sa.update(report).where(report.c.id == sa.bindparam("number")).values(search_text=sa.bindparam("words"))
    connection.execute(update, values)


def read_quotes(ids: Iterable[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for row in op.get_bind().execute(sa.select(quote).where(quote.c.report_id.in_(ids))):
        found[row.report_id].append(row.text)
    return found


def read_actors(ids: Iterable[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = sa.select(participation.c.report_id, actor.c.name, actor.c.aliases).join(
        actor, actor.c.slug == participation.c.actor_slug
    )
    for row in op.get_bind().execute(rows.where(participation.c.report_id.in_(ids))):
        found[row.report_id] += [row.name, *(row.aliases or ())]
    return found
