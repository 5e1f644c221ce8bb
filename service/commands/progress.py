"""How far a command has come: a bar on a terminal, and elsewhere, as in a log, a line a minute."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

from tqdm import tqdm

PERIOD_S = 60.0

# Takes how many articles are done.
Report = Callable[[int], None]


@contextmanager
def open_progress(stream: TextIO, total: int | None, clock: Callable[[], float] = time.monotonic) -> Iterator[Report]:
    """What reports to a stream how many articles are done, for as long as the block lasts.

    Where `total` is known, the remaining time is reported. `clock` gives seconds.
    """
    if not stream.isatty():
        yield ProgressLines(stream, total, clock).report
        return
    with tqdm(total=total, unit="article", file=stream, dynamic_ncols=True) as bar:
        yield lambda done: _move(bar, done)


def _move(bar: "tqdm[None]", done: int) -> None:
    bar.update(done - bar.n)


class ProgressLines:
    """Writes a line a minute, so that a log shows progress without every step."""

    def __init__(self, stream: TextIO, total: int | None, clock: Callable[[], float]) -> None:
        self._stream = stream
        self._total = total
        self._clock = clock
        self._begun = self._reported = clock()

    def report(self, done: int) -> None:
        """Take note of how many are done, and write a line where the last one is a minute old."""
        now = self._clock()
        if now - self._reported < PERIOD_S:
            return
        self._reported = now
        self._stream.write(f"basewatch: {describe_progress(done, self._total, now - self._begun)}\n")
        self._stream.flush()


def describe_progress(done: int, total: int | None, seconds: float) -> str:
    """How many articles are done after some seconds, at what rate, and how long the others will take."""
    rate = done / seconds if seconds > 0 else 0.0
    # Of files that hold several articles, more may come than were counted.
    is_known = total is not None and total >= done
    amount = f"{done} of {total} articles" if is_known else f"{done} articles"
    line = f"{amount} in {tqdm.format_interval(seconds)}, {rate:.2f} a second"
    if total is None or not is_known or not rate:
        return line
    return f"{line}, {tqdm.format_interval((total - done) / rate)} left"
