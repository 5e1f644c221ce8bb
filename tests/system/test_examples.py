"""What the document shows is what is so over the articles of seeds/."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from service.api.openapi.examples import FOLDER
from service.api.openapi.parameters import write_value
from service.loader.runs.loading import Pipeline
from tests.examples import ask_all

# What the example of a field shows a part of, what grows as more is found, and what other weights change.
CHANGING = {
    *("aliases", "event_count", "article_count", "report_count", "confidence"),
    *("revision", "updated_at", "at", "cursor"),
}

# What a parameter is given with, where it means nothing alone.
NEEDED = {"radius": {"near": "35.5,44.3"}}


@pytest.fixture
def document(seeds_client: FlaskClient) -> Any:
    return seeds_client.get("/v1/openapi.json").get_json()


def list_gets(document: Any) -> Iterator[tuple[str, Any]]:
    """Every path that can be asked, with the examples of what it names, and its operation."""
    for path, item in document["paths"].items():
        if "get" in item:
            filled = path.format(**{part["name"]: part["example"] for part in item.get("parameters", [])})
            yield filled, item["get"]


def list_parameters(document: Any) -> Iterator[tuple[str, str, str]]:
    for path, operation in list_gets(document):
        for parameter in operation["parameters"]:
            yield path, parameter["name"], write_value(parameter["schema"]["examples"][0])


def test_stored_examples_are_what_is_answered_today(
    seeds_store: Path, fixed_pipeline: Pipeline, tmp_path: Path
) -> None:
    stored = {path.stem: json.loads(path.read_text("utf-8")) for path in FOLDER.iterdir()}
    assert stored == ask_all(seeds_store, tmp_path, fixed_pipeline), "`make examples` stores what is answered now"


def test_example_of_every_parameter_finds_something(seeds_client: FlaskClient, document: Any) -> None:
    for path, name, value in list_parameters(document):
        answer = seeds_client.get(path, query_string={name: value, **NEEDED.get(name, {})})
        assert answer.status_code == 200, (path, name, answer.text)
        shown = answer.get_json(silent=True)
        assert shown.get("items", shown) if isinstance(shown, dict) else answer.text, (path, name)


def test_examples_of_all_filters_together_find_the_event_that_they_are_of(
    seeds_client: FlaskClient, document: Any
) -> None:
    asked = {name: value for path, name, value in list_parameters(document) if path == "/v1/events"}
    del asked["cursor"]
    items = seeds_client.get("/v1/events", query_string=asked).get_json()["items"]
    assert [item["id"] for item in items] == ["k1-handover-2020-03-29"]


def test_examples_of_fields_are_those_of_the_item_that_the_path_names(seeds_client: FlaskClient, document: Any) -> None:
    schemas = document["components"]["schemas"]
    for path, operation in list_gets(document):
        shape = operation["responses"]["200"]["content"].get("application/json", {"schema": {}})["schema"]
        if "items" in (fields := schemas.get(shape.get("$ref", "").rpartition("/")[2], {}).get("properties", {})):
            continue
        shown: Any = seeds_client.get(path, buffered=True).get_json(silent=True)
        # Of a page the example of `next` is asked for below.
        stable = [name for name, field in fields.items() if "example" in field and name not in CHANGING]
        assert {name: fields[name]["example"] for name in stable} == {name: shown[name] for name in stable}, path


def test_examples_of_next_lead_to_pages(seeds_client: FlaskClient, document: Any) -> None:
    fields = [schema["properties"].get("next", {}) for schema in document["components"]["schemas"].values()]
    paths = [field["example"] for field in fields if field.get("example")]
    assert len(paths) == 10
    assert [seeds_client.get(path).status_code for path in paths] == [200] * len(paths)
