"""Which event goes on in the place of one that ended. Pure: it knows events by their ids and reports alone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Told:
    """An event's block, and the article (content hash) of each of its reports by key."""

    block: str
    reports: Mapping[str, str]


def find_successor(
    ended: Told, present: Iterable[tuple[str, Told]], replaced: Mapping[str, str] | None = None
) -> str | None:
    """The id of the event of the same block that has most of the ended one's reports, or of their articles.

    `replaced` gives for an article the one that took its place. Null where nothing that told the event tells any.
    """
    replaced = replaced or {}
    articles = {replaced.get(article, article) for article in ended.reports.values()}

    def rate(candidate: tuple[str, Told]) -> tuple[int, int]:
        told = candidate[1].reports
        return len(told.keys() & ended.reports.keys()), len(articles & set(told.values()))

    related = [item for item in sorted(present) if item[1].block == ended.block and rate(item)[1]]
    return max(related, key=rate)[0] if related else None
