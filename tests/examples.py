"""The answers that the document shows, asked for anew: `python -m tests.examples` stores them.

They are asked of a store of the articles of seeds/, which the real pipeline loaded at a fixed moment.
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

from schemas.articles import EXAMPLE_ID
from service.api.examples import FOLDER, REQUEST_ID
from service.app import create_app
from service.loader.files import ReadOptions, Refusal, read_articles
from service.loader.pipelines import build_merger, build_pipeline
from service.loader.runs import load_article, load_gazetteer, remove_article
from service.loader.sources import SourceIndex
from service.settings import Settings
from service.storage.engine import build_engine
from service.storage.schema import migrate
from tests.builders import EVENT_TYPES

ROOT = Path(__file__).parents[1]
NOW = datetime(2026, 1, 31, 9, 30, tzinfo=UTC)
K1 = "/v1/events/k1-handover-2020-03-29"
TAJI = "/v1/events/taji-handover-2020-08-23"


@dataclass(frozen=True)
class Question:
    """What is asked for an example, and the name that the document has for it."""

    name: str
    path: str
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


QUESTIONS = (
    Question("listEvents", "/v1/events?base=k1"),
    Question("listEvents", "/v1/events?base=k1&format=geojson"),
    Question("listEvents", "/v1/events?base=k1&format=csv"),
    Question("listEvents", "/v1/events?base=k1&format=ndjson"),
    Question("getEvent", K1),
    Question("getEventSummary", "/v1/events/summary?by=base,month&date=2020-03"),
    Question("listChanges", "/v1/changes?limit=1"),
    Question("listEventHistory", f"{K1}/history?limit=2"),
    Question("listBases", "/v1/bases?limit=1"),
    Question("getBase", "/v1/bases/k1"),
    Question("listActors", "/v1/actors?limit=1"),
    Question("getActor", "/v1/actors/us-led-coalition"),
    Question("listSources", "/v1/sources?limit=1"),
    Question("getSource", "/v1/sources/press-tv"),
    Question("listArticles", "/v1/articles?limit=1"),
    Question("getArticle", f"/v1/articles/{EXAMPLE_ID}"),
    Question("getHealth", "/healthz"),
    Question("getReadiness", "/readyz"),
    Question("Problem301", "/v1/events/k1-withdrawal-undated", 301),
    Question("Problem400", "/v1/events?bse=k1", 400),
    Question("Problem404", "/v1/events/k1-handover-2020-03-28", 404),
    Question("Problem406", "/v1/events", 406, {"Accept": "text/html"}),
)
GONE = (Question("Problem410", TAJI, 410),)


def load_seeds(store: Path) -> None:
    """Load the articles of seeds/ into a new store, all at the fixed moment."""
    engine = build_engine(f"sqlite:///{store}")
    settings = Settings(seeds=ROOT / "seeds")
    pipeline = build_pipeline(settings)
    pipeline = replace(pipeline, merger=replace(pipeline.merger, tell_time=lambda: NOW))
    options = ReadOptions(SourceIndex(pipeline.gazetteer.sources), settings.max_article_bytes)
    migrate(engine)
    load_gazetteer(engine, pipeline)
    for read in read_articles(str(ROOT / "seeds" / "articles"), options):
        assert not isinstance(read, Refusal), read
        load_article(engine, read, pipeline)
    engine.dispose()


def ask_all(store: Path, folder: Path) -> dict[str, dict[str, Any]]:
    """Ask for every example, of the store and of a copy of it that lacks an article."""
    copy = folder / "copy.db"
    shutil.copy(store, copy)
    answers: dict[str, dict[str, Any]] = defaultdict(dict)
    with open_client(store) as client:
        for name, media_type, answer in _ask(client, QUESTIONS):
            answers[name][media_type] = answer
        article = client.get(TAJI).get_json()["reports"][0]["article"]["id"]
    _remove(copy, article)
    with open_client(copy) as client:
        for name, media_type, answer in _ask(client, GONE):
            answers[name][media_type] = answer
    return dict(answers)


@contextmanager
def open_client(store: Path) -> Iterator[FlaskClient]:
    """A client of the API on a store in a file."""
    url = f"sqlite:///{store}"
    engine = build_engine(url)
    yield create_app(Settings(database_url=url), engine).test_client()
    engine.dispose()


def _remove(store: Path, article: str) -> None:
    engine = build_engine(f"sqlite:///{store}")
    remove_article(engine, article, replace(build_merger(EVENT_TYPES), tell_time=lambda: NOW))
    engine.dispose()


def _ask(client: FlaskClient, questions: Iterable[Question]) -> Iterable[tuple[str, str, Any]]:
    for question in questions:
        answer = client.get(question.path, headers={"X-Request-Id": REQUEST_ID, **question.headers})
        assert answer.status_code == question.status, (question, answer.text)
        yield question.name, str(answer.mimetype), answer.get_json() if answer.is_json else answer.text


def write_examples() -> None:
    """Store the examples in place of those that are there."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store = folder / "seeds.db"
        load_seeds(store)
        answers = ask_all(store, folder)
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob("*.json"):
        old.unlink()
    for operation, answer in answers.items():
        text = json.dumps(answer, indent=1, ensure_ascii=False)
        (FOLDER / f"{operation}.json").write_text(f"{text}\n", "utf-8")


if __name__ == "__main__":
    write_examples()
