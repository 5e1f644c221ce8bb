"""The race: this service, datasette, roapi and the least that Flask can answer, over the same events.

Of each question it prints answers a second, times and bytes, and whether all servers say the same; then how the times
grow with the store. Every server listens on loopback alone, and ends with the race.
"""

import argparse
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.benchmarks.race.answers import Export
from tests.benchmarks.race.events import ROOT, build_world
from tests.benchmarks.race.questions import Question, build_questions
from tests.benchmarks.race.running import Race, run_exports, say
from tests.benchmarks.race.table import (
    HELLO,
    PEERS,
    Result,
    build_export_table,
    build_growth_table,
    build_table,
    format_rate,
)
from tests.benchmarks.race.wrk import Load

# Where `make race` installs the peers.
PROGRAMS = ROOT / ".venv-race/bin"
MISSING = "wrk is missing; on Debian: apt-get install wrk"


def run_race(race: Race, questions: Sequence[Question], *, is_export: bool) -> tuple[list[Result], dict[str, Export]]:
    """All questions, over one set of events."""
    with race.open_servers() as servers:
        results = []
        for question in questions:
            results.append(race.run_question(servers, question))
            say(f"  {question.name}: " + ", ".join(_describe(results[-1])))
        return results, run_exports(servers) if is_export else {}


@contextmanager
def make_folder() -> Iterator[Path]:
    """A folder for one race. The database server may run under an account of its own, which must reach it."""
    with tempfile.TemporaryDirectory(prefix="bwrace") as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


def _describe(result: Result) -> list[str]:
    timings = result.timings.items()
    return [f"{name} {format_rate(timing.rate)}/s" if timing else f"{name} refused" for name, timing in timings]


def choose_questions(words: str) -> list[Question]:
    """The questions that have one of the words in their names; all where no word is given."""
    questions = build_questions(build_world())
    wanted = [word.strip() for word in words.split(",") if word.strip()]
    return [question for question in questions if not wanted or any(word in question.name for word in wanted)]


def run(arguments: argparse.Namespace) -> None:
    """Run the small race and the large one, and print the tables."""
    peers = PROGRAMS if arguments.peers else None
    questions, databases = choose_questions(arguments.questions), arguments.databases.split(",")
    load = Load(arguments.seconds, arguments.connections)
    small: list[Result] = []
    if 0 < arguments.small < arguments.events:
        with make_folder() as folder:
            small, _ = run_race(Race(arguments.small, databases, None, load, folder), questions, is_export=False)
    with make_folder() as folder:
        race = Race(arguments.events, databases, peers, load, folder)
        large, exports = run_race(race, questions, is_export=arguments.export)
    rates = [timing.rate for result in large if (timing := result.timings.get(HELLO))]
    say(f"\n{arguments.events:,} events, {load.connections} connections, {load.seconds} s for each question;")
    say(f"hello: {min(rates):.0f} to {max(rates):.0f} answers a second\n")
    tables = [build_table(large, PEERS if peers else ())]
    tables += [build_export_table(exports)] if exports else []
    tables += [build_growth_table(small, large, (arguments.small, arguments.events))] if small else []
    say("\n\n".join("\n".join(table) for table in tables))


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.race", description=__doc__)
    parser.add_argument("--events", type=int, default=1_000_000, help="how many events (1000000)")
    parser.add_argument("--small", type=int, default=10_000, help="how many in the small store; 0 for none (10000)")
    parser.add_argument("--seconds", type=int, default=3, help="how long each question is asked of each server (3)")
    parser.add_argument("--connections", type=int, default=8, help="how many ask at the same time (8)")
    parser.add_argument("--databases", default="sqlite,postgresql", help="sqlite, postgresql or both, with a comma")
    parser.add_argument("--questions", default="", help="words, with commas: only questions that have one (all)")
    parser.add_argument("--no-export", dest="export", action="store_false", help="leave out the CSV of all events")
    parser.add_argument("--no-peers", dest="peers", action="store_false", help="race against bare Flask alone")
    arguments = parser.parse_args()
    if shutil.which("wrk") is None:
        sys.stderr.write(f"{MISSING}\n")
        return 2
    # As Ctrl-C does, so that all servers end.
    signal.signal(signal.SIGTERM, lambda *_: os.kill(os.getpid(), signal.SIGINT))
    try:
        run(arguments)
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
