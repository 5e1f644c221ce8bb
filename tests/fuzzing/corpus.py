"""Right requests for every operation of the OpenAPI document, with what the store of seeds/ has."""

import gzip
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from html import escape
from random import Random
from typing import Any
from urllib.parse import quote

import frontmatter
from flask.testing import FlaskClient

from service.api.http.responses import JSON_TYPE, NDJSON_TYPE
from service.api.resources.submissions import EXAMPLE_BODY
from tests.examples import ROOT
from tests.fuzzing.messages import Message, Pairs
from tests.integration.api.openapi_runs import DOCUMENT, find_names

# What the document's one example does not show of a parameter.
FURTHER: Mapping[str, Sequence[str]] = {
    "date": ("2020-03-29", "2020-03", "2020", "2020-03/2020-05", "2020-03/..", "../2020-03"),
    "published": ("2020-03-29", "2020", "2020-03/2020-08", "../2020-12-31"),
    "updated_since": ("2026-01-31", "2026-01-31T09:30:00Z", "2026-01-31T12:00:00+02:00"),
    "as_of": ("1", "3", "2026-02-01", "2026-01-31T23:59:59Z"),
    "bbox": ("-180,-90,180,90", "42.5,33,45,36.5", "170,-30,-170,30"),
    "near": ("35.5,44.3", "-17.75,-179.9", "90,0"),
    "q": ("K1", "handed", "coalition iraq", "نينوى kirkuk"),
    "base": ("K-1", "Camp Taji"),
    "actor": ("Washington", "CJTF-OIR"),
}
# Asked more often than others are those with the most parameters; less often those that take long, or remove.
WEIGHTS: Mapping[str, int] = {
    "get /v1/events": 12,
    "get /v1/events/summary": 6,
    "post /v1/articles": 1,
    "delete /v1/articles/{id}": 1,
}
WEIGHT = 2
# Where a cursor is good for the question that gave it, and for no other.
WITH_CURSORS = (
    "/v1/events?limit=2",
    "/v1/events?type=handover&limit=1",
    "/v1/events?sort=updated&limit=3",
    "/v1/events/k1-handover-2020-03-29/history?limit=1",
)
SENTENCES = (
    "The coalition handed K1 Air Base over to Iraqi forces on 29 March 2020, with 300 personnel.",
    "French troops left Camp Kossei in N'Djamena on 30 January 2025, a spokesman said.",
    "Rockets hit Ain al-Asad Air Base on 8 January 2020. Nobody was hurt.",
)


@dataclass(frozen=True)
class Operation:
    """What can be asked at one path by one method."""

    method: str
    path: str
    keys: Sequence[str] = ()
    parameters: Mapping[str, Sequence[str]] = field(default_factory=dict)
    bodies: Sequence[tuple[str, bytes]] = ()
    weight: int = WEIGHT

    def build(self, random: Random, authorization: str) -> Message:
        """A right request."""
        path = self.path.partition("{")[0] + (quote(random.choice(self.keys)) if self.keys else "")
        path += self.path.partition("}")[2]
        names = sorted(self.parameters)
        chosen = random.sample(names, min(len(names), random.choice((0, 1, 1, 2, 2, 3))))
        query = tuple((quote(name), quote(random.choice(self.parameters[name]))) for name in chosen)
        headers: Pairs = (("Host", "localhost"), ("Connection", "close"))
        if self.method != "GET" or random.random() < 0.1:
            headers = (*headers, ("Authorization", authorization))
        if not self.bodies:
            return Message(self.method, path, query, headers)
        media_type, body = random.choice(self.bodies)
        headers = (*headers, ("Content-Type", media_type))
        if random.random() < 0.2:
            return Message(
                self.method, path, query, (*headers, ("Content-Encoding", "gzip")), gzip.compress(body, mtime=0)
            )
        return Message(self.method, path, query, headers, body)


