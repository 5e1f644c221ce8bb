"""A small store for the API to answer from: eight events at two bases, told by two sources, one of them undated."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, text

from schemas.resources.events import EventView, dump_event_and_line
from schemas.resources.evidence import dump_evidence
from schemas.resources.reports import dump_report
from service.app import create_app
from service.domain.changes import Action, Cause, Revision
from service.domain.events.events import Event, FigureSummary, FiledReport
from service.domain.events.reports import Report, Role
from service.settings import Settings
from service.storage.database.engine import build_engine, open_transaction
from service.storage.names.gazetteer import NameChanges, save_gazetteer
from service.storage.tables.revisions import add_revision
from service.storage.write.articles import NewArticle, save_articles
from service.storage.write.events import EventText, save_events
from service.storage.write.reports import ReportView, refresh_reports
from tests.builders import (
    DAY,
    build_actor,
    build_article,
    build_base,
    build_day,
    build_event,
    build_event_type,
    build_gazetteer,
    build_participation,
    build_quote,
    build_report,
    build_source,
)
from tests.conftest import make_database
from tests.integration.api.telling import store_all

TEXT = "On Sunday the coalition handed the base over."
# Of all events: revisions of one moment are a microsecond apart.
NOW = datetime(2026, 1, 31, 9, 30, tzinfo=UTC)
BASES = {"handover": build_base(), "attack": build_base("q-west", "Qayyarah Airfield West", ("Qayyarah",))}
PARTICIPATIONS = {
    "handover": build_participation(build_actor(aliases=["CJTF-OIR"])),
    "attack": build_participation(build_actor("iraq", "Iraq", ["Baghdad"]), Role.TARGET),
}
SOURCES = {
    "press-tv": replace(build_source(aliases=["PressTV"]), owner="Broadcasting", state="IR", reference="Wikipedia"),
    "kirkuknow": build_source("kirkuknow", "KirkukNow"),
}


def build_numbered_report(number: int) -> Report:
    """Even: a handover of K1 by the coalition; odd: an attack on Q-West. Each a day after the last; 0 is undated."""
    event_type = "attack" if number % 2 else "handover"
    return build_report(
        event_type,
        base=BASES[event_type],
        date=build_day(DAY + timedelta(days=number - 1)) if number else None,
        participations=[PARTICIPATIONS[event_type]],
        quotes=[build_quote(TEXT, 0, ["type", "date"])],
    )


def build_numbered_event(number: int, filed: FiledReport) -> Event:
    report = filed.report
    event = build_event(
        [filed],
        f"{report.type}-{number}",
        event_type=report.type,
        base=report.base,
        date=report.date,
        participations=report.participations,
    )
    return replace(event, figures=(FigureSummary("personnel", None, 300, 300, 300, 1),))


def store_event(engine: Engine, number: int) -> None:
    source = SOURCES["press-tv" if number < 4 else "kirkuknow"]
    article = build_article(f"{TEXT} It was day {number}.", f"{number}.txt", source.slug)
    report = build_numbered_report(number)
    filed = FiledReport(f"{article.content_hash}-1", report, article.content_hash, source.slug, DAY)
    block = f"block {number}"

    def render(event: Event, revision: Revision) -> EventText:
        document, line = dump_event_and_line(EventView(event, (source,), revision.number, revision.committed_at))
        return EventText(document, dump_evidence(event), line)

    with open_transaction(engine) as session:
        revision = add_revision(session, NOW, Cause(Action.LOAD, article.content_hash))
        save_articles(session, [NewArticle(article, article.content_hash, source, ((report, block),))], revision)
        refresh_reports(session, NameChanges(), (), ReportView(dump_report, lambda _report: block), revision)
        event = build_numbered_event(number, filed)
        save_events(session, [block], [event], render, revision)


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def stocked_engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """One store for all tests here: the API only reads."""
    engine = build_engine(make_database(request, request.param, "api"))
    stock(engine, 8)
    yield engine
    engine.dispose()


def stock(engine: Engine, count: int) -> None:
    actors = [part.actor for part in PARTICIPATIONS.values()]
    gazetteer = build_gazetteer(list(BASES.values()), actors, list(SOURCES.values()))
    with open_transaction(engine) as session:
        save_gazetteer(session, gazetteer, [build_event_type("attack", "violence"), build_event_type("handover")])
    for number in range(count):
        store_event(engine, number)


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def told_engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """A store in which every filter tells some events from others; see `telling`."""
    engine = build_engine(make_database(request, request.param, "told"))
    store_all(engine)
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def told_app(told_engine: Engine) -> Flask:
    """One for all tests: to make it takes longer than most of them."""
    return create_app(Settings(), told_engine)


@pytest.fixture
def told_client(told_app: Flask) -> FlaskClient:
    return told_app.test_client()


@pytest.fixture(scope="session")
def app(stocked_engine: Engine) -> Flask:
    """One for all tests, as above."""
    return create_app(Settings(), stocked_engine)


@pytest.fixture
def client(app: Flask) -> Iterator[FlaskClient]:
    with app.test_client() as client:
        yield client


@pytest.fixture
def broken_client(engine: Engine) -> FlaskClient:
    """On a store whose one report has a document that nobody can read."""
    stock(engine, 1)
    with engine.begin() as connection:
        connection.execute(text("UPDATE report SET document = '{'"))
    return create_app(Settings(), engine).test_client()
