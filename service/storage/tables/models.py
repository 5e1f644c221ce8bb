"""The tables of articles, reports and events; what events are linked to stands in `event_links`.

What changes is never overwritten: reports and events are rows of versions, each with the revision of the store that
it holds from (`since`) and the one that ended it (`until`, null for what holds now). What was true at a revision is
the same query with another predicate.
"""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

import service.storage.tables.access
import service.storage.tables.counts.event_counts
import service.storage.tables.event_links  # noqa: F401 - so that METADATA has their tables, as it has that of keys.
from service.domain.articles.article import Rendition
from service.domain.changes import Action, ChangeKind
from service.domain.events.dates import Precision
from service.domain.events.reports import Qualifier, Role, Status
from service.domain.names.places import PlacePrecision
from service.storage.tables.columns import Model, key_column, link_column, word_column
from service.storage.tables.names import ActorRow, BaseRow, SourceRow

_PRESENT = text("until IS NULL")
_ORDERS = ("sort_key", "reported_key", "updated_key")
# By one value of these alone lists are read in any order.
_LISTED = ("base", "country", "place_precision", "region", "type")
# What events are counted by, or filtered by when they are counted, so that one index has all that it takes: to look at
# each event instead takes ten times as long.
_COUNTED = (
    *("first_day", "last_day", "base", "country", "type", "status"),
    *("latitude", "independent_source_count", "confidence", "is_disputed", "until", "id"),
)


def _present_index(*columns: str, unique: bool = False, name: str | None = None) -> Index:
    """An index over what holds now alone, so that history makes no question slower."""
    return Index(name, *columns, unique=unique, sqlite_where=_PRESENT, postgresql_where=_PRESENT)


def _counting_index(name: str, *first: str) -> Index:
    """An index over what holds now that has all that events are counted by, in the order of some of it."""
    rest = [column for column in _COUNTED if column not in first]
    return _present_index(*first, *rest, name=f"ix_event_{name}")


def _long_index(*columns: str) -> Index:
    """An index over those of them that may have lasted longer than a day."""
    where = text("until IS NULL AND span IS NOT NULL")
    return Index(None, *columns, "span", "sort_key", sqlite_where=where, postgresql_where=where)


def _disputed_index() -> Index:
    """An index over the few that are disputed, which each database finds by the words that a filter has for it."""
    sqlite, postgresql = (text(f"until IS NULL AND is_disputed IS {true}") for true in ("1", "true"))
    return Index("ix_event_disputed", "sort_key", sqlite_where=sqlite, postgresql_where=postgresql)


