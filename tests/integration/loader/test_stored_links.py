"""Stored documents have no links, also where an earlier version stored them; the API adds them."""

import json
from dataclasses import replace
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Engine, insert, inspect, select, text

from service.app import create_app
from service.loader.runs.loading import load_article, load_gazetteer, remove_article
from service.loader.runs.rebuilds import RebuildResult, rebuild
from service.settings import Settings
from service.storage.database.engine import WRITES
from service.storage.database.schema import build_config, migrate
from service.storage.tables.event_links import EventReportRow
from service.storage.tables.models import EventRow
from tests.loading import build_pipeline, build_read, build_real_merger

K1 = "k1-handover-2020-03-29"
PIPELINE = replace(build_pipeline(), merger=build_real_merger())
FIRST = build_read("handover k1 2020-03-29\nattack taji 2020-03-11", "a.txt")
# Its publisher is not known, so that it is another article.
SECOND = build_read("handover k1 2020-03-29 denied", "b.txt", source=None)
PATHS = (
    "/v1/events",
    "/v1/events?include=reports,claims",
    "/v1/events?fields=links",
    "/v1/events?format=geojson",
    "/v1/events?format=ndjson",
    "/v1/events?as_of=1",
    f"/v1/events/{K1}",
    f"/v1/events/{K1}?as_of=1",
    f"/v1/events/{K1}/history",
    "/v1/changes",
)


@pytest.fixture
def loaded(engine: Engine) -> Engine:
    """Two articles, of which one is removed again: three revisions, each with another version of an event."""
    load_gazetteer(engine, PIPELINE)
    load_article(engine, FIRST, PIPELINE)
    load_article(engine, SECOND, PIPELINE)
    remove_article(engine, SECOND.article.content_hash, PIPELINE.merger)
    return engine


def read_rows(engine: Engine) -> list[dict[str, Any]]:
    """All that is stored of all versions of events."""
    with engine.connect() as connection:
        # An earlier schema lacks some columns.
        stored = {column["name"] for column in inspect(connection).get_columns("event")}
        columns = [column for column in EventRow.__table__.columns if column.name in stored]
        return [row._asdict() for row in connection.execute(select(*columns).order_by(EventRow.id))]


def read_documents(engine: Engine) -> list[str]:
    """All JSON that is stored."""
    with engine.connect() as connection:
        events = connection.execute(text("SELECT document, evidence FROM event")).all()
        reports = connection.execute(text("SELECT document FROM report")).all()
    return [document for row in (*events, *reports) for document in row]


def read_responses(engine: Engine) -> list[tuple[int, bytes, str | None]]:
    client = create_app(Settings(), engine).test_client()
    answers = [client.get(path) for path in PATHS]
    return [(answer.status_code, answer.get_data(), answer.headers.get("ETag")) for answer in answers]


def downgrade(engine: Engine) -> None:
    """Back to the documents of an earlier version, with links."""
    with engine.execution_options(**{WRITES: True}).begin() as connection:
        config = build_config()
        config.attributes["connection"] = connection
        command.downgrade(config, "0008")


def test_stored_documents_name_no_path_and_responses_do(loaded: Engine) -> None:
    documents = read_documents(loaded)
    assert len(documents) > 8
    assert [document for document in documents if "/v1/" in document or '"links"' in document] == []
    item = create_app(Settings(), loaded).test_client().get(f"/v1/events/{K1}?as_of=1").get_json()
    assert item["links"] == {"self": f"/v1/events/{K1}", "reports": f"/v1/events/{K1}#/reports"}


def test_migrate_of_a_store_of_the_earlier_version_changes_no_response(loaded: Engine) -> None:
    before, answered = read_rows(loaded), read_responses(loaded)
    assert {status for status, _, _ in answered} == {200}
    downgrade(loaded)
    links = f'"links":{{"self":"/v1/events/{K1}","reports":"/v1/events/{K1}#/reports"}}}}'
    stored = [row["document"].endswith(links) for row in read_rows(loaded) if row["slug"] == K1]
    assert stored == [True] * 3
    migrate(loaded)
    assert read_rows(loaded) == before
    assert read_responses(loaded) == answered


def test_migrate_leaves_nothing_for_a_rebuild_to_change(loaded: Engine) -> None:
    downgrade(loaded)
    migrate(loaded)
    assert rebuild(loaded, PIPELINE) == RebuildResult(0, [])


def test_migrate_of_more_versions_than_fit_a_batch_changes_all(loaded: Engine) -> None:
    """Copies of the first version of an event, which ended long ago."""
    count = 2_001
    first = next(row for row in read_rows(loaded) if row["slug"] == K1)
    with loaded.execution_options(**{WRITES: True}).begin() as connection:
        connection.execute(
            insert(EventRow), [first | {"id": 1_000 + number, "slug": f"copy-{number}"} for number in range(count)]
        )
        links = select(EventReportRow.__table__).where(EventReportRow.event_id == first["id"])
        link = connection.execute(links).one()._asdict()
        connection.execute(insert(EventReportRow), [link | {"event_id": 1_000 + number} for number in range(count)])
    before = read_rows(loaded)
    downgrade(loaded)
    assert all("links" in json.loads(row["document"]) for row in read_rows(loaded))
    migrate(loaded)
    assert read_rows(loaded) == before
