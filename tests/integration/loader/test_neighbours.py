"""Merging what a change may reach gives what merging all gives: the same events, ids, versions and redirects."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import Engine

from service.domain.queries import PageRequest
from service.errors import NotFoundError
from service.loader.articles.building import ReadArticle
from service.loader.runs import saving
from service.loader.runs.loading import Pipeline, load_article, load_gazetteer, remove_article
from service.storage.database.engine import build_engine, open_session
from service.storage.database.schema import migrate
from service.storage.read.changes import find_changes
from service.storage.write.events import EventTally
from tests.integration.loader.states import EVERYTHING, read_state
from tests.integration.loader.test_histories import SOURCES
from tests.loading import build_pipeline, build_read, build_real_merger

PARTIAL: Pipeline = replace(build_pipeline(), merger=build_real_merger())
WHOLE: Pipeline = replace(PARTIAL, merger=replace(PARTIAL.merger, by_neighbours=None))
START = date(2019, 11, 1)
DAYS = 500


def draw_date(random: Random, day: date) -> str:
    return random.choice(
        [f"{day}"] * 6
        + [f"{day:%Y-%m}", f"{day:%Y}", "-", "-", f"XXXX-{day:%m-%d}", f"{day}/{day + timedelta(random.randrange(9))}"]
    )


def draw_line(random: Random, kinds: list[str], day: date) -> str:
    status = random.choices(["occurred", "planned", "denied"], [6, 2, 1])[0]
    people = random.choice(["-", str(random.randrange(1, 4))])
    return f"{random.choice(kinds)} k1 {draw_date(random, day)} {status} {people}"


def draw_article(random: Random, kinds: list[str], place: int) -> ReadArticle:
    day = START + timedelta(random.randrange(DAYS))
    near = [day + timedelta(random.choice([0, 0, 1, 2, -20, 90])) for _ in range(random.randrange(1, 4))]
    lines = [f"# {random.random()}", *(draw_line(random, kinds, other) for other in near)]
    published = random.choice([None, *(day + timedelta(days) for days in (0, 0, 1, 3, 40, -30, 300))])
    source = random.choice(SOURCES[:2] + SOURCES[4:])
    # Articles of one source and file are states of one.
    return build_read("\n".join(lines), f"{place % 25}.txt", source=source, published=published)


@pytest.fixture
def engines(tmp_path: Path, engine: Engine) -> Iterator[tuple[Engine, Engine]]:
    """A store of either database, and one beside it."""
    other = build_engine(f"sqlite:///{tmp_path / 'other.db'}")
    migrate(other)
    load_gazetteer(engine, PARTIAL)
    load_gazetteer(other, WHOLE)
    yield engine, other
    other.dispose()


def list_changes(engine: Engine) -> list[tuple[object, ...]]:
    with open_session(engine) as session:
        changes = find_changes(session, PageRequest(EVERYTHING.limit, None)).items
    changes = sorted(changes, key=lambda change: (change.revision.number, change.event))
    return [(item.revision, item.kind, item.event, item.successor, item.document) for item in changes]


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("kinds", [["attack"], ["handover", "withdrawal"]])
def test_load_and_remove_by_neighbours_does_what_merging_all_does(
    engines: tuple[Engine, Engine], monkeypatch: pytest.MonkeyPatch, seed: int, kinds: list[str]
) -> None:
    monkeypatch.setattr(saving, "FEW", 0)
    random = Random(seed)  # noqa: S311 - so that what fails does so again
    present: list[ReadArticle] = []
    for place in range(30):
        if present and random.random() < 0.2:
            gone = present.pop(random.randrange(len(present))).article.content_hash
            tallies = [try_remove(engine, gone, pipeline) for engine, pipeline in pair_up(engines)]
        else:
            present.append(draw_article(random, kinds, place))
            tallies = [load_article(engine, present[-1], pipeline).events for engine, pipeline in pair_up(engines)]
        assert tallies[0] == tallies[1], place
    one, other = engines
    assert list_changes(one) == list_changes(other)
    assert read_state(one) == read_state(other)


def pair_up(engines: tuple[Engine, Engine]) -> list[tuple[Engine, Pipeline]]:
    return list(zip(engines, (PARTIAL, WHOLE), strict=True))


def try_remove(engine: Engine, content_hash: str, pipeline: Pipeline) -> EventTally | None:
    """Null for an article that a later state took the place of."""
    try:
        return remove_article(engine, content_hash, pipeline.merger).events
    except NotFoundError:
        return None
