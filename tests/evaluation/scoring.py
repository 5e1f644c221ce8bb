"""What is found in an article against what a careful reader finds in it. Values in, values out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from fractions import Fraction

from service.domain.events.reports import Report
from service.training.examples.base_identity import BaseIndex, Likeness, compare_bases
from service.training.examples.gold import FIGURE_KINDS
from tests.evaluation.gold import GoldReport

# Types that tell the same kind of change. An air strike that hits no base is an event of its own kind.
FAMILIES = {"withdrawal": "departure", "handover": "departure", "closure": "departure", "deployment": "arrival"}
FAMILIES_AT_A_BASE = {**FAMILIES, "airstrike": "attack"}


@dataclass(frozen=True, slots=True)
class Tally:
    """How many values were given, how many were expected, and how many are both."""

    right: int = 0
    given: int = 0
    expected: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.right + other.right, self.given + other.given, self.expected + other.expected)

    def __str__(self) -> str:
        return f"{self.right}/{self.expected} ({self.given} given)"

    def compute_f1(self) -> Fraction:
        """2 right / (given + expected): a value too many costs as much as one too few. 1 where there was nothing."""
        return compute_share(2 * self.right, self.given + self.expected)


@dataclass(frozen=True, slots=True)
class Score:
    """Counts over reports (`true`, `false`, `missed`), and over the fields of those that are true.

    `dates_invented` are given where the text gives none. `false_in_silent` are false reports in articles that tell
    none, of which there are `silent`. `bases` counts reports as `true`, `false` and `missed` do, those at a base alone.
    """

    true: int = 0
    false: int = 0
    missed: int = 0
    dates_right: int = 0
    dates_expected: int = 0
    dates_invented: int = 0
    roles: Tally = Tally()
    figures: Tally = Tally()
    silent: int = 0
    false_in_silent: int = 0
    bases: Tally = Tally()

    def __add__(self, other: "Score") -> "Score":
        return Score(**{field.name: getattr(self, field.name) + getattr(other, field.name) for field in fields(Score)})

    def compute_measures(self) -> dict[str, Fraction]:
        """What the floors are about, each from 0 to 1. An invented date counts as a wrong one."""
        return {
            "precision": compute_share(self.true, self.true + self.false),
            "recall": compute_share(self.true, self.true + self.missed),
            "f1": compute_share(2 * self.true, 2 * self.true + self.false + self.missed),
            "dates": compute_share(self.dates_right, self.dates_expected + self.dates_invented),
            "roles": self.roles.compute_f1(),
            "figures": self.figures.compute_f1(),
        }


@dataclass(frozen=True, slots=True)
class Match:
    """A report, and what the article tells."""

    report: Report
    gold: GoldReport


@dataclass(frozen=True, slots=True)
class Comparison:
    """One article: what was found rightly, wrongly, and not at all. Matches with optional reports are in none."""

    matches: tuple[Match, ...]
    false: tuple[Report, ...]
    missed: tuple[GoldReport, ...]
    silent: bool


def compute_share(part: int, whole: int) -> Fraction:
    """The part of a whole; all of it where there is nothing."""
    return Fraction(part, whole) if whole else Fraction(1)


def get_family(event_type: str, base: object | None) -> str:
    """What kind of change an event type tells, at a base or elsewhere."""
    return (FAMILIES if base is None else FAMILIES_AT_A_BASE).get(event_type, event_type)


def compare_reports(told: Iterable[GoldReport], reports: Sequence[Report], bases: BaseIndex) -> Comparison:
    """The reports of one article against what it tells. A deployment without a base is nothing that is looked for."""
    gold = [row for row in told if row.base is not None or row.type != "deployment"]
    pairs = _pair(gold, reports, bases)
    matches = tuple(Match(reports[i], gold[k]) for i, k in sorted(pairs.items()) if not gold[k].optional)
    return Comparison(
        matches=matches,
        false=tuple(report for i, report in enumerate(reports) if i not in pairs),
        missed=tuple(row for k, row in enumerate(gold) if k not in pairs.values() and not row.optional),
        silent=not gold,
    )


def score_comparison(comparison: Comparison) -> Score:
    """One article in counts."""
    counts = Score(
        true=len(comparison.matches),
        false=len(comparison.false),
        missed=len(comparison.missed),
        silent=int(comparison.silent),
        false_in_silent=len(comparison.false) if comparison.silent else 0,
        bases=_tally_bases(comparison),
    )
    return sum((_score_match(match) for match in comparison.matches), counts)


def _tally_bases(comparison: Comparison) -> Tally:
    """Reports at a base, found and told. A report with a base is true only of something that is told of one."""
    right = sum(match.gold.base is not None for match in comparison.matches)
    false = sum(report.base is not None for report in comparison.false)
    missed = sum(row.base is not None for row in comparison.missed)
    return Tally(right, right + false, right + missed)


def _pair(gold: Sequence[GoldReport], reports: Sequence[Report], bases: BaseIndex) -> dict[int, int]:
    """Places of reports to places of what they tell, one to one, the closest first. Of reports that are equally close
    their content decides, so that the order in which they were found changes nothing."""
    closeness = {
        (i, k): (rank, repr(report))
        for i, report in enumerate(reports)
        for k, row in enumerate(gold)
        if (rank := _rank(row, report, bases)) is not None
    }
    pairs: dict[int, int] = {}
    for i, k in sorted(closeness, key=lambda pair: (closeness[pair], pair[1]), reverse=True):
        if i not in pairs and k not in pairs.values():
            pairs[i] = k
    return pairs


def _rank(gold: GoldReport, report: Report, bases: BaseIndex) -> tuple[Likeness, bool, bool, int] | None:
    """How close the two are, null for a report of something else. What must be found goes before what may be."""
    if (report.status, get_family(report.type, report.base)) != (gold.status, get_family(gold.type, gold.base)):
        return None
    likeness = compare_bases(
        bases.identify(gold.base, gold.base_name) if gold.base else None,
        bases.identify(report.base.slug) if report.base else None,
    )
    if not likeness:
        return None
    same_roles = len(gold.roles & get_roles(report))
    return likeness, not gold.optional, gold.date == get_date(report), same_roles


def _score_match(match: Match) -> Score:
    gold, date = match.gold, get_date(match.report)
    return Score(
        dates_right=int(gold.date is not None and gold.date == date),
        dates_expected=int(gold.date is not None),
        dates_invented=int(gold.date is None and date is not None),
        roles=_tally(get_roles(match.report), gold.roles),
        figures=_tally(get_figures(match.report), gold.figures),
    )


def _tally(given: frozenset[tuple[str, object]], expected: frozenset[tuple[str, object]]) -> Tally:
    return Tally(len(given & expected), len(given), len(expected))


def get_date(report: Report) -> str | None:
    """EDTF, null for no date."""
    return report.date.edtf if report.date else None


def get_roles(report: Report) -> frozenset[tuple[str, object]]:
    """Actor and role of all that take part."""
    return frozenset((item.actor.slug, item.role) for item in report.participations)


def get_figures(report: Report) -> frozenset[tuple[str, object]]:
    """Kind and value of the figures of the kinds that are measured."""
    return frozenset((figure.kind, figure.value) for figure in report.figures if figure.kind in FIGURE_KINDS.values())
