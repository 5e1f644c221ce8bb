"""The run on both databases, with extraction and merging that need no model."""

import datetime as dt
import itertools
import json
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import Engine

from service.domain.events.events import Event, FiledReport
from service.domain.queries import EventQuery, PageRequest
from service.errors import ArticleError
from service.loader.articles.building import ReadArticle
from service.loader.runs.loading import load_article, load_gazetteer
from service.loader.runs.outcomes import LoadResult, Outcome
from service.storage.database.engine import build_engine, open_session
from service.storage.read.events import find_events, get_event
from service.storage.read.names import find_articles, get_base, get_source
from service.storage.tables.revisions import find_last_number
from service.storage.write.events import EventTally
from tests.builders import build_base, build_gazetteer, build_source
from tests.integration.loader.states import read_state
from tests.loading import GAZETTEER, NOW, build_merger, build_pipeline, build_read

HANDOVER = "handover k1 2020-03-29"
ATTACK = "attack taji 2020-03-11"


@pytest.fixture
def loaded(engine: Engine) -> Engine:
    """A database that knows the names and has no article."""
    load_gazetteer(engine, build_pipeline())
    return engine


def load(engine: Engine, *reads: ReadArticle) -> list[LoadResult]:
    return [load_article(engine, read, build_pipeline()) for read in reads]


def list_events(engine: Engine) -> list[str]:
    with open_session(engine) as session:
        events = find_events(session, EventQuery(), PageRequest(100)).items
    return [json.loads(event.document)["id"] for event in events]


def test_load_article_that_is_new_adds_it_with_its_events(loaded: Engine) -> None:
    [result] = load(loaded, build_read(f"{HANDOVER}\n{ATTACK}"))
    assert result == LoadResult(Outcome.LOADED, EventTally(added=2))
    assert list_events(loaded) == ["k1-handover-2020-03-29", "taji-attack-2020-03-11"]


def test_load_article_renders_the_document_that_lists_give(loaded: Engine) -> None:
    load(loaded, build_read(HANDOVER))
    with open_session(loaded) as session:
        document = json.loads(get_event(session, "k1-handover-2020-03-29").document)
    assert document["sources"] == [{"slug": "press-tv", "name": "Press TV"}]
    assert document["base"]["latitude"] == 35.5
    assert document["revision"] == 1
    assert document["independent_source_count"] == 1
    assert dt.datetime.fromisoformat(document["updated_at"]) == NOW


def test_load_article_again_changes_nothing(loaded: Engine) -> None:
    load(loaded, build_read(HANDOVER))
    before = read_state(loaded)
    assert load(loaded, build_read(HANDOVER)) == [LoadResult(Outcome.UNCHANGED)]
    assert read_state(loaded) == before
    with open_session(loaded) as session:
        assert find_last_number(session) == 1


def test_load_article_that_was_corrected_replaces_its_reports(loaded: Engine) -> None:
    load(loaded, build_read(f"{HANDOVER}\n{ATTACK}"))
    [result] = load(loaded, build_read("handover k1 2020-03-30"))
    assert result == LoadResult(Outcome.REPLACED, EventTally(added=1, merged=1, removed=1))
    assert list_events(loaded) == ["k1-handover-2020-03-30"]
    with open_session(loaded) as session:
        assert len(find_articles(session, PageRequest(10)).items) == 1


def test_load_article_of_a_second_source_adds_to_the_event(loaded: Engine) -> None:
    load(loaded, build_read(HANDOVER))
    other = build_read(HANDOVER, file="b.txt", source=build_source("new-daily", "New Daily"))
    assert load(loaded, other)[0].events == EventTally(changed=1)
    with open_session(loaded) as session:
        document = json.loads(get_event(session, "k1-handover-2020-03-29").document)
        assert get_source(session, "New Daily").event_count == 1
    assert [source["name"] for source in document["sources"]] == ["New Daily", "Press TV"]
    assert (document["revision"], document["report_count"]) == (2, 2)


