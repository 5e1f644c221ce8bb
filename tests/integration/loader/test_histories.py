"""Whatever is loaded, loaded again, corrected and removed, in whatever order: the present is that of what is there,
the past is what was told then, and the feed leads from the one to the other."""

import datetime as dt
import json
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from service.domain.changes import ChangeKind
from service.domain.names.places import Source
from service.domain.queries import ChangeQuery, EventQuery, PageRequest
from service.errors import GoneError, MovedError, NotFoundError
from service.loader.articles.building import ReadArticle
from service.loader.runs import saving
from service.loader.runs.loading import Pipeline, load_article, load_gazetteer, remove_article
from service.storage.database.engine import open_session
from service.storage.names.resolve import resolve_bases
from service.storage.read.changes import find_changes
from service.storage.read.events import find_events, get_event
from service.storage.read.names import find_articles, get_base
from service.storage.tables.revisions import find_last_number, get_number_at
from tests.builders import build_actor, build_gazetteer
from tests.integration.loader.states import EVERYTHING, State, read_event, read_state
from tests.loading import GAZETTEER, NOW, SOURCE, build_pipeline, build_read, build_real_merger

MERGER = build_real_merger()
PIPELINE: Pipeline = replace(build_pipeline(), merger=MERGER)
SOURCES = (SOURCE, None, Source("new-daily", "New Daily"), Source("new-daily", "NEW DAILY"), Source("post", "Post"))
LINES = (
    "handover k1 2020-03-29",
    "withdrawal k1 2020-03 occurred 300 0.9",
    "withdrawal k1 -",
    "handover k1 2020-03-31",
    "handover k1 - planned",
    "handover k1 - denied",
    "handover k1 2021-03-29",
    "attack taji 2020-03-11",
    "attack Camp_Holland 2020-03-11",
    "attack camp_holland 2020-03 occurred 300 0.4",
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


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
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
    assert_feed_of_each_name_has_what_had_or_has_it(loaded)
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


def assert_feed_of_each_name_has_what_had_or_has_it(engine: Engine) -> None:
    """Of each base and actor, those changes before or after which the event has it."""
    copy: dict[str, Set[tuple[str, str]]] = {}
    expected: dict[tuple[str, str], list[str]] = {}
    for change in read_feed(engine):
        before, after = copy.get(change.event, set()), list_subjects(change.document)
        copy[change.event] = after
        for subject in before | after:
            expected.setdefault(subject, []).append(change.place)
    for (kind, slug), places in expected.items():
        found = read_feed(engine, ChangeQuery(**{kind: (slug,)}))
        assert [change.place for change in found] == places


def list_subjects(document: str | None) -> Set[tuple[str, str]]:
    event = json.loads(document or '{"actors": [], "base": null}')
    bases = [event["base"]] if event["base"] else []
    return {("base", base["slug"]) for base in bases} | {("actor", actor["slug"]) for actor in event["actors"]}


def assert_ended_ids_resolve(engine: Engine, ended: set[str], present: dict[str, str]) -> None:
    with open_session(engine) as session:
        for event_id in ended:
            with pytest.raises((MovedError, GoneError)) as caught:
                get_event(session, event_id)
            assert getattr(caught.value, "target", None) in {None, *present}


def read_feed(engine: Engine, query: ChangeQuery | None = None) -> Iterator[Any]:
    after = None
    while True:
        with open_session(engine) as session:
            page = find_changes(session, PageRequest(3, after), query)
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
        assert get_event(session, "k1-handover-2020-03-29", 1).reports.withheld == []
    remove_article(loaded, second.article.content_hash, MERGER)
    assert read_state(loaded) == empty
    with open_session(loaded) as session:
        assert [report.article for report in get_event(session, "k1-handover-2020-03-29", 1).reports.withheld] == [
            first.article.content_hash
        ]
        with pytest.raises(GoneError, match="articles that reported it were removed"):
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


def test_load_gazetteer_that_changes_many_blocks_numbers_their_changes_through(
    loaded: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(saving, "BATCH", 2)
    reads = [build_read(f"attack base-{number} 2020-03-11", f"{number}.txt") for number in range(7)]
    load_all(loaded, reads)
    renamed = build_gazetteer(GAZETTEER.bases, [build_actor(name="The coalition")], [SOURCE])
    load_gazetteer(loaded, replace(PIPELINE, gazetteer=renamed))
    changes = [change for change in read_feed(loaded) if change.kind is ChangeKind.CHANGED]
    assert [change.position for change in changes] == list(range(7))
    assert all("The coalition" in change.document for change in changes)
    assert_feed_leads_to_the_present(loaded)


def test_remove_article_leaves_another_one_with_the_text_of_its_earlier_state(loaded: Engine) -> None:
    first = build_read("handover k1 2020-03-29", "latest.txt")
    second = build_read("handover k1 2020-04-29", "latest.txt")
    kept = build_read("handover k1 2020-03-29", "archive.txt")
    for read in (first, second, kept):
        load_article(loaded, read, PIPELINE)
    assert first.article.content_hash == kept.article.content_hash
    remove_article(loaded, second.article.content_hash, MERGER)
    state = read_state(loaded)
    assert [event["id"] for event in state["events"]] == ["k1-handover-2020-03-29"]
    assert [article.file for article, _ in state["articles"]] == ["archive.txt"]


def test_load_article_of_unknown_sources_with_one_file_name_replaces_only_what_is_alike(loaded: Engine) -> None:
    words = "# The flag was lowered at noon and the last convoy left for the border under escort.\n"
    first = build_read(f"{words}handover k1 2020-03-29", source=None)
    other = build_read("# Nothing of that.\nattack taji 2020-03-11", source=None)
    corrected = build_read(f"{words}handover k1 2020-03-30", source=None)
    load_all(loaded, [first, other, corrected])
    assert sorted(event["id"] for event in read_state(loaded)["events"]) == [
        "k1-handover-2020-03-30",
        "taji-attack-2020-03-11",
    ]


def test_revisions_of_a_clock_that_goes_back_are_later_all_the_same(loaded: Engine) -> None:
    load_article(loaded, build_read("handover k1 2020-03-29"), PIPELINE)
    earlier = replace(PIPELINE, merger=build_real_merger(NOW - dt.timedelta(hours=1)))
    load_article(loaded, build_read("attack taji 2020-03-11", "b.txt"), earlier)
    with open_session(loaded) as session:
        assert get_number_at(session, NOW) == 1
        assert get_number_at(session, NOW + dt.timedelta(seconds=1)) == 2


def test_names_with_one_key_are_each_found_by_their_slug(loaded: Engine) -> None:
    reads = [build_read("attack Camp_Holland 2020-03-11"), build_read("attack Campholland 2020-03-12", "b.txt")]
    load_all(loaded, reads)
    with open_session(loaded) as session:
        assert resolve_bases(session, ["camp-holland", "campholland"]) == ("camp-holland", "campholland")
        assert [get_base(session, slug).base.slug for slug in ("camp-holland", "campholland")] == [
            "camp-holland",
            "campholland",
        ]
    remove_article(loaded, reads[0].article.content_hash, MERGER)
    with open_session(loaded) as session:
        assert resolve_bases(session, ["Campholland"]) == ("campholland",)


def test_remove_article_leaves_no_word_of_it_in_the_files_of_the_database(loaded: Engine) -> None:
    if loaded.dialect.name != "sqlite":
        pytest.skip("PostgreSQL overwrites what is deleted when it is vacuumed")
    secret = build_read("# zanzibarword\nhandover k1 2020-03-29", "quaggafile.txt", url="https://example.org/okapi")
    load_article(loaded, secret, PIPELINE)
    remove_article(loaded, secret.article.content_hash, MERGER)
    path = Path(str(loaded.url.database))
    data = b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))
    assert not [word for word in (b"zanzibarword", b"quaggafile", b"okapi") if word in data]
