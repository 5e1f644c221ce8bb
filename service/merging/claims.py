"""What the reports of one event say, field by field, and where they exclude one another."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from itertools import combinations
from typing import TypeVar

from service.domain.events.agreement import dates_exclude, statuses_agree
from service.domain.events.events import Claim, Claims, FiledReport
from service.domain.events.reports import Figure, Qualifier, Report

Value = TypeVar("Value", bound=Hashable)
Bounds = tuple[float, float]

# The numbers that a hedged one leaves open, as shares of it.
LEEWAY: Mapping[Qualifier, Bounds] = {
    Qualifier.EXACT: (1, 1),
    Qualifier.ABOUT: (0.8, 1.25),
    Qualifier.NEARLY: (0.8, 1),
    Qualifier.AT_LEAST: (1, float("inf")),
    Qualifier.MORE_THAN: (1, float("inf")),
    Qualifier.UP_TO: (0, 1),
}


def list_claims(reports: Sequence[FiledReport]) -> Claims:
    """Who says what of type, status, date and figures."""
    return Claims(
        types=_group(reports, lambda report: (report.type,)),
        statuses=_group(reports, lambda report: (report.status,)),
        dates=_group(reports, lambda report: (report.date.edtf if report.date else None,)),
        figures=_group(reports, lambda report: report.figures),
    )


def _group(reports: Sequence[FiledReport], say: Callable[[Report], Sequence[Value]]) -> tuple[Claim[Value], ...]:
    """The values with who says them; what most say first, then what was said first."""
    by_value: dict[Value, dict[str, str | None]] = {}
    for item in reports:
        for value in say(item.report):
            by_value.setdefault(value, {})[item.key] = item.source
    claims = [
        Claim(value, tuple(sorted({source for source in by_key.values() if source})), tuple(by_key))
        for value, by_key in by_value.items()
    ]
    return tuple(sorted(claims, key=lambda claim: -len(claim.reports)))


def find_disputed(reports: Sequence[FiledReport], origins: Mapping[str, str]) -> tuple[str, ...]:
    """The fields on which independent sources exclude one another, sorted."""
    positions = {
        (origins[item.key], item.report.status, item.report.date, item.report.figures): item.report for item in reports
    }
    found: set[str] = set()
    for (one, first), (other, second) in combinations(((key[0], report) for key, report in positions.items()), 2):
        if one != other:
            found |= _find_differences(first, second)
    return tuple(sorted(found))


def _find_differences(one: Report, other: Report) -> set[str]:
    same_status = one.status is other.status
    differences = {
        "status": not statuses_agree(one.status, other.status),
        "date": same_status and dates_exclude(one.date, other.date),
        "figures": same_status and _exclude_figures(one.figures, other.figures),
    }
    return {field for field, differs in differences.items() if differs}


def _exclude_figures(one: Sequence[Figure], other: Sequence[Figure]) -> bool:
    """Whether the numbers of one kind have none in common, as far as their hedges leave them open."""
    kinds = {(figure.kind, figure.unit) for figure in one} & {(figure.kind, figure.unit) for figure in other}
    return any(_are_apart(_read_bounds(one, kind), _read_bounds(other, kind)) for kind in kinds)


def _read_bounds(figures: Sequence[Figure], kind: tuple[str, str | None]) -> Bounds:
    bounds = [
        (figure.value * LEEWAY[figure.qualifier][0], figure.value * LEEWAY[figure.qualifier][1])
        for figure in figures
        if (figure.kind, figure.unit) == kind
    ]
    return min(low for low, _ in bounds), max(high for _, high in bounds)


def _are_apart(one: Bounds, other: Bounds) -> bool:
    return one[0] > other[1] or other[0] > one[1]
