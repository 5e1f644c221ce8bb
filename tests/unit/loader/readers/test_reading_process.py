"""The process that reads texts: whatever a text does to it, others are read, and none gets another's answer."""

import os
import resource
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from service.domain.articles.article import Article
from service.errors import ArticleError, BasewatchError, BusyError, ModelError
from service.loader.readers.reading_process import Bounds, ReadingProcess
from tests.processes import has_ended, list_children, read_state
from tests.readers import build_dying_reader, build_no_reader, build_odd_reader, build_slow_reader
from tests.waiting import wait_until

BOUNDS = Bounds(queue=8, timeout_s=60, start_timeout_s=60)
# Of a text that is to take too long. The start has its own, and takes a while on a machine that has much to do.
SHORT = Bounds(queue=8, timeout_s=1, start_timeout_s=60)
TEXT = "handover k1 2020-03-29"


@pytest.fixture
def process() -> Iterator[ReadingProcess]:
    with closing(ReadingProcess(build_odd_reader, BOUNDS)) as process:
        yield process


@pytest.fixture
def short_process() -> Iterator[ReadingProcess]:
    with closing(ReadingProcess(build_odd_reader, SHORT)) as process:
        yield process


def list_reader_pids(parent: int = 0) -> list[int]:
    """The children of a process that read texts."""
    return list_children(parent or os.getpid(), "--multiprocessing-fork")


def check_reads(process: ReadingProcess) -> None:
    [report] = process.extract(Article(TEXT, "-")).reports
    assert (report.type, report.base and report.base.slug) == ("handover", "k1")


def test_process_starts_with_the_first_text_and_is_kept(process: ReadingProcess) -> None:
    before = set(list_reader_pids())
    check_reads(process)
    [pid] = set(list_reader_pids()) - before
    check_reads(process)
    assert set(list_reader_pids()) - before == {pid}
    assert process.parse_page("a page")[1].title == "a page"
    process.close()
    assert has_ended(pid)


def test_answered_text_leaves_no_watch_that_could_end_the_next_one(process: ReadingProcess) -> None:
    for _ in range(20):
        check_reads(process)
        assert not [thread for thread in threading.enumerate() if isinstance(thread, threading.Timer)]


def test_process_lets_those_who_answer_go_first(process: ReadingProcess) -> None:
    before = set(list_reader_pids())
    check_reads(process)
    [pid] = set(list_reader_pids()) - before
    assert os.getpriority(os.PRIO_PROCESS, pid) > os.getpriority(os.PRIO_PROCESS, 0)


@pytest.mark.parametrize("order", ["compute", "search", f"compute {'x' * 900_000}"], ids=["computing", "lock", "long"])
def test_text_that_takes_too_long_is_refused_and_the_next_is_read(short_process: ReadingProcess, order: str) -> None:
    check_reads(short_process)
    # It goes behind all others here, so that it may have too little of a machine that has much to do.
    with pytest.raises(BasewatchError, match="1 seconds"):
        short_process.parse_page(order)
    check_reads(short_process)


def test_text_that_computes_too_long_is_to_blame_itself() -> None:
    # Of a machine that has much to do it gets a small share, but some.
    process = ReadingProcess(build_odd_reader, replace(SHORT, own_share=0.01))
    with closing(process), pytest.raises(ArticleError, match="more than 1 seconds"):
        process.parse_page("compute")


def test_text_for_which_the_machine_has_no_time_is_not_to_blame(short_process: ReadingProcess) -> None:
    with pytest.raises(BusyError, match="too busy"):
        short_process.parse_page("sleep 30")


def test_process_that_is_stopped_is_ended_though_it_takes_no_question(short_process: ReadingProcess) -> None:
    before = set(list_reader_pids())
    check_reads(short_process)
    [pid] = set(list_reader_pids()) - before
    os.kill(pid, signal.SIGSTOP)
    with pytest.raises(BusyError):
        short_process.parse_page("x" * 900_000)
    assert has_ended(pid)
    check_reads(short_process)


@pytest.mark.parametrize("order", ["die", "exit"])
def test_process_that_dies_over_a_text_is_started_anew(process: ReadingProcess, order: str) -> None:
    with pytest.raises(BusyError):
        process.parse_page(order)
    check_reads(process)


def test_process_that_dies_between_texts_leaves_no_zombie_and_is_started_anew(process: ReadingProcess) -> None:
    before = set(list_reader_pids())
    check_reads(process)
    [pid] = set(list_reader_pids()) - before
    os.kill(pid, signal.SIGKILL)
    wait_until(lambda: read_state(pid) is None)
    check_reads(process)


def test_refusal_and_failure_come_across_and_the_process_stays(process: ReadingProcess) -> None:
    before = set(list_reader_pids())
    check_reads(process)
    pids = set(list_reader_pids()) - before
    with pytest.raises(ArticleError, match=r"^is odd$"):
        process.parse_page("refuse is odd")
    with pytest.raises(RuntimeError, match="ZeroDivisionError"):
        process.parse_page("fail")
    assert set(list_reader_pids()) - before == pids


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_process_ignores_signals_that_are_meant_for_its_parent(process: ReadingProcess, number: int) -> None:
    before = set(list_reader_pids())
    check_reads(process)
    [pid] = set(list_reader_pids()) - before
    os.kill(pid, number)
    check_reads(process)
    assert set(list_reader_pids()) - before == {pid}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_process_that_is_signalled_before_it_can_ignore_it_starts(process: ReadingProcess, number: int) -> None:
    before = set(list_reader_pids())
    with ThreadPoolExecutor(1) as thread:
        started = thread.submit(process.start)
        wait_until(lambda: bool(set(list_reader_pids()) - before))
        [pid] = set(list_reader_pids()) - before
        os.kill(pid, number)
        started.result()
    check_reads(process)
    assert set(list_reader_pids()) - before == {pid}


