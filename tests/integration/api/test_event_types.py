"""An event type is rows of the codebook: one that is added there is merged, stored and served, with no other change."""

from importlib.resources import files

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine

from service.app import create_app
from service.codebook import read_codebook
from service.domain.names.places import EventType
from service.errors import ModelError
from service.extraction import MODEL
from service.extraction.encoder.labels import build_labels
from service.extraction.encoder.runtime import OnnxEncoder
from service.loader.runs.loading import Pipeline, load_article, load_gazetteer
from service.loader.runs.pipelines import build_merger
from service.merging.signatures import sign_text
from service.settings import Settings
from tests.builders import build_source
from tests.integration.api.test_problems import assert_problem
from tests.lines import extract_lines
from tests.loading import GAZETTEER, build_read

# One in a family of its own, and one that names departures before all others.
ADDED = """
  - slug: blockade
    name: Blockade
    family: blockade
    rank: 1
    place: base
    description: A base is cut off.
  - slug: demolition
    name: Demolition
    family: departure
    rank: 4
    place: base
    description: Forces leave a base and destroy it.
"""


@pytest.fixture(scope="module")
def event_types(tmp_path_factory: pytest.TempPathFactory) -> tuple[EventType, ...]:
    """The types of a copy of the codebook that has the added rows."""
    folder = tmp_path_factory.mktemp("codebook")
    for item in files("service.codebook").iterdir():
        if item.name.endswith(".yaml"):
            (folder / item.name).write_bytes(item.read_bytes())
    with (folder / "event_types.yaml").open("a", encoding="utf-8") as file:
        file.write(ADDED.lstrip("\n"))
    return read_codebook(folder).event_types


@pytest.fixture
def client(engine: Engine, event_types: tuple[EventType, ...]) -> FlaskClient:
    """The API on a store in which two sources report a blockade of K1, an attack on it and its demolition."""
    pipeline = Pipeline(GAZETTEER, event_types, build_merger(event_types), extract_lines, sign_text)
    load_gazetteer(engine, pipeline)
    blockade, other = "blockade k1 2020-03-29", build_source("new-daily", "New Daily")
    load_article(engine, build_read(f"{blockade}\nattack k1 2020-03-29\nwithdrawal k1 2020-03-20"), pipeline)
    load_article(engine, build_read(f"{blockade}\ndemolition k1 2020-03-20", "b.txt", source=other), pipeline)
    return create_app(Settings(), engine).test_client()


def test_type_that_is_added_as_a_row_is_merged_and_served(client: FlaskClient) -> None:
    [event] = client.get("/v1/events?type=blockade").get_json()["items"]
    assert (event["id"], event["type"]) == ("k1-blockade-2020-03-29", "blockade")
    assert (event["report_count"], event["independent_source_count"]) == (2, 2)
    single = client.get(f"/v1/events/{event['id']}").get_json()
    assert {claim["value"] for claim in single["claims"]["types"]} == {"blockade"}
    others = client.get("/v1/events?type!=blockade").get_json()["items"]
    assert {item["type"] for item in others} == {"attack", "demolition"}


def test_type_that_is_added_to_a_family_names_its_events_by_its_rank(client: FlaskClient) -> None:
    [event] = client.get("/v1/events?type=demolition").get_json()["items"]
    assert (event["id"], event["report_count"]) == ("k1-demolition-2020-03-20", 2)
    assert client.get("/v1/events?type=withdrawal").get_json()["items"] == []


def test_type_that_is_added_as_a_row_is_counted_and_proposed(client: FlaskClient) -> None:
    groups = client.get("/v1/events/summary?by=type").get_json()["items"]
    assert {group["type"]: group["count"] for group in groups} == {"attack": 1, "blockade": 1, "demolition": 1}
    answer = client.get("/v1/events?type=blokade")
    assert_problem(answer, 400)
    assert answer.get_json()["nearest"] == "blockade"
    assert "blockade" in answer.get_json()["allowed"]


def test_type_that_is_added_as_a_row_is_asked_of_weights_that_learnt_it(event_types: tuple[EventType, ...]) -> None:
    labels = build_labels(event_types)
    assert ("blockade" in labels.families, "demolition" in labels.types) == (True, True)
    with pytest.raises(ModelError, match="blockade; take the codebook that it was released with, or train it again"):
        OnnxEncoder(MODEL, labels)
