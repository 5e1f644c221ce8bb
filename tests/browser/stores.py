"""Stores for the page to show: a few dozen events of which each filter finds some, and one told by hostile articles."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path

from service.domain.articles.article import Article, Rendition
from service.domain.events.dates import EventDate
from service.domain.events.reports import Figure, Qualifier, Report, Role, Status
from service.loader.articles.building import ReadArticle
from service.loader.runs.loading import Pipeline, load_article, load_gazetteer
from service.merging.signatures import sign_text
from service.storage.database.engine import build_engine
from service.storage.database.schema import migrate
from tests.builders import (
    EVENT_TYPES,
    build_actor,
    build_article,
    build_base,
    build_country,
    build_day,
    build_gazetteer,
    build_participation,
    build_quote,
    build_report,
    build_source,
)
from tests.lines import LineExtraction
from tests.loading import build_real_merger

K1 = build_base()
TAJI = replace(build_base("taji", "Camp Taji", ("Taji",)), region="Baghdad", latitude=33.52, longitude=44.26)
TANF = replace(build_base("tanf", "Al-Tanf", ()), country="SY", region="Homs", latitude=33.5, longitude=38.67)
RAMSTEIN = replace(build_base("ramstein", "Ramstein", ()), country="DE", region=None, latitude=49.44, longitude=7.6)
HIDDEN = replace(build_base("hidden", "Hidden Base", ()), country="SY", region=None, latitude=None, longitude=None)
ARABIC = replace(build_base("mezzeh", "مطار المزة", ()), country="SY", region="دمشق", latitude=33.48, longitude=36.22)
BASES = (K1, TAJI, TANF, RAMSTEIN, HIDDEN, ARABIC)
COALITION, ARMY = build_actor(), build_actor("army", "The army")
SOURCES = (build_source(), build_source("kirkuknow", "KirkukNow"), build_source("rudaw", "Rudaw"))
STATES = tuple(
    replace(build_country(code, name.lower(), name), aliases=(), adjectives=())
    for code, name in (("IQ", "Iraq"), ("SY", "Syria"), ("DE", "Germany"))
)
GAZETTEER = build_gazetteer(BASES, (COALITION, ARMY), SOURCES, STATES)
TYPES = ("handover", "withdrawal", "attack")
# What an article must not do to who reads it.
HOSTILE = (
    '<script>window.hit = 1</script><img src="x" onerror="window.hit = 1"><a href="javascript:window.hit = 1">go</a>'
)
HOSTILE_BASE = replace(build_base("hostile", HOSTILE[:150], ()), latitude=33.0, longitude=44.0)
LONG = "<b>long</b> " * 90_000


@dataclass(frozen=True)
class Told:
    """One article, and the report that is found in it."""

    article: Article
    report: Report


def fill_store(path: Path) -> None:
    """Store some dozens of events."""
    load_told(path, [*list_told(), *list_disputed()])


def fill_hostile_store(path: Path) -> None:
    """Store an event whose every text is markup that would run something, or is very long."""
    quotes = [build_quote(HOSTILE, 0, ["type"]), build_quote(LONG, len(HOSTILE), ["base"])]
    report = replace(build_report(base=HOSTILE_BASE, date=build_day(), quotes=quotes), attributed_to=HOSTILE)
    article = replace(build_article(HOSTILE + LONG, "h.txt"), title=HOSTILE[:200], url="https://example.org/?<script>")
    load_told(path, [Told(article, report)])


def load_told(path: Path, told: Sequence[Told]) -> None:
    """Load articles whose reports are known into a new store."""
    engine = build_engine(f"sqlite:///{path}")
    migrate(engine)
    known = {item.article.file: item.report for item in told}
    pipeline = build_known_pipeline(known)
    load_gazetteer(engine, pipeline)
    by_slug = {source.slug: source for source in SOURCES}
    for item in told:
        load_article(engine, ReadArticle(item.article, by_slug.get(item.article.source or "")), pipeline)
    engine.dispose()


def build_known_pipeline(known: Mapping[str, Report]) -> Pipeline:
    """A pipeline that finds in each article, by its file, the report that is known."""
    gazetteer = replace(GAZETTEER, bases=(*BASES, HOSTILE_BASE))
    return Pipeline(
        gazetteer,
        EVENT_TYPES,
        build_real_merger(),
        lambda article: LineExtraction(article, (known[article.file],)),
        sign_text,
    )


def list_told() -> list[Told]:
    """An event of each type at each base in two years, with a status and a source that differ from one to the next."""
    statuses = (Status.OCCURRED, Status.OCCURRED, Status.PLANNED, Status.DENIED)
    told = []
    for number, (base, event_type, year) in enumerate(product(BASES, TYPES, (2019, 2021))):
        day = dt.date(year, 1 + number % 12, 1 + number % 28)
        report = build_told_report(event_type, number, statuses[number % 4])
        dated = replace(report, base=base, country=base.country, date=None if number % 9 == 8 else build_day(day))
        told.append(Told(build_told_article(number, f"{event_type} at {base.name}", day), dated))
    return told


def build_told_report(event_type: str, number: int, status: Status) -> Report:
    """A report of some number."""
    text = f"Report {number} says that it was {status} there by all who were asked."
    return build_report(
        event_type,
        status=status,
        participations=[build_participation(COALITION), build_participation(ARMY, Role.RECEIVING)],
        figures=[Figure("personnel", 100 + number)],
        quotes=[build_quote(text, 0, ["type", "status", "base"])],
    )


def build_told_article(number: int, title: str, published: dt.date) -> Article:
    """An article of some number, by one of the sources."""
    # Words that no two articles share, or they would be copies of one.
    words = " ".join(f"word{number}x{place}" for place in range(60))
    source = SOURCES[number % len(SOURCES)].slug
    return replace(build_article(words, f"{number}.txt", source, published=published), title=title)


def list_disputed() -> list[Told]:
    """One event that two sources tell in full texts of their own, with figures that exclude one another."""
    date: EventDate = build_day(dt.date(2020, 6, 5))
    told = []
    for number, people in ((901, 200), (902, 900)):
        report = build_told_report("withdrawal", number, Status.OCCURRED)
        figures = (Figure("personnel", people, qualifier=Qualifier.EXACT),)
        article = build_told_article(number, "Withdrawal from Taji", dt.date(2020, 6, 6))
        full = replace(article, rendition=Rendition.FULL)
        told.append(Told(full, replace(report, base=TAJI, date=date, figures=figures)))
    return told
