"""Runs of schemathesis: requests made from the OpenAPI document, each answer of which must be as the document says.

What the document cannot know, the names that a store has, is put into a copy of it, so that requests get past the
first refusal. What no schema can say, such as the length of February, may be refused; nothing else that it allows.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from threading import Thread
from typing import Any

import schemathesis
from flask import Flask
from flask.testing import FlaskClient
from schemathesis import Config
from schemathesis.engine import Status, events, from_schema
from sqlalchemy import Engine
from werkzeug.serving import WSGIRequestHandler, make_server

from service.app import create_app
from service.domain.access import Scope
from service.loader.files.markup import parse_page
from service.loader.readers.submissions import SubmissionService
from service.loader.runs.pipelines import build_pipeline
from service.settings import Settings
from tests.integration.api.sending import make_key
from tests.integration.api.telling import GAZETTEER, store_all

DOCUMENT = "/v1/openapi.json"
# What is well-formed and refused all the same: for each parameter, why.
UNSAYABLE: Mapping[str, str] = {
    "date": "is not a calendar date|must not end before it starts|more than 50 values",
    "published": "is not a calendar date|must not end before it starts|more than 50 values|it is not a day",
    "updated_since": "is not a timestamp|out of range",
    "min_revision": "has the number",
    "as_of": "has the number|a minute in the past|is not a timestamp|out of range",
    "bbox": "it is no box",
    "near": "it is no place",
    "radius": "it is out of range|needs `near`",
    "sort": "needs `near`",
    "q": "neither letters nor digits",
    "fill": "narrow the period|needs a period in `by`",
    "undated": "leave one of them out",
    "fields": "has fixed columns",
    "include": "has fixed columns",
    "count": "needs a page of JSON",
    "facets": "in JSON only",
    "format": "needs `by=base`",
    "text": "exactly one of",
    # A text that is no article.
    "": "the article ",
}
# Lists of which one cursor is good for all that can be asked of them.
UNFILTERED = ("/v1/articles",)


@dataclass
class Findings:
    """What a run sent, by phase and by status, and what was wrong with the answers."""

    sent: Counter[str] = field(default_factory=Counter)
    statuses: Counter[int] = field(default_factory=Counter)
    failures: dict[tuple[str, ...], str] = field(default_factory=dict)

    def __str__(self) -> str:
        return "\n\n".join([f"{dict(self.sent)} {dict(self.statuses)}", *self.failures.values()])


def run_store(engine: Engine, examples: int, seed: int) -> Findings:
    """Fill an empty store, and ask for what is in it. Texts are read as ever, but by the names of that store alone."""
    settings = Settings(rate_limit_extract="off")
    store_all(engine)
    app = create_app(
        settings, engine, lambda: SubmissionService(replace(build_pipeline(settings), gazetteer=GAZETTEER), parse_page)
    )
    return run_document(app, make_key(engine, *Scope), examples, seed)


def run_document(app: Flask, key: Mapping[str, str], examples: int, seed: int) -> Findings:
    """Ask what the document describes, `examples` times each endpoint; the same seed asks the same.

    `key` are the headers of whoever may read and write.
    """
    generation = {"max-examples": examples, "database": "none"}
    options = {"generation": generation, "headers": dict(key), "continue-on-failure": True, "seed": seed}
    config = Config.from_dict(options)
    schema = schemathesis.openapi.from_dict(build_document(app.test_client()), config=config)
    schema.hook("filter_failure")(is_failure)
    findings = Findings()
    with serve(app) as address:
        schema.config.update(base_url=address)
        for event in from_schema(schema).execute():
            note(event, findings)
    return findings


def build_document(client: FlaskClient) -> Any:
    """The document, with the names of the store."""
    document = client.get(DOCUMENT).get_json()
    names = find_names(client)
    for path, item in document["paths"].items():
        reading = item.get("get", {"parameters": []})
        # Elsewhere a cursor is good for one question of very many, and would hide all others.
        asked = [known for known in reading["parameters"] if known["name"] != "cursor" or path in UNFILTERED]
        reading["parameters"] = asked
        for parameter in [*item.get("parameters", []), *asked]:
            known = names.get(f"{path} {parameter['name']}") or names.get(parameter["name"].removeprefix("not_"))
            if known:
                _narrow(parameter, known)
    # Lines of JSON are text to a schema, and so are nearly never such.
    del document["paths"]["/v1/articles"]["post"]["requestBody"]["content"]["application/x-ndjson"]
    return document


def _narrow(parameter: dict[str, Any], known: list[str]) -> None:
    """Let a parameter be one of these names; its own example need not be among them."""
    schema = parameter["schema"]
    schema.get("items", schema)["enum"] = known
    for place in (parameter, schema):
        place.pop("example", None)


def find_names(client: FlaskClient) -> dict[str, list[str]]:
    """Names by parameter; keys and cursors by path and parameter."""

    def find(path: str, name: str) -> list[str]:
        return [str(item[name]) for item in client.get(path).get_json()["items"]]

    names = {kind: find(f"/v1/{kind}s", "slug") for kind in ("base", "actor", "source")}
    names |= {f"/v1/{kind}s/{{slug}} slug": names[kind] for kind in ("base", "actor", "source")}
    names |= {f"/v1/{kind}s kind": sorted({*find(f"/v1/{kind}s", "kind")} - {"None"}) for kind in ("base", "actor")}
    names |= {"region": sorted({*find("/v1/bases", "region")} - {"None"})}
    names |= {"country": ["IQ", "Damascus", "us"], "type": sorted({*find("/v1/events", "type")})}
    names |= {f"/v1/events/{{id}}{end} id": find("/v1/events", "id") for end in ("", "/history", "/citation")}
    names |= {"/v1/articles/{id} id": find("/v1/articles", "id")}
    for path in UNFILTERED:
        following = client.get(f"{path}?limit=1").get_json()["next"]
        names[f"{path} cursor"] = [following.partition("cursor=")[2]]
    names |= {"event": find("/v1/events", "id")}
    return names | {"since": [client.get("/v1/changes?limit=2").get_json()["cursor"]]}


@contextmanager
def serve(app: Flask) -> Iterator[str]:
    """The application on loopback, as long as the block lasts; the address."""
    # One request is sent at a time, each on a connection of its own: a thread for each would only take time.
    server = make_server("127.0.0.1", 0, app, request_handler=_SilentHandler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _SilentHandler(WSGIRequestHandler):
    """Thousands of requests need no log."""

    protocol_version = "HTTP/1.1"

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 - named by the library.
        """Log nothing."""


def is_failure(context: Any, failure: Any, case: Any, response: Any) -> bool:
    """Whether what schemathesis takes for a failure is one."""
    if "positive_data_acceptance" not in failure.checks:
        # A source that a text of this run has named is found, though the document was made before.
        return not (case.path == "/v1/sources/{slug}" and "parameter `slug` in path" in failure.message)
    # What was there when the names were put into the document may have been removed.
    if response.status_code == 410:
        return False
    problem = response.json()
    return not re.search(UNSAYABLE.get(problem.get("parameter", ""), "(?!)"), problem["detail"])


def note(event: Any, findings: Findings) -> None:
    """Note what an event of a run tells."""
    if isinstance(event, events.NonFatalError):
        findings.failures["error", event.label] = f"{event.label}: {event.value}"
    elif isinstance(event, events.FatalError):
        raise event.exception
    elif isinstance(event, events.ScenarioFinished):
        findings.sent[event.phase.value] += len(event.recorder.cases)
        answers = [found.response for found in event.recorder.interactions.values() if found.response is not None]
        findings.statuses.update(answer.status_code for answer in answers)
        findings.failures |= list_failures(event)


def list_failures(event: Any) -> Iterator[tuple[tuple[str, ...], str]]:
    """What was wrong, once for each check and kind of message, with a request that shows it."""
    for checks in event.recorder.checks.values():
        for check in checks:
            if check.status is not Status.SUCCESS and check.failure_info is not None:
                failure = check.failure_info.failure
                key = (check.name, str(failure.operation), failure.title, failure.message[:60])
                told = (f"{failure.operation}: {failure.title}", failure.message[:800], check.failure_info.code_sample)
                yield key, "\n".join(told)
