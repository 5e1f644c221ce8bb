"""All mentions of one article to its reports: one report an event, however often the article mentions it."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby

from service.domain.articles.article import Article
from service.domain.events.agreement import (
    LONG_DONE,
    agrees_with_all,
    are_of_one_departure,
    choose_article_status,
    dates_agree,
    do_actors_decide,
    key_place,
    list_movers,
    rank_precision,
    statuses_agree,
)
from service.domain.events.dates import EventDate
from service.domain.events.reports import Figure, FigureKind, Participation, Qualifier, Report, Status
from service.domain.names.places import EventType
from service.extraction.encoder.labels import DEPARTURE, MAX_ADDED_DISTANCE
from service.extraction.reports.event_mentions import EventMention
from service.extraction.reports.quotes import build_quotes

# Sums that differ behind so many decimal places are equal.
PLACES = 6
# The fields that are taken from a mention that may repeat an event.
REPEATED_FIELDS = frozenset({"date", "figures", "actors"})


class Joiner:
    """Joins mentions by the families and ranks of the codebook's types."""

    def __init__(self, event_types: Iterable[EventType]) -> None:
        self._ranks = {row.slug: row.rank for row in event_types}

    def join(self, article: Article, mentions: Sequence[EventMention]) -> tuple[Report, ...]:
        """The reports of an article, in the order of their first mention."""
        groups: list[list[EventMention]] = []
        extracted = [mention for mention in mentions if mention.is_extracted]
        for _, members in groupby(sorted(extracted, key=_group_key), key=_group_key):
            ordered = sorted(members, key=lambda mention: mention.sentence)
            groups += _unite_departures(_split_by_date(ordered, article.published), article.published)
        groups = _place_unnamed(groups, article.published)
        others = sorted((mention for mention in mentions if not mention.is_extracted), key=lambda one: one.is_added)
        for mention in others:
            _add_repeated(groups, mention)
        groups.sort(key=lambda group: (min(mention.sentence for mention in group), _group_key(group[0])))
        return tuple(self._build_report(article, group) for group in groups)

    def _build_report(self, article: Article, group: list[EventMention]) -> Report:
        group = sorted(group, key=lambda mention: mention.sentence)
        status = find_status(group)
        with_status = [mention for mention in group if mention.status is status]
        best = max(with_status, key=lambda mention: self._ranks[mention.type])
        date = find_date(with_status) or find_date(group)
        report = Report(
            type=best.type,
            status=status,
            base=best.base,
            country=next((mention.country for mention in group if mention.country), None),
            date=date,
            participations=_unite_participations(group),
            figures=_unite_figures(group),
            attributed_to=next((mention.attributed_to for mention in with_status if mention.attributed_to), None),
            confidence=round(max(mention.confidence for mention in with_status), 2),
            quotes=(),
        )
        return replace(report, quotes=build_quotes(article.text, report, group))


def _group_key(mention: EventMention) -> tuple[str, str, str]:
    """Mentions under different keys are never of one event."""
    who = list_movers(mention.participations) if do_actors_decide(mention.base) else ()
    denied = "" if statuses_agree(mention.status, Status.OCCURRED) else "denied"
    return f"{mention.family}{denied}", key_place(mention.base, mention.country), ",".join(who)


def _split_by_date(mentions: list[EventMention], published: dt.date | None) -> list[list[EventMention]]:
    """Groups of mentions whose dates do not exclude one another; an undated one goes to the nearest dated."""
    groups: list[list[EventMention]] = []
    for mention in (item for item in mentions if item.date is not None):
        fitting = next((group for group in groups if agrees_with_all(mention.date, _list_dates(group))), None)
        if fitting is None:
            groups.append([mention])
        else:
            fitting.append(mention)
    for mention in (item for item in mentions if item.date is None):
        open_groups = [group for group in groups if not _is_past(group, mention, published)]
        if not open_groups:
            groups.append([mention])
            continue
        min(open_groups, key=lambda group: _distance(group, mention)).append(mention)
    return groups


def _unite_departures(groups: list[list[EventMention]], published: dt.date | None) -> list[list[EventMention]]:
    """Forces that left a base in May and handed it over in July left it once. What is still to come stays apart."""
    united: list[list[EventMention]] = []
    for group in groups:
        fitting = next((other for other in united if _is_one_departure(other, group, published)), None)
        if fitting is None:
            united.append(group)
        else:
            fitting.extend(group)
    return united


def _place_unnamed(groups: list[list[EventMention]], published: dt.date | None) -> list[list[EventMention]]:
    """Adds mentions of a country without who left or arrived to the event there of those that an article names, if
    that is one event whose date they do not exclude."""
    named = [group for group in groups if _is_named(group)]
    placed = [list(group) for group in named]
    for group in (group for group in groups if not _is_named(group)):
        apart: list[EventMention] = []
        for mention in group:
            fitting = [n for n, other in enumerate(named) if _may_be_of(mention, other, published)]
            (placed[fitting[0]] if len(fitting) == 1 else apart).append(mention)
        placed += [apart] if apart else []
    return placed


