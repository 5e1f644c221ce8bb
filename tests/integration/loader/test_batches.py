"""Articles stored at once: the present is that of articles stored one by one, the past is that of before the batch."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from operator import itemgetter

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from service.domain.events.events import Event, FiledReport
from service.domain.queries import EventQuery
from service.loader.articles.building import ReadArticle
from service.loader.runs.outcomes import Outcome
from service.storage.database.engine import build_engine
from service.storage.database.schema import migrate
from service.storage.read.events import find_events
from service.storage.tables.models import RevisionRow
from tests.integration.loader.states import EVERYTHING, dump_tables, read_event, read_state
from tests.integration.loader.test_parallel import ODD, OTHERS, load_all
from tests.loading import build_pipeline, build_read, build_real_merger

PIPELINE = replace(build_pipeline(), merger=build_real_merger())
# Bases that no seeds give, under several names, and a corrected article.
NAMED = [
    build_read(f"# {n}\nattack Camp_{n % 3} 2020-0{1 + n}\nhandover CAMP_{n % 3} -", f"named-{n}.txt") for n in range(9)
]
READS = [*OTHERS[:6], *ODD, *NAMED, build_read("# corrected\nhandover k1 2020-03-29", "3.txt"), *OTHERS[6:]]


def list_revisions(engine: Engine) -> list[tuple[int, str | None]]:
    with Session(engine) as session:
        rows = session.execute(select(RevisionRow.id, RevisionRow.article).order_by(RevisionRow.id))
        return [(row.id, row.article) for row in rows]


def test_load_in_batches_makes_the_same_present_as_one_by_one(engine: Engine, empty_database_url: str) -> None:
    outcomes = load_all(engine, READS, PIPELINE, None, size=7)
    other = build_engine(empty_database_url)
    migrate(other)
    in_turn = load_all(other, READS, PIPELINE, None)
    # What is refused, or stored already, does not wait for its batch.
    assert sorted(outcomes, key=itemgetter(0)) == sorted(in_turn, key=itemgetter(0))
    assert {Outcome.LOADED, Outcome.REPLACED} < {outcome for _, outcome in outcomes}
    state, other_state = read_state(engine), read_state(other)
    other.dispose()
    assert state == other_state
    assert len(list_revisions(engine)) < len(in_turn) / 2


def test_batch_is_one_revision_of_no_article_and_changes_nothing_of_what_was(engine: Engine) -> None:
    load_all(engine, OTHERS[:3], PIPELINE, None)
    (last, article), stored = list_revisions(engine)[-1], OTHERS[2].article.content_hash
    assert article == stored
    with Session(engine) as session:
        ids = [json.loads(item.document)["id"] for item in find_events(session, EventQuery(), EVERYTHING).items]
        before = [read_event(session, event_id) for event_id in ids]
    load_all(engine, OTHERS[3:8], PIPELINE, None, size=5)
    assert list_revisions(engine)[-2:] == [(last, stored), (last + 1, None)]
    with Session(engine) as session:
        assert [read_event(session, event_id, last) for event_id in ids] == before
        assert [read_event(session, event_id) for event_id in ids] != before


def test_batch_that_fails_in_its_last_step_stores_nothing(engine: Engine) -> None:
    load_all(engine, OTHERS[:3], PIPELINE, None)
    before = dump_tables(engine)

    def fail(_filed: Iterable[FiledReport]) -> Sequence[Event]:
        raise ZeroDivisionError

    failing = replace(PIPELINE, merger=replace(PIPELINE.merger, merge=fail, by_neighbours=None))
    with pytest.raises(ZeroDivisionError):
        load_all(engine, OTHERS[3:], failing, None, 5)
    assert dump_tables(engine) == before


@pytest.mark.parametrize(
    ("later", "outcome"),
    [
        (build_read("# later\nattack k1 2020-03-29", "other.txt", "https://a.example/1"), Outcome.REPLACED),
        (build_read("# later\nattack k1 2020-03-29", "first.txt"), Outcome.REPLACED),
        (build_read("# first\nhandover k1 2020-03-29", "copy.txt", "https://a.example/1"), Outcome.UNCHANGED),
        (build_read("# later\nattack k1 2020-03-29", "other.txt", "https://a.example/2"), Outcome.LOADED),
    ],
)
def test_batch_ends_before_what_may_be_a_state_of_one_in_it(
    engine: Engine, later: ReadArticle, outcome: Outcome
) -> None:
    first = build_read("# first\nhandover k1 2020-03-29", "first.txt", "https://a.example/1")
    outcomes = load_all(engine, [first, OTHERS[0], later], PIPELINE, None, size=5)
    assert [each for _, each in outcomes] == [Outcome.LOADED, Outcome.LOADED, outcome]
    assert len(list_revisions(engine)) == (2 if outcome is Outcome.REPLACED else 1)