@dataclass(frozen=True)
class Corpus:
    """All right requests, and the header of whoever may send each of them."""

    operations: tuple[Operation, ...]
    authorization: str

    def select(self, method: str | None) -> "Corpus":
        """Those of a method, or all."""
        chosen = [operation for operation in self.operations if method in {None, operation.method}]
        return replace(self, operations=tuple(chosen))

    def build(self, random: Random) -> Message:
        """One of them."""
        weights = [operation.weight for operation in self.operations]
        return random.choices(self.operations, weights)[0].build(random, self.authorization)


def build_corpus(client: FlaskClient, authorization: str) -> Corpus:
    """What a store can be asked, by the document and by what is in the store."""
    document = client.get(DOCUMENT).get_json()
    names = find_names(client)
    operations = [
        _build_operation(path, method, item, names)
        for path, item in document["paths"].items()
        for method in item
        if method != "parameters"
    ]
    # The address of a following page is whole, and takes nothing more.
    operations += [Operation("GET", client.get(path).get_json()["next"]) for path in WITH_CURSORS]
    return Corpus(tuple(operations), authorization)


def _build_operation(path: str, method: str, item: Mapping[str, Any], names: Mapping[str, Sequence[str]]) -> Operation:
    described = item[method]
    asked = [known for known in described.get("parameters", []) if known["name"] not in {"cursor", "since"}]
    keys = [key for known in item.get("parameters", []) for key in names[f"{path} {known['name']}"]]
    parameters = {known["name"]: list_values(known, names) for known in asked}
    bodies = [
        body for media_type in described.get("requestBody", {}).get("content", ()) for body in list_bodies(media_type)
    ]
    return Operation(method.upper(), path, keys, parameters, bodies, WEIGHTS.get(f"{method} {path}", WEIGHT))


def list_values(parameter: Mapping[str, Any], names: Mapping[str, Sequence[str]]) -> list[str]:
    """Values that a parameter takes: what is in the store, what the document lists or bounds, and its example."""
    name, schema = parameter["name"], parameter["schema"]
    known = schema.get("items", schema)
    values = [*known.get("enum", ()), *names.get(name.rstrip("!"), ()), *FURTHER.get(name.rstrip("!"), ())]
    values += [str(schema[bound]) for bound in ("minimum", "default") if isinstance(schema.get(bound), int)]
    values += ["true", "false"] if schema["type"] == "boolean" else []
    examples = [example for example in schema["examples"] if not isinstance(example, bool)]
    values += [",".join(example) if isinstance(example, list) else str(example) for example in examples]
    return [value for value in values if value not in {"True", "False"}]


def list_bodies(media_type: str) -> list[tuple[str, bytes]]:
    """Bodies of a type: texts and pages, and lines of them."""
    articles = [frontmatter.load(path) for path in sorted((ROOT / "seeds" / "articles").glob("*.md"))]
    texts = [*SENTENCES, *(str(article.content) for article in articles)]
    objects: list[dict[str, Any]] = [dict(EXAMPLE_BODY)]
    objects += [{"text": text, "source": "Press TV", "published": "2020-03-30"} for text in texts]
    objects += [{"html": _build_page(text), "url": f"https://example.org/{place}"} for place, text in enumerate(texts)]
    dumped = [json.dumps(each, ensure_ascii=place % 2 == 0).encode() for place, each in enumerate(objects)]
    if media_type == NDJSON_TYPE:
        return [(media_type, b"\n".join(dumped[place : place + 3]) + b"\n") for place in range(0, len(dumped), 4)]
    return [(JSON_TYPE, body) for body in dumped]


def _build_page(text: str) -> str:
    paragraphs = "".join(f"<p>{escape(line)}</p>" for line in text.splitlines() if line)
    head = "<title>News</title><meta property='article:published_time' content='2020-03-30T08:00:00Z'>"
    body = f"<article><h1>News</h1>{paragraphs}</article>"
    return f"<!doctype html><html lang=en><head>{head}</head><body>{body}</body></html>"
