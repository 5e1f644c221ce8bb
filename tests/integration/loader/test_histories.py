"""Whatever is loaded, loaded again, corrected and removed, in whatever order: the present is that of what is there,
the past is what was told then, and the feed leads from the one to the other."""

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from service.domain.changes import ChangeKind
from service.domain.places import Source
from service.domain.queries import EventQuery, PageRequest
from service.errors import GoneError, MovedError, NotFoundError
from service.loader.files import ReadArticle
from service.loader.runs import Pipeline, load_article, load_gazetteer, remove_article
from service.storage.change_queries import find_changes
from service.storage.engine import open_session
from service.storage.event_queries import find_events, get_event
from service.storage.queries import find_articles
from service.storage.revisions import find_last_number
from tests.integration.loader.states import EVERYTHING, State, read_event, read_state
from tests.loading import SOURCE, build_pipeline, build_read, build_real_merger

MERGER = build_real_merger()
PIPELINE: Pipeline = replace(build_pipeline(), merger=MERGER)
SOURCES = (SOURCE, None, Source("new-daily", "New Daily"), Source("new-daily", "NEW DAILY"), Source("post", "Post"))
LINES = (
    "handover k1 2020-03-29",
    "withdrawal k1 2020-03",
    "withdrawal k1 -",
    "handover k1 2020-03-31",
    "handover k1 - planned",
    "handover k1 - denied",
    "handover k1 2021-03-29",
    "attack taji 2020-03-11",
    "attack Camp_Holland 2020-03-11",
    "attack camp_holland 2020-03",
    "attack CAMP_HOLLAND -",
)
ARTICLES = st.builds(
    lambda lines, source, day: (tuple(lines), source, day),
    st.lists(st.sampled_from(LINES), max_size=3),
    st.sampled_from(SOURCES),
    st.sampled_from([None, dt.date(2020, 3, 21), dt.date(2020, 3, 30), dt.date(2021, 4, 2)]),
)
# Which article is loaded (again), or removed where it is loaded and the second value is true.
STEPS = st.lists(st.tuples(st.integers(0, 5), st.booleans()), min_size=1, max_size=14)


@dataclass
class Told:
    """What was answered at a revision: the documents of the list, and the items with their reports."""

    revision: int
    documents: Sequence[str]
    items: dict[str, Any] = field(default_factory=dict)


@pytest.fixture
def loaded(engine: Engine) -> Engine:
    load_gazetteer(engine, PIPELINE)
    return engine


def build_reads(articles: Sequence[tuple[Sequence[str], Source | None, dt.date | None]]) -> list[ReadArticle]:
    return [
        build_read("\n".join([f"# {place}", *lines]), f"{place}.txt", source=source, published=published)
        for place, (lines, source, published) in enumerate(articles)
    ]


def list_documents(engine: Engine, revision: int | None = None) -> Sequence[str]:
    with open_session(engine) as session:
        return [event.document for event in find_events(session, EventQuery(revision=revision), EVERYTHING).items]


def read_told(engine: Engine) -> Told:
    with open_session(engine) as session:
        listed = find_events(session, EventQuery(), EVERYTHING).items
        told = Told(find_last_number(session), [event.document for event in listed])
        for document in told.documents:
            event_id = json.loads(document)["id"]
            told.items[event_id] = read_event(session, event_id)
    return told


def remove_all(engine: Engine, reads: Sequence[ReadArticle]) -> None:
    for read in reads:
        remove_article(engine, read.article.content_hash, MERGER)


def run_steps(
    engine: Engine, reads: Sequence[ReadArticle], steps: Sequence[tuple[int, bool]]
) -> tuple[list[Told], list[ReadArticle], set[str]]:
    """What was told after each step, what is there at the end, and what was removed at some time."""
    present: dict[int, ReadArticle] = {}
    removed: set[str] = set()
    told: list[Told] = []
    for number, removes in steps:
        place = number % len(reads)
        if removes and place in present:
            gone = present.pop(place)
            removed.add(gone.article.content_hash)
            remove_article(engine, gone.article.content_hash, MERGER)
        else:
            present[place] = reads[place]
            load_article(engine, reads[place], PIPELINE)
        told.append(read_told(engine))
    return told, [present[place] for place in sorted(present)], removed


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(articles=st.lists(ARTICLES, min_size=1, max_size=6), steps=STEPS)
def test_articles_loaded_and_removed_in_any_order_give_the_present_of_what_is_there(
    loaded: Engine, articles: list[Any], steps: list[tuple[int, bool]]
) -> None:
    clear(loaded)
    empty = read_state(loaded)
    start = read_last_number(loaded)
    told, present, removed = run_steps(loaded, build_reads(articles), steps)
    state = read_state(loaded)
    assert_feed_leads_to_the_present(loaded)
    for then in told:
        assert_past_is_told_as_then(loaded, then, removed)
    remove_all(loaded, present)
    assert read_state(loaded) == empty
    assert list_documents(loaded, start) == list_documents(loaded)
    assert load_all(loaded, present) == state
    remove_all(loaded, present)


