"""Requests that are right, and changed ones, sent to a server of two workers: `make fuzz-mutations`.

It fails on any answer of 500 or more, any request that is not answered in time, any answer that is not what it says,
any alarm in the server's log, and where less than a third of the requests were valid.
"""

import argparse
import secrets
import sys
import tempfile
from pathlib import Path

from tests.examples import build_fixed_pipeline, load_seeds
from tests.fuzzing.runs import LEAST_VALID, Findings, run
from tests.fuzzing.serving import find_alarms, prepare, serve, warm_up

SHOW_EVERY = 1_000


def show(findings: Findings) -> None:
    """A line every thousand requests."""
    if findings.total % SHOW_EVERY == 0:
        sys.stderr.write(f"{findings.total} sent, {findings.valid_share:.0%} valid, {len(findings.faults)} faults\n")


def main() -> int:
    """Run from the command line; the seed that is printed asks the same again."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzzing", description=__doc__)
    parser.add_argument("--requests", type=int, default=20_000)
    parser.add_argument("--first", type=int, default=0, help="number of the first request (0)")
    parser.add_argument("--seed", type=int, default=secrets.randbits(32))
    parser.add_argument("--method", help="change requests of this method alone")
    asked = parser.parse_args()
    sys.stdout.write(f"seed {asked.seed}\n")
    sys.stdout.flush()
    with tempfile.TemporaryDirectory(prefix="bwfuzz") as name:
        store, log = Path(name, "store.db"), Path(name, "log")
        pipeline = build_fixed_pipeline()
        load_seeds(store, pipeline)
        corpus = prepare(store, pipeline)
        with serve(store, log) as address:
            warm_up(address, corpus)
            findings = run(
                address, corpus.select(asked.method), asked.seed, range(asked.first, asked.first + asked.requests), show
            )
        alarms = find_alarms(log)
    sys.stdout.write(f"{findings}\nalarms in the log: {len(alarms)}\n")
    sys.stdout.writelines(f"  {alarm}\n" for alarm in alarms[:20])
    return 1 if findings.faults or alarms or findings.valid_share < LEAST_VALID else 0


if __name__ == "__main__":
    sys.exit(main())
