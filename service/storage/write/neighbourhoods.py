"""The reports of one block by where they lie in time, read without looking at the rest of the block."""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, text, union
from sqlalchemy.orm import InstrumentedAttribute, Session

from service.domain.changes import Revision
from service.domain.events.dates import EventDate, Precision
from service.domain.events.events import FiledReport
from service.domain.events.neighbours import Departed, Place, PlacedReport, ReportKind, Span
from service.domain.events.reports import Figure, Participation, Report, Status
from service.domain.names.places import Actor, Base
from service.storage.database.bulk import divide, is_among, write_array
from service.storage.tables.event_links import EventReportRow
from service.storage.tables.models import ArticleRow, EventRow, FigureRow, ReportParticipationRow, ReportRow
from service.storage.tables.names import ActorRow

# A span that is longer is kept as one without a beginning, so that the index finds all others by their first day.
LONGEST = 1_000
# Days by which the reports of one event may be apart without one in between.
SLACK = 4
# Keys of one statement, and selections that are united in one.
BATCH, MAX_UNITED = 200, 100
# For so many blocks one statement that counts all their events takes less than one for each that stops at a few.
MANY_BLOCKS = 20
_OCCURRED = ReportRow.status == Status.OCCURRED
_DAYS = (Precision.DAY, Precision.INTERVAL, Precision.YEARLESS)
_MONTHS = (Precision.MONTH, Precision.SEASON, Precision.YEAR, Precision.YEARLESS)
_VIEWERS = {
    ReportKind.PRECISE: and_(_OCCURRED, ReportRow.precision.in_(_DAYS)),
    ReportKind.VAGUE: and_(_OCCURRED, ReportRow.precision.in_(_MONTHS)),
    ReportKind.LATER: or_(~_OCCURRED, ReportRow.precision.is_(None)),
}
_DAY_COLUMNS = ("near_first", "near_last", "seen_first", "seen_last")
# Reports that lie where they lay stay as they are: of most blocks these are nearly all.
_PLACE = (
    f"UPDATE report SET {', '.join(f'{name} = :{name}' for name in _DAY_COLUMNS)}"  # noqa: S608 - names of our own
    f" WHERE key = :of AND until IS NULL AND ({' OR '.join(f'{name} IS NOT :{name}' for name in _DAY_COLUMNS)})"
)
# The same for all of them in one statement, a column each.
_PLACE_ALL = text(
    "UPDATE report SET near_first = new.near_first, near_last = new.near_last, seen_first = new.seen_first,"
    " seen_last = new.seen_last FROM unnest(CAST(:of AS text[]), CAST(:near_first AS date[]),"
    " CAST(:near_last AS date[]), CAST(:seen_first AS date[]), CAST(:seen_last AS date[]))"
    " AS new (key, near_first, near_last, seen_first, seen_last)"
    " WHERE report.key = new.key AND report.until IS NULL"
    " AND (report.near_first, report.near_last, report.seen_first, report.seen_last)"
    " IS DISTINCT FROM (new.near_first, new.near_last, new.seen_first, new.seen_last)"
)
_LINKED = and_(EventReportRow.event_id == EventRow.id, EventRow.until.is_(None))
Days = InstrumentedAttribute[dt.date | None]


