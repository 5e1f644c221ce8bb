"""The extraction process: a text can block no serving thread, and can be aborted at any time.

It is started when the first text comes, and anew where it was ended or has died. One text is in it at a time, and
whatever goes wrong between the two processes ends the one that reads: no answer can be another text's.
"""

import atexit
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from multiprocessing import connection, get_context, resource_tracker
from pathlib import Path
from threading import BoundedSemaphore, Lock, Thread, Timer
from typing import TYPE_CHECKING, Any

from service.domain.articles.article import Article
from service.errors import ArticleError, BasewatchError, BusyError
from service.loader.articles.details import Details
from service.loader.readers.reading_loop import NOT_MEANT, Answer, Question, Reader, serve_texts
from service.settings import Settings

if TYPE_CHECKING:
    # This is imported by the process that reads, too, which has no database to import.
    from service.loader.runs.loading import Found

# Never a copy of this process: its other threads may hold locks at the moment that it is copied.
_CONTEXT = get_context("spawn")


@dataclass(frozen=True, slots=True)
class Bounds:
    """How many texts may wait while one is read; seconds that one may take, and the start with the encoder.

    A text that takes longer is to blame for it if it was computed for this share of the time, else the machine is.
    """

    queue: int
    timeout_s: float
    start_timeout_s: float
    own_share: float = 0.5


class ReadingProcess:
    """Reads texts for the threads of this process. BusyError where too many wait, or where it died over one."""

    def __init__(self, build: Callable[[], Reader], bounds: Bounds) -> None:
        # What builds is called over there, and so must be importable by its name.
        self._build = build
        self._bounds = bounds
        self._places = BoundedSemaphore(bounds.queue + 1)
        self._turn = Lock()
        self._worker: _Worker | None = None
        self._is_closed = False
        # It runs before what the library does at an end, which would wait for the process.
        atexit.register(self.close)

    def start(self) -> None:
        """Start the process now, unless it is there."""
        with self._take_turn():
            self._get_worker()

    def parse_page(self, html: str) -> tuple[str, Details]:
        """The text of a page, and what it says of itself; an ArticleError too where that takes too long."""
        parsed: tuple[str, Details] = self._ask(("parse_page", html))
        return parsed

    def extract(self, article: Article) -> "Found":
        """An article's reports; an ArticleError too where that takes too long."""
        found: Found = self._ask(("extract", article))
        return found

    def close(self) -> None:
        """End the process for good, and whatever is being read in it."""
        atexit.unregister(self.close)
        self._is_closed = True
        worker = self._worker
        if worker is not None:
            worker.kill()
        with self._turn:
            self._drop()

    def _ask(self, question: Question) -> Any:
        with self._take_turn():
            return self._exchange(self._get_worker(), question, self._bounds.timeout_s).get()

    @contextmanager
    def _take_turn(self) -> Iterator[None]:
        """Wait for those who came before, if they are few, and not for longer than one of them may take."""
        if not self._places.acquire(blocking=False):
            raise BusyError("the extraction queue is full; try again later")
        try:
            if not self._turn.acquire(timeout=self._bounds.timeout_s):
                raise BusyError("the extraction process is busy; try again later")
            try:
                yield
            finally:
                self._turn.release()
        finally:
            self._places.release()

    def _get_worker(self) -> "_Worker":
        """The process that is there, or a new one, which can read."""
        if self._worker is not None and self._worker.is_alive():
            return self._worker
        self._drop()
        self._check_open()
        try:
            worker = self._worker = _Worker(self._build, self._bounds.own_share)
        except OSError as error:
            raise BusyError(f"the extraction process cannot be started ({error.strerror}); try again later") from error
        # Whoever closed it in between knew of no process, and waits for this one.
        self._check_open()
        started = self._exchange(worker, None, self._bounds.start_timeout_s)
        if not started.is_value:
            self._drop()
        started.get()
        return worker

    def _check_open(self) -> None:
        if self._is_closed:
            self._drop()
            raise BusyError("this server is shutting down; try another one")

    def _exchange(self, worker: "_Worker", question: Question | None, timeout_s: float) -> Answer:
        try:
            return worker.ask(question, timeout_s)
        except BaseException:
            self._drop()
            raise

    def _drop(self) -> None:
        if self._worker is not None:
            self._worker.end()
            self._worker = None


