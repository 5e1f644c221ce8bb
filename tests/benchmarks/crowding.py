"""What it costs to add an article to a base of which much is told already: `make benchmark-crowding`.

Loads thousands of reports of one base, in articles of one to three, and compares the time for the last thousand
reports with that for the first. It should depend on what is told of days near those of the article, and not on how
much is told of the base. The reports are made up: over 20 years, most with a day, some with a month or a year or none,
plans and denials among them, and most events told by several sources. Exits with 1 where, in the order of time, the
last thousand take more than 1.5 times as long as the first. They come in any order too: then the days near an article
have ten times as many reports in the end as in the beginning, and what that costs is shown.

`--reports 4000` loads fewer, `--database URL` takes an empty database instead of SQLite files.
"""

import argparse
import datetime as dt
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

from sqlalchemy import Engine

from service.domain.names.places import Source
from service.loader.articles.building import ReadArticle
from service.loader.runs.loading import Pipeline, load_article, load_gazetteer
from service.storage.database.engine import build_engine
from service.storage.database.schema import migrate
from tests.loading import build_pipeline, build_read, build_real_merger

REPORTS = 10_000
COMPARED = 1_000
AT_MOST = 1.5
BOUND_ORDER = "time"
ORDERS = (BOUND_ORDER, "chance")
YEARS = 20
START = dt.date(2005, 1, 1)
# Reports of one event, on average.
TOLD = 4
SOURCES = tuple(Source(f"paper-{number}", f"Paper {number}") for number in range(12))
KINDS = ("attack", "attack", "attack", "handover", "withdrawal")
PIPELINE: Pipeline = replace(build_pipeline(), merger=build_real_merger())


def build_line(random: Random, kind: str, day: dt.date) -> str:
    """A report of what happened on a day: four of five give it, the others a month, a year or nothing."""
    forms = [f"{day}", f"{day:%Y-%m}", f"{day:%Y}", "-"]
    status = random.choices(["occurred", "planned", "denied"], [92, 6, 2])[0]
    people = random.randrange(1, 400) if random.random() < 0.3 else "-"
    return f"{kind} k1 {random.choices(forms, [80, 10, 4, 6])[0]} {status} {people}"


def build_articles(random: Random, reports: int) -> Iterator[tuple[dt.date, int, ReadArticle]]:
    """Articles with the day of each and the number of its reports, on what happened on days drawn before."""
    events = [
        (START + dt.timedelta(random.randrange(YEARS * 365)), random.choice(KINDS)) for _ in range(reports // TOLD)
    ]
    events.sort()
    number = written = 0
    while written < reports:
        first = random.randrange(len(events))
        count = min(random.choice([1, 2, 3]), reports - written)
        told = [events[(first + place) % len(events)] for place in range(count)]
        published = max(day for day, _ in told) + dt.timedelta(random.choice([0, 0, 1, 1, 2, 3, 7]))
        lines = [f"# {number}", *(build_line(random, kind, day) for day, kind in told)]
        source = random.choice(SOURCES)
        yield published, count, build_read("\n".join(lines), f"{number}.txt", source=source, published=published)
        number, written = number + 1, written + count


def load_all(engine: Engine, articles: Sequence[tuple[dt.date, int, ReadArticle]]) -> list[tuple[int, float]]:
    """The number of reports loaded after each article, with the seconds that it took."""
    load_gazetteer(engine, PIPELINE)
    # SQLite works within this process, so what else the machine does need not count.
    tell_time = time.process_time if engine.dialect.name == "sqlite" else time.perf_counter
    loaded, taken = 0, []
    for _, count, read in articles:
        start = tell_time()
        load_article(engine, read, PIPELINE)
        loaded += count
        taken.append((loaded, tell_time() - start))
        if loaded // COMPARED > (loaded - count) // COMPARED:
            report_progress(taken, loaded)
    return taken


def report_progress(taken: Sequence[tuple[int, float]], loaded: int) -> None:
    """A line for each thousand reports."""
    last = [seconds for number, seconds in taken if number > loaded - COMPARED]
    sys.stdout.write(f"{loaded:>7} reports: {sum(last) / len(last) * 1000:.1f} ms an article\n")
    sys.stdout.flush()


def compare(taken: Sequence[tuple[int, float]]) -> float:
    """The time for an article among the last thousand reports, in those among the first."""
    total = taken[-1][0]
    first = [seconds for number, seconds in taken if number <= COMPARED]
    last = [seconds for number, seconds in taken if number > total - COMPARED]
    return (sum(last) / len(last)) / (sum(first) / len(first))


def measure(order: str, reports: int, url: str | None) -> float:
    """The ratio for an order, in an empty store."""
    random = Random(20)  # noqa: S311 - the same articles every time
    articles = list(build_articles(random, reports))
    if order == "time":
        articles.sort(key=lambda item: item[0])
    with tempfile.TemporaryDirectory() as folder:
        engine = build_engine(url or f"sqlite:///{Path(folder, 'crowded.db')}")
        migrate(engine)
        ratio = compare(load_all(engine, articles))
        engine.dispose()
    sys.stdout.write(f"in the order of {order}: the last {COMPARED} reports take {ratio:.2f} times the first\n")
    return ratio


def main() -> int:
    """Print both ratios; 1 where one of them is too high."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=int, default=REPORTS)
    parser.add_argument("--order", choices=ORDERS, action="append")
    parser.add_argument("--database")
    given = parser.parse_args()
    ratios = {order: measure(order, given.reports, given.database) for order in given.order or ORDERS}
    return int(ratios.get(BOUND_ORDER, 0) > AT_MOST)


if __name__ == "__main__":
    sys.exit(main())
