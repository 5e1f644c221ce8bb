"""All findings of one article to its reports: one report an event, however often the article tells it."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby

from service.domain.articles import Article
from service.domain.dates import EventDate, Precision
from service.domain.places import EventType
from service.domain.reports import Figure, Participation, Qualifier, Quote, Report, Status
from service.extraction.findings import Finding

# "A military base" is the one that one of the next few tellings names.
NAMING_REACH = 4
# What was done so many days before an article is not what it announces.
LONG_DONE = 60
# Forces leave a base within this many days, from the first to the last of them.
ONE_DEPARTURE = 400
DEPARTURE = "departure"
MUCH_SURER = 0.1
PRECISIONS = (Precision.DAY, Precision.INTERVAL, Precision.MONTH, Precision.SEASON, Precision.YEAR, Precision.YEARLESS)


class Joiner:
    """Joins findings by the families and ranks of the codebook's types."""

    def __init__(self, event_types: Iterable[EventType]) -> None:
        self._ranks = {row.slug: row.rank for row in event_types}

    def join(self, article: Article, findings: Sequence[Finding]) -> tuple[Report, ...]:
        """The reports of an article, in the order of their first telling."""
        named = name_unnamed(findings)
        groups: list[list[Finding]] = []
        for _, members in groupby(sorted(named, key=_group_key), key=_group_key):
            told = sorted(members, key=lambda finding: finding.sentence)
            groups += _unite_departures(_split_by_date(told, article.published), article.published)
        groups.sort(key=lambda group: (min(finding.sentence for finding in group), _group_key(group[0])))
        return tuple(self._build_report(article, group) for group in groups)

    def _build_report(self, article: Article, group: list[Finding]) -> Report:
        status = find_status(group)
        telling = [finding for finding in group if finding.status is status]
        best = max(telling, key=lambda finding: self._ranks[finding.type])
        date = find_date(telling) or find_date(group)
        return Report(
            type=best.type,
            status=status,
            base=best.base,
            country=next((finding.country for finding in group if finding.country), None),
            date=date,
            participations=_unite(finding.participations for finding in group),
            figures=_unite_figures(group),
            attributed_to=next((finding.attributed_to for finding in telling if finding.attributed_to), None),
            confidence=round(max(finding.confidence for finding in telling), 2),
            quotes=_build_quotes(article.text, group),
        )


def _group_key(finding: Finding) -> tuple[str, str, str]:
    """Findings under different keys never tell one event."""
    where = finding.base.slug if finding.base else f"~{finding.country or ''}"
    who = ""
    if finding.base is None:
        who = ",".join(
            sorted(part.actor.slug for part in finding.participations if part.role in {"leaving", "arriving"})
        )
    denied = "denied" if finding.status is Status.DENIED else ""
    return f"{finding.family}{denied}", where, who


def name_unnamed(findings: Sequence[Finding]) -> list[Finding]:
    """Gives "a military base" the name that the next telling of the same kind gives; drops it where none does."""
    named: list[Finding] = []
    for place, finding in enumerate(findings):
        if not finding.unnamed:
            named.append(finding)
            continue
        later = findings[place + 1 : place + 1 + NAMING_REACH]
        match = next((other for other in later if _may_name(finding, other)), None)
        if match is not None:
            named.append(replace(finding, base=match.base, country=match.country, unnamed=False))
    return named


def _may_name(finding: Finding, other: Finding) -> bool:
    same = other.family == finding.family and not other.unnamed and other.base is not None and other.explicit
    near = other.sentence - finding.sentence <= NAMING_REACH and other.status is finding.status
    return same and near and (finding.country is None or other.country in {finding.country, None})


def _split_by_date(findings: list[Finding], published: dt.date | None) -> list[list[Finding]]:
    """Groups of findings whose dates do not exclude one another; an undated one goes to the nearest dated."""
    groups: list[list[Finding]] = []
    for finding in (item for item in findings if item.date is not None):
        fitting = next((group for group in groups if all(_agree(finding.date, other.date) for other in group)), None)
        if fitting is None:
            groups.append([finding])
        else:
            fitting.append(finding)
    for finding in (item for item in findings if item.date is None):
        open_groups = [group for group in groups if not _is_past(group, finding, published)]
        if not open_groups:
            groups.append([finding])
            continue
        min(open_groups, key=lambda group: _distance(group, finding)).append(finding)
    return groups