class RevisionRow(Model):
    """One committed change of the store. Ids have no gaps, and a higher one was committed later."""

    __tablename__ = "revision"
    __table_args__ = (Index(None, "committed_at"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    committed_at: Mapped[datetime]
    action: Mapped[Action] = word_column(Action)
    article: Mapped[str | None] = key_column()


class ArticleRow(Model):
    """One text of one source. `successor` is the content hash of the state that replaced this one.

    `signature` tells near-identical texts; `source_name` is the publisher's name as this article gives it. What was
    said beside the text stands in the `given_` columns, so that other rules may find the rest in the text anew.
    """

    __tablename__ = "article"
    __table_args__ = (
        _present_index("content_hash", unique=True),
        _present_index("source_slug", "file"),
        _present_index("source_slug", "published"),
        Index(None, "file"),
        Index(None, "url"),
        Index(None, "successor"),
        # Whoever goes through all articles by number must not miss one that was given an old number.
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    content_hash: Mapped[str] = key_column()
    source_slug: Mapped[str | None] = link_column("source.slug", "RESTRICT")
    source_name: Mapped[str | None]
    given_source: Mapped[str | None]
    given_title: Mapped[str | None]
    given_published: Mapped[date | None]
    file: Mapped[str]
    title: Mapped[str | None]
    url: Mapped[str | None]
    published: Mapped[date | None]
    language: Mapped[str]
    rendition: Mapped[Rendition] = word_column(Rendition)
    original: Mapped[str | None]
    text: Mapped[str]
    signature: Mapped[bytes]
    since: Mapped[int]
    until: Mapped[int | None]
    successor: Mapped[str | None] = key_column()

    source: Mapped[SourceRow | None] = relationship(lazy="raise")


class ReportRow(Model):
    """What one article says of one event. Reports of different blocks can never be one event.

    `document` is its JSON as the item of an event gives it; `base_name` the base's name as the article gives it;
    `search_text` the words by which it is found, over which migrations make an index of each database's own kind.
    `near_first` to `near_last` are the days in which it lies, `seen_first` to `seen_last` those in which the events lie
    that decide to which it belongs; a long span begins with the first day of all. They are null for a report that
    lies nowhere in time, and until it is merged.
    """

    __tablename__ = "report"
    __table_args__ = (
        CheckConstraint("confidence BETWEEN 0 AND 1", name="confidence"),
        CheckConstraint("first_day <= last_day", name="days"),
        _present_index("key", unique=True),
        _present_index("block"),
        _present_index("block", "near_first", "near_last"),
        _present_index("block", "seen_first", "seen_last"),
        _present_index("base_slug"),
        Index(None, "article_id"),
        Index(None, "since"),
        # A number that a removed report had is not given again: events know by it which reports they rest on.
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = key_column()
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id", ondelete="CASCADE"))
    position: Mapped[int]
    block: Mapped[str] = key_column()
    type: Mapped[str] = link_column("event_type.slug", "RESTRICT")
    status: Mapped[Status] = word_column(Status)
    base_slug: Mapped[str | None] = link_column("base.slug", "RESTRICT")
    base_name: Mapped[str | None]
    country: Mapped[str | None]
    edtf: Mapped[str | None]
    first_day: Mapped[date | None]
    last_day: Mapped[date | None]
    precision: Mapped[Precision | None] = word_column(Precision)
    attributed_to: Mapped[str | None]
    confidence: Mapped[float]
    document: Mapped[str]
    search_text: Mapped[str] = mapped_column(server_default=text("''"))
    near_first: Mapped[date | None]
    near_last: Mapped[date | None]
    seen_first: Mapped[date | None]
    seen_last: Mapped[date | None]
    since: Mapped[int] = mapped_column(ForeignKey("revision.id", ondelete="RESTRICT"))
    until: Mapped[int | None] = mapped_column(ForeignKey("revision.id", ondelete="RESTRICT"))

    article: Mapped[ArticleRow] = relationship(lazy="raise")
    base: Mapped[BaseRow | None] = relationship(lazy="raise")
    participations: Mapped[list["ReportParticipationRow"]] = relationship(
        lazy="raise", order_by="ReportParticipationRow.position", passive_deletes=True, cascade="all, delete-orphan"
    )
    figures: Mapped[list["FigureRow"]] = relationship(
        lazy="raise", order_by="FigureRow.position", passive_deletes=True, cascade="all, delete-orphan"
    )
    quotes: Mapped[list["QuoteRow"]] = relationship(
        lazy="raise", order_by="QuoteRow.position", passive_deletes=True, cascade="all, delete-orphan"
    )


class ReportParticipationRow(Model):
    """One actor in one role, as one report tells it."""

    __tablename__ = "report_participation"
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    actor_slug: Mapped[str] = link_column("actor.slug", "RESTRICT", index=True)
    role: Mapped[Role] = word_column(Role)

    actor: Mapped[ActorRow] = relationship(lazy="raise")


class FigureRow(Model):
    """A number that a report gives. `unit` is null for people, an ISO 4217 code for money."""

    __tablename__ = "figure"
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str]
    value: Mapped[int] = mapped_column(BigInteger)
    unit: Mapped[str | None]
    qualifier: Mapped[Qualifier] = word_column(Qualifier)


class QuoteRow(Model):
    """The words of the article that carry a report, `start` to `end` of its text, and the fields they support."""

    __tablename__ = "quote"
    __table_args__ = (CheckConstraint('0 <= start AND start <= "end"', name="span"),)

    report_id: Mapped[int] = mapped_column(ForeignKey("report.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    text: Mapped[str]
    start: Mapped[int]
    end: Mapped[int]
    supports: Mapped[list[str]]


class EventRow(Model):
    """One version of an event. `document` is its JSON as lists give it but for links, `evidence` what its item
    adds but reports.

    `latitude` and `longitude`, in degrees, and `region` are the base's, as they were known then. `confidence` is null
    for a version older than the column whose reports are not all stored any more.
    `sort_key`, `reported_key` and `updated_key` order events by date, first report and last change; each ends with
    the slug, so that no two are equal. `span` is the class of how many days an event of more than one may have lasted,
    see `service.storage.tables.spans`. `content_hash` tells whether anything but the revision and the moment differs
    from another version.
    """

    __tablename__ = "event"
    __table_args__ = (
        CheckConstraint("confidence BETWEEN 0 AND 1", name="confidence"),
        CheckConstraint("first_day <= last_day", name="days"),
        UniqueConstraint("slug", "since"),
        _present_index("slug", unique=True),
        _present_index("sort_key", unique=True),
        _present_index("reported_key", unique=True),
        _present_index("updated_key", unique=True),
        _present_index("block", "edtf", "type"),
        *(_present_index(column, key) for column in _LISTED for key in _ORDERS),
        _present_index("country", "type", "sort_key"),
        *(_long_index(*columns) for columns in ((), ("base",), ("country",), ("type",), ("country", "type"))),
        _counting_index("begun", "first_day"),
        _counting_index("ended", "last_day"),
        _counting_index("base_begun", "base"),
        _counting_index("country_begun", "country"),
        _disputed_index(),
        _present_index("latitude", "longitude", "sort_key"),
        Index(None, "since"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = key_column()
    sort_key: Mapped[str] = key_column()
    reported_key: Mapped[str] = key_column(server_default=text("''"))
    updated_key: Mapped[str] = key_column(server_default=text("''"))
    block: Mapped[str] = key_column()
    type: Mapped[str] = link_column("event_type.slug", "RESTRICT")
    status: Mapped[Status] = word_column(Status)
    base: Mapped[str | None] = link_column("base.slug", "RESTRICT")
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    region: Mapped[str | None]
    place_precision: Mapped[PlacePrecision | None] = word_column(PlacePrecision)
    country: Mapped[str | None]
    edtf: Mapped[str | None]
    first_day: Mapped[date | None]
    last_day: Mapped[date | None]
    span: Mapped[int | None]
    precision: Mapped[Precision | None] = word_column(Precision)
    first_reported: Mapped[date | None]
    report_count: Mapped[int]
    independent_source_count: Mapped[int]
    confidence: Mapped[float | None]
    is_disputed: Mapped[bool]
    document: Mapped[str]
    evidence: Mapped[str]
    content_hash: Mapped[str]
    since: Mapped[int] = mapped_column(ForeignKey("revision.id", ondelete="RESTRICT"))
    until: Mapped[int | None] = mapped_column(ForeignKey("revision.id", ondelete="RESTRICT"))


class ChangeRow(Model):
    """What a revision did to one event. `event_id` is the version that it made, null where it ended the last one.

    `successor` is the id of the event that the reports of one which ended went to.
    """

    __tablename__ = "change"
    __table_args__ = (Index(None, "slug", "revision"), Index(None, "successor", "revision"))

    revision: Mapped[int] = mapped_column(ForeignKey("revision.id", ondelete="RESTRICT"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[ChangeKind] = word_column(ChangeKind)
    slug: Mapped[str] = key_column()
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id", ondelete="RESTRICT"))
    successor: Mapped[str | None] = key_column()


# All tables. Taken from here, and not from their root, so that no table can be forgotten.
METADATA = Model.metadata
