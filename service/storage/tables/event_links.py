"""The tables of what belongs to versions of events: lines, reports, actors and sources; and of what changes are of."""

from datetime import date

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from service.domain.events.reports import Role
from service.storage.tables.columns import Model, key_column, link_column, word_column


def _listed_index(*columns: str, where: str = "sort_key") -> Index:
    """An index over links of what holds now."""
    listed = text(f"{where} IS NOT NULL")
    return Index(None, *columns, "sort_key", "event_id", sqlite_where=listed, postgresql_where=listed)


class EventLineRow(Model):
    """A version of an event as a line of CSV, with the end of the line.

    It is no column of the event, whose rows are five times as wide: an export of all events on SQLite reads the lines
    and an index alone, and pages of events, which read no lines, stay as dense as they are.
    """

    __tablename__ = "event_line"

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), primary_key=True)
    line: Mapped[str]


class EventReportRow(Model):
    """A report of a version of an event. `report_id` is null where its article was removed since."""

    __tablename__ = "event_report"
    __table_args__ = (Index(None, "report_id"),)

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    report_key: Mapped[str] = key_column()
    article: Mapped[str] = key_column()
    source: Mapped[str | None] = link_column("source.slug", "RESTRICT")
    published: Mapped[date | None]
    report_id: Mapped[int | None] = mapped_column(ForeignKey("report.id", ondelete="SET NULL"))


class ParticipationRow(Model):
    """One actor in one role of a version of an event.

    `sort_key` and `span` are those of the event while that version holds, and null afterwards.
    """

    __tablename__ = "participation"
    __table_args__ = (
        Index(None, "actor", "event_id"),
        _listed_index("actor"),
        _listed_index("actor", "role"),
        _listed_index("actor", "span", where="span"),
    )

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), primary_key=True)
    actor: Mapped[str] = link_column("actor.slug", "RESTRICT", primary_key=True)
    role: Mapped[Role] = word_column(Role, primary_key=True)
    sort_key: Mapped[str | None] = key_column()
    span: Mapped[int | None]


class EventSourceRow(Model):
    """A source that tells of an event, in one version of it; for `sort_key` and `span` see ParticipationRow."""

    __tablename__ = "event_source"
    __table_args__ = (
        Index(None, "source", "event_id"),
        _listed_index("source"),
        _listed_index("source", "span", where="span"),
    )

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), primary_key=True)
    source: Mapped[str] = link_column("source.slug", "RESTRICT", primary_key=True)
    sort_key: Mapped[str | None] = key_column()
    span: Mapped[int | None]


class EventFigureRow(Model):
    """A kind of figures that a version of an event has."""

    __tablename__ = "event_figure"
    __table_args__ = ({"sqlite_with_rowid": False},)

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = key_column(primary_key=True)


class ChangeSubjectRow(Model):
    """That a change is of a base or an actor: that the version which it ended, or the one which it made, has it.

    `subject` is as `build_subject` makes it; `revision` and `position` are the change's. So the changes of one subject
    lie in their order, however many there are of others.
    """

    __tablename__ = "change_subject"
    # The key is all that a row has. On SQLite the rows lie in its order.
    __table_args__ = ({"sqlite_with_rowid": False},)

    subject: Mapped[str] = key_column(primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)


def build_subject(kind: str, slug: str) -> str:
    """Build what a base or an actor, as `kind` says, is called among the subjects of changes."""
    return f"{kind}:{slug}"
