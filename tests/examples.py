"""The answers that the document shows, asked for anew: `python -m tests.examples` stores them.

They are asked of a store of the articles of seeds/, which the real pipeline loaded at a fixed moment, and of a copy of
it to which articles are sent.
"""

import json
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient

from schemas.resources.articles import EXAMPLE_ID
from service.api.citations.styles import STYLES
from service.api.mcp.views import EXAMPLE_MESSAGE
from service.api.openapi.examples import FOLDER, REQUEST_ID
from service.api.resources.submissions import EXAMPLE_BODY
from service.app import create_app
from service.codebook import read_codebook
from service.domain.access import ApiKey, Scope, hash_secret
from service.extraction import Extractor
from service.extraction.encoder.protocol import Encoder
from service.loader.articles.building import ReadArticle
from service.loader.files.folders import read_articles
from service.loader.files.markup import parse_page
from service.loader.files.reading import ReadOptions
from service.loader.readers.submissions import SubmissionService
from service.loader.runs.loading import Pipeline, load_article, load_gazetteer
from service.loader.runs.pipelines import build_pipeline, build_storing_pipeline
from service.loader.seeds.gazetteer import read_gazetteer
from service.loader.seeds.sources import SourceIndex
from service.settings import Settings
from service.storage.database.engine import build_engine, open_transaction
from service.storage.database.schema import migrate
from service.storage.write.api_keys import save_api_key

ROOT = Path(__file__).parents[1]
SETTINGS = Settings(seeds=ROOT / "seeds")
NOW = datetime(2026, 1, 31, 9, 30, tzinfo=UTC)
K1 = "/v1/events/k1-handover-2020-03-29"
SENT_EVENT = "/v1/events/al-taqaddum-withdrawal-2020-04-04"


@dataclass(frozen=True)
class Question:
    """What is asked for an example, and the name that the document has for it."""

    name: str
    path: str
    status: int = 200
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, Any] = field(default_factory=dict)
    scope: Scope | None = None


QUESTIONS = (
    Question("listEvents", "/v1/events?base=k1&facets=type,month"),
    Question("listEvents", "/v1/events?base=k1&format=geojson"),
    Question("listEvents", "/v1/events?base=k1&format=csv"),
    Question("listEvents", "/v1/events?base=k1&format=ndjson"),
    Question("listEvents", "/v1/events?base=k1&format=atom"),
    Question("listEvents", "/v1/events?base=k1&format=jsonfeed"),
    Question("listEvents", "/v1/events?base=k1&format=ical"),
    Question("getEvent", K1),
    Question("getEventSummary", "/v1/events/summary?by=base,month&date=2020-03"),
    Question("getEventSummary", "/v1/events/summary?by=base&date=2020-03&format=geojson"),
    Question("getEventSummary", "/v1/events/summary?by=base,month&date=2020-03&format=csv"),
    Question("listChanges", "/v1/changes?limit=1"),
    Question("listEventHistory", f"{K1}/history?limit=2"),
    *(Question("getEventCitation", f"{K1}/citation?format={style.name}") for style in STYLES),
    *(Question("getListCitation", f"/v1/events/citation?base=k1&format={style.name}") for style in STYLES),
    Question("listBases", "/v1/bases?limit=1"),
    Question("listBases", "/v1/bases?limit=1&near=35.5,44.3&sort=distance&format=geojson"),
    Question("listBases", "/v1/bases?limit=1&format=csv"),
    Question("getBase", "/v1/bases/k1"),
    Question("listActors", "/v1/actors?limit=1"),
    Question("listActors", "/v1/actors?limit=1&format=csv"),
    Question("getActor", "/v1/actors/us-led-coalition"),
    Question("listSources", "/v1/sources?limit=1"),
    Question("listSources", "/v1/sources?limit=1&format=csv"),
    Question("getSource", "/v1/sources/press-tv"),
    Question("listArticles", "/v1/articles?limit=1"),
    Question("getArticle", f"/v1/articles/{EXAMPLE_ID}"),
    Question("getDictionary", "/v1/dictionary"),
    Question("listCoverage", "/v1/coverage?limit=1"),
    Question("getGuide", "/llms.txt"),
    Question("getCatalog", "/.well-known/api-catalog"),
    Question("getHealth", "/healthz"),
    Question("getReadiness", "/readyz"),
    Question("Problem", "/v1/events/k1-withdrawal-undated", 301),
    Question("Problem", "/v1/events?bse=k1", 400),
    Question("Problem", "/v1/events/k1-handover-2020-03-28", 404),
    Question("Problem", "/v1/events", 406, headers={"Accept": "text/html"}),
)
# In this order: what is sent is there, and is removed again.
ACTIONS = (
    Question("callMcp", "/mcp", method="POST", body={"json": EXAMPLE_MESSAGE}),
    Question("extractReports", "/v1/extract", method="POST", body={"json": EXAMPLE_BODY}),
    Question("Problem", "/v1/articles", 401, "POST", body={"json": EXAMPLE_BODY}),
    Question("Problem", "/v1/articles", 403, "POST", body={"json": EXAMPLE_BODY}, scope=Scope.READ),
    Question("Problem", "/v1/articles", 422, "POST", body={"json": {"txt": "…"}}, scope=Scope.WRITE),
    Question("loadArticles", "/v1/articles", 201, "POST", body={"json": EXAMPLE_BODY}, scope=Scope.WRITE),
    Question("loadArticles", "/v1/articles", 200, "POST", body={"json": EXAMPLE_BODY}, scope=Scope.WRITE),
    Question(
        "loadArticles",
        "/v1/articles",
        200,
        "POST",
        body={"data": f'{json.dumps(EXAMPLE_BODY)}\n{{"txt": "…"}}\n', "content_type": "application/x-ndjson"},
        scope=Scope.WRITE,
    ),
)
GONE = Question("Problem", SENT_EVENT, 410)

