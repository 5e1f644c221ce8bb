"""The latest state of the store, by the shortest way that there is: statements that are prepared once, on connections
that stay open, outside of transactions. One statement sees one state, so that what it says is all of one revision.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock, local
from typing import Any, cast

from sqlalchemy import Engine, Select, event, func, select
from sqlalchemy.exc import SQLAlchemyError

from service.storage.database.engine import build_timeout_error
from service.storage.database.prepared import PreparedConnection, open_prepared
from service.storage.database.statement_timeout import is_driver_timeout
from service.storage.read.pages.ranges import PagePlan
from service.storage.read.pages.selects import select_page
from service.storage.read.pages.statements import ShapelessError, StatementCache
from service.storage.tables.models import RevisionRow

# The moment too: a store that was replaced by another may have the number, but not the moment.
_LAST = "SELECT id, committed_at FROM revision ORDER BY id DESC LIMIT 1"
# What stands between events and between their fields is in no key, and in no JSON but as an escape.
_BETWEEN = "\x1f"
_FIELDS = 3


@dataclass(frozen=True, slots=True)
class StoreState:
    """What identifies a revision."""

    number: int
    committed_at: dt.datetime


@dataclass(frozen=True, slots=True)
class LatestPage:
    """A page of current events: the ids and documents of them, the key to continue after, and the state it is of."""

    state: StoreState
    events: Sequence[tuple[str, str]]
    after: str | None


class LatestReader:
    """Reads the last revision, and pages of current events with it. Each thread has a connection of its own, apart from
    the pool's, which is closed where the engine is disposed of."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._local = local()
        self._lock = Lock()
        self._open: list[PreparedConnection] = []
        # Whatever is wrong, a statement of the request itself meets it and names it.
        self._errors = (SQLAlchemyError, engine.dialect.loaded_dbapi.Error)
        dialect = engine.dialect
        if not self.is_immediate:
            # As the server itself has parameters, so that the driver need not look for them in each text.
            dialect = cast(Any, type(dialect))(paramstyle="numeric_dollar")
        self._pages = StatementCache(dialect, _select_joined)
        event.listen(engine, "engine_disposed", lambda _engine: self._close())

    @property
    def is_immediate(self) -> bool:
        """Whether reading waits for nothing: SQLite's file is at hand, a server may be far away, or silent."""
        return self._engine.dialect.name == "sqlite"

    def read(self) -> StoreState | None:
        """The last revision; null before the first, and where the database cannot say."""
        try:
            row = self._execute(_LAST, ())
        except self._errors:
            self._forget()
            return None
        return None if row is None else _build_state(*row)

    def find_page(self, plan: PagePlan) -> LatestPage | None:
        """A page of current events; null where the database cannot say, or not in this way."""
        try:
            statement, parameters = self._pages.get(plan)
            number, committed_at, joined = self._execute(statement.text, parameters)
        except ShapelessError:
            return None
        except self._errors as error:
            self._forget()
            if is_driver_timeout(error):
                raise build_timeout_error() from error
            return None
        if number is None:
            return None
        rows = _split(joined) if joined else []
        # No database promises an order of what it joins.
        rows.sort(reverse=plan.is_down)
        limit = plan.size - 1
        after = rows[limit - 1][0] if len(rows) > limit else None
        return LatestPage(_build_state(number, committed_at), [row[1:] for row in rows[:limit]], after)

    def _execute(self, text: str, parameters: Sequence[Any]) -> Any:
        connection: PreparedConnection | None = getattr(self._local, "connection", None)
        if connection is None:
            self._local.connection = connection = open_prepared(self._engine)
            with self._lock:
                self._open.append(connection)
        return connection.fetch(text, parameters)

    def _forget(self) -> None:
        connection: PreparedConnection | None = getattr(self._local, "connection", None)
        self._local.connection = None
        if connection is not None:
            connection.close()
            with self._lock:
                self._open = [other for other in self._open if other is not connection]

    def _close(self) -> None:
        with self._lock:
            closing, self._open = self._open, []
        for connection in closing:
            connection.close()


def _split(joined: str) -> list[tuple[str, str, str]]:
    """The key, slug and document of each event. All at once, which takes half as long as one after the other."""
    fields = joined.split(_BETWEEN)
    return list(zip(fields[::_FIELDS], fields[1::_FIELDS], fields[2::_FIELDS], strict=True))


def _build_state(number: str | int, committed_at: str) -> StoreState:
    """What identifies a revision, by the texts that a database gives. Moments are in UTC, which SQLite does not say."""
    return StoreState(int(number), dt.datetime.fromisoformat(committed_at).replace(tzinfo=dt.UTC))


def _select_joined(plan: PagePlan) -> Select[*tuple[Any, ...]]:
    """One row: the last revision, and the events of a page as one text. While a driver fetches a row of SQLite other
    threads run, and it waits for them; so rows are not fetched one by one."""
    last = select(RevisionRow).order_by(RevisionRow.id.desc()).limit(1)
    page = select_page(plan, is_ordered=False).subquery()
    fields = page.c.key + _BETWEEN + page.c.slug + _BETWEEN + page.c.document
    return select(
        last.with_only_columns(RevisionRow.id).scalar_subquery(),
        last.with_only_columns(RevisionRow.committed_at).scalar_subquery(),
        func.aggregate_strings(fields, _BETWEEN),
    )
