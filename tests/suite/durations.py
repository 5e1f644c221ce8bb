"""Where the time of a test run goes: seconds by folder and by worker, as the reports of all workers tell them.

A fixture counts where it is first needed: what is made once for many tests is in the setup of one of them.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

import pytest

PHASES = ("setup", "call", "teardown")
# tests/integration/storage, and what is below it.
DEPTH = 3
# A shorter run needs no table, and a folder that takes less is counted with the others.
MIN_RUN_S = 30
MIN_FOLDER_S = 2


@dataclass(slots=True)
class Spending:
    """How many tests there are, and the seconds of each phase."""

    tests: set[str] = field(default_factory=set)
    seconds: dict[str, float] = field(default_factory=lambda: dict.fromkeys(PHASES, 0.0))

    @property
    def total(self) -> float:
        return sum(self.seconds.values())

    def add(self, other: "Spending") -> None:
        self.tests |= other.tests
        for phase in PHASES:
            self.seconds[phase] += other.seconds[phase]


def name_folder(nodeid: str) -> str:
    """The folder of a test's file, at most three levels deep."""
    return str(PurePosixPath(*PurePosixPath(nodeid.partition("::")[0]).parts[:-1][:DEPTH]))


def sum_by_folder(reports: Iterable[pytest.TestReport]) -> dict[str, Spending]:
    """What each folder took, the most expensive first."""
    found: defaultdict[str, Spending] = defaultdict(Spending)
    for report in reports:
        spending = found[name_folder(report.nodeid)]
        spending.tests.add(report.nodeid)
        spending.seconds[str(report.when)] += report.duration
    return dict(sorted(found.items(), key=lambda item: -item[1].total))


def sum_by_worker(reports: Iterable[pytest.TestReport]) -> dict[str, float]:
    """The seconds that each worker was busy; without workers, those of the only process."""
    found: defaultdict[str, float] = defaultdict(float)
    for report in reports:
        found[getattr(report, "worker_id", "main")] += report.duration
    return dict(sorted(found.items()))


def format_durations(reports: Sequence[pytest.TestReport]) -> Iterator[str]:
    """A table of the folders and a line of the workers; nothing of a short run."""
    folders = sum_by_folder(reports)
    total = Spending()
    for spending in folders.values():
        total.add(spending)
    if total.total < MIN_RUN_S:
        return
    yield f"{'seconds by folder':<34} {'tests':>6} {'setup':>8} {'call':>8} {'teardown':>8} {'all':>8}"
    shown = {name: spending for name, spending in folders.items() if spending.total >= MIN_FOLDER_S}
    others = Spending()
    for name in folders.keys() - shown.keys():
        others.add(folders[name])
    for name, spending in (*shown.items(), ("others", others), ("together", total)):
        seconds = " ".join(f"{value:8.1f}" for value in (*spending.seconds.values(), spending.total))
        yield f"{name:<34} {len(spending.tests):>6} {seconds}"
    busy = ", ".join(f"{name} {seconds:.1f}" for name, seconds in sum_by_worker(reports).items())
    yield f"seconds by worker: {busy}"