class StoredNeighbourhood:
    """The reports of one block. What was given once is not read again."""

    def __init__(self, session: Session, block: str) -> None:
        self._session = session
        self._in_block = (ReportRow.block == block, ReportRow.until.is_(None))
        self._given: set[int] = set()

    def find_events(self, events: Collection[int]) -> list[PlacedReport]:
        """All reports of some events that were not given before."""
        wanted = sorted(set(events) - self._given)
        self._given |= set(wanted)
        found: list[PlacedReport] = []
        for numbers in divide(wanted, BATCH):
            statement = _select_light(EventReportRow.event_id, ReportRow.seen_first, ReportRow.seen_last)
            statement = statement.join(EventReportRow, EventReportRow.report_id == ReportRow.id)
            rows = self._session.execute(
                statement.where(EventReportRow.event_id.in_(numbers), ReportRow.until.is_(None))
            ).all()
            filed = _build_light(self._session, rows)
            found += [PlacedReport(item, row.event_id, _read_sight(row)) for item, row in zip(filed, rows, strict=True)]
        return found

    def find_within(self, spans: Collection[Span]) -> list[PlacedReport]:
        """Events of which a report lies in some of these days."""
        return self._find(
            [each for span in _unite(spans) for each in _meet(ReportRow.near_first, ReportRow.near_last, span)]
        )

    def find_affected(self, spans: Mapping[ReportKind, Collection[Span]]) -> list[PlacedReport]:
        """Events of which a report of a kind sees some of the days that are given for it."""
        return self._find(
            [
                and_(_VIEWERS[viewer], each)
                for viewer, seen in spans.items()
                for span in _unite(seen)
                for each in _meet(ReportRow.seen_first, ReportRow.seen_last, span)
            ]
        )

    def find_new(self, revision: Revision) -> list[FiledReport]:
        """The reports that a revision made."""
        rows = self._session.execute(
            _select_light().where(*self._in_block, ReportRow.since == revision.number).order_by(ReportRow.key)
        ).all()
        return _build_light(self._session, rows)

    def _find(self, conditions: Sequence[ColumnElement[bool]]) -> list[PlacedReport]:
        events: set[int] = set()
        for some in divide(conditions, MAX_UNITED):
            # Each by itself, so that the index of days serves it; of one with alternatives all of the block is read.
            reports = union(*(select(ReportRow.id).where(*self._in_block, condition) for condition in some))
            statement = select(EventReportRow.event_id).join(EventRow, _LINKED)
            events.update(self._session.scalars(statement.where(EventReportRow.report_id.in_(reports)).distinct()))
        return self.find_events(events)


def find_departed(departed: Iterable[tuple[str, int, dt.date | None, dt.date | None]], block: str) -> Departed:
    """Of reports that are no more those of a block: each with its block, its event, and its first and last day."""
    rows = [row for row in departed if row[0] == block]
    spans = frozenset((first, last) for _, _, first, last in rows if first is not None and last is not None)
    return Departed(frozenset(event for _, event, _, _ in rows), spans)


def save_places(session: Session, places: Mapping[str, Place]) -> None:
    """Keep where some present reports lie, by their keys."""
    rows = [
        {"of": key, **_build_span("near", place.extent), **_build_span("seen", place.search_window)}
        for key, place in places.items()
    ]
    if rows and session.get_bind().dialect.name == "postgresql":
        session.execute(_PLACE_ALL, {name: write_array(row[name] for row in rows) for name in rows[0]})
    elif rows:
        # Days are texts there.
        texts = [{name: str(value) for name, value in row.items()} for row in rows]
        session.connection().exec_driver_sql(_PLACE, texts)


def has_many_events(session: Session, block: str, count: int, but: Collection[int] = ()) -> bool:
    """Whether at least so many present events of a block, other than some, lie somewhere in time."""
    lies = or_(EventRow.first_day.is_not(None), EventRow.first_reported.is_not(None))
    present = (EventRow.block == block, EventRow.until.is_(None), lies)
    left = count + len(but)
    found = session.scalars(select(EventRow.id).where(*present).limit(left)).all()
    return len(set(found) - set(but)) >= count


def find_crowded_blocks(session: Session, blocks: Sequence[str], count: int) -> frozenset[str]:
    """Those of some blocks that have many events, as `has_many_events` says."""
    if len(blocks) < MANY_BLOCKS:
        return frozenset(block for block in blocks if has_many_events(session, block, count))
    lies = or_(EventRow.first_day.is_not(None), EventRow.first_reported.is_not(None))
    crowded = select(EventRow.block).where(is_among(EventRow.block, blocks), EventRow.until.is_(None), lies)
    return frozenset(session.scalars(crowded.group_by(EventRow.block).having(func.count() >= count)))


