"""Periods in which no event is, for charts that need them all."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice, product
from math import prod

from service.api.events.counting.groups import MAX_GROUPS, PERIODS, Keys
from service.domain.periods import list_periods
from service.domain.queries import DateRange, Dimension
from service.errors import ParameterError


def fill_periods(groups: dict[Keys, int], dimensions: Sequence[Dimension], dates: Sequence[DateRange]) -> None:
    """Add empty periods, for every key of the other dimension: those of the dates that are asked for, where all of
    these have a first and a last day, and else those between the first and the last found."""
    if not any(dimension in PERIODS for dimension in dimensions):
        raise ParameterError(
            "fill", "`fill` needs a period in `by`", allowed="false, or true with day, month or year in `by`"
        )
    for keys in _list_possible(groups, dimensions, dates):
        groups.setdefault(keys, 0)


def _list_possible(
    groups: Collection[Keys], dimensions: Sequence[Dimension], dates: Sequence[DateRange]
) -> Iterable[Keys]:
    """List all possible keys. Of two periods the longer follows from the shorter."""
    if all(dimension in PERIODS for dimension in dimensions):
        shortest = max(dimensions, key=lambda dimension: PERIODS[dimension])
        place = dimensions.index(shortest)
        listed = _list_keys({keys[place] for keys in groups}, shortest, dates)
        _check_size(len(listed))
        return [tuple((key or "")[: PERIODS[dimension]] for dimension in dimensions) for key in listed]
    axes = [
        _list_keys({keys[place] for keys in groups}, dimension, dates) for place, dimension in enumerate(dimensions)
    ]
    _check_size(prod(map(len, axes)))
    return product(*axes)


def _check_size(size: int) -> None:
    if size > MAX_GROUPS:
        raise ParameterError(
            "fill", f"`fill` would make more than {MAX_GROUPS} groups; narrow the period", allowed="false"
        )


def _list_keys(found: set[str | None], dimension: Dimension, dates: Sequence[DateRange]) -> list[str | None]:
    """List all periods that are to be there; for other dimensions all keys found, null included."""
    if dimension not in PERIODS:
        return [*found]
    # One more than the limit suffices to detect that there are too many.
    return [*islice(dict.fromkeys(_list_periods(found, dimension, dates)), MAX_GROUPS + 1)]


def _list_periods(found: set[str | None], dimension: Dimension, dates: Sequence[DateRange]) -> Iterator[str]:
    length = PERIODS[dimension]
    bounds = [(f"{days.first}"[:length], f"{days.last}"[:length]) for days in dates if days.first and days.last]
    if not bounds or len(bounds) < len(dates):
        periods = sorted(key for key in found if key is not None)
        bounds = [(periods[0], periods[-1])] if periods else []
    for first, last in bounds:
        yield from islice(list_periods(first, last, dimension), MAX_GROUPS + 1)
