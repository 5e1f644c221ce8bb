"""A store of few events, each chosen so that some filter that is almost right would find it, or miss it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from schemas.resources.events import EventView, dump_event_and_line
from schemas.resources.evidence import dump_evidence
from schemas.resources.reports import dump_report
from service.domain.changes import Action, Cause, Revision
from service.domain.events.dates import EventDate, Precision
from service.domain.events.events import Event, FiledReport
from service.domain.events.reports import Participation, Report, Role, Status
from service.domain.names.places import Base, Source
from service.storage.database.engine import open_transaction
from service.storage.names.gazetteer import NameChanges, save_gazetteer
from service.storage.tables.revisions import add_revision
from service.storage.write.articles import NewArticle, has_article, save_articles
from service.storage.write.events import EventText, save_events
from service.storage.write.reports import ReportView, find_filed_reports, refresh_reports
from tests.builders import (
    EVENT_TYPES,
    build_actor,
    build_article,
    build_base,
    build_country,
    build_day,
    build_event,
    build_gazetteer,
    build_month,
    build_quote,
    build_report,
    build_source,
)

NOON = dt.datetime(2026, 1, 31, 12, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)

K1 = build_base()
TAJI = replace(build_base("taji", "Camp Taji", ("Taji",)), region="Baghdad", latitude=33.5, longitude=44.25)
# One on each side of the 180th meridian, and one that nobody has placed.
NADI = replace(build_base("nadi", "Nadi Camp", ()), country="FJ", region=None, latitude=-17.75, longitude=177.5)
APIA = replace(build_base("apia", "Apia Camp", ()), country="WS", region=None, latitude=-13.75, longitude=-171.75)
HIDDEN = replace(build_base("hidden", "Hidden Base", ()), country="SY", region=None, latitude=None, longitude=None)

COALITION = build_actor(aliases=["CJTF-OIR"])
ISF = build_actor("isf", "Iraqi security forces")
MILITIA = build_actor("militia", "Militia")
STATES = (
    build_country(),
    replace(build_country("IQ", "iraq", "Iraq"), aliases=("Baghdad",)),
    replace(build_country("SY", "syria", "Syria"), aliases=("Damascus",)),
    replace(build_country("FJ", "fiji", "Fiji"), aliases=("Suva",)),
    replace(build_country("WS", "samoa", "Samoa"), aliases=()),
)

PRESS_TV = build_source(aliases=["PressTV"])
KIRKUKNOW = build_source("kirkuknow", "KirkukNow")
TELESUR = build_source("telesur-english", "teleSUR English", ["teleSUR"])
GAZETTEER = build_gazetteer(
    bases=(K1, TAJI, NADI, APIA, HIDDEN),
    actors=(COALITION, ISF, MILITIA),
    sources=(PRESS_TV, KIRKUKNOW, TELESUR),
    countries=STATES,
)
YEAR = EventDate("2020", dt.date(2020, 1, 1), dt.date(2020, 12, 31), Precision.YEAR)
YEARLESS = EventDate("XXXX-01-07", None, None, Precision.YEARLESS)


@dataclass(frozen=True)
class Telling:
    """What one article says of an event."""

    source: Source | None
    published: dt.date | None
    words: str


@dataclass(frozen=True)
class Told:
    """An event and who tells it."""

    id: str
    report: Report
    tellings: Sequence[Telling]
    independent: int = 1
    disputed: tuple[str, ...] = ()


def _tell(
    kind: str, base: Base | None, country: str | None, when: EventDate | None, status: Status, **roles: str
) -> Report:
    """`roles` are slugs with an underscore for a hyphen, each with its role."""
    known = {item.slug: item for item in (COALITION, ISF, MILITIA, build_actor("united-states", "United States"))}
    parts = [Participation(known[slug.replace("_", "-")], Role(role)) for slug, role in roles.items()]
    report = build_report(kind, base=base, date=when, status=status, participations=parts)
    return replace(report, country=country)


PLANNED, OCCURRED, DENIED = Status.PLANNED, Status.OCCURRED, Status.DENIED
_K1_REPORT = _tell(
    "handover", K1, "IQ", build_day(), OCCURRED, us_led_coalition="leaving", isf="receiving"
)  # on 29 March 2020
_DAWN = Telling(PRESS_TV, dt.date(2020, 3, 28), "to be handed over at dawn")
_FLAGS = Telling(KIRKUKNOW, dt.date(2020, 3, 30), "flags were lowered")

EVENTS = (
    # First as a plan of one source; the last revision but one tells it as it is now.
    Told("k1-day", replace(_K1_REPORT, status=PLANNED), [_DAWN]),
    Told(
        "k1-month",
        _tell("withdrawal", K1, "IQ", build_month(), PLANNED, united_states="leaving"),
        [Telling(KIRKUKNOW, dt.date(2020, 3, 21), "leaves K1 in March")],
    ),
    Told(
        "taji-day",
        _tell(
            "handover", TAJI, "IQ", build_day(dt.date(2020, 8, 23)), DENIED, us_led_coalition="leaving", isf="arriving"
        ),
        [Telling(PRESS_TV, dt.date(2020, 8, 20), "will not be handed over")],
    ),
    # Two sources that print one text.
    Told(
        "taji-year",
        replace(
            _tell("attack", TAJI, "IQ", YEAR, OCCURRED, militia="attacker", us_led_coalition="target"), confidence=0.4
        ),
        [
            Telling(KIRKUKNOW, dt.date(2020, 3, 12), "rockets hit the camp"),
            Telling(TELESUR, dt.date(2020, 9, 1), "rockets hit the camp"),
        ],
    ),
    Told(
        "nadi",
        _tell("attack", NADI, "FJ", build_day(dt.date(2019, 12, 31)), OCCURRED, militia="attacker"),
        [Telling(TELESUR, dt.date(2020, 1, 1), "rockets at the end of the year")],
    ),
    Told(
        "apia",
        _tell("withdrawal", APIA, "WS", build_day(dt.date(2020, 1, 1)), OCCURRED, united_states="leaving"),
        [Telling(TELESUR, dt.date(2020, 1, 2), "left at dawn")],
    ),
    # One actor leaves and another arrives: neither does both.
    Told(
        "syria",
        replace(
            _tell("withdrawal", None, "SY", None, PLANNED, united_states="leaving", us_led_coalition="arriving"),
            confidence=0.8,
        ),
        [Telling(PRESS_TV, None, "some day")],
    ),
    Told(
        "yearless",
        _tell("attack", HIDDEN, "SY", YEARLESS, OCCURRED, militia="attacker"),
        [
            Telling(PRESS_TV, dt.date(2020, 5, 5), "a hundred fell"),
            Telling(TELESUR, dt.date(2020, 6, 6), "nobody fell"),
        ],
        independent=2,
        disputed=("figures",),
    ),
    Told("nowhere", _tell("handover", None, None, None, DENIED), [Telling(None, None, "it was said")]),
    Told("k1-day", replace(_K1_REPORT, confidence=0.9), [_DAWN, _FLAGS], independent=2),
)


def store_all(engine: Engine) -> None:
    """Each event an hour after the one before, by a revision of its own."""
    store_names(engine)
    for place, told in enumerate(EVENTS):
        store(engine, told, NOON + place * HOUR)


def store_names(engine: Engine) -> None:
    with open_transaction(engine) as session:
        save_gazetteer(session, GAZETTEER, EVENT_TYPES)


def store(engine: Engine, told: Told, moment: dt.datetime) -> None:
    """Store an event, in a block of its own, with the articles that tell it and are not there yet."""
    with open_transaction(engine) as session:
        revision = add_revision(session, moment, Cause(Action.LOAD))
        for telling in told.tellings:
            _save_telling(session, told, telling, revision)
        refresh_reports(session, NameChanges(), (), ReportView(dump_report, lambda _report: told.id), revision)
        event = _build_event(told, find_filed_reports(session, [told.id]))
        save_events(session, [told.id], [event], lambda event, made: _render(told, event, made), revision)


def _save_telling(session: Session, told: Told, telling: Telling, revision: Revision) -> None:
    source = telling.source.slug if telling.source else None
    text = f"{told.id} as {source} tells it: {telling.words}"
    article = replace(build_article(text, f"{told.id}-{source}.txt", source, published=telling.published), title=None)
    if not has_article(session, article.content_hash):
        report = replace(told.report, quotes=(build_quote(telling.words, 0),))
        save_articles(
            session, [NewArticle(article, article.content_hash, telling.source, ((report, told.id),))], revision
        )


def _build_event(told: Told, filed: Sequence[FiledReport]) -> Event:
    report = told.report
    event = build_event(
        filed,
        told.id,
        event_type=report.type,
        base=report.base,
        date=report.date,
        participations=report.participations,
    )
    return replace(
        event,
        status=report.status,
        country=report.country,
        independent_source_count=told.independent,
        first_reported=min((item.published for item in filed if item.published), default=None),
        disputed=told.disputed,
    )


def _render(told: Told, event: Event, revision: Revision) -> EventText:
    known = {telling.source.slug: telling.source for telling in told.tellings if telling.source}
    sources = tuple(known[slug] for slug in event.sources)
    document, line = dump_event_and_line(EventView(event, sources, revision.number, revision.committed_at))
    return EventText(document, dump_evidence(event), line)
