"""Lists walked page by page while others load and remove articles.

What was there from the first page to the last comes once, whatever came and went around it.
"""

import datetime as dt
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine

from service.api.events.output import streams as event_streams
from service.app import create_app
from service.domain.articles.article import Article
from service.domain.names.places import Source
from service.loader.articles.building import ReadArticle
from service.loader.runs.loading import load_article, load_gazetteer, remove_article
from service.settings import Settings
from service.storage.database.engine import build_engine
from tests.builders import build_actor, build_participation
from tests.conftest import BACKENDS, copy_database, make_database
from tests.lines import LineExtraction, extract_lines
from tests.loading import build_pipeline, build_read, build_real_merger

KEPT = 8
PASSING = 5
SORTED = [f"/v1/events?sort={hyphen}{key}" for key in ("date", "first_reported", "updated") for hyphen in ("", "-")]
NAMED = ["/v1/bases", "/v1/actors", "/v1/sources", "/v1/articles"]


def extract(article: Article) -> LineExtraction:
    """As the lines say, by an actor who is called as the article's source."""
    found = extract_lines(article)
    actor = build_actor(f"actor-of-{article.source}", f"Actor of {article.source}")
    reports = tuple(replace(report, participations=(build_participation(actor),)) for report in found.reports)
    return replace(found, reports=reports)


MERGER = build_real_merger()
PIPELINE = replace(build_pipeline(), extract=extract, merger=MERGER)


@dataclass
class Store:
    """A store that some articles stay in while others come and go; each tells an event that no other does."""

    engine: Engine
    chance: random.Random
    kept: list[ReadArticle] = field(default_factory=list)
    passing: list[ReadArticle] = field(default_factory=list)

    def build(self) -> ReadArticle:
        # Letters at random, so that what comes may come anywhere in an order.
        name = "".join(self.chance.choices("abcdefghijklmnopqrstuvwxyz", k=8))
        month, day = self.chance.randint(1, 12), self.chance.randint(1, 28)
        when = "-" if self.chance.random() < 0.2 else f"2020-{month:02}-{day:02}"
        return self.publish(f"handover {name}_base {when}", name)

    def publish(self, text: str, name: str) -> ReadArticle:
        """An article of a day at random, which may be earlier than that of another one which tells the same."""
        day = dt.date(2021, self.chance.randint(1, 12), 1)
        return build_read(text, f"{name}.txt", source=Source(name, name.upper()), published=day)

    def load(self, read: ReadArticle) -> None:
        load_article(self.engine, read, PIPELINE)

    def pass_by(self) -> None:
        """Let some articles come and others go."""
        for _ in range(self.chance.randint(0, 3)):
            self.passing.append(self.build())
            self.load(self.passing[-1])
        for _ in range(self.chance.randint(0, 2)):
            if self.passing:
                gone = self.passing.pop(self.chance.randrange(len(self.passing)))
                remove_article(self.engine, gone.article.content_hash, MERGER)

    def tell_again(self) -> None:
        """Let another article tell what one of those that stay tells."""
        first = self.chance.choice(self.kept).article
        name = f"again-{self.chance.randrange(10**9)}"
        self.load(self.publish(f"# {name}\n{first.text}", name))


def build_store(engine: Engine) -> Store:
    """A store with what is in it to begin with, loaded or still to load."""
    store = Store(engine, random.Random(7))  # noqa: S311 - the same for every run
    for reads, count in ((store.kept, KEPT), (store.passing, PASSING)):
        reads += [store.build() for _ in range(count)]
    return store


@pytest.fixture(scope="session", params=BACKENDS)
def filled_url(request: pytest.FixtureRequest) -> str:
    """A database with what every test begins with, to be copied: loading it takes longer than most of them."""
    url = make_database(request, request.param, "filled")
    engine = build_engine(url)
    load_gazetteer(engine, PIPELINE)
    store = build_store(engine)
    for read in (*store.kept, *store.passing):
        store.load(read)
    engine.dispose()
    return url


