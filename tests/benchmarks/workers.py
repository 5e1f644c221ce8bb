"""How many articles a second are loaded by one process and by several: `make benchmark-workers`.

Articles from all sets of `tests/evaluation` are loaded into a new SQLite file by the command, its start included. What
counts is the ratio: processors may share a core, and do other work.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.evaluation.sets import FOLDER

SERVICE = [sys.executable, "-m", "service"]


def copy_articles(folder: Path, count: int) -> None:
    """So many articles, from all over the sets."""
    paths = sorted(path for path in FOLDER.glob("articles/*/*") if path.is_file())
    for path in paths[:: len(paths) // count][:count]:
        shutil.copy(path, folder / f"{path.parent.name}-{path.name}")


def measure(articles: Path, database: Path, workers: int) -> float:
    """Seconds that it takes to load a folder into a new store."""
    environ = {**os.environ, "BASEWATCH_DATABASE_URL": f"sqlite:///{database}"}
    subprocess.run([*SERVICE, "migrate"], env=environ, check=True)
    start = time.perf_counter()
    command = [*SERVICE, "load", str(articles), "--workers", str(workers)]
    # Workers let others go first; so must one that works alone, or what else runs slows it less.
    nice = ["nice", "-n", "5"] if workers == 1 else []
    subprocess.run([*nice, *command], env=environ, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def main() -> None:
    """Print the rate for each number of workers, and how many times the first one's it is."""
    parser = argparse.ArgumentParser(prog="make benchmark-workers", description=__doc__)
    parser.add_argument("--articles", type=int, default=200, metavar="N")
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2], metavar="N")
    arguments = parser.parse_args()
    first = None
    with tempfile.TemporaryDirectory() as folder:
        articles = Path(folder, "articles")
        articles.mkdir()
        copy_articles(articles, arguments.articles)
        for place, workers in enumerate(arguments.workers):
            rate = arguments.articles / measure(articles, Path(folder, f"{place}.db"), workers)
            first = first or rate
            sys.stdout.write(f"{workers} workers: {rate:.2f} articles a second, {rate / first:.2f} times the first\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
