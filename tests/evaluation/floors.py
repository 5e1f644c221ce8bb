"""Figures that may not fall: what each set reached, rounded down to hundredths."""

import json
import math
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

from service.errors import DataFileError

Measures = Mapping[str, Fraction]

FLOORS = Path(__file__).with_name("floors.json")
HUNDRED = 100


def round_down(measure: Fraction) -> Fraction:
    """To hundredths, so that a floor holds for what it was made of."""
    return Fraction(math.floor(measure * HUNDRED), HUNDRED)


def read_floors(path: Path = FLOORS) -> dict[str, Measures]:
    """Floors by set and measure; none where there is no file. Raises DataFileError."""
    if not path.is_file():
        return {}
    try:
        floors = json.loads(path.read_text(encoding="utf-8"), parse_float=Fraction)
    except ValueError as error:
        raise DataFileError(f"{path}: {error}") from error
    return {name: dict(measures) for name, measures in floors.items()}


def write_floors(path: Path, floors: Mapping[str, Measures]) -> None:
    """One measure a line, sets and measures in the order given."""
    values = {name: {key: float(value) for key, value in measures.items()} for name, measures in floors.items()}
    path.write_text(json.dumps(values, indent=2) + "\n", encoding="utf-8")


def find_falls(name: str, floors: Measures, measures: Measures) -> list[str]:
    """One line for each measure that is under its floor, and for each that is measured no more."""
    falls = []
    for measure, floor in floors.items():
        reached = measures.get(measure)
        if reached is None:
            falls.append(f"{name}: {measure} has a floor of {float(floor):.2f} and is measured no more")
        elif reached < floor:
            falls.append(f"{name}: {measure} is {float(reached):.4f}, under its floor of {float(floor):.2f}")
    return falls
