"""The tables of kept counts: how many current events there are by one or two things, in all and by month."""

from itertools import combinations

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from service.storage.tables.columns import Model, key_column

# By what current events are counted, each alone and each two together; a period is a month, or else a year.
COUNTED = ("actor", "base", "country", "day", "period", "placed", "source", "status", "type")
# And these alone, for the dictionary.
COUNTED_ALONE = ("figure", "precision", "role")
# The same of counts by month: what has few keys comes first, since rows are read by the first key and their time.
COUNTED_BY_MONTH = ("placed", "status", "type", "country", "actor", "source", "base")
# A day is of one period, and none is asked for places alone.
_APART = (("day", "period"), ("day", "placed"))
COUNTED_PAIRS = tuple(pair for pair in combinations(COUNTED, 2) if pair not in _APART)
MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november"),
    "december",
)


class EventCountRow(Model):
    """How many current events have one value of one or two of what is COUNTED, in this order, or one of COUNTED_ALONE.

    An event without a value has an empty one, and what is not asked for is empty too; so one row counts all. The
    rows of `article` have how many current articles each source has, and in each month, those of `article_month` how
    many each month has of all sources.
    """

    __tablename__ = "event_count"
    __table_args__ = (Index(None, "first", "second", "second_key"),)

    first: Mapped[str] = key_column(primary_key=True)
    second: Mapped[str] = key_column(primary_key=True)
    first_key: Mapped[str] = key_column(primary_key=True)
    second_key: Mapped[str] = key_column(primary_key=True)
    count: Mapped[int]


class EventMonthCountRow(Model):
    """How many of the current events that have one or two of COUNTED_BY_MONTH belong to each month of a year.

    Of one thing alone `first` is empty, so that its rows follow one another by their time. `time` has a reach and
    the year, see `reaches`.
    """

    __tablename__ = "event_month_count"
    __table_args__ = (Index(None, "first", "second", "second_key", "time"), {"sqlite_with_rowid": False})

    first: Mapped[str] = key_column(primary_key=True)
    second: Mapped[str] = key_column(primary_key=True)
    first_key: Mapped[str] = key_column(primary_key=True)
    time: Mapped[str] = key_column(primary_key=True)
    second_key: Mapped[str] = key_column(primary_key=True)
    january: Mapped[int] = mapped_column()
    february: Mapped[int] = mapped_column()
    march: Mapped[int] = mapped_column()
    april: Mapped[int] = mapped_column()
    may: Mapped[int] = mapped_column()
    june: Mapped[int] = mapped_column()
    july: Mapped[int] = mapped_column()
    august: Mapped[int] = mapped_column()
    september: Mapped[int] = mapped_column()
    october: Mapped[int] = mapped_column()
    november: Mapped[int] = mapped_column()
    december: Mapped[int] = mapped_column()
