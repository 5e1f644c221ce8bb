"""Attack a server in every way that it must stand, and print what its readers saw meanwhile.

It fails where a reader had to wait, or an attack got further than it may.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks import crowding
from tests.benchmarks.hostile import attacks
from tests.benchmarks.hostile.measuring import Outcome, Row, Site, measure, serve

Attack = Callable[[Site, float], Outcome]

# By name; each meets the same server, which has the defaults but for the limit of texts: it counts by address, and
# an attacker has many.
ATTACKS: Mapping[str, Attack] = {
    "nothing": lambda _site, _seconds: Outcome(),
    "8 slow bodies": attacks.send_slowly,
    "2,500 silent connections": attacks.hold_silent_connections,
    "2,500 kept connections": attacks.hold_kept_connections,
    "10 posters of long texts": attacks.post_texts,
    "600 kB of markup": attacks.post_markup,
    "8 writers": attacks.post_articles,
}
# It meets a server that limits all requests and believes one proxy.
LIMIT_NAME = "rate limit of 20"
# It needs no server: what grows is the store.
CROWD_NAME = f"{crowding.REPORTS:,} reports of one base"


@dataclass(frozen=True, slots=True)
class CrowdRow:
    """What an article costs where much is told of its base, in what it costs where little is."""

    ratio: float

    def is_true(self) -> bool:
        """Whether the cost stays flat."""
        return self.ratio <= crowding.AT_MOST

    def describe(self) -> str:
        line = "true" if self.is_true() else "FALSE"
        return f"| {CROWD_NAME} | - | - | - | - | {line} | the last thousand take {self.ratio:.2f} times the first |"


def run_attacks(names: set[str], seconds: float) -> Iterator[Row | CrowdRow]:
    chosen = {name: attack for name, attack in ATTACKS.items() if name in names}
    if chosen:
        with serve_anew(BASEWATCH_RATE_LIMIT_EXTRACT="off") as site:
            for name, attack in chosen.items():
                yield measure(name, site, seconds, attack)
    if LIMIT_NAME in names:
        with serve_anew(BASEWATCH_RATE_LIMIT=f"{attacks.LIMIT}/hour", BASEWATCH_TRUSTED_PROXIES="1") as site:
            yield measure(LIMIT_NAME, site, min(seconds, 10), attacks.exceed_limit)
    if CROWD_NAME in names:
        with redirect_stdout(sys.stderr):
            ratio = crowding.measure(crowding.BOUND_ORDER, crowding.REPORTS, None)
        yield CrowdRow(ratio)


@contextmanager
def serve_anew(**environ: str) -> Iterator[Site]:
    with tempfile.TemporaryDirectory(prefix="bwhostile") as name, serve(Path(name), **environ) as site:
        yield site


def main() -> int:
    """Run from the command line."""
    names = [*ATTACKS, LIMIT_NAME, CROWD_NAME]
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.hostile", description=__doc__)
    parser.add_argument("--seconds", type=float, default=30, help="how long each attack lasts (30)")
    parser.add_argument("--only", action="append", choices=names, help="an attack to run, instead of all")
    arguments = parser.parse_args()
    columns = ["attack", "GETs answered", "p50", "p95", "slowest", "line", "requests of the attack"]
    sys.stdout.write(f"| {' | '.join(columns)} |\n|{' --- |' * len(columns)}\n")
    all_true = True
    for row in run_attacks(set(arguments.only or names), arguments.seconds):
        sys.stdout.write(f"{row.describe()}\n")
        sys.stdout.flush()
        all_true = all_true and row.is_true()
    return 0 if all_true else 1


if __name__ == "__main__":
    sys.exit(main())
