"""Counters that processes share: they count as any would, in bounded memory, and outlive whoever used them."""

import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.api.http.counters import CounterTable, SharedStorage

FOREVER_S = 3600.0


@pytest.fixture
def table() -> Iterator[CounterTable]:
    table = CounterTable()
    yield table
    table.close()


@given(st.lists(st.tuples(st.sampled_from(["a", "b", "ä", "\ud800"]), st.integers(1, 5))))
def test_counters_are_the_sums_of_what_was_added(additions: list[tuple[str, int]]) -> None:
    table, sums = CounterTable(buckets=8), Counter[str]()
    for key, amount in additions:
        sums[key] += amount
        assert table.add(key, FOREVER_S, amount) == sums[key]
    assert {key: table.read(key)[0] for key in sums} == sums
    table.close()


def test_counter_begins_anew_when_its_time_is_over(table: CounterTable) -> None:
    before = time.time()
    table.add("a", 0.05, 7)
    assert before < table.read("a")[1] <= time.time() + 0.05
    time.sleep(0.06)
    assert table.read("a")[0] == 0
    assert table.add("a", FOREVER_S, 1) == 1


def test_counter_from_before_the_clock_was_set_back_begins_anew_when_its_time_is_over(table: CounterTable) -> None:
    # As if it had been counted when the clock was an hour ahead.
    table.add("a", FOREVER_S, 7)
    assert table.add("a", 0.05, 1) == 8
    assert table.read("a")[1] <= time.time() + 0.05
    time.sleep(0.06)
    assert table.read("a")[0] == 0


def test_counter_that_is_cleared_begins_anew(table: CounterTable) -> None:
    table.add("a", FOREVER_S, 3)
    table.clear("a")
    table.clear("never counted")
    assert table.read("a")[0] == 0


def test_counter_never_leaves_its_bounds(table: CounterTable) -> None:
    assert table.add("a", FOREVER_S, 2**40) == 2**32 - 1
    assert table.add("a", FOREVER_S, -(2**41)) == 0


def test_counter_that_would_begin_anew_soonest_gives_way_where_there_is_no_room() -> None:
    table = CounterTable(buckets=1)
    for number in range(16):
        table.add(f"key {number}", FOREVER_S - number, 1)
    table.add("one more", FOREVER_S, 1)
    assert [table.read(f"key {number}")[0] for number in range(16)] == [1] * 15 + [0]
    assert table.read("one more")[0] == 1
    table.close()


def test_storage_is_what_the_library_takes_it_for(table: CounterTable) -> None:
    storage = SharedStorage(table=table)
    assert storage.check()
    assert (storage.get("a"), storage.incr("a", 60), storage.incr("a", 60, 2), storage.get("a")) == (0, 1, 3, 3)
    assert 59 < storage.get_expiry("a") - time.time() <= 60
    assert storage.reset() is None
    assert storage.get("a") == 3
    storage.clear("a")
    assert storage.get("a") == 0
    assert issubclass(OSError, storage.base_exceptions)


PROCESSES = """
import os, signal, sys
from service.api.http.counters import CounterTable
table = CounterTable()
killed = os.fork()
if not killed:
    with table._hold(table._place("a")[1]):
        os.kill(os.getpid(), signal.SIGKILL)
os.waitpid(killed, 0)
children = []
for _ in range(4):
    child = os.fork()
    if not child:
        for _ in range(500):
            table.add("a", 3600, 1)
        os._exit(0)
    children.append(child)
for child in children:
    os.waitpid(child, 0)
print(table.read("a")[0])
"""


def test_processes_count_together_also_after_one_that_held_a_lock_was_killed() -> None:
    done = subprocess.run([sys.executable, "-c", PROCESSES], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "2000"
