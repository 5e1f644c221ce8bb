"""Discovered names, which no seeds give: derived from current articles, in any order of loading."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from service.domain.names.places import Base, Source
from service.storage.database.bulk import divide, is_among
from service.storage.names.gazetteer import NameChanges, find_outdated, save_discovered
from service.storage.tables.models import ArticleRow, ReportRow
from service.storage.tables.names import BaseRow, SourceRow

_Words = defaultdict[str, set[str]]
# Names of one statement.
BATCH = 1_000


def refresh_discovered_names(session: Session, bases: Iterable[str], sources: Iterable[str]) -> NameChanges:
    """Update the discovered bases and sources with these slugs to the names that current articles use.

    Of several names the first in order is the name and the others are aliases. A base's country is that of its
    reports, where they agree. A name that no current article uses stays: only earlier versions refer to it.
    """
    discovered_bases = _find_discovered(session, BaseRow.slug, BaseRow.known, bases)
    discovered_sources = _find_discovered(session, SourceRow.slug, SourceRow.known, sources)
    return NameChanges(
        bases=frozenset(slug for some in discovered_bases for slug in _save(session, _find_bases(session, some))),
        sources=frozenset(slug for some in discovered_sources for slug in _save(session, _find_sources(session, some))),
    )


def _save(session: Session, items: Sequence[Base] | Sequence[Source]) -> list[str]:
    return [item.slug for item in find_outdated(session, items) if save_discovered(session, item)]


def _find_discovered(
    session: Session, slug: InstrumentedAttribute[str], known: InstrumentedAttribute[bool], among: Iterable[str]
) -> list[Sequence[str]]:
    """Their slugs, in parts that one statement can take."""
    found = sorted(session.scalars(select(slug).where(is_among(slug, set(among)), ~known)))
    return list(divide(found, BATCH))


def _find_bases(session: Session, slugs: Sequence[str]) -> list[Base]:
    """Those that a current report is of, as current articles name them."""
    present = (is_among(ReportRow.base_slug, slugs), ReportRow.until.is_(None))
    named = select(ReportRow.base_slug, ReportRow.base_name, ReportRow.country).where(*present).distinct()
    return settle_bases((row.base_slug or "", row.base_name, row.country) for row in session.execute(named))


def settle_bases(mentions: Iterable[tuple[str, str | None, str | None]]) -> list[Base]:
    """Discovered bases as their current reports name them: each report with the slug, the name and the country."""
    names, countries = _Words(set), _Words(set)
    for slug, name, country in mentions:
        names[slug] |= {name} if name else set()
        countries[slug] |= {country} if country else set()
    found: list[Base] = []
    for slug in sorted(slug for slug in names if names[slug]):
        first, *others = sorted(names[slug])
        agreed = next(iter(countries[slug])) if len(countries[slug]) == 1 else None
        found.append(Base(slug, first, country=agreed, aliases=tuple(others)))
    return found


def _find_sources(session: Session, slugs: Sequence[str]) -> list[Source]:
    present = (is_among(ArticleRow.source_slug, slugs), ArticleRow.until.is_(None))
    named = select(ArticleRow.source_slug, ArticleRow.source_name).where(*present).distinct()
    names = _Words(set)
    for slug, name in session.execute(named):
        names[slug or ""] |= {name} if name else set()
    listed = {slug: sorted(names[slug]) for slug in sorted(names) if names[slug]}
    return [Source(slug, first, aliases=tuple(others)) for slug, (first, *others) in listed.items()]
