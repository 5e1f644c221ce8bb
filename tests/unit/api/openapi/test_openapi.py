"""The OpenAPI document says what is so: neither a route, a parameter, a field nor an example is forgotten."""

import re
from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest
from flask import Flask

from schemas.parts.event_types import EVENT_TYPE_MARK
from service.app import create_app
from service.codebook import read_codebook
from service.settings import Settings

# The page for people, and files that pages refer to; that with the description is described.
UNDESCRIBED = {"/", "/explorer/<digest>/<path:name>", "/docs/", "/docs/start.js", "/docs/<path:name>"}
# Answers that nobody wants to see in the document: the document, the page on it, and what programs read.
UNSHOWN = {"getOpenapi", "getDocs", "getMetrics"}


@pytest.fixture(scope="module")
def app() -> Flask:
    return create_app(Settings(database_url="sqlite://"))


@pytest.fixture(scope="module")
def document(app: Flask) -> Any:
    return app.test_client().get("/v1/openapi.json").get_json()


def list_problems(document: Any) -> dict[str, Any]:
    return {name: answer for name, answer in document["components"]["responses"].items() if name != "NotModified"}


def list_operations(document: Any) -> Iterator[tuple[str, str, Any]]:
    for path, item in document["paths"].items():
        for method in item.keys() - {"parameters"}:
            yield path, method, item


def list_parameters(document: Any) -> Iterator[tuple[str, Any]]:
    """Every parameter of a query, with its path."""
    for path, method, item in list_operations(document):
        yield from ((path, parameter) for parameter in item[method]["parameters"])


def list_contents(document: Any) -> Iterator[tuple[str, str, Any]]:
    """What is answered where all went well, by operation and media type."""
    for _path, method, item in list_operations(document):
        for status, response in item[method]["responses"].items():
            if status.startswith("2"):
                for media_type, content in response.get("content", {}).items():
                    yield item[method]["operationId"], media_type, content


def find_faults(document: Any, schema: Any, value: Any) -> list[str]:
    """What is wrong with a value by a schema of the document."""
    whole = {"components": document["components"], **schema}
    return [str(error) for error in jsonschema_rs.Draft202012Validator(whole, validate_formats=True).iter_errors(value)]


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
        for status in statuses - {"200", "201", "202", "204", "304"}:
            assert item[method]["responses"][status] == {"$ref": f"#/components/responses/Problem{status}"}
    for response in list_problems(document).values():
        assert response["content"].keys() == {"application/problem+json"}
        assert response["content"]["application/problem+json"]["schema"] == {"$ref": "#/components/schemas/Problem"}


def test_document_every_answer_is_described_with_its_headers(document: Any) -> None:
    for path, method, item in list_operations(document):
        for status, response in item[method]["responses"].items():
            shown = (
                document["components"]["responses"][response["$ref"].rpartition("/")[2]]
                if "$ref" in response
                else response
            )
            assert shown["description"], (path, status)
            assert "X-Request-Id" in shown["headers"], (path, status)


def test_document_every_header_can_be_read_by_scripts_of_other_origins(app: Flask, document: Any) -> None:
    operations = [item[method] for _path, method, item in list_operations(document)]
    answers = [answer for operation in operations for answer in operation["responses"].values()]
    described = {
        name
        for answer in [*answers, *document["components"]["responses"].values()]
        for name in answer.get("headers", {})
    }
    exposed = app.test_client().get("/healthz").headers["Access-Control-Expose-Headers"].split(", ")
    assert described - {"Last-Modified"} <= set(exposed)
    assert {"Link", "Location", "Retry-After", "ETag"} <= described


def test_document_operations_have_names_for_clients(document: Any) -> None:
    names = [item[method]["operationId"] for _path, method, item in list_operations(document)]
    assert len(set(names)) == len(names)
    assert [name for name in names if not re.fullmatch(r"[a-z]+([A-Z][a-z]+)+", name)] == []
    assert {"listEvents", "getEvent", "getEventSummary", "listEventHistory", "listChanges", "getBase"} <= set(names)


def test_document_operations_have_tags_that_are_explained(document: Any) -> None:
    explained = {tag["name"] for tag in document["tags"] if tag["description"]}
    for path, method, item in list_operations(document):
        assert set(item[method]["tags"]) <= explained, path


