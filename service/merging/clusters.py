"""A growing set of reports of one event, with the properties that the rules ask for."""

import datetime as dt

from service.domain.events.agreement import (
    Identity,
    actors_agree,
    agrees_with_all,
    dates_agree,
    do_actors_decide,
    identify,
    is_precise,
    list_states,
)
from service.domain.events.dates import EventDate
from service.domain.events.events import FiledReport
from service.domain.events.reports import Status
from service.merging.time.days import read_date


class Cluster:
    """Reports of one event. The first of them gives its status.

    `last_day` is the last day that it may be of: by its dates, else by its publication; the first of all if unknown.
    `first_day` is the first one by its dates; where they give none, the day that it was last reported.
    """

    def __init__(self, item: FiledReport) -> None:
        self.reports: list[FiledReport] = []
        self.status: Status = item.report.status
        self._precise: set[EventDate] = set()
        self._vague: set[EventDate] = set()
        self._published_days: set[dt.date] = set()
        self._identities: set[Identity] = set()
        self.sources: set[str | None] = set()
        self.first_day = self.last_day = dt.date.min
        self.add(item)

    def add(self, item: FiledReport) -> None:
        """Take a report in."""
        self.reports.append(item)
        self._identities.add(identify(item.report.participations))
        self.sources.add(item.source)
        if item.published is not None:
            self._published_days.add(item.published)
        date = read_date(item)
        # What was planned for a day, or denied of it, does not change when it happened.
        if date is not None and item.report.status is self.status:
            (self._precise if is_precise(date) else self._vague).add(date)
        # They are asked for far more often than they change.
        dates = self.dates
        lasts = [other.last for other in dates if other.last is not None]
        self.last_day = max(lasts or self._published_days, default=dt.date.min)
        self.first_day = min((other.first for other in dates if other.first is not None), default=self.last_day)

    @property
    def dates(self) -> set[EventDate]:
        """The dates that its reports give: the precise ones, where there are any."""
        return self._precise or self._vague

    def shares_actors(self, item: FiledReport) -> bool:
        """Whether somebody takes part in both, where that tells events apart."""
        if not do_actors_decide(item.report.base):
            return True
        own = identify(item.report.participations)
        named = [other for other in self._identities if other]
        return not named or any(actors_agree(own, other) for other in named)

    @property
    def is_precise(self) -> bool:
        """Whether some report gives a day."""
        return bool(self._precise)

    def shares_figure(self, item: FiledReport) -> bool:
        """Whether a number of a report is one of its own."""
        own = {(figure.kind, figure.unit, figure.value) for other in self.reports for figure in other.report.figures}
        return any((figure.kind, figure.unit, figure.value) in own for figure in item.report.figures)

    @property
    def last_reported(self) -> dt.date | None:
        """The last day on which it was reported."""
        return max(self._published_days, default=None)

    def agrees(self, date: EventDate, tolerance: dt.timedelta) -> bool:
        """Whether a date may be that of all its reports."""
        return bool(self.dates) and agrees_with_all(date, self.dates, tolerance)

    def is_other(self, item: FiledReport, date: EventDate) -> bool:
        """Whether days that nearly agree are of two events all the same: one article reports both days, or the
        forces are of other states."""
        own = list_states(item.report.participations)
        for other in self.reports:
            reported = read_date(other)
            if dates_agree(date, reported):
                continue
            if other.article == item.article or not actors_agree(own, list_states(other.report.participations)):
                return True
        return False

    def is_within(self, day: dt.date, before: int, after: int) -> bool:
        """Whether it may lie at most `before` days before and `after` days after a day."""
        last = self.last_day
        return last is not dt.date.min and (day - last).days <= before and (self.first_day - day).days <= after

    def measure_distance(self, date: EventDate) -> int:
        """By how many days its own differ from a date."""
        if date.first is None:
            return 0
        firsts = [other.first for other in self.dates if other.first is not None]
        return min(abs((first - date.first).days) for first in firsts or [self.first_day])
