"""The quotes of a report: the words of the article that support it."""

from collections.abc import Hashable, Sequence

from service.domain.events.reports import Quote, Report
from service.domain.names.places import Base
from service.extraction.reports.event_mentions import EventMention


def build_quotes(text: str, report: Report, mentions: Sequence[EventMention]) -> tuple[Quote, ...]:
    """Each stretch of a text that carries a report, once, with all fields that it carries, in the order of the text.

    Mentions of one event may say different things of it; a stretch carries a field only where it says what the report
    has.
    """
    reported = _list_values(report)
    supports: dict[tuple[int, int], list[str]] = {}
    for mention in mentions:
        said = _list_values(mention)
        for evidence in mention.evidence:
            kept = [name for name in evidence.supports if said[name] & reported[name]]
            if kept:
                supports.setdefault((evidence.start, evidence.end), []).extend(kept)
    return tuple(
        Quote(text[start:end], start, end, tuple(dict.fromkeys(fields)))
        for (start, end), fields in sorted(supports.items())
    )


def _list_values(item: Report | EventMention) -> dict[str, frozenset[Hashable]]:
    """What is said in each field, as evidence names them: one value or none, but for actors and figures."""
    return {
        "type": _list_known(item.type),
        "status": _list_known(item.status),
        "base": _list_known(_get_slug(item.base)),
        "country": _list_known(item.country),
        "date": _list_known(item.date),
        "attributed_to": _list_known(item.attributed_to),
        "actors": frozenset((part.actor.slug, part.role) for part in item.participations),
        "figures": frozenset(item.figures),
    }


def _list_known(value: Hashable) -> frozenset[Hashable]:
    return frozenset() if value is None else frozenset({value})


def _get_slug(base: Base | None) -> str | None:
    return base.slug if base is not None else None
