"""Extraction that needs no encoder, and little else, so that a process starts with it at once.

An article's reports are its lines: `TYPE BASE DATE [STATUS [PEOPLE [CONFIDENCE]]]`; lines that begin with # are its
other words. A base is a slug or a name with underscores for spaces; a date is a day, month, year, interval, day of any
year (XXXX-03-29) or `-` for none; people are a number, `-` for none, and 300 where they are left out; confidence is
0.75 where it is.
"""

from dataclasses import dataclass
from datetime import date

from service.domain.articles.article import Article
from service.domain.events.dates import EventDate, Precision
from service.domain.events.reports import Figure, Report, Status
from service.domain.names.places import Base
from service.domain.names.slugs import parse_slug
from service.errors import ArticleError
from tests.builders import build_base, build_day, build_month, build_participation, build_report

BASES = (build_base(), build_base("taji", "Camp Taji", ("Taji",)))


@dataclass(frozen=True)
class LineExtraction:
    article: Article
    reports: tuple[Report, ...]


def extract_lines(article: Article) -> LineExtraction:
    if "unreadable" in article.text:
        raise ArticleError("is in a language that has no rules")
    lines = [line for line in article.text.splitlines() if line and not line.startswith("#")]
    return LineExtraction(article, tuple(_build_line_report(line) for line in lines))


def _build_line_report(line: str) -> Report:
    event_type, base, when, *rest = line.split()
    status, people, confidence = [*rest, *["occurred", "300", "0.75"][len(rest) :]]
    known = {item.slug: item for item in BASES}
    name = base.replace("_", " ")
    return build_report(
        event_type,
        base=known.get(base) or Base(parse_slug(name), name if "_" in base else base.capitalize()),
        date=_parse_date(when),
        status=Status(status),
        figures=[] if people == "-" else [Figure("personnel", int(people))],
        participations=[build_participation()],
        confidence=float(confidence),
    )


def _parse_date(text: str) -> EventDate | None:
    if text == "-":
        return None
    if text.startswith("XXXX"):
        return EventDate(text, None, None, Precision.YEARLESS)
    if "/" in text:
        first, last = map(date.fromisoformat, text.split("/"))
        return EventDate(text, first, last, Precision.INTERVAL)
    year, *rest = map(int, text.split("-"))
    if len(rest) == 2:
        return build_day(date(year, *rest))
    return build_month(year, rest[0]) if rest else _build_year(year)


def _build_year(year: int) -> EventDate:
    return EventDate(f"{year:04}", date(year, 1, 1), date(year, 12, 31), Precision.YEAR)
