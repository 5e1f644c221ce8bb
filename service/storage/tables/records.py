"""Rows to domain values."""

from service.domain.changes import Cause, Revision
from service.domain.events.dates import EventDate
from service.domain.events.reports import Figure, Participation, Quote, Report
from service.domain.names.places import Actor, Base, Source
from service.domain.records import ArticleRecord
from service.storage.tables.models import ArticleRow, EventRow, QuoteRow, ReportRow, RevisionRow
from service.storage.tables.names import ActorRow, BaseRow, SourceRow


def build_source(row: SourceRow) -> Source:
    """A publisher as kept."""
    return Source(
        slug=row.slug,
        name=row.name,
        country=row.country,
        url=row.url,
        owner=row.owner,
        state=row.state,
        reference=row.reference,
        aliases=tuple(row.aliases),
    )


def build_base(row: BaseRow) -> Base:
    """A base as kept."""
    return Base(
        slug=row.slug,
        name=row.name,
        country=row.country,
        region=row.region,
        kind=row.kind,
        latitude=row.latitude,
        longitude=row.longitude,
        wikidata=row.wikidata,
        reference=row.reference,
        aliases=tuple(row.aliases),
    )


def build_actor(row: ActorRow) -> Actor:
    """An actor as kept."""
    return Actor(slug=row.slug, name=row.name, kind=row.kind, country=row.country, aliases=tuple(row.aliases))


def build_event_date(row: EventRow | ReportRow) -> EventDate | None:
    """The date columns of a row as one value; null where undated."""
    if row.edtf is None or row.precision is None:
        return None
    return EventDate(edtf=row.edtf, first=row.first_day, last=row.last_day, precision=row.precision)


def build_report(row: ReportRow) -> Report:
    """A report with its base, actors, figures and quotes, which must be loaded."""
    return Report(
        type=row.type,
        status=row.status,
        base=build_base(row.base) if row.base else None,
        country=row.country,
        date=build_event_date(row),
        participations=tuple(Participation(build_actor(part.actor), part.role) for part in row.participations),
        figures=tuple(Figure(figure.kind, figure.value, figure.qualifier, figure.unit) for figure in row.figures),
        attributed_to=row.attributed_to,
        confidence=row.confidence,
        quotes=tuple(_build_quote(quote) for quote in row.quotes),
    )


def _build_quote(row: QuoteRow) -> Quote:
    return Quote(text=row.text, start=row.start, end=row.end, supports=tuple(row.supports))


def build_article_record(row: ArticleRow, report_count: int | None = None) -> ArticleRecord:
    """An article with its source, which must be loaded."""
    return ArticleRecord(
        id=row.content_hash,
        source=build_source(row.source) if row.source else None,
        title=row.title,
        url=row.url,
        published=row.published,
        language=row.language,
        rendition=row.rendition,
        original=row.original,
        file=row.file,
        report_count=report_count,
    )


def build_revision(row: RevisionRow) -> Revision:
    """A change of the store as kept."""
    return Revision(row.id, row.committed_at, Cause(row.action, row.article))
