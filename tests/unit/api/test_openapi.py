"""The OpenAPI document says what is so: neither a route nor a field is forgotten."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from service.app import create_app
from service.settings import Settings

# Files that the page refers to; the page itself is described.
UNDESCRIBED = {"/docs/start.js", "/docs/<path:name>"}


@pytest.fixture(scope="module")
def app() -> Flask:
    return create_app(Settings(database_url="sqlite://"))


@pytest.fixture(scope="module")
def document(app: Flask) -> Any:
    return app.test_client().get("/v1/openapi.json").get_json()


def list_operations(document: Any) -> Iterator[tuple[str, str, Any]]:
    for path, item in document["paths"].items():
        for method in item.keys() - {"parameters"}:
            yield path, method, item


def test_document_describes_every_route_and_no_other(app: Flask, document: Any) -> None:
    routed = {
        (re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule), method.lower())
        for rule in app.url_map.iter_rules()
        if rule.rule not in UNDESCRIBED
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert {(path, method) for path, method, _ in list_operations(document)} == routed


def test_document_every_operation_and_parameter_is_explained(document: Any) -> None:
    for path, method, item in list_operations(document):
        operation = item[method]
        assert operation["summary"], path
        for parameter in [*operation["parameters"], *item.get("parameters", [])]:
            assert parameter["description"], (path, parameter["name"])
            assert parameter["schema"]["type"], (path, parameter["name"])


def test_document_every_path_names_its_parameters(document: Any) -> None:
    for path, _method, item in list_operations(document):
        named = {parameter["name"] for parameter in item.get("parameters", []) if parameter["in"] == "path"}
        assert named == set(re.findall(r"{(\w+)}", path))


def test_document_every_problem_has_the_one_shape(document: Any) -> None:
    for path, method, item in list_operations(document):
        statuses = item[method]["responses"].keys()
        assert statuses >= {"400", "406", "429", "500"}, path
        assert statuses & {"200", "204"}, path
        # What is not modified has no body, and so no shape.
        for status in statuses - {"200", "201", "204", "304"}:
            assert item[method]["responses"][status] == {"$ref": f"#/components/responses/Problem{status}"}
    for response in document["components"]["responses"].values():
        assert response["content"] == {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}


def test_document_every_field_is_explained_and_typed(document: Any) -> None:
    for name, schema in document["components"]["schemas"].items():
        for field, shape in schema["properties"].items():
            assert shape.get("description"), (name, field)
            assert shape.keys() & {"type", "$ref", "anyOf"}, (name, field)


def test_document_every_reference_leads_somewhere(document: Any) -> None:
    used = set(re.findall(r"'\$ref': '([^']+)'", str(document)))
    known = {f"#/components/{kind}/{name}" for kind, named in document["components"].items() for name in named}
    assert used == known - {"#/components/securitySchemes/apiKey"}


def test_document_is_openapi_3_1_and_relative_to_where_it_is_read(document: Any) -> None:
    assert document["openapi"] == "3.1.0"
    assert document["servers"] == [{"url": ".."}]


def test_docs_every_asset_is_local_and_there(app: Flask) -> None:
    client = app.test_client()
    page = client.get("/docs", buffered=True)
    assets = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert len(assets) >= 4
    for asset in assets:
        assert asset.startswith("docs/")
        assert client.get(f"/{asset}", buffered=True).status_code == 200, asset
    assert re.findall(r"https?://", page.text + client.get("/docs/start.js", buffered=True).text) == []
    assert "default-src 'self'" in page.headers["Content-Security-Policy"]


def test_docs_start_reads_the_document_by_a_relative_path(app: Flask) -> None:
    assert 'url: "v1/openapi.json"' in app.test_client().get("/docs/start.js", buffered=True).text
