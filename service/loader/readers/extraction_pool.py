"""Extraction in several processes at once, for `load`: what a killed process was reading is read again.

Each process has the encoder and one article at a time; a thread of this process waits for each. Processes are started
when there are articles for them.
"""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from importlib import import_module
from queue import LifoQueue
from threading import TIMEOUT_MAX
from typing import TYPE_CHECKING, TypeVar

from service.domain.articles.article import Article
from service.errors import ArticleError, BusyError
from service.loader.readers.reading_loop import Reader
from service.loader.readers.reading_process import Bounds, ReadingProcess
from service.settings import Settings

if TYPE_CHECKING:
    # This is imported by the processes that read, too, which have no database to import.
    from service.loader.runs.loading import Found

# How often a process may end over one article, or while it starts.
ATTEMPTS = 3
# An article of a file may take as long as it needs, as it may without other processes.
_BOUNDS = Bounds(queue=0, timeout_s=TIMEOUT_MAX, start_timeout_s=TIMEOUT_MAX)

T = TypeVar("T")


class ExtractionPool:
    """So many processes that extract. Thread-safe. BusyError where no process can be started."""

    def __init__(self, build: Callable[[], Reader], size: int) -> None:
        self.size = size
        self._threads = ThreadPoolExecutor(size, "extraction")
        self._processes = [ReadingProcess(build, _BOUNDS) for _ in range(size)]
        # The last one used comes first, so that a few articles start a few processes.
        self._idle: LifoQueue[ReadingProcess] = LifoQueue()
        for process in self._processes:
            self._idle.put(process)

    def submit(self, work: Callable[[], T]) -> Future[T]:
        """Do some work that extracts an article, in its turn, on a thread of its own."""
        return self._threads.submit(work)

    def extract(self, article: Article) -> "Found":
        """An article's reports, from a process that is idle; ArticleError where the article ends each process."""
        process = self._idle.get()
        try:
            return _extract(process, article)
        finally:
            self._idle.put(process)

    def close(self) -> None:
        """End all processes for good, and whatever is being extracted in them."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        for process in self._processes:
            process.close()
        self._threads.shutdown()


def _extract(process: ReadingProcess, article: Article) -> "Found":
    for _ in range(ATTEMPTS):
        _start(process)
        with suppress(BusyError):
            return process.extract(article)
    raise ArticleError(f"ended the process that extracts it {ATTEMPTS} times; there may be too little memory")


def _start(process: ReadingProcess) -> None:
    """Start a process. Its start may be killed, too, so that only the last failure counts."""
    for _ in range(ATTEMPTS - 1):
        with suppress(BusyError):
            return process.start()
    return process.start()


def build_extraction_pool(settings: Settings, size: int) -> ExtractionPool:
    """What extracts articles of any length with the encoder; no process is started yet."""
    return ExtractionPool(partial(_build_reader, settings), size)


def _build_reader(settings: Settings) -> Reader:
    # Over there, for the encoder takes seconds and much memory.
    reader: Reader = import_module("service.loader.readers.text_reader").build_text_reader(settings, max_tokens=None)
    return reader