@pytest.fixture
def engine(filled_url: str, request: pytest.FixtureRequest) -> Iterator[Engine]:
    for url in copy_database(request, filled_url):
        engine = build_engine(url)
        yield engine
        engine.dispose()


@pytest.fixture
def store(engine: Engine) -> Store:
    return build_store(engine)


@pytest.fixture
def client(engine: Engine) -> FlaskClient:
    return create_app(Settings(), engine).test_client()


def walk(client: FlaskClient, path: str, between: Callable[[], None] = lambda: None) -> Iterator[Any]:
    """All items of a list; between two of its pages something is done."""
    url = path
    while True:
        answer = client.get(url)
        assert answer.status_code == 200, answer.text
        yield from answer.get_json()["items"]
        url = answer.get_json()["next"]
        if url is None:
            return
        between()


def get_key(item: Any) -> str:
    return str(item.get("slug") or item["id"])


def find_staying(client: FlaskClient, path: str, store: Store) -> set[str]:
    """The keys of what is there as long as the articles that stay."""
    passing = {read.article.source for read in store.passing}
    hashes = {read.article.content_hash for read in store.passing}
    return {
        key
        for key in map(get_key, walk(client, path))
        if key not in hashes and not any(name and name in key for name in passing)
    }


@pytest.mark.parametrize("path", [*SORTED, *NAMED])
def test_list_walked_while_others_write_gives_what_stays_once(client: FlaskClient, store: Store, path: str) -> None:
    staying = find_staying(client, path, store)
    assert len(staying) >= KEPT

    def write() -> None:
        store.pass_by()
        store.tell_again()

    seen = [get_key(item) for item in walk(client, f"{path}{'&' if '?' in path else '?'}limit=2", write)]
    assert len(seen) == len(set(seen))
    assert staying <= set(seen)


@pytest.mark.parametrize("path", SORTED)
def test_list_as_of_a_revision_walked_while_others_write_is_what_it_was(
    client: FlaskClient, store: Store, path: str
) -> None:
    whole = client.get(f"{path}&limit=200")

    def write() -> None:
        store.pass_by()
        store.tell_again()

    then = f"{path}&as_of={whole.headers['Basewatch-Revision']}&limit=3"
    assert list(walk(client, then, write)) == whole.get_json()["items"]


@pytest.mark.parametrize("form", ["csv", "ndjson"])
def test_stream_read_while_others_write_is_of_one_state(
    client: FlaskClient, store: Store, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    monkeypatch.setattr(event_streams, "BATCH", 3)
    before = client.get(f"/v1/events?format={form}", buffered=True)
    with client.get(f"/v1/events?format={form}", buffered=False) as answer:
        read = b""
        for part in answer.iter_encoded():
            read += part
            store.pass_by()
            store.tell_again()
    assert read == before.data
    assert answer.headers["Basewatch-Revision"] == before.headers["Basewatch-Revision"]
    assert client.get(f"/v1/events?format={form}", buffered=True).data != read


def test_changes_walked_while_others_write_are_all_there_once(client: FlaskClient, store: Store) -> None:
    times = iter(range(8))

    def write() -> None:
        if next(times, None) is not None:
            store.pass_by()
            store.tell_again()

    seen = list(walk(client, "/v1/changes?limit=3", write))
    assert seen == list(walk(client, "/v1/changes?limit=200"))
    assert len(seen) >= KEPT + PASSING + 8


def test_history_walked_while_others_write_is_all_there_once(client: FlaskClient, store: Store) -> None:
    event = f"{store.kept[0].article.source}-base"
    path = next(item["links"]["self"] for item in walk(client, "/v1/events") if item["base"]["slug"] == event)
    del store.kept[1:]
    for _ in range(5):
        store.tell_again()
    times = iter(range(4))

    def write() -> None:
        store.pass_by()
        if next(times, None) is not None:
            store.tell_again()

    seen = list(walk(client, f"{path}/history?limit=2", write))
    assert seen == list(walk(client, f"{path}/history?limit=200"))
    assert len(seen) == 1 + 5 + 4
