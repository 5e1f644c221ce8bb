"""Answers that the document shows. They are stored as the service gave them over the articles of seeds/, by operation
and status or by problem, and by media type; a test keeps them equal to what it would answer today.
"""

import json
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from service.api.http.problems import DETAILS, PROBLEM_TYPE, build_problem

FOLDER = Path(__file__).parent / "examples"
# The header of the same name decides it, so that examples have always the same.
REQUEST_ID = "c0ffee12"
_PATH = "/v1/events"


def add_examples(document: dict[str, Any]) -> None:
    """Show in the OpenAPI document what is answered, and which cursors are."""
    for name, response in document["components"]["responses"].items():
        # What is not modified has no body.
        if "content" in response:
            _show(response, _read_answers(name) or {PROBLEM_TYPE: _build_problem(name)})
    for operation in _list_operations(document):
        for status, response in operation["responses"].items():
            if status.startswith("2"):
                _show(response, _read_answers(operation["operationId"] + status))
        _show_cursors(operation, document["components"]["schemas"])


def _list_operations(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for item in document["paths"].values():
        yield from (operation for method, operation in item.items() if method != "parameters")


def _read_answers(name: str) -> dict[str, Any]:
    path = FOLDER / f"{name}.json"
    answers: dict[str, Any] = json.loads(path.read_text("utf-8")) if path.exists() else {}
    return answers


def _build_problem(name: str) -> dict[str, Any]:
    """Build a problem whose words do not depend on the request."""
    status = HTTPStatus(int(name.removeprefix("Problem")))
    detail = DETAILS.get(status, status.description)
    return build_problem(status, detail, instance=_PATH, request_id=REQUEST_ID)


def _show(response: dict[str, Any], answers: dict[str, Any]) -> None:
    for media_type, shown in response.get("content", {}).items():
        if media_type in answers:
            shown["example"] = answers[media_type]


def _show_cursors(operation: dict[str, Any], schemas: dict[str, Any]) -> None:
    """A cursor belongs to one list, so its example is that of the list's own `next`."""
    for parameter in operation["parameters"]:
        if parameter["name"] in {"cursor", "since"}:
            page = operation["responses"]["200"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
            following = schemas[page]["properties"]["next"]["example"]
            parameter["schema"]["examples"] = parse_qs(urlsplit(following).query)[parameter["name"]]
