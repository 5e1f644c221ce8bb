"""What it takes to refuse hostile requests, in the application itself: the median, and the slowest of them."""

import statistics
import sys
import tempfile
from pathlib import Path

from service.app import create_app
from service.settings import Settings
from service.storage.database.engine import build_engine
from service.storage.database.schema import migrate
from tests.integration.api.hostile import ALL, measure
from tests.integration.api.telling import store_all

ROUNDS = 5
SHOWN = 10


def main() -> None:
    """Print the shortest of a few times for each of the slowest."""
    with tempfile.TemporaryDirectory() as folder:
        engine = build_engine(f"sqlite:///{Path(folder, 'told.db')}")
        migrate(engine)
        store_all(engine)
        client = create_app(Settings(), engine).test_client()
        times = [min(measure(client, hostile) for _ in range(ROUNDS)) * 1000 for hostile in ALL]
        engine.dispose()
    sys.stdout.write(f"{len(times)} requests, {statistics.median(times):.1f} ms in the median\n")
    for milliseconds, hostile in sorted(zip(times, map(str, ALL), strict=True), reverse=True)[:SHOWN]:
        sys.stdout.write(f"{milliseconds:6.1f} ms  {hostile}\n")


if __name__ == "__main__":
    main()
