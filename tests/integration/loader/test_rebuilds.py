"""Reading all articles again by other rules."""

import datetime as dt
import json
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from sqlalchemy import Engine, text

from service.domain.articles.article import Article
from service.domain.names.places import Source
from service.domain.queries import ChangeQuery, EventQuery, PageRequest
from service.errors import ArticleError, GoneError, MovedError, ParameterError
from service.loader.articles.building import ReadArticle
from service.loader.runs.loading import Pipeline, load_article, load_gazetteer
from service.loader.runs.rebuilds import RebuildResult, rebuild
from service.storage.database.engine import WRITES, build_engine, open_session
from service.storage.database.schema import migrate
from service.storage.names.resolve import resolve_bases
from service.storage.read.changes import find_changes
from service.storage.read.events import find_events, get_event
from service.storage.tables.revisions import find_last_number, is_unread
from tests.builders import build_base, build_gazetteer
from tests.earlier_schemas import go_back
from tests.integration.loader.states import EVERYTHING, read_event, read_state
from tests.lines import LineExtraction, extract_lines
from tests.loading import GAZETTEER, NOW, SOURCE, build_pipeline, build_read

READS = (
    build_read("handover k1 2020-03-29"),
    build_read("handover k1 2020-03-29\nattack taji 2020-03-11", "b.txt", source=None),
    build_read("# nothing", "c.txt"),
)


@pytest.fixture
def loaded(engine: Engine) -> Engine:
    load_all(engine, build_pipeline())
    return engine


def load_all(engine: Engine, pipeline: Pipeline, reads: Sequence[ReadArticle] = READS) -> None:
    load_gazetteer(engine, pipeline)
    for read in reads:
        load_article(engine, read, pipeline)


def read_otherwise(article: Article) -> LineExtraction:
    """Rules that take the day for the next one, attacks for nothing, and words for an attack."""
    text = article.text.replace("2020-03-29", "2020-03-30").replace("attack taji 2020-03-11", "")
    changed = replace(article, text=text.replace("# nothing", "attack taji 2020-03-12"))
    return replace(extract_lines(changed), article=article)


OTHER = replace(build_pipeline(now=NOW + dt.timedelta(days=1)), extract=read_otherwise)


def list_changes(result: RebuildResult) -> list[tuple[str, str, str | None]]:
    return [(change.kind.value, change.event, change.successor) for change in result.changes]


def count_revisions(engine: Engine) -> int:
    with open_session(engine) as session:
        return find_last_number(session)


def test_rebuild_by_the_same_rules_changes_nothing(loaded: Engine) -> None:
    before = read_state(loaded), count_revisions(loaded)
    assert rebuild(loaded, build_pipeline()) == RebuildResult(0, [])
    assert (read_state(loaded), count_revisions(loaded)) == before


def test_rebuild_by_other_rules_gives_what_loading_by_them_gives(loaded: Engine, empty_database_url: str) -> None:
    result = rebuild(loaded, OTHER)
    assert result.articles == 3
    assert sorted(list_changes(result)) == [
        ("added", "k1-handover-2020-03-30", None),
        ("added", "taji-attack-2020-03-12", None),
        ("merged", "k1-handover-2020-03-29", "k1-handover-2020-03-30"),
        ("removed", "taji-attack-2020-03-11", None),
    ]
    fresh = build_engine(empty_database_url)
    migrate(fresh)
    load_all(fresh, OTHER)
    assert read_state(loaded) == read_state(fresh)
    fresh.dispose()


def test_rebuild_keeps_the_past_and_sends_old_ids_on(loaded: Engine) -> None:
    last = count_revisions(loaded)
    with open_session(loaded) as session:
        before = read_event(session, "k1-handover-2020-03-29")
        documents = find_events(session, EventQuery(), EVERYTHING).items
    rebuild(loaded, OTHER)
    assert count_revisions(loaded) == last + 1
    with open_session(loaded) as session:
        assert read_event(session, "k1-handover-2020-03-29", last) == before
        assert find_events(session, EventQuery(revision=last), EVERYTHING).items == documents
        with pytest.raises(MovedError) as moved:
            get_event(session, "k1-handover-2020-03-29")
        assert moved.value.target == "k1-handover-2020-03-30"
        with pytest.raises(GoneError, match="extracted again"):
            get_event(session, "taji-attack-2020-03-11")


