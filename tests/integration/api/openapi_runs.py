"""Runs of schemathesis: requests made from the OpenAPI document, each answer of which must be as the document says.

What the document cannot know, the names that a store has, is put into a copy of it, so that requests get past the
first refusal. What no schema can say, such as the length of February, may be refused; nothing else that it allows.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

import schemathesis
from flask import Flask
from flask.testing import FlaskClient
from schemathesis import Config
from schemathesis.engine import Status, events, from_schema
from werkzeug.wsgi import ClosingIterator

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

DOCUMENT = "/v1/openapi.json"
# What is well-formed and refused all the same: for each parameter, why.
UNSAYABLE: Mapping[str, str] = {
    "date": "is not in the calendar|must not end before it starts|more than 50 values",
    "published": "is not in the calendar|must not end before it starts|more than 50 values",
    "updated_since": "is no moment|beyond the calendar",
    "as_of": "has the number|still to come|is no moment|beyond the calendar",
    "bbox": "it is no box",
    "q": "neither letters nor digits",
    "fill": "ask for a shorter time",
    "fields": "CSV has always the same columns",
    "include": "CSV has always the same columns",
    "count": "CSV has always the same columns",
}
# Lists of which one cursor is good for all that can be asked of them.
UNFILTERED = ("/v1/bases", "/v1/actors", "/v1/sources", "/v1/articles")


@dataclass
class Findings:
    """What a run sent, by phase and by status, and what was wrong with the answers."""

    sent: Counter[str] = field(default_factory=Counter)
    statuses: Counter[int] = field(default_factory=Counter)
    failures: dict[tuple[str, ...], str] = field(default_factory=dict)

    def __str__(self) -> str:
        return "\n\n".join([f"{dict(self.sent)} {dict(self.statuses)}", *self.failures.values()])


def run_document(app: Flask, examples: int, seed: int) -> Findings:
    """Ask what the document describes, `examples` times each endpoint; the same seed asks the same."""
    generation = {"max-examples": examples, "database": "none"}
    config = Config.from_dict({"generation": generation, "continue-on-failure": True, "seed": seed})
    schema = schemathesis.openapi.from_dict(build_document(app.test_client()), config=config)
    schema.app, schema.location = close_answers(app), DOCUMENT
    schema.hook("filter_failure")(is_failure)
    findings = Findings()
    for event in from_schema(schema).execute():
        note(event, findings)
    return findings


def build_document(client: FlaskClient) -> Any:
    """The document, with the names of the store."""
    document = client.get(DOCUMENT).get_json()
    names = find_names(client)
    for path, item in document["paths"].items():
        # Elsewhere a cursor is good for one question of very many, and would hide all others.
        asked = [known for known in item["get"]["parameters"] if known["name"] != "cursor" or path in UNFILTERED]
        item["get"]["parameters"] = asked
        for parameter in [*item.get("parameters", []), *asked]:
            known = names.get(f"{path} {parameter['name']}") or names.get(parameter["name"].rstrip("!"))
            if known:
                _narrow(parameter, known)
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
    names |= {"country": ["IQ", "Damascus", "us"], "type": sorted({*find("/v1/events", "type")})}
    names |= {f"/v1/events/{{id}}{end} id": find("/v1/events", "id") for end in ("", "/history")}
    names |= {"/v1/articles/{id} id": find("/v1/articles", "id")}
    for path in UNFILTERED:
        following = client.get(f"{path}?limit=1").get_json()["next"]
        names[f"{path} cursor"] = [following.partition("cursor=")[2]]
    return names | {"since": [client.get("/v1/changes?limit=2").get_json()["cursor"]]}


def close_answers(app: Flask) -> Callable[..., list[bytes]]:
    """The application as a server runs it, which closes the files that it has sent; the library's client does not."""

    def serve(environ: "WSGIEnvironment", start_response: "StartResponse") -> list[bytes]:
        with closing(cast("ClosingIterator", app(environ, start_response))) as answer:
            return list(answer)

    return serve


def is_failure(context: Any, failure: Any, case: Any, response: Any) -> bool:
    """Whether what schemathesis takes for a failure is one."""
    if "positive_data_acceptance" not in failure.checks or response.status_code != 400:
        return True
    problem = response.json()
    return not re.search(UNSAYABLE.get(problem["parameter"], "(?!)"), problem["detail"])


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
