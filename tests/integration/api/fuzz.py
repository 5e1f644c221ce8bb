"""As test_openapi_truth, for as long as wanted, with other requests each time: `make fuzz EXAMPLES=2000`."""

import argparse
import secrets
import sys
import tempfile
from pathlib import Path

from service.storage.database.engine import build_engine
from service.storage.database.schema import migrate
from tests.integration.api.openapi_runs import Findings, run_store


def fuzz(database_url: str, examples: int, seed: int) -> Findings:
    """Fill an empty database and ask for what is in it."""
    engine = build_engine(database_url)
    migrate(engine)
    findings = run_store(engine, examples, seed)
    engine.dispose()
    return findings


def main() -> int:
    """Print what was sent and what was wrong, with the seed that asks the same again."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--examples", type=int, default=1_000, help="for each endpoint")
    parser.add_argument("--seed", type=int, default=secrets.randbits(32))
    asked = parser.parse_args()
    sys.stdout.write(f"seed {asked.seed}\n")
    sys.stdout.flush()
    with tempfile.TemporaryDirectory() as folder:
        findings = fuzz(f"sqlite:///{Path(folder, 'fuzz.db')}", asked.examples, asked.seed)
    sys.stdout.write(f"{findings}\n{len(findings.failures)} failures\n")
    return 1 if findings.failures else 0


if __name__ == "__main__":
    sys.exit(main())
