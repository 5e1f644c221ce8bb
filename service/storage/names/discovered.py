"""Names that no seeds give: what present articles say of them, whichever was loaded first."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.domain.places import Base, Source
from service.storage.names.gazetteer import NameChanges, save_met
from service.storage.tables.models import ArticleRow, ReportRow
from service.storage.tables.names import BaseRow, SourceRow


def settle_names(session: Session, bases: Iterable[str], sources: Iterable[str]) -> NameChanges:
    """Give the bases and sources of these slugs, where seeds do not, the names that present articles give them.

    Of several names the first in order is the name and the others are aliases. A base's country is that of its
    reports, where they agree. What no present article names stays as it is: only earlier versions refer to it.
    """
    met_bases = session.scalars(select(BaseRow.slug).where(BaseRow.slug.in_(set(bases)), ~BaseRow.known)).all()
    met_sources = session.scalars(
        select(SourceRow.slug).where(SourceRow.slug.in_(set(sources)), ~SourceRow.known)
    ).all()
    return NameChanges(
        bases=frozenset(slug for slug in sorted(met_bases) if _settle_base(session, slug)),
        sources=frozenset(slug for slug in sorted(met_sources) if _settle_source(session, slug)),
    )


def _settle_base(session: Session, slug: str) -> bool:
    present = (ReportRow.base_slug == slug, ReportRow.until.is_(None))
    told = session.execute(select(ReportRow.base_name, ReportRow.country).where(*present).distinct()).all()
    names = sorted({name for name, _ in told if name})
    countries = {country for _, country in told if country}
    if not names:
        return False
    country = countries.pop() if len(countries) == 1 else None
    return save_met(session, Base(slug, names[0], country=country, aliases=tuple(names[1:])))


def _settle_source(session: Session, slug: str) -> bool:
    present = (ArticleRow.source_slug == slug, ArticleRow.until.is_(None))
    names = sorted(
        {name for name in session.scalars(select(ArticleRow.source_name).where(*present).distinct()) if name}
    )
    return bool(names) and save_met(session, Source(slug, names[0], aliases=tuple(names[1:])))