def clear(engine: Engine) -> None:
    """An example that failed leaves its articles to the next one."""
    with open_session(engine) as session:
        left = [article.id for article in find_articles(session, EVERYTHING).items]
    for content_hash in left:
        remove_article(engine, content_hash, MERGER)


def read_last_number(engine: Engine) -> int:
    with open_session(engine) as session:
        return find_last_number(session)


def load_all(engine: Engine, reads: Sequence[ReadArticle]) -> State:
    for read in reads:
        load_article(engine, read, PIPELINE)
    return read_state(engine)


def assert_past_is_told_as_then(engine: Engine, told: Told, removed: set[str]) -> None:
    """Word for word, but for the reports of articles that were removed at some time since."""
    assert list_documents(engine, told.revision) == told.documents
    with open_session(engine) as session:
        for event_id, then in told.items.items():
            now = read_event(session, event_id, told.revision)
            withheld = {report.id for report in now["withheld"]}
            assert {report.article for report in now["withheld"]} <= removed
            kept = [report for report in then["reports"] if report["id"] not in withheld]
            assert now == then | {"reports": kept, "withheld": now["withheld"]}
            assert len(kept) + len(withheld) == len(then["reports"])


def assert_feed_leads_to_the_present(engine: Engine) -> None:
    copy: dict[str, str] = {}
    ended: set[str] = set()
    for change in read_feed(engine):
        if change.kind is ChangeKind.ADDED:
            assert change.event not in copy
        else:
            assert change.event in copy
        if change.document is None:
            del copy[change.event]
            ended.add(change.event)
        else:
            assert change.before == copy.get(change.event)
            copy[change.event] = change.document
    assert sorted(copy.values()) == sorted(list_documents(engine))
    assert_ended_ids_resolve(engine, ended - copy.keys(), copy)


def assert_ended_ids_resolve(engine: Engine, ended: set[str], present: dict[str, str]) -> None:
    with open_session(engine) as session:
        for event_id in ended:
            with pytest.raises((MovedError, GoneError)) as caught:
                get_event(session, event_id)
            assert getattr(caught.value, "target", None) in {None, *present}


def read_feed(engine: Engine) -> Iterator[Any]:
    after = None
    while True:
        with open_session(engine) as session:
            page = find_changes(session, PageRequest(3, after))
        yield from page.items
        if page.after is None:
            return
        after = page.after


def test_remove_article_that_was_corrected_takes_its_earlier_state_too(loaded: Engine) -> None:
    empty = read_state(loaded)
    first, second = build_read("handover k1 2020-03-29"), build_read("handover k1 2020-03-30")
    load_article(loaded, first, PIPELINE)
    load_article(loaded, second, PIPELINE)
    with open_session(loaded) as session:
        with pytest.raises(MovedError) as caught:
            get_event(session, "k1-handover-2020-03-29")
        assert caught.value.target == "k1-handover-2020-03-30"
        assert get_event(session, "k1-handover-2020-03-29", 1).withheld == []
    remove_article(loaded, second.article.content_hash, MERGER)
    assert read_state(loaded) == empty
    with open_session(loaded) as session:
        assert [report.article for report in get_event(session, "k1-handover-2020-03-29", 1).withheld] == [
            first.article.content_hash
        ]
        with pytest.raises(GoneError, match="articles that told it were removed"):
            get_event(session, "k1-handover-2020-03-29")


def test_remove_article_that_is_not_there_changes_nothing(loaded: Engine) -> None:
    before = read_last_number(loaded)
    with pytest.raises(NotFoundError):
        remove_article(loaded, "nope", MERGER)
    assert read_last_number(loaded) == before


def test_load_article_that_gives_an_event_its_date_moves_the_undated_id(loaded: Engine) -> None:
    load_article(loaded, build_read("handover k1 -", published=dt.date(2020, 3, 29)), PIPELINE)
    load_article(loaded, build_read("handover k1 2020-03-29", "b.txt", source=SOURCES[4]), PIPELINE)
    with open_session(loaded) as session:
        with pytest.raises(MovedError) as caught:
            get_event(session, "k1-handover-undated")
        assert caught.value.target == "k1-handover-2020-03-29"
        document = json.loads(get_event(session, caught.value.target).document)
    assert (document["report_count"], document["independent_source_count"]) == (2, 2)


def test_load_article_that_tells_of_a_base_in_another_spelling_names_it_alike_in_any_order(loaded: Engine) -> None:
    reads = [
        build_read("attack camp_holland 2020-03-11", "a.txt"),
        build_read("attack Camp_Holland 2020-03-12", "b.txt", source=SOURCES[3]),
        build_read("attack CAMP_HOLLAND 2020-03-13", "c.txt", source=SOURCES[2]),
    ]
    state = load_all(loaded, reads)
    assert {event["base"]["name"] for event in state["events"]} == {"CAMP HOLLAND"}
    assert {source["name"] for event in state["events"] for source in event["sources"]} == {"Press TV", "NEW DAILY"}
    assert [record.base.aliases for record in state["bases"] if record.base.slug == "camp-holland"] == [
        ("Camp Holland", "camp holland")
    ]
    remove_all(loaded, reads)
    assert load_all(loaded, reads[::-1]) == state