def _unite_departures(groups: list[list[Finding]], published: dt.date | None) -> list[list[Finding]]:
    """Forces that left a base in May and handed it over in July left it once. What is still to come stays apart."""
    united: list[list[Finding]] = []
    for group in groups:
        fitting = next((other for other in united if _is_one_departure(other, group, published)), None)
        if fitting is None:
            united.append(group)
        else:
            fitting.extend(group)
    return united


def _is_one_departure(one: list[Finding], other: list[Finding], published: dt.date | None) -> bool:
    if one[0].family != DEPARTURE or one[0].base is None:
        return False
    if find_status(one) is find_status(other) is Status.PLANNED:
        return True
    dates = [date for group in (one, other) if (date := find_date(group)) is not None]
    known = [(date.first, date.last) for date in dates if date.first is not None and date.last is not None]
    if len(known) < len((one, other)):
        return False
    apart = max(first for first, _ in known) - min(last for _, last in known)
    ahead = published is not None and any(first > published for first, _ in known)
    return apart.days <= ONE_DEPARTURE and not ahead


def _is_past(group: list[Finding], finding: Finding, published: dt.date | None) -> bool:
    """Whether a plan without a date cannot mean what these findings tell, since that was long done when it was told."""
    days = [other.date.last for other in group if other.date is not None and other.date.last is not None]
    if finding.status is not Status.PLANNED or published is None or not days:
        return False
    return (published - max(days)).days > LONG_DONE


def _distance(group: list[Finding], finding: Finding) -> tuple[int, int]:
    apart = min(abs(other.sentence - finding.sentence) for other in group)
    return int(all(other.status is not finding.status for other in group)), apart


def _agree(one: EventDate | None, other: EventDate | None) -> bool:
    if one is None or other is None:
        return True
    if one.first is None or one.last is None or other.first is None or other.last is None:
        yearless, dated = (one, other) if one.first is None else (other, one)
        return (dated.first is None and yearless.edtf == dated.edtf) or dated.edtf[4:] == yearless.edtf[4:]
    return one.first <= other.last and other.first <= one.last


def find_status(group: list[Finding]) -> Status:
    """A plan that the article also tells as done is done, if that is told about as surely."""
    sure = {finding.status: 0.0 for finding in group}
    for finding in group:
        sure[finding.status] = max(sure[finding.status], finding.confidence)
    if sure.get(Status.PLANNED, 0.0) > sure.get(Status.OCCURRED, 0.0) + MUCH_SURER:
        return Status.PLANNED
    return next(status for status in (Status.OCCURRED, Status.PLANNED, Status.DENIED) if status in sure)


def find_date(group: list[Finding]) -> EventDate | None:
    """The date of the surest telling that has one; where others say the same more precisely, theirs."""
    dated = sorted((item for item in group if item.date is not None), key=lambda item: -item.confidence)
    agreeing = [item.date for item in dated if item.date is not None and _agree(dated[0].date, item.date)]
    return min(agreeing, key=lambda date: PRECISIONS.index(date.precision)) if agreeing else None


def _unite(lists: Iterable[tuple[Participation, ...]]) -> tuple[Participation, ...]:
    return tuple(dict.fromkeys(item for items in lists for item in items))


def _unite_figures(group: list[Finding]) -> tuple[Figure, ...]:
    """One figure a kind and unit: what the article says first, unless it says it with less hedging later."""
    found: dict[tuple[str, str | None], Figure] = {}
    for figure in (figure for finding in group for figure in finding.figures):
        key = (figure.kind, figure.unit)
        if key not in found or (found[key].value == figure.value and figure.qualifier is Qualifier.EXACT):
            found.setdefault(key, figure)
    return tuple(found.values())


def _build_quotes(text: str, group: list[Finding]) -> tuple[Quote, ...]:
    supports: dict[tuple[int, int], list[str]] = {}
    for evidence in (item for finding in group for item in finding.evidence):
        supports.setdefault((evidence.start, evidence.end), []).extend(evidence.supports)
    return tuple(
        Quote(text[start:end], start, end, tuple(dict.fromkeys(fields)))
        for (start, end), fields in sorted(supports.items())
    )
