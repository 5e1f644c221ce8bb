"""The tables. Things with a readable name are keyed by their slug, so that filters need no join to find it."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from service.domain.articles import Rendition
from service.domain.dates import Precision
from service.domain.reports import Qualifier, Role, Status
from service.storage.columns import Model, key_column, link_column, word_column


class SourceRow(Model):
    """A publisher. `aliases` are as written, in order; source_alias holds the keys that find it."""

    __tablename__ = "source"

    slug: Mapped[str] = key_column(primary_key=True)
    name: Mapped[str]
    country: Mapped[str | None]
    url: Mapped[str | None]
    aliases: Mapped[list[str]]


class SourceAliasRow(Model):
    """A key of a source's slug, name or alias."""

    __tablename__ = "source_alias"

    key: Mapped[str] = key_column(primary_key=True)
    source: Mapped[str] = link_column("source.slug", "CASCADE", index=True)


class BaseRow(Model):
    """A military facility."""

    __tablename__ = "base"
    __table_args__ = (
        CheckConstraint("latitude BETWEEN -90 AND 90", name="latitude"),
        CheckConstraint("longitude BETWEEN -180 AND 180", name="longitude"),
    )

    slug: Mapped[str] = key_column(primary_key=True)
    name: Mapped[str]
    country: Mapped[str | None]
    region: Mapped[str | None]
    kind: Mapped[str | None]
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    wikidata: Mapped[str | None]
    reference: Mapped[str | None]
    aliases: Mapped[list[str]]


class BaseAliasRow(Model):
    """A key of a base's slug, name or alias."""

    __tablename__ = "base_alias"

    key: Mapped[str] = key_column(primary_key=True)
    base: Mapped[str] = link_column("base.slug", "CASCADE", index=True)


class ActorRow(Model):
    """A force, state, organisation or person."""

    __tablename__ = "actor"

    slug: Mapped[str] = key_column(primary_key=True)
    name: Mapped[str]
    kind: Mapped[str | None]
    country: Mapped[str | None]
    aliases: Mapped[list[str]]


class ActorAliasRow(Model):
    """A key of an actor's slug, name or alias."""

    __tablename__ = "actor_alias"

    key: Mapped[str] = key_column(primary_key=True)
    actor: Mapped[str] = link_column("actor.slug", "CASCADE", index=True)


class EventTypeRow(Model):
    """A row of the codebook, with its equivalents in other codebooks."""

    __tablename__ = "event_type"

    slug: Mapped[str] = key_column(primary_key=True)
    name: Mapped[str]
    family: Mapped[str]
    rank: Mapped[int]
    description: Mapped[str]
    plover: Mapped[str | None]
    cameo: Mapped[str | None]
    acled: Mapped[str | None]


class RevisionRow(Model):
    """One committed change of the store. Ids have no gaps, and a higher one was committed later."""

    __tablename__ = "revision"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    committed_at: Mapped[datetime]


class ArticleRow(Model):
    """One text of one source."""

    __tablename__ = "article"
    __table_args__ = (
        UniqueConstraint("content_hash"),
        Index(None, "file"),
        Index(None, "url"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    content_hash: Mapped[str] = key_column()
    source_slug: Mapped[str | None] = link_column("source.slug", "RESTRICT", index=True)
    file: Mapped[str]
    title: Mapped[str | None]
    url: Mapped[str | None]
    published: Mapped[date | None]
    language: Mapped[str]
    rendition: Mapped[Rendition] = word_column(Rendition)
    original: Mapped[str | None]
    text: Mapped[str]

    source: Mapped[SourceRow | None] = relationship(lazy="raise")


class EventRow(Model):
    """Something that happened, is planned or is denied. `document` is its JSON as lists give it.

    `revision` counts the changes of this event; `changed_in` is the change of the store that made the last one.
    """

    __tablename__ = "event"
    __table_args__ = (
        CheckConstraint("first_day <= last_day", name="days"),
        UniqueConstraint("slug"),
        UniqueConstraint("sort_key"),
        Index(None, "block"),
        Index(None, "type", "sort_key"),
        Index(None, "base", "sort_key"),
        Index(None, "first_day", "last_day"),
        Index(None, "changed_in"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = key_column()
    sort_key: Mapped[str] = key_column()
    block: Mapped[str] = key_column()
    type: Mapped[str] = link_column("event_type.slug", "RESTRICT")
    status: Mapped[Status] = word_column(Status)
    base: Mapped[str | None] = link_column("base.slug", "RESTRICT")
    country: Mapped[str | None]
    edtf: Mapped[str | None]
    first_day: Mapped[date | None]
    last_day: Mapped[date | None]
    precision: Mapped[Precision | None] = word_column(Precision)
    first_reported: Mapped[date | None]
    report_count: Mapped[int]
    document: Mapped[str]
    document_hash: Mapped[str]
    revision: Mapped[int]
    changed_in: Mapped[int] = mapped_column(ForeignKey("revision.id", ondelete="RESTRICT"))
    updated_at: Mapped[datetime]


class ParticipationRow(Model):
    """One actor in one role of an event."""

    __tablename__ = "participation"
    __table_args__ = (Index(None, "actor", "event_id"),)

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), primary_key=True)
    actor: Mapped[str] = link_column("actor.slug", "RESTRICT", primary_key=True)
    role: Mapped[Role] = word_column(Role, primary_key=True)


class EventSourceRow(Model):
    """A source that tells of an event."""

    __tablename__ = "event_source"
    __table_args__ = (Index(None, "source", "event_id"),)

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), primary_key=True)
    source: Mapped[str] = link_column("source.slug", "RESTRICT", primary_key=True)


class ReportRow(Model):
    """What one article says of one event. Reports of different blocks can never be one event."""

    __tablename__ = "report"
    __table_args__ = (
        CheckConstraint("confidence BETWEEN 0 AND 1", name="confidence"),
        CheckConstraint("first_day <= last_day", name="days"),
        UniqueConstraint("key"),
        UniqueConstraint("article_id", "position"),
        Index(None, "block"),
        Index(None, "event_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = key_column()
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id", ondelete="CASCADE"))
    position: Mapped[int]
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id", ondelete="SET NULL"))
    event_position: Mapped[int | None]
    block: Mapped[str] = key_column()
    type: Mapped[str] = link_column("event_type.slug", "RESTRICT")
    status: Mapped[Status] = word_column(Status)
    base_slug: Mapped[str | None] = link_column("base.slug", "RESTRICT", index=True)
    country: Mapped[str | None]
    edtf: Mapped[str | None]
    first_day: Mapped[date | None]
    last_day: Mapped[date | None]
    precision: Mapped[Precision | None] = word_column(Precision)
    attributed_to: Mapped[str | None]
    confidence: Mapped[float]

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


class MilestoneRow(Model):
    """An entry of an event's history: the first time that it was told in one status."""

    __tablename__ = "milestone"
    __table_args__ = (Index(None, "report_id"),)

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    status: Mapped[Status] = word_column(Status)
    type: Mapped[str] = link_column("event_type.slug", "RESTRICT")
    reported: Mapped[date | None]
    edtf: Mapped[str | None]
    first_day: Mapped[date | None]
    last_day: Mapped[date | None]
    precision: Mapped[Precision | None] = word_column(Precision)
    source: Mapped[str | None] = link_column("source.slug", "RESTRICT")
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id", ondelete="CASCADE"))


# All tables. Taken from here, and not from their root, so that no table can be forgotten.
METADATA = Model.metadata
