"""Example responses in the OpenAPI document: recorded from the service over the articles of seeds/, by operation and
status or by problem, and by media type. A test compares them with current responses.
"""

import json
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from service.api.http.problems import DETAILS, PROBLEM_TYPE, build_problem

FOLDER = Path(__file__).parent / "examples"
# Sent as `X-Request-Id`, so that examples are reproducible.
REQUEST_ID = "c0ffee12"
_PATH = "/v1/events"


def add_examples(document: dict[str, Any]) -> None:
    """Add example responses and cursors to the OpenAPI document."""
    for name, response in document["components"]["responses"].items():
        # 304 has no body.
        if "content" in response:
            _show(response, _read_examples(name) or {PROBLEM_TYPE: _build_problem(name)})
    for operation in _list_operations(document):
        for status, response in operation["responses"].items():
            if status.startswith("2"):
                _show(response, _read_examples(operation["operationId"] + status))
        _show_cursors(operation, document["components"]["schemas"])


def _list_operations(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for item in document["paths"].values():
        yield from (operation for method, operation in item.items() if method != "parameters")


def _read_examples(name: str) -> dict[str, Any]:
    path = FOLDER / f"{name}.json"
    examples: dict[str, Any] = json.loads(path.read_text("utf-8")) if path.exists() else {}
    return examples


def _build_problem(name: str) -> dict[str, Any]:
    """Build a problem whose detail does not depend on the request."""
    status = HTTPStatus(int(name.removeprefix("Problem")))
    detail = DETAILS.get(status, status.description)
    return build_problem(status, detail, instance=_PATH, request_id=REQUEST_ID)


def _show(response: dict[str, Any], examples: dict[str, Any]) -> None:
    for media_type, shown in response.get("content", {}).items():
        if media_type in examples:
            shown["example"] = examples[media_type]


def _show_cursors(operation: dict[str, Any], schemas: dict[str, Any]) -> None:
    """Use the cursor of the list's own `next` example, as a cursor belongs to one list."""
    for parameter in operation["parameters"]:
        if parameter["name"] in {"cursor", "since"}:
            page = operation["responses"]["200"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
            following = schemas[page]["properties"]["next"]["example"]
            parameter["schema"]["examples"] = parse_qs(urlsplit(following).query)[parameter["name"]]