def test_load_article_without_reports_is_stored_without_events(loaded: Engine) -> None:
    assert load(loaded, build_read("\n")) == [LoadResult(Outcome.LOADED)]


def test_load_article_that_names_an_unknown_base_stores_it(loaded: Engine) -> None:
    load(loaded, build_read("attack incirlik 2020-03-11"))
    with open_session(loaded) as session:
        assert get_base(session, "Incirlik").event_count == 1


def test_load_article_that_extraction_refuses_leaves_no_trace(loaded: Engine) -> None:
    before = read_state(loaded)
    with pytest.raises(ArticleError):
        load(loaded, build_read("unreadable"))
    assert read_state(loaded) == before


def test_load_article_that_fails_half_way_leaves_no_trace(loaded: Engine) -> None:
    load(loaded, build_read(HANDOVER))
    before = read_state(loaded)
    broken = replace(build_pipeline(), merger=replace(build_merger(), merge=fail))
    with pytest.raises(ZeroDivisionError):
        load_article(loaded, build_read(ATTACK, file="b.txt"), broken)
    assert read_state(loaded) == before


def fail(_filed: Iterable[FiledReport]) -> Sequence[Event]:
    raise ZeroDivisionError


def test_load_article_in_any_order_gives_one_state(loaded: Engine) -> None:
    reads = [
        build_read(HANDOVER),
        build_read(f"{HANDOVER}\n{ATTACK}", file="b.txt"),
        build_read(ATTACK, file="c.txt", url="https://example.org/c"),
    ]
    load(loaded, *reads)
    wanted = read_state(loaded)
    for order in itertools.permutations(reads):
        load(loaded, *(build_read("\n", file=read.article.file, url=read.article.url) for read in reads))
        load(loaded, *order)
        assert read_state(loaded) == wanted


def test_load_article_by_several_loaders_at_once_loses_nothing(loaded: Engine) -> None:
    """All of them report the same event, so each must wait for the others' reports."""
    text = "# {number}\n{HANDOVER}\nattack base-{base} 2020-03-11"
    texts = [text.format(number=number, HANDOVER=HANDOVER, base=number % 3) for number in range(12)]
    reads = [build_read(text, f"{number}.txt") for number, text in enumerate(texts)]
    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(lambda read: load(loaded, read)[0], reads * 2))
    assert sorted(result.outcome.name for result in results) == ["LOADED"] * 12 + ["UNCHANGED"] * 12
    with open_session(loaded) as session:
        assert len(get_event(session, "k1-handover-2020-03-29").reports.documents) == 12
        assert len(get_event(session, "base-1-attack-2020-03-11").reports.documents) == 4
        assert find_last_number(session) == 12


def test_load_gazetteer_again_changes_nothing(loaded: Engine) -> None:
    load(loaded, build_read(HANDOVER))
    before = read_state(loaded)
    assert load_gazetteer(loaded, build_pipeline()) == EventTally()
    assert read_state(loaded) == before


def test_load_gazetteer_with_a_base_renamed_makes_its_events_anew(loaded: Engine) -> None:
    load(loaded, build_read(f"{HANDOVER}\n{ATTACK}"))
    renamed = build_gazetteer([build_base(name="K1 Joint Base"), GAZETTEER.bases[1]], GAZETTEER.actors)
    later = build_pipeline(renamed, NOW + dt.timedelta(days=1))
    assert load_gazetteer(loaded, later) == EventTally(changed=1)
    with open_session(loaded) as session:
        document = json.loads(get_event(session, "k1-handover-2020-03-29").document)
    assert document["base"]["name"] == "K1 Joint Base"


def test_two_processes_loading_one_article_store_it_once(loaded: Engine, database_url: str) -> None:
    engines = [loaded, build_engine(database_url)]
    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(lambda engine: load(engine, build_read(HANDOVER))[0], engines))
    assert {result.outcome for result in results} <= {Outcome.LOADED, Outcome.UNCHANGED}
    assert list_events(loaded) == ["k1-handover-2020-03-29"]
    engines[1].dispose()
