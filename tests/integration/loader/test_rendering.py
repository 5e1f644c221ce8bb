"""Documents made anew from what is stored, without reading an article."""

import json
from collections.abc import Iterator

import pytest
from marshmallow import fields
from sqlalchemy import Engine, text

from schemas.parts import stored
from schemas.resources.events import EventSchema
from service.app import create_app
from service.loader.runs.loading import MergingPipeline, load_article, load_gazetteer
from service.loader.runs.rebuilds import RebuildResult, rebuild, render_stored
from service.settings import Settings
from service.storage.database.engine import WRITES, open_session
from service.storage.tables.revisions import find_last_number
from tests.builders import build_base, build_gazetteer
from tests.integration.loader.states import read_event, read_state
from tests.loading import GAZETTEER, SOURCE, build_pipeline, build_read

K1 = "k1-handover-2020-03-29"
TAJI = "taji-attack-2020-03-11"
PIPELINE = build_pipeline()
STORED = MergingPipeline(PIPELINE.gazetteer, PIPELINE.event_types, PIPELINE.merger)
READS = (
    build_read("handover k1 2020-03-29"),
    build_read("handover k1 2020-03-29\nattack taji 2020-03-11", "b.txt", source=None),
)
DENIED = "UPDATE event SET document = replace(document, 'occurred', 'denied') WHERE slug = :slug"
NO_CLAIMS = "UPDATE event SET evidence = '{\"history\":[]}' WHERE slug = :slug"
REPORTS = (
    "UPDATE report SET document = '{}' "
    "WHERE id IN (SELECT report_id FROM event_report JOIN event ON event.id = event_id WHERE slug = :slug)"
)


@pytest.fixture
def loaded(engine: Engine) -> Engine:
    load_gazetteer(engine, PIPELINE)
    for read in READS:
        load_article(engine, read, PIPELINE)
    return engine


def damage(engine: Engine, statement: str, **values: object) -> None:
    with engine.execution_options(**{WRITES: True}).begin() as connection:
        assert connection.execute(text(statement), values).rowcount > 0


def count_revisions(engine: Engine) -> int:
    with open_session(engine) as session:
        return find_last_number(session)


def list_changes(result: RebuildResult) -> list[tuple[str, str]]:
    return [(change.kind.value, change.event) for change in result.changes]


def test_render_of_documents_that_are_right_changes_nothing(loaded: Engine) -> None:
    before = read_state(loaded), count_revisions(loaded)
    assert render_stored(loaded, STORED) == RebuildResult(0, [])
    assert (read_state(loaded), count_revisions(loaded)) == before


@pytest.mark.parametrize("statement", [DENIED, NO_CLAIMS, REPORTS])
def test_render_of_damaged_documents_makes_them_right_by_one_revision(loaded: Engine, statement: str) -> None:
    before, last = read_state(loaded), count_revisions(loaded)
    damage(loaded, statement, slug=TAJI)
    assert read_state(loaded) != before
    assert list_changes(render_stored(loaded, STORED)) == [("changed", TAJI)]
    assert read_state(loaded) == before
    assert count_revisions(loaded) == last + 1
    assert render_stored(loaded, STORED) == RebuildResult(0, [])


def test_render_reads_no_article(loaded: Engine) -> None:
    damage(loaded, "UPDATE article SET text = 'unreadable'")
    before = read_state(loaded)
    damage(loaded, DENIED, slug=K1)
    assert list_changes(render_stored(loaded, STORED)) == [("changed", K1)]
    assert read_state(loaded) == before


def test_render_as_a_dry_run_tells_the_same_and_changes_nothing(loaded: Engine) -> None:
    damage(loaded, DENIED, slug=K1)
    before = read_state(loaded), count_revisions(loaded)
    assert list_changes(render_stored(loaded, STORED, dry_run=True)) == [("changed", K1)]
    assert (read_state(loaded), count_revisions(loaded)) == before


def test_render_keeps_earlier_versions_as_they_were(loaded: Engine) -> None:
    damage(loaded, DENIED, slug=K1)
    last = count_revisions(loaded)
    render_stored(loaded, STORED)
    with open_session(loaded) as session:
        assert read_event(session, K1, last)["status"] == "denied"
        assert read_event(session, K1)["status"] == "occurred"


def test_render_with_other_names_brings_them_to_documents(loaded: Engine) -> None:
    renamed = build_gazetteer([build_base(name="K1 Joint Base"), GAZETTEER.bases[1]], GAZETTEER.actors, [SOURCE])
    result = render_stored(loaded, MergingPipeline(renamed, STORED.event_types, STORED.merger))
    assert list_changes(result) == [("changed", K1)]
    with open_session(loaded) as session:
        event = read_event(session, K1)
    assert {event["base"]["name"], *(report["base"]["name"] for report in event["reports"])} == {"K1 Joint Base"}


def test_render_of_more_reports_than_one_statement_takes_makes_all_right(loaded: Engine) -> None:
    lines = [f"attack taji {2000 + number // 28}-01-{number % 28 + 1:02}" for number in range(501)]
    load_article(loaded, build_read("\n".join(lines), "c.txt"), PIPELINE)
    before = read_state(loaded)
    damage(loaded, "UPDATE report SET document = '{}'")
    assert len(render_stored(loaded, STORED).changes) == 503
    assert read_state(loaded) == before


def test_rebuild_makes_damaged_documents_right_too(loaded: Engine) -> None:
    before = read_state(loaded)
    damage(loaded, DENIED, slug=K1)
    damage(loaded, REPORTS, slug=TAJI)
    assert sorted(list_changes(rebuild(loaded, PIPELINE))) == [("changed", K1), ("changed", TAJI)]
    assert read_state(loaded) == before


@pytest.fixture
def added_member(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Another member of the event's JSON, as a field of its schema would add it."""
    field = fields.List(fields.String(), attribute="event.reports")
    monkeypatch.setitem(EventSchema._declared_fields, "report_ids", field)
    stored._build_kind.cache_clear()
    yield "report_ids"
    stored._build_kind.cache_clear()


def test_member_that_is_added_as_a_field_is_rendered_and_served(loaded: Engine, added_member: str) -> None:
    assert sorted(list_changes(render_stored(loaded, STORED))) == [("changed", K1), ("changed", TAJI)]
    client = create_app(Settings(), loaded).test_client()
    events = client.get("/v1/events").get_json()["items"]
    assert [(event["id"], len(event[added_member])) for event in events] == [(K1, 2), (TAJI, 1)]
    history = client.get(f"/v1/events/{K1}/history").get_json()["items"]
    assert history[-1]["differences"] == [{"field": added_member, "before": None, "after": events[0][added_member]}]
    assert added_member not in json.loads(client.get("/v1/events?as_of=2").get_data())["items"][0]
