"""How likely events are, while articles come and go, are read by other rules, or were stored before it was kept."""

import datetime as dt
import json
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Engine, insert, inspect, select, text
from sqlalchemy.exc import IntegrityError

from service.domain.articles.article import Article
from service.domain.changes import ChangeKind
from service.domain.names.places import Source
from service.domain.queries import EventQuery
from service.loader.runs.loading import load_article, load_gazetteer, remove_article
from service.loader.runs.rebuilds import rebuild
from service.storage.database.engine import WRITES, open_session
from service.storage.database.schema import migrate
from service.storage.read.events import find_events
from service.storage.tables.event_links import EventReportRow
from service.storage.tables.models import EventRow
from service.storage.tables.revisions import find_last_number
from tests.earlier_schemas import go_back
from tests.integration.loader.states import EVERYTHING, read_event, read_state
from tests.lines import LineExtraction, extract_lines
from tests.loading import build_pipeline, build_read, build_real_merger

K1 = "k1-handover-2020-03-29"
PIPELINE = replace(build_pipeline(), merger=build_real_merger())
UNSURE = build_read("handover k1 2020-03-29 occurred 300 0.4\nattack taji 2020-03-11 occurred 9 0.99", "a.txt")
SURE = build_read("handover k1 2020-03-29 occurred 300 0.9", "b.txt", source=Source("post", "Post"))
DENIAL = build_read("handover k1 2020-03-29 denied 300 0.6", "c.txt", source=Source("daily", "Daily"))
READS = (UNSURE, SURE, DENIAL)


@pytest.fixture
def loaded(engine: Engine) -> Engine:
    """An article a revision."""
    load_gazetteer(engine, PIPELINE)
    for read in READS:
        load_article(engine, read, PIPELINE)
    return engine


def read_confidence(engine: Engine, event: str = K1, revision: int | None = None) -> Any:
    with open_session(engine) as session:
        return read_event(session, event, revision)["confidence"]


def find_ids(engine: Engine, confidence: float, revision: int | None = None) -> list[str]:
    query = EventQuery({"min_confidence": confidence}, revision=revision)
    with open_session(engine) as session:
        return [json.loads(event.document)["id"] for event in find_events(session, query, EVERYTHING).items]


def read_rows(engine: Engine) -> list[Any]:
    """All that is stored of all versions of events."""
    with engine.connect() as connection:
        # An earlier schema lacks some columns.
        stored = {column["name"] for column in inspect(connection).get_columns("event")}
        columns = [column for column in EventRow.__table__.columns if column.name in stored]
        return [row._asdict() for row in connection.execute(select(*columns).order_by(EventRow.id))]


def migrate_again(engine: Engine) -> None:
    """Back to the tables that have no confidence of events, and up."""
    go_back(engine, "0007")
    with engine.connect() as connection:
        documents = connection.execute(text("SELECT document FROM event")).scalars().all()
    assert documents
    assert all("confidence" not in json.loads(document) for document in documents)
    migrate(engine)


def test_event_is_as_confident_as_its_most_confident_report_at_each_revision(loaded: Engine) -> None:
    assert [read_confidence(loaded, revision=revision) for revision in (1, 2, 3, None)] == [0.4, 0.9, 0.9, 0.9]
    assert find_ids(loaded, 0.9) == [K1, "taji-attack-2020-03-11"]
    assert find_ids(loaded, 0.91) == ["taji-attack-2020-03-11"]
    assert find_ids(loaded, 0.4, revision=1) == [K1, "taji-attack-2020-03-11"]
    assert find_ids(loaded, 0.9, revision=1) == ["taji-attack-2020-03-11"]


def test_event_whose_most_confident_report_goes_is_less_confident(loaded: Engine) -> None:
    remove_article(loaded, SURE.article.content_hash, build_real_merger())
    assert read_confidence(loaded) == 0.6
    assert find_ids(loaded, 0.61) == ["taji-attack-2020-03-11"]
    # What was told before does not change.
    assert read_confidence(loaded, revision=3) == 0.9
    assert K1 in find_ids(loaded, 0.9, revision=3)