def test_rebuild_as_a_dry_run_tells_the_same_and_changes_nothing(loaded: Engine) -> None:
    before = read_state(loaded), count_revisions(loaded)
    tried = rebuild(loaded, OTHER, dry_run=True)
    assert (read_state(loaded), count_revisions(loaded)) == before
    assert list_changes(rebuild(loaded, OTHER)) == list_changes(tried)


def test_rebuild_with_other_names_brings_them_to_reports_and_events(loaded: Engine) -> None:
    renamed = build_gazetteer([build_base(name="K1 Joint Base"), GAZETTEER.bases[1]], GAZETTEER.actors, [SOURCE])
    result = rebuild(loaded, build_pipeline(renamed))
    assert list_changes(result) == [("changed", "k1-handover-2020-03-29", None)]
    with open_session(loaded) as session:
        event = read_event(session, "k1-handover-2020-03-29")
    assert {event["base"]["name"], *(report["base"]["name"] for report in event["reports"])} == {"K1 Joint Base"}


def test_rebuild_with_another_alias_alone_keeps_it_and_makes_no_revision(loaded: Engine) -> None:
    before = count_revisions(loaded)
    aliased = build_gazetteer([build_base(aliases=["Kaywan"]), GAZETTEER.bases[1]], GAZETTEER.actors, [SOURCE])
    assert rebuild(loaded, build_pipeline(aliased), dry_run=True).changes == []
    with open_session(loaded) as session, pytest.raises(ParameterError):
        resolve_bases(session, ["Kaywan"])
    assert rebuild(loaded, build_pipeline(aliased)) == RebuildResult(0, [])
    with open_session(loaded) as session:
        assert resolve_bases(session, ["Kaywan"]) == ("k1",)
    assert count_revisions(loaded) == before


def test_rebuild_that_finds_a_title_tells_it_with_the_reports(loaded: Engine) -> None:
    def find_title(article: Article) -> LineExtraction:
        return replace(extract_lines(article), article=replace(article, title="Base handed over"))

    rebuild(loaded, replace(build_pipeline(), extract=find_title))
    with open_session(loaded) as session:
        event = read_event(session, "k1-handover-2020-03-29")
    assert {report["article"]["title"] for report in event["reports"]} == {"Base handed over"}


def test_rebuild_finds_anew_what_the_text_told_and_keeps_what_was_given(loaded: Engine) -> None:
    """A title and a publisher that rules found before are not taken for what was said beside the text."""

    def find(title: str, slug: str) -> Callable[[Article], LineExtraction]:
        def extract(article: Article) -> LineExtraction:
            named = replace(article, title=article.title or title, source=article.source or slug)
            return replace(extract_lines(article), article=named)

        return extract

    rebuild(loaded, replace(build_pipeline(), extract=find("One", "zeta-wire")))
    assert rebuild(loaded, replace(build_pipeline(), extract=find("Two", "zeta"))).articles == len(READS)
    state = read_state(loaded)
    found = {article.file: (article.title, article.source.slug) for article, _ in state["articles"]}
    assert found == {"a.txt": ("Two", "press-tv"), "b.txt": ("Two", "zeta"), "c.txt": ("Two", "press-tv")}
    assert [record.source.slug for record in state["sources"]] == ["press-tv", "zeta"]


def test_rebuild_of_a_publisher_that_seeds_know_meanwhile_knows_it(loaded: Engine) -> None:
    read = build_read("attack taji 2020-03-12", "d.txt", source=Source("daily-star", "Daily Star"))
    load_article(loaded, read, build_pipeline())
    known = Source("star", "The Star", aliases=("Daily Star",))
    rebuild(loaded, build_pipeline(build_gazetteer(GAZETTEER.bases, GAZETTEER.actors, [SOURCE, known])))
    with open_session(loaded) as session:
        event = read_event(session, "taji-attack-2020-03-12")
    assert event["sources"] == [{"slug": "star", "name": "The Star"}]
    assert event["reports"][0]["article"]["source"] == {"slug": "star", "name": "The Star"}


