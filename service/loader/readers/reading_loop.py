"""The main loop of the extraction process: answers requests until its parent is gone."""

import fcntl
import os
import signal
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from multiprocessing import connection, parent_process
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from service.domain.articles.article import Article
from service.errors import BasewatchError
from service.loader.articles.details import Details

if TYPE_CHECKING:
    # The extraction process has no database to import.
    from service.loader.runs.loading import Found

# Those who answer go first, but do not take all; when memory runs out, what can be started anew goes first.
_NICENESS = 5
_MEMORY_SCORE = "500"
# What is sent to all processes of a terminal or of a service means the one that asks; this one ends with it.
NOT_MEANT = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Reader(Protocol):
    """Reads texts. What it is given and what it gives can be sent from process to process."""

    def parse_page(self, html: str) -> tuple[str, Details]:
        """The text of a web page, and what it says of itself."""

    def extract(self, article: Article) -> "Found":
        """An article's reports."""


# The name of what a reader does, and what it does it to.
Question = tuple[str, Article | str]


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a question: a value, or what was refused, or the traceback of what should not have happened."""

    value: Any = None
    refusal: BasewatchError | None = None
    failure: str | None = None

    @property
    def is_value(self) -> bool:
        """Whether nothing went wrong."""
        return self.refusal is None and self.failure is None

    def get(self) -> Any:
        """Return the value; raises what was raised over there, and a RuntimeError with the traceback of a failure."""
        if self.refusal is not None:
            raise self.refusal
        if self.failure is not None:
            raise RuntimeError(f"the extraction process failed:\n{self.failure}")
        return self.value


def serve_texts(build: Callable[[], Reader], asker: "connection.Connection[Answer, Question]") -> None:
    """Build the reader, report whether that succeeded, and answer requests until the pipe is closed."""
    _stand_back()
    _end_with_parent()
    with suppress(EOFError, OSError), asker:
        built = _try(build)
        asker.send(Answer() if built.is_value else built)
        while built.is_value:
            method, argument = asker.recv()
            asker.send(_try(partial(getattr(built.value, method), argument)))


def _try(work: Callable[[], Any]) -> Answer:
    try:
        return Answer(work())
    except BasewatchError as error:
        return Answer(refusal=error)
    except Exception:
        return Answer(failure=traceback.format_exc())


def _stand_back() -> None:
    for number in NOT_MEANT:
        signal.signal(number, signal.SIG_IGN)
    os.nice(_NICENESS)
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text(_MEMORY_SCORE, "ascii")


def _end_with_parent() -> None:
    """Let the system end this process as soon as its parent is gone, however that ended.

    A thread that waits for it could be kept waiting, by a search that holds the interpreter's lock for instance. The
    system says by a signal, which ends whoever does not handle it, that nobody holds the other end of a pipe any more.
    """
    parent = parent_process()
    if parent is None:
        return
    signal.signal(signal.SIGIO, signal.SIG_DFL)
    fcntl.fcntl(parent.sentinel, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(parent.sentinel, fcntl.F_SETFL, fcntl.fcntl(parent.sentinel, fcntl.F_GETFL) | os.O_ASYNC)
    # It may have been gone before.
    if connection.wait([parent.sentinel], timeout=0):
        sys.exit()