def test_document_every_parameter_has_bounds(document: Any) -> None:
    wanted = {"string": {"minLength", "maxLength"}, "integer": {"minimum", "maximum"}, "array": {"maxItems"}}
    for path, parameter in list_parameters(document):
        schemas = [parameter["schema"], parameter["schema"].get("items", {"enum": []})]
        for schema in schemas:
            missing = set() if "enum" in schema else wanted.get(schema["type"], set()) - schema.keys()
            assert missing == set(), (path, parameter["name"])
    for _path, _method, item in list_operations(document):
        for parameter in item.get("parameters", []):
            assert parameter["schema"].keys() >= wanted["string"], parameter


def test_document_every_parameter_has_examples_within_its_bounds(document: Any) -> None:
    for path, parameter in list_parameters(document):
        # One beside the schema would be filled in by the page on which requests can be tried.
        assert "example" not in parameter, (path, parameter["name"])
        assert parameter["schema"]["examples"], (path, parameter["name"])
        for example in parameter["schema"]["examples"]:
            assert find_faults(document, parameter["schema"], example) == [], (path, parameter["name"])
    for _path, _method, item in list_operations(document):
        for parameter in item.get("parameters", []):
            assert find_faults(document, parameter["schema"], parameter["example"]) == []


def test_document_every_answer_has_an_example_that_fits_its_schema(document: Any) -> None:
    for operation, media_type, content in list_contents(document):
        if operation not in UNSHOWN:
            assert "example" in content, (operation, media_type)
            assert find_faults(document, content["schema"], content["example"]) == [], (operation, media_type)


def test_document_every_body_has_an_example_that_fits_its_schema(document: Any) -> None:
    for path, method, item in list_operations(document):
        for content in item[method].get("requestBody", {"content": {}})["content"].values():
            assert find_faults(document, content["schema"], content["example"]) == [], path


def test_document_every_problem_has_an_example_of_its_status(document: Any) -> None:
    for name, response in list_problems(document).items():
        content = response["content"]["application/problem+json"]
        assert find_faults(document, content["schema"], content["example"]) == []
        assert name == f"Problem{content['example']['status']}"


def build_values_beyond(schema: Any) -> Iterator[str]:
    """Values that a schema rules out."""
    if "minimum" in schema:
        yield from (str(schema["minimum"] - 1), str(schema["maximum"] + 1), "1.5")
    if "maxLength" in schema:
        yield from ("", "1" * (schema["maxLength"] + 1))
    if "pattern" in schema:
        yield "x" * schema["minLength"]
    if "enum" in schema:
        yield "none of these"
    if schema["type"] == "boolean":
        yield "yes"


def test_document_bounds_of_parameters_are_those_that_the_service_keeps(app: Flask, document: Any) -> None:
    client = app.test_client()
    for path, parameter in list_parameters(document):
        name, schema = parameter["name"], parameter["schema"]
        beyond = [[value] for value in build_values_beyond(schema.get("items", schema))]
        if "maxItems" in schema:
            beyond.append([str(1000 + number) for number in range(schema["maxItems"] + 1)])
        for values in beyond:
            answer = client.get(path.replace("{", "").replace("}", ""), query_string={name: values})
            assert (answer.status_code, answer.get_json().get("parameter")) == (400, name), (path, name, values)


def test_document_every_field_is_explained_and_typed(document: Any) -> None:
    for name, schema in document["components"]["schemas"].items():
        assert schema["description"], name
        for field, shape in schema["properties"].items():
            assert shape.get("description"), (name, field)
            # The values of a field that changed are of any type.
            assert shape.keys() & {"type", "$ref", "anyOf"} or name == "Difference", (name, field)


def test_document_names_the_event_types_of_the_codebook_wherever_there_is_one(document: Any) -> None:
    slugs = [row.slug for row in read_codebook().event_types]
    schemas = document["components"]["schemas"]
    named = {name for name, schema in schemas.items() if schema["properties"].get("type", {}).get("enum") == slugs}
    assert named >= {"Event", "ListedEvent", "EventItem", "Report", "ExtractedReport", "HistoryEntry", "SummaryItem"}
    assert schemas["TypeClaim"]["properties"]["value"]["enum"] == slugs
    assert EVENT_TYPE_MARK not in str(document)


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
    assert 'fetch("v1/openapi.json")' in app.test_client().get("/docs/start.js", buffered=True).text
