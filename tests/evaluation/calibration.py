"""How often reports of a confidence are true: of many that say 0.8, eight in ten should be. Values in, values out."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from tests.evaluation.scoring import Comparison, compute_share

# Where each range of confidence begins; the last one ends with 1 and includes it.
STARTS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
# Ranges below this are listed only where there is something in them.
LOWEST_LISTED = 0.5


@dataclass(frozen=True, slots=True)
class ConfidenceRange:
    """The reports whose confidence is from `first` to less than `last` (1.0 included), and how many are true."""

    first: float
    last: float
    reports: int = 0
    true: int = 0

    @property
    def share(self) -> Fraction | None:
        """The true ones of all; null where there are none."""
        return compute_share(self.true, self.reports) if self.reports else None


def list_judged(comparison: Comparison) -> Iterator[tuple[float, bool]]:
    """The confidence of each report of an article, and whether it is true; what is optional counts neither way."""
    yield from ((match.report.confidence, True) for match in comparison.matches)
    yield from ((report.confidence, False) for report in comparison.false)


def compute_calibration(judged: Iterable[tuple[float, bool]]) -> tuple[ConfidenceRange, ...]:
    """Ranges of a tenth, in their order, with the reports in each."""
    counts = [[0, 0] for _ in STARTS]
    for confidence, true in judged:
        count = counts[bisect_right(STARTS, confidence) - 1]
        count[0] += 1
        count[1] += true
    ranges = (
        ConfidenceRange(first, last, *count)
        for first, last, count in zip(STARTS, (*STARTS[1:], 1.0), counts, strict=True)
    )
    return tuple(row for row in ranges if row.first >= LOWEST_LISTED or row.reports)


def format_calibration(ranges: Iterable[ConfidenceRange]) -> Iterator[str]:
    """A table: the range, how many reports it has, and how many and which share of them are true."""
    yield f"{'confidence':<14} {'reports':>7} {'true':>6} {'share':>6}"
    for row in ranges:
        # The last range takes in what it ends with.
        written = f"[{row.first:.1f}, {row.last:.1f}" + ("]" if row.first == STARTS[-1] else ")")
        share = "-" if row.share is None else f"{float(row.share):.3f}"
        yield f"{written:<14} {row.reports:>7} {row.true:>6} {share:>6}"
