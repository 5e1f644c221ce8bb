"""The statements of pages, compiled once for each shape that a query may have.

To build and compile a statement takes ten times as long as to answer it. But of two queries with the same filters, as
many values and the same open ends the statements differ in their values alone, so one that was compiled is sent again
with others. What makes a difference to the statement but is no value of a column is part of the shape.
"""

import datetime as dt
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from itertools import count
from operator import itemgetter
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import BindParameter, Dialect, Row, Select, bindparam
from sqlalchemy.orm import Session

from service.domain.queries import DateRange
from service.storage.read.filters import FILTERS, ValueKind
from service.storage.read.pages.ranges import PagePlan, Range
from service.storage.read.pages.selects import select_page

Build = Callable[[PagePlan], Select[*tuple[Any, ...]]]
# As many shapes as are kept for each dialect and way of building; the least recently used go first.
MAX_STATEMENTS = 200
_PLACE = "value_"
_TYPES = (str, int, float, dt.date)
# Of what these take the statement is made up, so that it is built anew each time.
_SHAPELESS = {row.name for row in FILTERS if row.kind in {ValueKind.BOX, ValueKind.TERMS}}


class ShapelessError(Exception):
    """The statement of a query depends on more than its shape."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement as the driver takes it, and where its parameters come from.

    `process` makes some values of a query to what the driver takes, by their place; `fixed` are further parameters.
    `names` are those of all of them; `pick` takes those that the driver wants, null where it wants them by their names.
    """

    text: str
    process: Sequence[tuple[int, Callable[[Any], Any]]]
    fixed: Sequence[Any]
    names: Sequence[str]
    pick: Callable[[list[Any]], tuple[Any, ...]] | None

    def bind(self, values: list[Any]) -> Any:
        """The parameters that the driver takes, with these values of a query."""
        for place, make in self.process:
            values[place] = make(values[place])
        values += self.fixed
        return dict(zip(self.names, values, strict=True)) if self.pick is None else self.pick(values)


class StatementCache:
    """Compiled statements by their shape, for one dialect and one way of building them."""

    def __init__(self, dialect: Dialect, build: Build) -> None:
        self._dialect, self._build = dialect, build
        self._lock = Lock()
        self._kept: OrderedDict[Any, Statement] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, plan: PagePlan) -> tuple[Statement, Any]:
        """The statement of a plan, and its parameters. Raises ShapelessError where none can be kept."""
        if _SHAPELESS & plan.query.chosen.keys():
            raise ShapelessError
        values: list[Any] = []
        shape = _take_apart(plan, values)
        with self._lock:
            statement = self._kept.get(shape)
            if statement is not None:
                self._kept.move_to_end(shape)
        if statement is None:
            statement = self._compile(plan)
            with self._lock:
                self._kept[shape] = statement
                while len(self._kept) > MAX_STATEMENTS:
                    self._kept.popitem(last=False)
        return statement, statement.bind(values)

    def _compile(self, plan: PagePlan) -> Statement:
        numbers = count()
        places: Iterator[BindParameter[Any]] = (bindparam(_name_place(number), None) for number in numbers)
        statement = self._build(_put_places(plan, places))
        compiled: Any = statement.compile(dialect=self._dialect, compile_kwargs={"render_postcompile": True})
        process = {name: found for name, found in compiled._bind_processors.items() if callable(found)}
        given = [_name_place(number) for number in range(next(numbers))]
        fixed = {
            name: process[name](value) if name in process else value
            for name, value in compiled.construct_params(_check=False).items()
            if not name.startswith(_PLACE)
        }
        names = [*given, *fixed]
        pick = _pick([names.index(name) for name in compiled.positiontup]) if compiled.positional else None
        made = [(place, process[name]) for place, name in enumerate(given) if name in process]
        return Statement(compiled.string, made, tuple(fixed.values()), names, pick)


# Of each dialect: one belongs to one engine, and knows what its server can do.
_CACHES: WeakKeyDictionary[Dialect, StatementCache] = WeakKeyDictionary()


def execute_page(session: Session, plan: PagePlan) -> Sequence[Row[Any]]:
    """The rows of a page."""
    connection = session.connection()
    cache = _CACHES.setdefault(connection.dialect, StatementCache(connection.dialect, select_page))
    try:
        statement, parameters = cache.get(plan)
    except ShapelessError:
        return session.execute(select_page(plan)).all()
    return connection.exec_driver_sql(statement.text, parameters).all()


def _pick(places: Sequence[int]) -> Callable[[list[Any]], tuple[Any, ...]]:
    """What takes the values at some places, as often as each is named."""
    if len(places) > 1:
        return itemgetter(*places)
    return lambda values: tuple([values[place] for place in places])


def _name_place(number: int) -> str:
    return f"{_PLACE}{number}"


def _take_apart(plan: PagePlan, values: list[Any]) -> tuple[Any, ...]:
    """The shape of a plan; its values are added to a list, in the order in which `_put_places` takes places."""
    ranges = tuple([_take_range_apart(part, values) for part in plan.ranges])
    query = plan.query
    chosen = tuple([(name, _part(value, values)) for name, value in query.chosen.items()])
    excluded = tuple([(name, _part(value, values)) for name, value in query.excluded.items()])
    revision, after = _part(query.revision, values), _part(plan.after, values)
    fixed = plan.name, plan.is_down, plan.size, plan.is_disjoint, plan.of_lines
    return *fixed, ranges, chosen, excluded, revision, after


def _take_range_apart(part: Range, values: list[Any]) -> tuple[Any, ...]:
    # All that a bound has is a value of a column.
    values.extend([bound.value for bound in part.bounds])
    return part.rows.__tablename__, part.met, tuple([bound[:2] for bound in part.bounds])


def _put_places(plan: PagePlan, places: Iterator[BindParameter[Any]]) -> PagePlan:
    """A plan with places instead of its values."""
    ranges = tuple(
        part._replace(bounds=tuple(bound._replace(value=next(places)) for bound in part.bounds)) for part in plan.ranges
    )
    query = plan.query
    chosen = {name: _put(value, places) for name, value in query.chosen.items()}
    excluded = {name: _put(value, places) for name, value in query.excluded.items()}
    placed = replace(query, chosen=chosen, excluded=excluded, revision=_put(query.revision, places))
    return replace(plan, query=placed, ranges=ranges, after=_put(plan.after, places))


def _is_value(value: Any) -> bool:
    """Whether it is compared with a column as it is. Words and flags stay in the shape: there are few."""
    return isinstance(value, _TYPES) and not isinstance(value, Enum | bool)


def _part(value: Any, values: list[Any]) -> Any:
    if _is_value(value):
        values.append(value)
        return type(value)
    if isinstance(value, tuple):
        return tuple([_part(item, values) for item in value])
    if isinstance(value, DateRange):
        return DateRange, _part(value.first, values), _part(value.last, values)
    return value


def _put(value: Any, places: Iterator[BindParameter[Any]]) -> Any:
    if _is_value(value):
        return next(places)
    if isinstance(value, tuple):
        return tuple(_put(item, places) for item in value)
    if isinstance(value, DateRange):
        return DateRange(_put(value.first, places), _put(value.last, places))
    return value