def rename_bases(*names: tuple[str, str]) -> Pipeline:
    """Rules that know some bases by other slugs."""

    def extract(article: Article) -> LineExtraction:
        text = article.text
        for old, new in names:
            text = text.replace(old, new)
        return replace(extract_lines(replace(article, text=text)), article=article)

    return replace(build_pipeline(), extract=extract)


def test_rebuild_that_gives_a_base_another_slug_sends_its_events_ids_on(loaded: Engine) -> None:
    load_article(loaded, build_read("attack holland 2020-03-11", "e.txt"), build_pipeline())
    changes = list_changes(rebuild(loaded, rename_bases(("holland", "camp_holland"))))
    assert changes == [
        ("added", "camp-holland-attack-2020-03-11", None),
        ("merged", "holland-attack-2020-03-11", "camp-holland-attack-2020-03-11"),
    ]
    with open_session(loaded) as session, pytest.raises(MovedError) as moved:
        get_event(session, "holland-attack-2020-03-11")
    assert moved.value.target == "camp-holland-attack-2020-03-11"
    # Whoever follows the base by its former slug hears where its events went.
    with open_session(loaded) as session:
        followed = find_changes(session, PageRequest(9), ChangeQuery(base=("holland",))).items
    assert [(change.kind, change.successor) for change in followed] == [
        ("added", None),
        ("merged", "camp-holland-attack-2020-03-11"),
    ]


def test_rebuild_that_renames_two_bases_of_one_sentence_sends_no_id_to_the_wrong_one(loaded: Engine) -> None:
    """Both reports quote the same words, so which of the new events is which cannot be told."""
    load_article(loaded, build_read("attack one 2020-03-11\nattack two 2020-03-11", "e.txt"), build_pipeline())
    changes = list_changes(rebuild(loaded, rename_bases(("one", "uno"), ("two", "due"))))
    assert [(kind, event) for kind, event, into in changes if into is None and kind == "removed"] == [
        ("removed", "one-attack-2020-03-11"),
        ("removed", "two-attack-2020-03-11"),
    ]


def test_rebuild_of_an_article_that_the_rules_refuse_now_keeps_what_was_found(loaded: Engine) -> None:
    def refuse(article: Article) -> LineExtraction:
        if article.file == "a.txt":
            raise ArticleError("is in a language that has no rules")
        return extract_lines(article)

    before = read_state(loaded)
    assert rebuild(loaded, replace(build_pipeline(), extract=refuse)).articles == 0
    assert read_state(loaded) == before


def test_migrate_from_the_first_tables_keeps_articles_and_rebuild_finds_their_events(empty_database_url: str) -> None:
    engine = build_engine(empty_database_url)
    migrate(engine, "0001")
    with engine.execution_options(**{WRITES: True}).begin() as connection:
        connection.execute(
            text("INSERT INTO source (slug, name, aliases) VALUES (:slug, 'Press TV', '[]')"), {"slug": SOURCE.slug}
        )
        connection.execute(
            text(
                "INSERT INTO article (content_hash, source_slug, file, published, language, rendition, text) "
                "VALUES ('hash', :slug, 'a.txt', '2020-03-30', 'en', 'full', 'handover k1 2020-03-29')"
            ),
            {"slug": SOURCE.slug},
        )
    migrate(engine)
    with open_session(engine) as session:
        assert is_unread(session)
    load_gazetteer(engine, build_pipeline())
    assert rebuild(engine, build_pipeline()).articles == 1
    with open_session(engine) as session:
        assert not is_unread(session)
        event = json.loads(get_event(session, "k1-handover-2020-03-29").document)
    assert event["sources"] == [{"slug": "press-tv", "name": "Press TV"}]
    assert event["first_reported"] == "2020-03-30"
    go_back(engine, "0001")
    engine.dispose()