def test_rebuild_by_which_confidence_alone_differs_is_a_change_but_no_entry_of_how_it_was_told(loaded: Engine) -> None:
    def extract(article: Article) -> LineExtraction:
        return extract_lines(replace(article, text=article.text.replace("300 0.9", "300 0.5")))

    with open_session(loaded) as session:
        before = read_event(session, K1)
    [change] = rebuild(loaded, replace(PIPELINE, extract=extract)).changes
    assert (change.kind, change.event) == (ChangeKind.CHANGED, K1)
    old, new = json.loads(change.before or ""), json.loads(change.document or "")
    assert {name for name in new if old[name] != new[name]} == {"revision", "updated_at", "confidence"}
    with open_session(loaded) as session:
        assert read_event(session, K1)["history"] == before["history"]
    assert read_confidence(loaded) == 0.6
    assert rebuild(loaded, replace(PIPELINE, extract=extract)).changes == []


def test_migrate_gives_what_is_written_anew(loaded: Engine) -> None:
    before, state = read_rows(loaded), read_state(loaded)
    migrate_again(loaded)
    assert [row | {"content_hash": ""} for row in read_rows(loaded)] == [row | {"content_hash": ""} for row in before]
    assert [row for row in read_rows(loaded) if row["until"] is None] == [row for row in before if row["until"] is None]
    assert read_state(loaded) == state


def test_migrate_leaves_nothing_for_a_rebuild_or_a_load_to_change(loaded: Engine) -> None:
    migrate_again(loaded)
    result = rebuild(loaded, PIPELINE)
    assert (result.articles, list(result.changes)) == (0, [])
    load_article(loaded, build_read("attack k1 2021-01-01", "d.txt", published=dt.date(2021, 1, 2)), PIPELINE)
    with open_session(loaded) as session:
        last = find_last_number(session)
    assert [row["slug"] for row in read_rows(loaded) if row["since"] == last] == ["k1-attack-2021-01-01"]


def test_migrate_of_versions_whose_reports_were_removed_does_not_guess(loaded: Engine) -> None:
    remove_article(loaded, DENIAL.article.content_hash, build_real_merger())
    migrate_again(loaded)
    assert [read_confidence(loaded, revision=revision) for revision in (1, 2, 3, 4)] == [0.4, 0.9, None, 0.9]
    assert find_ids(loaded, 0, revision=3) == ["taji-attack-2020-03-11"]


def test_migrate_of_more_events_than_fit_a_batch_fills_all(loaded: Engine) -> None:
    """Copies of the first version of an event, which ended long ago."""
    count = 2_001
    first = next(row for row in read_rows(loaded) if row["slug"] == K1)
    with loaded.execution_options(**{WRITES: True}).begin() as connection:
        copies = [first | {"id": 1_000 + number, "slug": f"copy-{number}"} for number in range(count)]
        connection.execute(insert(EventRow), copies)
        links = connection.execute(select(EventReportRow.__table__).where(EventReportRow.event_id == first["id"])).one()
        rows = [{**links._asdict(), "event_id": copy["id"]} for copy in copies]
        connection.execute(insert(EventReportRow), rows)
    before = [(row["id"], row["confidence"], row["document"]) for row in read_rows(loaded)]
    migrate_again(loaded)
    assert [(row["id"], row["confidence"], row["document"]) for row in read_rows(loaded)] == before
    assert len(before) > count


@pytest.mark.parametrize("confidence", [-0.01, 1.01])
def test_event_confidence_that_is_no_probability_is_refused_by_the_database(loaded: Engine, confidence: float) -> None:
    with pytest.raises(IntegrityError), loaded.begin() as connection:
        connection.execute(text("UPDATE event SET confidence = :value"), {"value": confidence})
