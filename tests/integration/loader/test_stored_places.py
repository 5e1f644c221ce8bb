"""Where events were: kept with each version, also of stores of an earlier schema."""

import json
from dataclasses import replace

import pytest
from sqlalchemy import Engine, text

from service.app import create_app
from service.loader.runs.loading import MergingPipeline
from service.loader.runs.rebuilds import RebuildResult, rebuild, render_stored
from service.settings import Settings
from service.storage.database.schema import migrate
from tests.builders import build_base, build_gazetteer
from tests.earlier_schemas import go_back
from tests.integration.loader.removals import K1, PIPELINE, TAJI, load_and_remove
from tests.integration.loader.test_stored_links import read_documents, read_responses, read_rows
from tests.loading import GAZETTEER, SOURCE

STORED = MergingPipeline(PIPELINE.gazetteer, PIPELINE.event_types, PIPELINE.merger)


@pytest.fixture
def loaded(engine: Engine) -> Engine:
    load_and_remove(engine)
    return engine


def test_migrate_of_a_store_of_the_earlier_version_gives_what_is_written_anew(loaded: Engine) -> None:
    before, answered = read_rows(loaded), read_responses(loaded)
    assert [row["region"] for row in before] == ["Kirkuk"] * len(before)
    go_back(loaded, "0012")
    assert not any("place_precision" in document for document in read_documents(loaded))
    migrate(loaded)
    assert read_rows(loaded) == before
    assert read_responses(loaded) == answered
    documents = [json.loads(row["document"]) for row in before]
    assert [(document["id"], document["place_precision"]) for document in documents if document["id"] == TAJI] == [
        (TAJI, "base")
    ]


def test_migrate_leaves_nothing_for_a_rebuild_or_rendering_to_change(loaded: Engine) -> None:
    go_back(loaded, "0012")
    migrate(loaded)
    assert rebuild(loaded, PIPELINE) == RebuildResult(0, [])
    assert render_stored(loaded, STORED) == RebuildResult(0, [])


def test_migrate_gives_each_version_the_place_that_was_known_then(loaded: Engine) -> None:
    moved = replace(build_base(), region="Kirkuk Governorate", latitude=None, longitude=None)
    gazetteer = build_gazetteer([moved, *GAZETTEER.bases[1:]], GAZETTEER.actors, [SOURCE])
    render_stored(loaded, MergingPipeline(gazetteer, STORED.event_types, STORED.merger))
    for _ in range(2):
        client = create_app(Settings(), loaded).test_client()
        assert client.get(f"/v1/events/{K1}").get_json()["place_precision"] == "region"
        assert client.get(f"/v1/events/{K1}?as_of=1").get_json()["place_precision"] == "base"
        for query, found in (
            ("place_precision=region", [K1]),
            ("place_precision=region&as_of=1", []),
            ("region=kirkuk-governorate", [K1]),
            ("region=kirkuk&as_of=1", [K1, TAJI]),
            ("near=35.5,44.25", [TAJI]),
            ("near=35.5,44.25&as_of=1", [K1, TAJI]),
        ):
            items = client.get(f"/v1/events?{query}").get_json()["items"]
            assert [item["id"] for item in items] == found, query
        go_back(loaded, "0012")
        migrate(loaded)


def test_region_that_bases_had_before_now_alone_is_known_to_questions_of_then(loaded: Engine) -> None:
    bases = [replace(base, region="Elsewhere") for base in GAZETTEER.bases]
    gazetteer = build_gazetteer(bases, GAZETTEER.actors, [SOURCE])
    render_stored(loaded, MergingPipeline(gazetteer, STORED.event_types, STORED.merger))
    client = create_app(Settings(), loaded).test_client()
    assert client.get("/v1/events?region=kirkuk").status_code == 400
    assert len(client.get("/v1/events?region=kirkuk&as_of=1").get_json()["items"]) == 2
    with loaded.connect() as connection:
        regions = connection.execute(text("SELECT DISTINCT region FROM event WHERE until IS NULL")).scalars().all()
    assert regions == ["Elsewhere"]
