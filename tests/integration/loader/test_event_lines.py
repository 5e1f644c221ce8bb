"""The line of CSV of each stored version of an event is that of its document, whatever wrote the version."""

import json
from dataclasses import replace

import pytest
from sqlalchemy import Engine, func, insert, select, text

from schemas.resources.event_lines import write_event_line
from service.loader.runs.loading import MergingPipeline, load_gazetteer
from service.loader.runs.rebuilds import RebuildResult, rebuild, render_stored
from service.storage.database.engine import WRITES
from service.storage.database.schema import migrate
from service.storage.tables.event_links import EventLineRow
from service.storage.tables.models import EventRow
from tests.builders import build_base, build_gazetteer
from tests.earlier_schemas import go_back
from tests.integration.loader.removals import K1, PIPELINE, load_and_remove
from tests.loading import GAZETTEER, SOURCE

RENAMED = build_gazetteer([build_base(name="=K1, Joint"), GAZETTEER.bases[1]], GAZETTEER.actors, [SOURCE])


@pytest.fixture
def loaded(engine: Engine) -> Engine:
    load_and_remove(engine)
    return engine


def read_lines(engine: Engine) -> list[tuple[int, str]]:
    with engine.connect() as connection:
        columns = select(EventLineRow.event_id, EventLineRow.line).order_by(EventLineRow.event_id)
        return [(row.event_id, row.line) for row in connection.execute(columns)]


def write_lines(engine: Engine) -> list[tuple[int, str]]:
    """What the lines of the stored documents are now."""
    with engine.connect() as connection:
        rows = connection.execute(select(EventRow.id, EventRow.document).order_by(EventRow.id)).all()
    return [(row.id, write_event_line(json.loads(row.document))) for row in rows]


def change(engine: Engine, statement: str, **values: object) -> None:
    with engine.execution_options(**{WRITES: True}).begin() as connection:
        assert connection.execute(text(statement), values).rowcount > 0


def test_lines_of_loaded_and_removed_articles_are_those_of_the_documents(loaded: Engine) -> None:
    lines = read_lines(loaded)
    assert len(lines) == 4
    assert lines == write_lines(loaded)


def test_lines_of_renamed_events_are_those_of_the_documents(loaded: Engine) -> None:
    load_gazetteer(loaded, replace(PIPELINE, gazetteer=RENAMED))
    lines = read_lines(loaded)
    assert lines == write_lines(loaded)
    assert [number for number, line in lines if '"\'=K1, Joint"' in line] == [5]


@pytest.mark.parametrize(
    "damage", ["UPDATE event SET document = replace(document, 'occurred', 'planned')", "DELETE FROM event_line"]
)
def test_rebuild_of_damaged_documents_or_lines_writes_the_lines_of_the_documents(loaded: Engine, damage: str) -> None:
    change(loaded, damage)
    result = rebuild(loaded, PIPELINE)
    assert sorted(changed.event for changed in result.changes) == [K1, "taji-attack-2020-03-11"]
    assert read_lines(loaded)[-2:] == write_lines(loaded)[-2:]
    assert rebuild(loaded, PIPELINE) == RebuildResult(0, [])


def test_render_of_a_line_that_is_not_the_document_s_makes_it_right(loaded: Engine) -> None:
    change(loaded, "UPDATE event_line SET line = 'x' WHERE line LIKE :start", start=f"{K1}%")
    stored = MergingPipeline(PIPELINE.gazetteer, PIPELINE.event_types, PIPELINE.merger)
    assert [changed.event for changed in render_stored(loaded, stored).changes] == [K1]
    assert read_lines(loaded)[-1] == write_lines(loaded)[-1]


def test_migrate_writes_the_lines_of_all_versions_as_they_were(loaded: Engine) -> None:
    load_gazetteer(loaded, replace(PIPELINE, gazetteer=RENAMED))
    lines = read_lines(loaded)
    go_back(loaded, "0020")
    migrate(loaded)
    assert read_lines(loaded) == lines


def test_migrate_of_more_versions_than_fit_a_batch_writes_all_lines(loaded: Engine) -> None:
    """Copies of the first version of an event, which ended long ago."""
    count = 2_001
    with loaded.execution_options(**{WRITES: True}).begin() as connection:
        first = connection.execute(select(EventRow.__table__).where(EventRow.slug == K1)).first()
        assert first is not None
        copied = first._asdict()
        connection.execute(
            insert(EventRow), [copied | {"id": 1_000 + number, "slug": f"copy-{number}"} for number in range(count)]
        )
    go_back(loaded, "0020")
    migrate(loaded)
    assert read_lines(loaded) == write_lines(loaded)
    with loaded.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(EventLineRow)) == count + 4
