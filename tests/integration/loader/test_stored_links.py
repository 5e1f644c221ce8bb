"""Stored documents have no links, also where an earlier version stored them; the API adds them."""

import json
from typing import Any

import pytest
from sqlalchemy import Engine, insert, inspect, select, text

from service.app import create_app
from service.loader.runs.rebuilds import RebuildResult, rebuild
from service.settings import Settings
from service.storage.database.engine import WRITES
from service.storage.database.schema import migrate
from service.storage.tables.event_links import EventReportRow
from service.storage.tables.models import EventRow
from tests.earlier_schemas import go_back
from tests.integration.loader.removals import K1, PIPELINE, load_and_remove

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
    load_and_remove(engine)
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


def test_stored_documents_name_no_path_and_responses_do(loaded: Engine) -> None:
    documents = read_documents(loaded)
    assert len(documents) > 8
    assert [document for document in documents if "/v1/" in document or '"links"' in document] == []
    item = create_app(Settings(), loaded).test_client().get(f"/v1/events/{K1}?as_of=1").get_json()
    assert item["links"] == {"self": f"/v1/events/{K1}", "reports": f"/v1/events/{K1}#/reports"}


def test_migrate_of_a_store_of_the_earlier_version_changes_no_response(loaded: Engine) -> None:
    before, answered = read_rows(loaded), read_responses(loaded)
    assert {status for status, _, _ in answered} == {200}
    go_back(loaded, "0008")
    links = f'"links":{{"self":"/v1/events/{K1}","reports":"/v1/events/{K1}#/reports"}}}}'
    stored = [row["document"].endswith(links) for row in read_rows(loaded) if row["slug"] == K1]
    assert stored == [True] * 3
    migrate(loaded)
    assert read_rows(loaded) == before
    assert read_responses(loaded) == answered


def test_migrate_leaves_nothing_for_a_rebuild_to_change(loaded: Engine) -> None:
    go_back(loaded, "0008")
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
    go_back(loaded, "0008")
    assert all("links" in json.loads(row["document"]) for row in read_rows(loaded))
    migrate(loaded)
    assert read_rows(loaded) == before
