"""When two dates, statuses, places or sets of actors agree: within an article, where mentions are joined to reports,
and between articles, where reports are merged to events.

An article tells its own story: what it dates or names differently are different events, and what it leaves open goes
with what stands beside it. Between articles nothing stands beside a report, and sources differ on the day and the name
of one and the same thing, so merging allows for some days and asks which state a force belongs to.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping

from service.domain.events.dates import PRECISIONS, EventDate, Precision
from service.domain.events.reports import Participation, Role, Status
from service.domain.names.places import Base

# Dates that say on which days.
PRECISE = frozenset({Precision.DAY, Precision.INTERVAL})
# Sources differ by this many days on an event of these families; two attacks so near are two.
TOLERANCE: Mapping[str, int] = {"departure": 3, "arrival": 3}
# An article that dates several steps of a departure so many days apart reports one, for forces leave in parts; between
# articles the steps are told apart, or each would have the date of another.
ONE_DEPARTURE = dt.timedelta(days=400)
# Two reports of one plan differ by at most this much on its day. Within an article two days are two plans, but for
# those to leave one base, which are one however far apart.
PLANS_APART = 31
# A plan may be reported so many days after it was carried out, by a source that has not heard of that. An article has
# heard of what it reports itself, so a plan without a date means this until it was done for long.
UNTIMELY = 3
LONG_DONE = 60

# Of the statuses that an event is reported in, it has the first of these.
STATUS_PRECEDENCE = (Status.OCCURRED, Status.PLANNED, Status.DENIED)
# By so much a plan must be surer than its execution for an article to report the plan alone. Between articles it makes
# no difference: what one of them plans, a later one reports as done.
MUCH_SURER = 0.1

# Within an article only who moves tells events apart: who strikes whom is often named in one of two sentences alone.
MOVING = frozenset({Role.LEAVING, Role.ARRIVING})
# Between articles all of these do, for a report has them from its whole article.
IDENTIFYING = MOVING | {Role.ACTOR, Role.TARGET, Role.ATTACKER}
# Who takes part, and as what.
Identity = frozenset[tuple[str, Role]]


def dates_agree(one: EventDate | None, other: EventDate | None, tolerance: dt.timedelta = dt.timedelta()) -> bool:
    """Whether two dates have a day in common, give or take some; what has no date may be of any. Without a year, the
    day and month have to be equal."""
    if one is None or other is None:
        return True
    if one.first is None or one.last is None or other.first is None or other.last is None:
        return one.edtf[4:] == other.edtf[4:]
    return one.first - other.last <= tolerance and other.first - one.last <= tolerance


def agrees_with_all(
    date: EventDate | None, others: Iterable[EventDate | None], tolerance: dt.timedelta = dt.timedelta()
) -> bool:
    """Whether a date may be one with each of some others."""
    return all(dates_agree(date, other, tolerance) for other in others)


def dates_exclude(one: EventDate | None, other: EventDate | None) -> bool:
    """Whether the days of two dates are known, and differ. A date without a year cannot contradict another one, even
    where it does not agree with it."""
    return _has_days(one) and _has_days(other) and not dates_agree(one, other)


def are_of_one_departure(one: EventDate | None, other: EventDate | None) -> bool:
    """Whether the days of two dates are known, and near enough for forces that leave a base in parts."""
    return _has_days(one) and _has_days(other) and dates_agree(one, other, ONE_DEPARTURE)


def is_precise(date: EventDate) -> bool:
    """Whether a date says on which days."""
    return date.precision in PRECISE


def rank_precision(date: EventDate) -> int:
    """Where a date stands among the precisions, the finest first: of dates that agree, the finest is kept."""
    return PRECISIONS.index(date.precision)


def _has_days(date: EventDate | None) -> bool:
    return date is not None and date.first is not None and date.last is not None


def statuses_agree(one: Status, other: Status) -> bool:
    """Whether neither denies what the other says: a plan and its execution are one event. An article that denies
    something reports that by itself; between articles a denial belongs to what it denies, and is disputed."""
    return (one is Status.DENIED) is (other is Status.DENIED)


def choose_status(statuses: Collection[Status]) -> Status:
    """The status of an event that is reported in these."""
    return next(status for status in STATUS_PRECEDENCE if status in statuses)


def choose_article_status(confidences: Iterable[tuple[Status, float]]) -> Status:
    """The status that an article reports: a plan that it also reports as done is done, if that is about as sure."""
    sure: dict[Status, float] = {}
    for status, confidence in confidences:
        sure[status] = max(sure.get(status, 0.0), confidence)
    if sure.get(Status.PLANNED, 0.0) > sure.get(Status.OCCURRED, 0.0) + MUCH_SURER:
        return Status.PLANNED
    return choose_status(sure)


def key_place(base: Base | None, country: str | None) -> str:
    """Where all reports of one event are: at a base, else in a country."""
    return base.slug if base else f"~{country or ''}"


def do_actors_decide(base: Base | None) -> bool:
    """Whether who takes part tells one event from another: only away from a base. At one, forces go by many names."""
    return base is None


def list_movers(participations: Iterable[Participation]) -> tuple[str, ...]:
    """Who leaves or arrives, each by its own name, sorted: an article calls different forces differently."""
    return tuple(sorted(part.actor.slug for part in participations if part.role in MOVING))


def identify(participations: Iterable[Participation]) -> Identity:
    """Who takes part, each as the state that it belongs to, where it belongs to one: sources call a force differently,
    but of the same state."""
    return frozenset(
        (part.actor.country or part.actor.slug, part.role) for part in participations if part.role in IDENTIFYING
    )


def list_states(participations: Iterable[Participation]) -> Identity:
    """Whose forces take part; nobody's where one of them is of no state, for others may be among those."""
    parts = [part for part in participations if part.role in IDENTIFYING]
    return frozenset() if any(part.actor.country is None for part in parts) else identify(parts)


def actors_agree(one: Identity, other: Identity) -> bool:
    """Whether somebody takes part in both, or one names nobody."""
    return not one or not other or bool(one & other)
