"""Discovered names, which no seeds give: derived from current articles, in any order of loading."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.domain.names.places import Base, Source
from service.storage.names.gazetteer import NameChanges, save_discovered
from service.storage.tables.models import ArticleRow, ReportRow
from service.storage.tables.names import BaseRow, SourceRow


def refresh_discovered_names(session: Session, bases: Iterable[str], sources: Iterable[str]) -> NameChanges:
    """Update the discovered bases and sources with these slugs to the names that current articles use.

    Of several names the first in order is the name and the others are aliases. A base's country is that of its
    reports, where they agree. A name that no current article uses stays: only earlier versions refer to it.
    """
    discovered_bases = session.scalars(select(BaseRow.slug).where(BaseRow.slug.in_(set(bases)), ~BaseRow.known)).all()
    discovered_sources = session.scalars(
        select(SourceRow.slug).where(SourceRow.slug.in_(set(sources)), ~SourceRow.known)
    ).all()
    return NameChanges(
        bases=frozenset(slug for slug in sorted(discovered_bases) if _refresh_base(session, slug)),
        sources=frozenset(slug for slug in sorted(discovered_sources) if _refresh_source(session, slug)),
    )


def _refresh_base(session: Session, slug: str) -> bool:
    present = (ReportRow.base_slug == slug, ReportRow.until.is_(None))
    named = session.execute(select(ReportRow.base_name, ReportRow.country).where(*present).distinct()).all()
    names = sorted({name for name, _ in named if name})
    countries = {country for _, country in named if country}
    if not names:
        return False
    country = countries.pop() if len(countries) == 1 else None
    return save_discovered(session, Base(slug, names[0], country=country, aliases=tuple(names[1:])))


def _refresh_source(session: Session, slug: str) -> bool:
    present = (ArticleRow.source_slug == slug, ArticleRow.until.is_(None))
    names = sorted(
        {name for name in session.scalars(select(ArticleRow.source_name).where(*present).distinct()) if name}
    )
    return bool(names) and save_discovered(session, Source(slug, names[0], aliases=tuple(names[1:])))
