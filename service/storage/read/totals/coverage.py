"""Reading which articles there are: of each source, how many in each month, and the first and the newest day."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from service.domain.queries import PageRequest
from service.domain.records import Page, SourceCoverage
from service.storage.tables.counts.event_counts import EventCountRow
from service.storage.tables.keys import clean_key
from service.storage.tables.models import ArticleRow
from service.storage.tables.names import SourceRow


def _find_day(which: ColumnElement[object]) -> ColumnElement[object]:
    """The first or newest day of the current articles of a source; an index has it."""
    # An article without a source is counted under an empty one.
    source = ArticleRow.source_slug == EventCountRow.first_key
    return select(which).where(source, ArticleRow.until.is_(None)).correlate(EventCountRow).scalar_subquery()


_SOURCES = (
    select(
        EventCountRow.first_key,
        EventCountRow.count.label("total"),
        SourceRow.name,
        _find_day(func.min(ArticleRow.published)).label("earliest"),
        _find_day(func.max(ArticleRow.published)).label("newest"),
    )
    .join(SourceRow, SourceRow.slug == EventCountRow.first_key)
    .where(EventCountRow.first == "article", EventCountRow.second == "", EventCountRow.count > 0)
)


def find_coverage(session: Session, page: PageRequest, sources: Sequence[str]) -> Page[SourceCoverage]:
    """Sources with articles, in the order of their slugs; those of `sources` alone, if there are any."""
    statement = _SOURCES
    if page.after is not None:
        statement = statement.where(EventCountRow.first_key > clean_key(page.after))
    if sources:
        statement = statement.where(EventCountRow.first_key.in_(sources))
    rows = session.execute(statement.order_by(EventCountRow.first_key).limit(page.limit + 1)).all()
    shown = rows[: page.limit]
    months = _find_months(session, [row.first_key for row in shown])
    items = [
        SourceCoverage(row.first_key, row.name, row.total, row.earliest, row.newest, months[row.first_key])
        for row in shown
    ]
    return Page(items, shown[-1].first_key if len(rows) > page.limit else None)


def count_months(session: Session) -> Mapping[str, int]:
    """How many current articles of all sources each month has, in order; those without a day under an empty text."""
    kept = (EventCountRow.first == "article_month", EventCountRow.second == "", EventCountRow.count > 0)
    rows = session.execute(select(EventCountRow.first_key, EventCountRow.count.label("total")).where(*kept))
    return {row.first_key: row.total for row in sorted(rows)}


def _find_months(session: Session, slugs: Sequence[str]) -> Mapping[str, Mapping[str, int]]:
    months: dict[str, dict[str, int]] = defaultdict(dict)
    kept = (EventCountRow.first == "article", EventCountRow.second == "month", EventCountRow.count > 0)
    named = (EventCountRow.first_key.label("source"), EventCountRow.second_key.label("month"))
    rows = select(*named, EventCountRow.count.label("total")).where(*kept, EventCountRow.first_key.in_(slugs))
    for row in session.execute(rows.order_by(*named)):
        months[row.source][row.month] = row.total
    return months