Answers = dict[str, dict[str, Any]]


def build_fixed_pipeline(encoder: Encoder | None = None) -> Pipeline:
    """The real pipeline, but for its clock. Without an encoder, the weights are read."""
    pipeline = build_pipeline(SETTINGS) if encoder is None else _build_encoder_pipeline(encoder)
    return replace(pipeline, merger=replace(pipeline.merger, clock=lambda: NOW))


def _build_encoder_pipeline(encoder: Encoder) -> Pipeline:
    extractor = Extractor(read_codebook(), read_gazetteer(SETTINGS.seeds), encoder)
    return build_storing_pipeline(SETTINGS, extractor.extract)


def load_seeds(store: Path, pipeline: Pipeline) -> None:
    """Load the articles of seeds/ into a new store."""
    engine = build_engine(f"sqlite:///{store}")
    options = ReadOptions(SourceIndex(pipeline.gazetteer.sources), SETTINGS.max_article_bytes)
    migrate(engine)
    load_gazetteer(engine, pipeline)
    for read in read_articles(str(ROOT / "seeds" / "articles"), options):
        assert isinstance(read, ReadArticle), read
        load_article(engine, read, pipeline)
    engine.dispose()


@contextmanager
def open_client(store: Path, pipeline: Pipeline) -> Iterator[FlaskClient]:
    """A client of the API on a store in a file."""
    settings = replace(SETTINGS, database_url=f"sqlite:///{store}")
    engine = build_engine(settings.database_url)
    yield create_app(settings, engine, lambda: SubmissionService(pipeline, parse_page)).test_client()
    engine.dispose()


def ask_all(store: Path, folder: Path, pipeline: Pipeline) -> Answers:
    """Ask for every example."""
    answers: Answers = defaultdict(dict)
    with open_client(store, pipeline) as client:
        _ask(client, QUESTIONS, answers)
    copy = folder / "copy.db"
    shutil.copy(store, copy)
    _save_keys(copy)
    with open_client(copy, pipeline) as client:
        _ask(client, ACTIONS, answers)
        article = answers["loadArticles201"]["application/json"]["links"]["self"]
        _ask(client, [Question("removeArticle", article, 204, "DELETE", scope=Scope.WRITE), GONE], answers)
    return dict(answers)


def _save_keys(store: Path) -> None:
    """Store a key of each scope, whose secret is the scope's name."""
    engine = build_engine(f"sqlite:///{store}")
    with open_transaction(engine) as session:
        for scope in Scope:
            key = ApiKey(id=scope.value, name=scope.value, scopes=frozenset([scope]), created_at=NOW)
            save_api_key(session, key, hash_secret(scope.value))
    engine.dispose()


def _ask(client: FlaskClient, questions: Iterable[Question], answers: Answers) -> None:
    for question in questions:
        headers = {"X-Request-Id": REQUEST_ID, **question.headers}
        if question.scope is not None:
            headers["Authorization"] = f"Bearer {question.scope.value}"
        answer = client.open(question.path, method=question.method, headers=headers, **question.body)
        assert answer.status_code == question.status, (question, answer.text)
        if answer.text:
            shown = answer.get_json() if answer.is_json else answer.text
            answers[f"{question.name}{question.status}"][str(answer.mimetype)] = shown


def write_examples() -> None:
    """Store the examples in place of those that are there."""
    pipeline = build_fixed_pipeline()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        load_seeds(folder / "seeds.db", pipeline)
        answers = ask_all(folder / "seeds.db", folder, pipeline)
    for old in FOLDER.glob("*.json"):
        old.unlink()
    for name, answer in answers.items():
        text = json.dumps(answer, indent=1, ensure_ascii=False)
        (FOLDER / f"{name}.json").write_text(f"{text}\n", "utf-8")


if __name__ == "__main__":
    write_examples()
