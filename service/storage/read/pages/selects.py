"""The statement of a page: the first events of each of its ranges, and the first of those."""

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import CTE, Integer, Select, Subquery, func, literal_column, select, union, union_all

from service.storage.read.conditions import Condition
from service.storage.read.filters import build_conditions
from service.storage.read.pages.boxes import find_box, select_in_box
from service.storage.read.pages.keys import continue_after, order_by_key
from service.storage.read.pages.ranges import PagePlan, Range, Sign
from service.storage.tables.event_links import EventLineRow
from service.storage.tables.models import EventRow

PageRows = Select[*tuple[Any, ...]]

_COMPARE: Mapping[Sign, Callable[[Any, Any], Condition]] = {
    Sign.IS: operator.eq,
    Sign.BEFORE: operator.lt,
    Sign.FROM: operator.ge,
    Sign.IS_GIVEN: lambda column, _value: column.is_not(None),
}


def select_page(plan: PagePlan, *, is_ordered: bool = True) -> PageRows:
    """What is read of the events of a page, and of one more; in their order unless nobody asks."""
    box = find_box(plan.query) if plan.name == "sort_key" else None
    if box is not None:
        inside = select_in_box(box, plan.size, plan.after, is_down=plan.is_down)
        first = _select_first(plan, [inside], _count(plan)).subquery()
        return _select_documents(plan, first, is_ordered=is_ordered)
    if len(plan.ranges) > 1 or plan.ranges[0].has_repeats:
        return _select_documents(plan, _select_in_turn(plan), is_ordered=is_ordered)
    (part,) = plan.ranges
    rows: Any = part.rows
    key = getattr(rows, plan.name)
    joined = None if rows is EventRow else (rows, EventRow.id == rows.event_id)
    return _bound(select_events(plan, key, joined).where(*_list_others(plan, part)), plan, part)


def select_events(plan: PagePlan, key: Any, joined: tuple[Any, Condition] | None) -> PageRows:
    """The id, slug and document of events, or the line; and the key. They are joined with what says which ones."""
    columns = (EventLineRow.line,) if plan.of_lines else (EventRow.id, EventRow.slug, EventRow.document)
    rows, condition = joined or (EventRow, None)
    found = select(*columns, key.label("key")).select_from(rows)
    if condition is not None:
        found = found.join(EventRow, condition)
    # An outer join, though each version has a line: SQLite would else be free to begin with all lines.
    return found.outerjoin(EventLineRow, EventLineRow.event_id == EventRow.id) if plan.of_lines else found


def _select_documents(plan: PagePlan, chosen: Subquery, *, is_ordered: bool) -> PageRows:
    """The events of a page by their ids: documents are read of one page alone."""
    key = getattr(EventRow, plan.name)
    statement = select_events(plan, key, (chosen, chosen.c.id == EventRow.id))
    return statement.order_by(order_by_key(key, is_down=plan.is_down)).limit(_count(plan)) if is_ordered else statement


def _select_in_turn(plan: PagePlan) -> Subquery:
    """The ids of a page: those of the ranges whose turn is first, and as many of the next as are missing."""
    found: list[CTE] = []
    for turn in sorted({part.turn for part in plan.ranges}, reverse=not plan.is_down):
        missing = _count(plan)
        for earlier in found:
            missing = missing - select(func.count()).select_from(earlier).scalar_subquery()
        rows = [_select_ids(plan, part) for part in plan.ranges if part.turn == turn]
        # One range has its first events already, and no more of them than a page has.
        is_whole = len(rows) == 1 and not found
        first = select(rows[0].subquery().c.id) if is_whole else _select_first(plan, rows, missing)
        found.append(first.cte(f"turn_{turn}"))
    # The limit keeps SQLite from reading the documents turn by turn, and sorting those of each.
    return union_all(*map(select, found)).limit(_count(plan)).subquery()


def _select_first(plan: PagePlan, parts: Sequence[PageRows], count: Any) -> PageRows:
    """So many ids of all of these ids and keys, the first of them."""
    unite = union_all if plan.is_disjoint else union
    united = unite(*(select(part.subquery()) for part in parts)).subquery()
    return select(united.c.id).order_by(order_by_key(united.c[plan.name], is_down=plan.is_down)).limit(count)


def _select_ids(plan: PagePlan, part: Range) -> PageRows:
    """The ids and keys of the first in one range; more than a page of them is not needed."""
    rows: Any = part.rows
    key, others = getattr(rows, plan.name), _list_others(plan, part)
    if rows is EventRow:
        return _bound(select(EventRow.id, key).where(*others), plan, part)
    found = select(rows.event_id.label("id"), key)
    # What is linked to an event that does not hold now has no key.
    if len(others) > 1:
        found = found.join(EventRow, EventRow.id == rows.event_id).where(*others)
    return _bound(found.distinct() if part.has_repeats else found, plan, part)


def _list_others(plan: PagePlan, part: Range) -> list[Condition]:
    """The conditions that are not met by all of a range: that an event holds now, and those of other filters."""
    chosen = {name: value for name, value in plan.query.chosen.items() if name not in part.met}
    return build_conditions(replace(plan.query, chosen=chosen))


def _bound(found: PageRows, plan: PagePlan, part: Range) -> PageRows:
    """What lies within the bounds of a range, in the order of the list."""
    key = getattr(part.rows, plan.name)
    bounds = [_COMPARE[bound.sign](getattr(part.rows, bound.column), bound.value) for bound in part.bounds]
    found = found.where(*bounds, *continue_after(key, plan.after, is_down=plan.is_down))
    return found.order_by(order_by_key(key, is_down=plan.is_down)).limit(_count(plan))


def _count(plan: PagePlan) -> Any:
    """How many there may be, as a number in the statement: a plan for any number would expect many."""
    return literal_column(str(plan.size), Integer)
