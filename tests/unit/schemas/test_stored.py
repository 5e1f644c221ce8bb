"""What is stored is what the schemas dump, member for member, whatever is missing from a value."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from marshmallow import Schema

from schemas.parts.stored import dump_stored
from schemas.resources.events import EventSchema, EventView, redate_event
from schemas.resources.evidence import EvidenceSchema, dump_evidence
from schemas.resources.reports import AttributedReportSchema, dump_report
from service.domain.articles.article import Article
from service.domain.events.events import Event
from service.domain.events.reports import Figure, Qualifier, Report, Status
from service.domain.records import ArticleRecord, ReportRecord
from service.merging import merge_reports
from tests.builders import (
    EVENT_TYPES,
    K1,
    build_article,
    build_day,
    build_filing,
    build_month,
    build_quote,
    build_report,
    build_source,
)

NOW = datetime(2026, 1, 31, 9, 30, 0, 250, tzinfo=UTC)
FIGURES = (Figure("personnel", 300, Qualifier.ABOUT), Figure("equipment_value", 2_000_000, unit="USD"))
FULL = build_report(date=build_day(), figures=FIGURES, quotes=[build_quote('«القاعدة» \u2028 "K1"'), build_quote()])
BARE = replace(
    build_report("attack", base=None, participations=(), figures=(), quotes=(), confidence=1),
    country=None,
    attributed_to=None,
)
PLACELESS = replace(FULL, base=replace(K1, latitude=None, longitude=None, region=None, country=None))
REPORTS = (FULL, BARE, PLACELESS, replace(FULL, status=Status.PLANNED, date=build_month()))


def build_record(report: Report, article: Article) -> ReportRecord:
    source = build_source(name="قناة") if article.source else None
    named = (article.title, article.url, article.published, article.language, article.rendition, article.original)
    return ReportRecord("a-1", report, ArticleRecord("a", source, *named, article.file, None))


def build_events() -> list[Event]:
    told = [build_filing(f"{place}-1", report, f"s-{place}") for place, report in enumerate(REPORTS)]
    undated = [build_filing("9-1", BARE, None, None)]
    return [*merge_reports(told, EVENT_TYPES), *merge_reports(undated, EVENT_TYPES)]


def dump_as_declared(kind: type[Schema], value: Any) -> str:
    return json.dumps(kind().dump(value), ensure_ascii=False, separators=(",", ":"))


@pytest.mark.parametrize("article", [build_article(), build_article(source=None, published=None)])
@pytest.mark.parametrize("report", REPORTS)
def test_dump_report_gives_what_its_schema_declares(report: Report, article: Article) -> None:
    record = build_record(report, article)
    assert dump_report(record) == dump_as_declared(AttributedReportSchema, record)


@pytest.mark.parametrize("event", build_events(), ids=lambda event: event.id)
def test_dump_event_and_evidence_give_what_their_schemas_declare(event: Event) -> None:
    view = EventView(event, tuple(build_source(slug) for slug in event.sources), 7, NOW)
    assert dump_stored(EventSchema, view) == dump_as_declared(EventSchema, view)
    assert dump_evidence(event) == dump_as_declared(EvidenceSchema, event)


def test_redate_event_gives_what_another_revision_dumps() -> None:
    event = replace(build_events()[0], id='k1,"revision":1')
    view = EventView(event, (), 0, datetime.fromtimestamp(0, UTC))
    assert redate_event(dump_stored(EventSchema, view), 12, NOW) == dump_stored(
        EventSchema, replace(view, revision=12, updated_at=NOW)
    )


@pytest.mark.parametrize("name", ["revision", "updated_at"])
def test_dump_stored_reads_a_single_field(name: str) -> None:
    kind = Schema.from_dict({name: type(EventSchema().fields[name])()})
    view = EventView(build_events()[0], (), 3, NOW)
    assert dump_stored(kind, view) == dump_as_declared(kind, view)
