"""Where events were: kept with each version, also of stores of an earlier schema."""

import json
from dataclasses import replace

import pytest
from alembic import command
from sqlalchemy import Engine, text

from service.app import create_app
from service.loader.runs.loading import MergingPipeline, load_article, load_gazetteer, remove_article
from service.loader.runs.rebuilds import RebuildResult, rebuild, render_stored
from service.settings import Settings
from service.storage.database.engine import WRITES
from service.storage.database.schema import build_config, migrate
from tests.builders import build_base, build_gazetteer
from tests.integration.loader.test_stored_links import read_documents, read_responses, read_rows
from tests.loading import GAZETTEER, SOURCE, build_pipeline, build_read, build_real_merger

K1, TAJI = "k1-handover-2020-03-29", "taji-attack-2020-03-11"
PIPELINE = replace(build_pipeline(), merger=build_real_merger())
STORED = MergingPipeline(PIPELINE.gazetteer, PIPELINE.event_types, PIPELINE.merger)
FIRST = build_read("handover k1 2020-03-29\nattack taji 2020-03-11", "a.txt")
SECOND = build_read("handover k1 2020-03-29 denied", "b.txt", source=None)


@pytest.fixture
def loaded(engine: Engine) -> Engine:
    """Two articles, of which one is removed again: three revisions, each with another version of an event."""
    load_gazetteer(engine, PIPELINE)
    load_article(engine, FIRST, PIPELINE)
    load_article(engine, SECOND, PIPELINE)
    remove_article(engine, SECOND.article.content_hash, PIPELINE.merger)
    return engine


def downgrade(engine: Engine) -> None:
    with engine.execution_options(**{WRITES: True}).begin() as connection:
        config = build_config()
        config.attributes["connection"] = connection
        command.downgrade(config, "0012")


def test_migrate_of_a_store_of_the_earlier_version_gives_what_is_written_anew(loaded: Engine) -> None:
    before, answered = read_rows(loaded), read_responses(loaded)
    assert [row["region"] for row in before] == ["Kirkuk"] * len(before)
    downgrade(loaded)
    assert not any("place_precision" in document for document in read_documents(loaded))
    migrate(loaded)
    assert read_rows(loaded) == before
    assert read_responses(loaded) == answered
    documents = [json.loads(row["document"]) for row in before]
    assert [(document["id"], document["place_precision"]) for document in documents if document["id"] == TAJI] == [
        (TAJI, "base")
    ]


def test_migrate_leaves_nothing_for_a_rebuild_or_rendering_to_change(loaded: Engine) -> None:
    downgrade(loaded)
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
        downgrade(loaded)
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
