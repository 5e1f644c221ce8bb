"""The successor of an event that ended. Pure: it knows events by their ids and reports alone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReportedEvent:
    """An event's block, and the article (content hash) of each of its reports by key."""

    block: str
    reports: Mapping[str, str]


def find_successor(
    ended: ReportedEvent, present: Iterable[tuple[str, ReportedEvent]], replaced: Mapping[str, str] | None = None
) -> str | None:
    """The id of the event of the same block that has most of the ended one's reports, or of their articles.

    `replaced` maps an article to the one that superseded it. Null where no event shares an article.
    """
    replaced = replaced or {}
    articles = {replaced.get(article, article) for article in ended.reports.values()}

    def rate(candidate: tuple[str, ReportedEvent]) -> tuple[int, int]:
        reports = candidate[1].reports
        return len(reports.keys() & ended.reports.keys()), len(articles & set(reports.values()))

    related = [item for item in sorted(present) if item[1].block == ended.block and rate(item)[1]]
    return max(related, key=rate)[0] if related else None
