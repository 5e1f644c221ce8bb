"""The tables that the race prints."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from tests.benchmarks.race.answers import Export
from tests.benchmarks.race.wrk import Timing

HELLO = "hello"
PEERS = ("datasette", "roapi")
NOTHING = "–"


@dataclass(frozen=True)
class Result:
    """What each server made of one question, by its name, and whether it answered as the first one of the service.

    `timings` has hello too, as it was at the time; null for a server that gave no answer.
    """

    question: str
    timings: Mapping[str, Timing | None]
    agreements: Mapping[str, str] = field(default_factory=dict)


def build_table(results: Sequence[Result], peers: Sequence[str] = PEERS) -> list[str]:
    """A row for each question and server."""
    head = ("question", "server", "req/s", "p50 ms", "p99 ms", "bytes", "of hello", *(f"of {name}" for name in peers))
    rows = [
        (result.question, name, *_describe(timing), *_compare(result, timing, peers), result.agreements.get(name, ""))
        for result in results
        for name, timing in result.timings.items()
        if name != HELLO
    ]
    return format_rows((*head, "agrees"), rows)


def build_growth_table(small: Sequence[Result], large: Sequence[Result], sizes: tuple[int, int]) -> list[str]:
    """How the slowest of a hundred answers takes longer in the large store than in the small one."""
    before = {(result.question, name): timing for result in small for name, timing in result.timings.items()}
    rows = []
    for result in large:
        for name, timing in result.timings.items():
            earlier = before.get((result.question, name))
            if name == HELLO or not timing or not earlier:
                continue
            ratio = f"{timing.p99 / earlier.p99:.1f}" if earlier.p99 else NOTHING
            rows.append((result.question, name, f"{earlier.p99:.1f}", f"{timing.p99:.1f}", ratio))
    heads = (f"p99 ms at {size:,}" for size in sizes)
    return format_rows(("question", "server", *heads, "ratio"), rows)


def build_export_table(exports: Mapping[str, Export]) -> list[str]:
    """What it takes to read all events as CSV."""
    rows = [
        (
            name,
            f"{export.rows:,}{'' if export.is_whole else ' (left)'}",
            f"{export.rows / export.seconds:,.0f}",
            f"{export.megabytes / export.seconds:.1f}",
            f"{export.growth:.0f}",
        )
        for name, export in exports.items()
    ]
    return format_rows(("CSV of all", "rows", "rows/s", "MB/s", "memory MB"), rows)


def format_rows(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Lines of a table in Markdown that can be read as they are."""
    table = [head, *rows]
    widths = [max(len(row[place]) for row in table) for place in range(len(head))]
    lines = [" | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in table]
    rule = " | ".join("-" * width for width in widths)
    return [f"| {line} |" for line in (lines[0], rule, *lines[1:])]


def format_rate(rate: float) -> str:
    """Answers a second, with decimals where they are few."""
    return f"{rate:.0f}" if rate >= 10 else f"{rate:.2f}"


def _describe(timing: Timing | None) -> tuple[str, str, str, str]:
    if timing is None:
        return ("refused", NOTHING, NOTHING, NOTHING)
    failed = f" ({timing.failures} failed)" if timing.failures else ""
    alone = "alone " if timing.is_alone else ""
    return (
        f"{alone}{format_rate(timing.rate)}{failed}",
        f"{timing.p50:.1f}",
        f"{timing.p99:.1f}",
        f"{timing.size:.0f}",
    )


def _compare(result: Result, timing: Timing | None, peers: Sequence[str]) -> tuple[str, ...]:
    return tuple(_divide(timing, result.timings.get(name)) for name in (HELLO, *peers))


def _divide(timing: Timing | None, other: Timing | None) -> str:
    if timing is None or other is None:
        return NOTHING
    ratio = timing.rate / other.rate
    return f"{ratio:.3f}" if ratio < 1 else f"{ratio:.1f}"