def has_timeless_reports(session: Session, block: str, but: Collection[FiledReport]) -> bool:
    """Whether a present report of a block, other than some, lies nowhere in time."""
    timeless = (ReportRow.block == block, ReportRow.until.is_(None), ReportRow.near_first.is_(None))
    found = session.scalar(select(ReportRow.id).where(*timeless, ReportRow.key.not_in([i.key for i in but])).limit(1))
    return found is not None


def _build_span(name: str, span: Span) -> dict[str, Any]:
    first, last = span
    is_long = (last - first).days > LONGEST
    return {f"{name}_first": dt.date.min if is_long else first, f"{name}_last": last}


def _read_sight(row: Any) -> Span | None:
    return None if row.seen_first is None else (row.seen_first, row.seen_last)


def _unite(spans: Collection[Span]) -> list[Span]:
    """The same days with as few spans as may be."""
    united: list[Span] = []
    for first, last in sorted(spans):
        if united and first.toordinal() - united[-1][1].toordinal() <= SLACK:
            united[-1] = (united[-1][0], max(united[-1][1], last))
        else:
            united.append((first, last))
    return united


def _meet(first: Days, last: Days, span: Span) -> Iterator[ColumnElement[bool]]:
    """What is true of spans that meet one: of those with a beginning, and of those that are kept without one."""
    start, end = _shift(span[0], -SLACK), _shift(span[1], SLACK)
    yield and_(first.between(_shift(start, -LONGEST), end), last >= start)
    yield and_(first == dt.date.min, last >= start)


def _shift(day: dt.date, days: int) -> dt.date:
    return dt.date.fromordinal(min(max(day.toordinal() + days, 1), dt.date.max.toordinal()))


def _select_light(*further: Any) -> Select[*tuple[Any, ...]]:
    """What merging asks of reports; neither their words nor how names are written."""
    columns = (
        *(ReportRow.id, ReportRow.key, ReportRow.type, ReportRow.status, ReportRow.base_slug, ReportRow.country),
        *(ReportRow.edtf, ReportRow.first_day, ReportRow.last_day, ReportRow.precision),
        *(ArticleRow.content_hash, ArticleRow.source_slug, ArticleRow.published),
    )
    return select(*columns, *further).join(ArticleRow, ArticleRow.id == ReportRow.article_id)


def _build_light(session: Session, rows: Sequence[Any]) -> list[FiledReport]:
    participations, figures = _read_parts(session, [row.id for row in rows])
    return [
        FiledReport(
            row.key,
            _build_report(row, tuple(participations.get(row.id, ())), tuple(figures.get(row.id, ()))),
            row.content_hash,
            row.source_slug,
            row.published,
        )
        for row in rows
    ]


def _build_report(row: Any, participations: tuple[Participation, ...], figures: tuple[Figure, ...]) -> Report:
    return Report(
        type=row.type,
        status=row.status,
        base=Base(row.base_slug, "") if row.base_slug else None,
        country=row.country,
        date=EventDate(row.edtf, row.first_day, row.last_day, row.precision) if row.edtf else None,
        participations=participations,
        figures=figures,
        attributed_to=None,
        confidence=1,
        quotes=(),
    )


def _read_parts(
    session: Session, numbers: Sequence[int]
) -> tuple[dict[int, list[Participation]], dict[int, list[Figure]]]:
    participations: dict[int, list[Participation]] = {}
    figures: dict[int, list[Figure]] = {}
    acting = select(
        ReportParticipationRow.report_id, ReportParticipationRow.role, ActorRow.slug, ActorRow.country
    ).join(ActorRow, ActorRow.slug == ReportParticipationRow.actor_slug)
    counted = select(FigureRow.report_id, FigureRow.kind, FigureRow.value, FigureRow.qualifier, FigureRow.unit)
    for some in divide(numbers, BATCH):
        for part in session.execute(acting.where(ReportParticipationRow.report_id.in_(some))):
            actor = Actor(part.slug, "", country=part.country)
            participations.setdefault(part.report_id, []).append(Participation(actor, part.role))
        for row in session.execute(counted.where(FigureRow.report_id.in_(some))):
            figures.setdefault(row.report_id, []).append(Figure(row.kind, row.value, row.qualifier, row.unit))
    return participations, figures
