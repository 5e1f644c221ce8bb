"""Which words and figures side by side are one number: "two thousand three hundred" is one, "2003 500" are two."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

TEN, TWENTY, HUNDRED, THOUSAND = 10, 20, 100, 1000


@dataclass(frozen=True, slots=True)
class Atom:
    """A word or figure of a number with its span. A scale ("thousand") multiplies what stands before it.

    Figures and articles are `opening`: after another atom they only begin a further part, as "700" does in "one million
    and 700 thousand". `after_and` says that "and" stands before it.
    """

    start: int
    end: int
    value: float
    is_scale: bool
    opening: bool
    after_and: bool


def split_numbers(atoms: Sequence[Atom]) -> Iterator[tuple[Atom, ...]]:
    """Atoms side by side as the numbers that they are, none of them empty."""
    run: list[Atom] = []
    for place, atom in enumerate(atoms):
        if run and not _continues(run, atom, _find_scale(atoms, place + 1)):
            yield tuple(run)
            run = []
        run.append(atom)
    if run:
        yield tuple(run)


def calculate_value(run: Sequence[Atom]) -> float:
    """The value of one number: "one million and 700 thousand" is 1,700,000."""
    total, rest = _add_up(run)
    return total + (rest or 0)


def _find_scale(atoms: Sequence[Atom], place: int) -> float | None:
    """The scale that multiplies the atom before `place`, if one does."""
    found = place < len(atoms) and atoms[place].is_scale and not atoms[place].after_and
    return atoms[place].value if found else None


def _continues(run: Sequence[Atom], atom: Atom, scale: float | None) -> bool:
    """Whether an atom, which `scale` multiplies, belongs to the number that is read so far."""
    before = run[-1]
    if atom.is_scale:
        return not atom.after_and and _may_multiply(run, atom.value)
    if before.is_scale:
        return _is_lower(run, atom, scale)
    is_tens = before.value >= TWENTY and not before.opening
    return is_tens and atom.value < TEN and not (atom.opening or atom.after_and)


def _is_lower(run: Sequence[Atom], atom: Atom, scale: float | None) -> bool:
    """Whether an atom after a scale counts less than it does: "fifty" after "hundred", but not "two hundred"."""
    last = run[-1].value
    if last < HUNDRED or atom.value >= last:
        return False
    if scale is None:
        return not atom.opening
    return scale < last or (last == HUNDRED and THOUSAND <= scale < _lowest_scale(run))


def _may_multiply(run: Sequence[Atom], scale: float) -> bool:
    _, rest = _add_up(run)
    if rest is None:
        return False
    if scale < THOUSAND:
        return rest < HUNDRED and not run[-1].is_scale
    return scale < _lowest_scale(run)


def _lowest_scale(run: Sequence[Atom]) -> float:
    return min((atom.value for atom in run if atom.is_scale and atom.value >= THOUSAND), default=math.inf)


def _add_up(run: Sequence[Atom]) -> tuple[float, float | None]:
    """What is counted in thousands and more, and the rest; null where nothing follows the last of those scales."""
    total, rest = 0.0, None
    for atom in run:
        if not atom.is_scale:
            rest = (rest or 0) + atom.value
            continue
        product = (1 if rest is None else rest) * atom.value
        if atom.value < THOUSAND:
            rest = product
        else:
            total, rest = total + product, None
    return total, rest