def test_close_while_the_process_starts_waits_for_no_start() -> None:
    before = set(list_reader_pids())
    process = ReadingProcess(build_slow_reader, BOUNDS)
    with ThreadPoolExecutor(1) as thread:
        started = thread.submit(process.start)
        wait_until(lambda: bool(set(list_reader_pids()) - before))
        process.close()
        assert set(list_reader_pids()) == before
        with pytest.raises(BusyError):
            started.result()


@pytest.mark.parametrize(
    ("build", "error", "reason"),
    [
        (build_no_reader, ModelError, "another one"),
        (build_slow_reader, BusyError, "not loaded within 1 seconds"),
        (build_dying_reader, BusyError, "ended"),
    ],
)
def test_process_that_cannot_start_says_why_each_time_and_is_not_kept(
    build: Callable[[], object], error: type[Exception], reason: str
) -> None:
    before = set(list_reader_pids())
    with closing(ReadingProcess(build, Bounds(0, 60, 60 if build is not build_slow_reader else 1))) as process:  # type: ignore[arg-type] # It builds nothing.
        for _ in range(2):
            with pytest.raises(error, match=reason):
                check_reads(process)
            assert set(list_reader_pids()) == before


def test_process_that_the_system_does_not_start_is_started_later(process: ReadingProcess) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, hard))
    try:
        with pytest.raises(BusyError, match="process cannot be started"):
            process.parse_page("x")
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    check_reads(process)


def test_texts_at_once_get_their_own_answers_while_some_fail(process: ReadingProcess) -> None:
    def ask(number: int) -> str:
        text = "die" if number % 40 == 39 else "refuse is odd" if number % 2 == 0 else f"text {number}"
        try:
            return f"{text}: {process.parse_page(text)[0]}"
        except (ArticleError, BusyError) as error:
            return f"{text}: {type(error).__name__}"

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(ask, range(120)))
    expected = {"die": "BusyError", "refuse is odd": "ArticleError"}
    assert found == [f"{text}: {expected.get(text, text)}" for text in (line.partition(":")[0] for line in found)]
    assert len({line for line in found if line.startswith("text")}) == 60 - 3


@contextmanager
def hold(process: ReadingProcess, path: Path, count: int) -> Iterator[list[str]]:
    """Let so many texts come, of which the first is read until the block ends; how they ended."""
    outcomes: list[str] = []

    def ask() -> None:
        try:
            outcomes.append(process.parse_page(f"wait {path}")[0])
        except BasewatchError as error:
            outcomes.append(str(error))

    threads = [threading.Thread(target=ask) for _ in range(count)]
    for thread in threads:
        thread.start()
    wait_until(path.exists)
    yield outcomes
    while any(thread.is_alive() for thread in threads):
        path.unlink(missing_ok=True)
    for thread in threads:
        thread.join()


def test_text_beyond_those_that_may_wait_is_refused_at_once(tmp_path: Path) -> None:
    with closing(ReadingProcess(build_odd_reader, Bounds(2, 60, 60))) as process:
        with hold(process, tmp_path / "here", count=5) as outcomes:
            wait_until(lambda: len(outcomes) == 2)
            assert all("queue is full" in outcome for outcome in outcomes)
        assert outcomes[2:] == [f"wait {tmp_path / 'here'}"] * 3
        check_reads(process)


def test_close_ends_what_is_being_read_and_no_text_is_read_after(tmp_path: Path, process: ReadingProcess) -> None:
    with hold(process, tmp_path / "here", count=2) as outcomes:
        process.close()
        wait_until(lambda: len(outcomes) == 2)
    with pytest.raises(BusyError):
        check_reads(process)


PARENT = """
import os, sys, threading
from service.loader.readers.reading_process import Bounds, ReadingProcess
from tests.readers import build_odd_reader
process = ReadingProcess(build_odd_reader, Bounds(0, 600, 60))
print(process.parse_page("ready")[0], flush=True)
threading.Thread(target=process.parse_page, args=[sys.argv[1]], daemon=True).start()
sys.stdin.read()
"""


@contextmanager
def run_parent(order: str) -> Iterator[tuple["subprocess.Popen[bytes]", int]]:
    """A process with one that reads, and its child's number; it ends when its standard input does."""
    command = [sys.executable, "-c", PARENT, order]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as parent:
        try:
            assert parent.stdout
            assert parent.stdout.readline() == b"ready\n"
            [child] = list_reader_pids(parent.pid)
            yield parent, child
        finally:
            parent.kill()


@pytest.mark.parametrize("order", ["ready", "sleep 600", "compute", "search"])
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_process_ends_with_its_parent_however_that_ends(order: str, number: int) -> None:
    with run_parent(order) as (parent, child):
        parent.send_signal(number)
        parent.wait(timeout=30)
        wait_until(lambda: has_ended(child))


@pytest.mark.parametrize("order", ["ready", "search"])
def test_process_ends_with_a_parent_that_ends_well(order: str) -> None:
    with run_parent(order) as (parent, child):
        assert parent.stdin
        parent.stdin.close()
        assert parent.wait(timeout=30) == 0
        assert has_ended(child)
