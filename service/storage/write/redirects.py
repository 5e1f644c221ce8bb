"""Where ids lead that end because names or rules changed, and not what articles say."""

from typing import Any

from sqlalchemy import Select, and_, or_, select, update
from sqlalchemy.orm import Session, aliased

from service.domain.changes import ChangeKind, Revision
from service.storage.tables.event_links import EventReportRow
from service.storage.tables.models import ChangeRow, EventRow, QuoteRow, ReportRow


def redirect_moved(session: Session, revision: Revision) -> int:
    """Let events that this revision removed go on as those that it added for the same words; how many do.

    A base that has another slug now, or a type of another family, makes other events of what the same sentences tell.
    Words that may mean several of the new ones lead to none.
    """
    found: dict[str, set[str]] = {}
    for ended, added in session.execute(_select_reported_again(revision)):
        found.setdefault(ended, set()).add(added)
    moved = {ended: added.pop() for ended, added in found.items() if len(added) == 1}
    for ended, successor in moved.items():
        session.execute(
            update(ChangeRow)
            .where(ChangeRow.revision == revision.number, ChangeRow.slug == ended)
            .values(kind=ChangeKind.MERGED, successor=successor)
        )
    return len(moved)


def _select_reported_again(revision: Revision) -> Select[*tuple[Any, ...]]:
    """The id of each event that was removed, with those of added ones whose reports quote the same words."""
    added_change, added, added_link = aliased(ChangeRow), aliased(EventRow), aliased(EventReportRow)
    report, quote = aliased(ReportRow), aliased(QuoteRow)
    # One sentence may tell of several things; what is neither the same kind of event nor at the same base is another.
    is_like = or_(added.type == EventRow.type, added.base == EventRow.base)
    same_words = and_(quote.position == 0, quote.start == QuoteRow.start, quote.end == QuoteRow.end)
    return (
        select(ChangeRow.slug, added_change.slug)
        .join(EventRow, and_(EventRow.slug == ChangeRow.slug, EventRow.until == ChangeRow.revision))
        .join(EventReportRow, EventReportRow.event_id == EventRow.id)
        .join(ReportRow, ReportRow.id == EventReportRow.report_id)
        .join(QuoteRow, and_(QuoteRow.report_id == ReportRow.id, QuoteRow.position == 0))
        .join(report, and_(report.article_id == ReportRow.article_id, report.until.is_(None)))
        .join(quote, and_(quote.report_id == report.id, same_words))
        .join(added_link, added_link.report_id == report.id)
        .join(added, and_(added.id == added_link.event_id, added.until.is_(None), is_like))
        .join(added_change, and_(added_change.event_id == added.id, added_change.kind == ChangeKind.ADDED))
        .where(ChangeRow.revision == revision.number, ChangeRow.kind == ChangeKind.REMOVED)
        .where(added_change.revision == revision.number)
        .distinct()
    )
