"""Domain values for tests: every argument has a plain default, so that a test names only what it is about."""

import datetime as dt
from collections.abc import Sequence

from service.domain.articles.article import Article, Rendition
from service.domain.events.dates import EventDate, Precision
from service.domain.events.events import Claims, Event, FiledReport, HistoryEntry
from service.domain.events.reports import Figure, Participation, Quote, Report, Role, Status
from service.domain.names.gazetteer import Country, Gazetteer
from service.domain.names.places import Actor, Base, EventType, Source

DAY = dt.date(2020, 3, 29)


def build_base(slug: str = "k1", name: str = "K1 Air Base", aliases: Sequence[str] = ("K-1", "K1")) -> Base:
    return Base(
        slug=slug,
        name=name,
        country="IQ",
        region="Kirkuk",
        kind="air_base",
        latitude=35.5,
        longitude=44.25,
        wikidata="Q1",
        reference="Wikidata",
        aliases=tuple(aliases),
    )


def build_actor(slug: str = "us-led-coalition", name: str = "US-led coalition", aliases: Sequence[str] = ()) -> Actor:
    return Actor(slug=slug, name=name, kind="coalition", country=None, aliases=tuple(aliases))


def build_source(slug: str = "press-tv", name: str = "Press TV", aliases: Sequence[str] = ()) -> Source:
    return Source(slug=slug, name=name, country="IR", url="https://example.org", aliases=tuple(aliases))


def build_country(code: str = "US", slug: str = "united-states", name: str = "United States") -> Country:
    return Country(code=code, slug=slug, name=name, adjectives=("American",), aliases=("Washington", "U.S."))


def build_event_type(slug: str = "handover", family: str = "presence", rank: int = 1) -> EventType:
    return EventType(
        slug=slug,
        rank=rank,
        name=slug.capitalize(),
        family=family,
        description=f"A {slug}.",
        plover="RETREAT",
        cameo="0874",
        acled=None,
    )


EVENT_TYPES = (build_event_type("handover"), build_event_type("withdrawal"), build_event_type("attack", "violence"))


def build_gazetteer(
    bases: Sequence[Base] = (),
    actors: Sequence[Actor] = (),
    sources: Sequence[Source] = (),
    countries: Sequence[Country] = (),
) -> Gazetteer:
    return Gazetteer(tuple(bases), tuple(actors), tuple(sources), tuple(countries))


def build_day(day: dt.date = DAY) -> EventDate:
    return EventDate(edtf=day.isoformat(), first=day, last=day, precision=Precision.DAY)


def build_month(year: int = 2020, month: int = 3) -> EventDate:
    first = dt.date(year, month, 1)
    last = (first + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)
    return EventDate(edtf=f"{year:04}-{month:02}", first=first, last=last, precision=Precision.MONTH)


def build_participation(actor: Actor | None = None, role: Role = Role.LEAVING) -> Participation:
    return Participation(actor or build_actor(), role)


def build_quote(text: str = "left the base", start: int = 3, supports: Sequence[str] = ("type", "base")) -> Quote:
    return Quote(text=text, start=start, end=start + len(text), supports=tuple(supports))


K1 = build_base()


def build_report(
    event_type: str = "handover",
    *,
    status: Status = Status.OCCURRED,
    base: Base | None = K1,
    date: EventDate | None = None,
    participations: Sequence[Participation] | None = None,
    figures: Sequence[Figure] = (Figure("personnel", 300),),
    quotes: Sequence[Quote] | None = None,
    confidence: float = 0.75,
) -> Report:
    return Report(
        type=event_type,
        status=status,
        base=base,
        country="IQ",
        date=date,
        participations=(build_participation(),) if participations is None else tuple(participations),
        figures=tuple(figures),
        attributed_to="a spokesman",
        confidence=confidence,
        quotes=(build_quote(),) if quotes is None else tuple(quotes),
    )


def build_article(
    text: str = "Forces left the base.",
    file: str = "article.txt",
    source: str | None = "press-tv",
    url: str | None = None,
    published: dt.date | None = DAY,
) -> Article:
    return Article(
        text=text,
        file=file,
        source=source,
        title="Forces leave",
        url=url,
        published=published,
        rendition=Rendition.DIGEST,
        original="https://example.org/original",
    )


def build_filed_report(report: Report | None = None, article: str = "a" * 64, place: int = 1) -> FiledReport:
    return FiledReport(f"{article}-{place}", report or build_report(), article, "press-tv", DAY)


def build_event(
    reports: Sequence[FiledReport],
    event_id: str = "k1-handover-2020-03-29",
    *,
    event_type: str = "handover",
    base: Base | None = K1,
    date: EventDate | None = None,
    participations: Sequence[Participation] | None = None,
) -> Event:
    """An event that tells what is given, carried by the reports; its history has the first of them."""
    first = reports[0]
    return Event(
        id=event_id,
        type=event_type,
        status=Status.OCCURRED,
        date=date,
        date_from=first.key if date else None,
        base=base,
        country="IQ",
        participations=(build_participation(),) if participations is None else tuple(participations),
        figures=(),
        sources=tuple(sorted({filed.source for filed in reports if filed.source})),
        independent_source_count=len({filed.source for filed in reports}),
        confidence=max(filed.report.confidence for filed in reports),
        first_reported=first.published,
        disputed=(),
        history=(HistoryEntry(Status.OCCURRED, event_type, first.published, date, first.source, first.key),),
        claims=Claims(),
        reports=tuple(filed.key for filed in reports),
    )


def build_filing(
    key: str, report: Report, source: str | None = "press-tv", published: dt.date | None = DAY
) -> FiledReport:
    """A report as one article of a source tells it on a day; the article goes by the report's key."""
    return FiledReport(key, report, key, source, published)
