from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.errors import DataFileError
from tests.evaluation.floors import find_falls, read_floors, round_down, write_floors

FLOORS = {"recall": Fraction(1, 2)}


@pytest.mark.parametrize(
    ("measure", "floor"),
    [
        (Fraction(1), Fraction(1)),
        (Fraction(29, 100), Fraction(29, 100)),
        (Fraction(2999, 10_000), Fraction(29, 100)),
        (Fraction(2, 3), Fraction(66, 100)),
        (Fraction(0), Fraction(0)),
    ],
)
def test_round_down_gives_hundredths(measure: Fraction, floor: Fraction) -> None:
    assert round_down(measure) == floor


@given(st.fractions(min_value=0, max_value=1))
def test_floor_of_any_measure_holds_for_it(measure: Fraction) -> None:
    assert find_falls("a", {"recall": round_down(measure)}, {"recall": measure}) == []


@pytest.mark.parametrize(
    ("measures", "falls"),
    [
        ({"recall": Fraction(1, 2)}, []),
        ({"recall": Fraction(1)}, []),
        ({"recall": Fraction(1, 2), "roles": Fraction(0)}, []),
        ({"recall": Fraction(499, 1000)}, ["a: recall is 0.4990, under its floor of 0.50"]),
        ({}, ["a: recall has a floor of 0.50 and is measured no more"]),
    ],
)
def test_find_falls_names_each_measure_under_its_floor(measures: dict[str, Fraction], falls: list[str]) -> None:
    assert find_falls("a", FLOORS, measures) == falls


def test_floors_written_are_read_exactly(tmp_path: Path) -> None:
    path = tmp_path / "floors.json"
    floors = {"a": {f"measure {n}": Fraction(n, 100) for n in range(101)}}
    write_floors(path, floors)
    assert read_floors(path) == floors


def test_read_floors_without_a_file_gives_none(tmp_path: Path) -> None:
    assert read_floors(tmp_path / "floors.json") == {}


def test_read_floors_of_no_json_names_the_file(tmp_path: Path) -> None:
    path = tmp_path / "floors.json"
    path.write_text("{")
    with pytest.raises(DataFileError, match=r"floors\.json"):
        read_floors(path)
