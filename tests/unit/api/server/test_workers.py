"""What a worker makes of what the system says of a socket that it listens on."""

import errno
import logging
import os
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from gunicorn.config import Config  # type: ignore[import-untyped] # It carries no types.

from service.api.server.workers import ProblemWorker


@dataclass(frozen=True, slots=True)
class FailingListener:
    """A socket on which the system has nothing but an error."""

    number: int

    def accept(self) -> None:
        raise OSError(self.number, os.strerror(self.number))


@pytest.fixture
def worker() -> Iterator[ProblemWorker]:
    worker = ProblemWorker(0, os.getpid(), [], None, 30, Config(), logging.getLogger("test"))
    yield worker
    worker.tmp.close()


@pytest.mark.parametrize("number", [errno.EAGAIN, errno.ECONNABORTED, errno.EPROTO, errno.ENETDOWN, errno.ENOBUFS])
def test_connection_that_cannot_be_taken_leaves_the_others(worker: ProblemWorker, number: int) -> None:
    assert worker.accept(FailingListener(number)) is False


def test_socket_that_is_none_ends_the_worker(worker: ProblemWorker) -> None:
    with pytest.raises(OSError, match="Bad file"):
        worker.accept(FailingListener(errno.EBADF))