class _Worker:
    """One run of the process, from its start to its end."""

    def __init__(self, build: Callable[[], Reader], own_share: float) -> None:
        self._own_share = own_share
        self._pipe, theirs = _CONTEXT.Pipe()
        self._process = _CONTEXT.Process(target=serve_texts, args=(build, theirs), name="reader", daemon=True)
        with theirs, _block_signals():
            self._process.start()
        self._pid = self._process.pid
        self._is_killed = self._is_late = self._is_slow = False
        # A thread waits for its end, or it would stay a zombie.
        self._waiter = Thread(target=self._process.join, daemon=True)
        self._waiter.start()

    def is_alive(self) -> bool:
        """Whether it can be asked; of one that was killed this moment the system may not know yet."""
        return not self._is_killed and not connection.wait([self._process.sentinel], timeout=0)

    def ask(self, question: Question | None, timeout_s: float) -> Answer:
        """Ask, or hear what it says at its start. ArticleError for what the text is to blame for, else BusyError."""
        watch = Timer(timeout_s, self._kill_late, [_read_computed(self._pid), timeout_s])
        watch.daemon = True
        watch.start()
        try:
            # Both can wait for ever, as for a process that is stopped. The watch ends that.
            if question is not None:
                self._pipe.send(question)
            answer: Answer = self._pipe.recv()
        except (EOFError, OSError):
            raise self._explain(question, timeout_s) from None
        finally:
            watch.cancel()
            # Where its time has come this moment, the next text must not be what it ends.
            watch.join()
        return answer

    def kill(self) -> None:
        """Kill it at once; a waiting caller gets an error."""
        self._is_killed = True
        # Others may have ended it this moment.
        with suppress(ValueError):
            self._process.kill()

    def end(self) -> None:
        """End it, and keep nothing of it."""
        self.kill()
        self._waiter.join()
        self._process.close()
        self._pipe.close()

    def _kill_late(self, before_s: float | None, timeout_s: float) -> None:
        now_s = _read_computed(self._pid)
        self._is_late = True
        self._is_slow = before_s is None or now_s is None or now_s - before_s >= self._own_share * timeout_s
        self.kill()

    def _explain(self, question: Question | None, timeout_s: float) -> BasewatchError:
        """The error for a missing answer. For a slow text it must not invite the client to try again."""
        if not self._is_late:
            return BusyError("the extraction process ended unexpectedly; try again later")
        if question is None:
            return BusyError(f"the encoder was not loaded within {timeout_s:g} seconds; try again later")
        if not self._is_slow:
            return BusyError(
                f"this server is too busy to extract the text within {timeout_s:g} seconds; try again later"
            )
        return ArticleError(f"takes more than {timeout_s:g} seconds to extract; send it in parts, or use `load`")


@contextmanager
def _block_signals() -> Iterator[None]:
    """Let a process that is started inherit that it hears no signal before it can ignore those not meant for it."""
    # When this starts, with the first process, it unblocks signals.
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, NOT_MEANT)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _read_computed(pid: int | None) -> float | None:
    """Seconds for which a process has been computing, where the system says so."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text("ascii", "replace").rpartition(")")[2].split()
    except OSError:
        return None
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def build_reading_process(settings: Settings) -> ReadingProcess:
    """What reads texts with the encoder, as the settings have it; it is not started yet."""
    bounds = Bounds(settings.extraction_queue, settings.extraction_timeout_s, settings.extraction_start_timeout_s)
    return ReadingProcess(partial(_build_reader, settings), bounds)


def _build_reader(settings: Settings) -> Reader:
    # Over there, for the encoder takes seconds and much memory.
    reader: Reader = import_module("service.loader.readers.text_reader").build_text_reader(settings)
    return reader
