"""All events in one answer, from a server of its own."""

from service.storage.database.engine import build_engine
from tests.benchmarks.export import export, fill, serve

EVENTS = 50_000
# Memory holds a batch of events at a time, however many there are; to hold all of these takes twice as much.
MOST_MEGABYTES = 18


def test_export_of_many_events_gives_all_of_them_and_leaves_memory_bounded(empty_database_url: str) -> None:
    engine = build_engine(empty_database_url)
    fill(engine, EVENTS)
    engine.dispose()
    with serve(empty_database_url) as (address, worker):
        found = export(address, worker)
    assert found.rows == EVENTS
    assert found.growth <= MOST_MEGABYTES, str(found)