def _add_repeated(groups: list[list[EventMention]], mention: EventMention) -> None:
    """Adds date, actors and figures of a mention below the threshold to the only event that it may repeat or add to."""
    may_be_of = _may_be_added_to if mention.is_added else _may_repeat
    fitting = [group for group in groups if may_be_of(mention, group)]
    if len(fitting) == 1:
        fitting[0].append(_reduce_repeated(mention, fitting[0][0]))


def _may_repeat(mention: EventMention, group: list[EventMention]) -> bool:
    is_there = _group_key(group[0])[:2] == _group_key(mention)[:2]
    is_same = find_status(group) is mention.status and agrees_with_all(mention.date, _list_dates(group))
    return is_there and is_same


def _may_be_added_to(mention: EventMention, group: list[EventMention]) -> bool:
    """Whether an event of the same kind there was told shortly before, without the number of its people."""
    is_there = (group[0].family, _group_key(group[0])[1]) == (mention.family, _group_key(mention)[1])
    distances = [mention.sentence - one.sentence for one in group if one.is_extracted]
    is_near = any(0 < distance <= MAX_ADDED_DISTANCE for distance in distances)
    is_counted = any(figure.kind == FigureKind.PERSONNEL.value for one in group for figure in one.figures)
    return is_there and is_near and not is_counted and find_status(group) is not Status.DENIED


def _reduce_repeated(mention: EventMention, event: EventMention) -> EventMention:
    carried = [
        replace(one, supports=tuple(f for f in one.supports if f in REPEATED_FIELDS)) for one in mention.evidence
    ]
    evidence = tuple(one for one in carried if one.supports)
    status = event.status if mention.is_added else mention.status
    return replace(mention, type=event.type, status=status, attributed_to=None, evidence=evidence)


def _is_named(group: list[EventMention]) -> bool:
    return not do_actors_decide(group[0].base) or bool(_group_key(group[0])[2])


def _may_be_of(mention: EventMention, group: list[EventMention], published: dt.date | None) -> bool:
    """Whether a mention that names nobody is of the same kind of event in the same place, and of no other day."""
    if _group_key(mention)[:2] != _group_key(group[0])[:2]:
        return False
    if mention.date is None and _is_past(group, mention, published):
        return False
    return agrees_with_all(mention.date, _list_dates(group))


def _is_one_departure(one: list[EventMention], other: list[EventMention], published: dt.date | None) -> bool:
    if one[0].family != DEPARTURE or one[0].base is None:
        return False
    if find_status(one) is find_status(other) is Status.PLANNED:
        return True
    first, second = find_date(one), find_date(other)
    return are_of_one_departure(first, second) and not any(_is_ahead(date, published) for date in (first, second))


def _is_ahead(date: EventDate | None, published: dt.date | None) -> bool:
    return date is not None and date.first is not None and published is not None and date.first > published


def _is_past(group: list[EventMention], mention: EventMention, published: dt.date | None) -> bool:
    """Whether a plan without a date cannot mean the event of these mentions: that was long past at publication."""
    days = [other.date.last for other in group if other.date is not None and other.date.last is not None]
    if mention.status is not Status.PLANNED or published is None or not days:
        return False
    return (published - max(days)).days > LONG_DONE


def _distance(group: list[EventMention], mention: EventMention) -> tuple[int, int]:
    apart = min(abs(other.sentence - mention.sentence) for other in group)
    return int(all(other.status is not mention.status for other in group)), apart


def _list_dates(group: Iterable[EventMention]) -> list[EventDate | None]:
    return [mention.date for mention in group]


def find_status(group: list[EventMention]) -> Status:
    """The status that an article reports in these mentions."""
    return choose_article_status((mention.status, mention.confidence) for mention in group)


def find_date(group: list[EventMention]) -> EventDate | None:
    """The date that its mentions make most probable together, of equals the first; where others say the same more
    precisely, theirs."""
    dated = [(item, item.date) for item in group if item.date is not None]
    if not dated:
        return None
    _, chosen = max(dated, key=lambda pair: round(_weigh_date(pair[1], dated), PLACES))
    return min((date for _, date in dated if dates_agree(chosen, date)), key=rank_precision)


def _weigh_date(date: EventDate, dated: Iterable[tuple[EventMention, EventDate]]) -> float:
    """How probable all mentions that agree with a date make it."""
    return sum(item.date_probability * item.confidence for item, other in dated if dates_agree(date, other))


def _unite_participations(group: list[EventMention]) -> tuple[Participation, ...]:
    """Each actor in one role, that of the most confident mention, else the first; in the order of the text."""
    found: dict[str, tuple[float, Participation]] = {}
    for mention in group:
        for part in mention.participations:
            if part.actor.slug not in found or mention.confidence > found[part.actor.slug][0]:
                found[part.actor.slug] = mention.confidence, part
    return tuple(part for _, part in found.values())


def _unite_figures(group: list[EventMention]) -> tuple[Figure, ...]:
    """One figure a kind and unit: what the article says first, unless it says it with less hedging later."""
    found: dict[tuple[str, str | None], Figure] = {}
    for figure in (figure for mention in group for figure in mention.figures):
        key = (figure.kind, figure.unit)
        if key not in found or (found[key].value == figure.value and figure.qualifier is Qualifier.EXACT):
            found[key] = figure
    return tuple(found.values())
