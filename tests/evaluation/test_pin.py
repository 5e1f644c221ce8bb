from fractions import Fraction
from pathlib import Path

import pytest

from tests.evaluation.floors import read_floors
from tests.evaluation.pin import pin, report_pinning

HALF = Fraction(1, 2)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "floors.json"
    assert pin({"a": {"recall": HALF, "roles": HALF}, "c": {"recall": HALF}}, path) == []
    return path


@pytest.mark.parametrize(
    ("measured", "floor"),
    [(HALF, HALF), (Fraction(509, 1000), HALF), (Fraction(2, 3), Fraction(66, 100)), (Fraction(1), Fraction(1))],
)
def test_pin_what_is_not_lower_raises_the_floor(path: Path, measured: Fraction, floor: Fraction) -> None:
    assert pin({"c": {"recall": measured}}, path) == []
    assert read_floors(path)["c"] == {"recall": floor}


def test_pin_a_new_set_adds_it_in_its_place(path: Path) -> None:
    assert pin({"b": {"recall": HALF}}, path) == []
    assert list(read_floors(path)) == ["a", "b", "c"]


def test_pin_without_a_set_keeps_its_floors(path: Path) -> None:
    before = read_floors(path)["a"]
    assert pin({"c": {"recall": Fraction(1)}}, path) == []
    assert read_floors(path)["a"] == before


def test_pin_what_is_lower_is_refused_and_named(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = path.read_text()
    lower = {"a": {"recall": Fraction(1), "roles": Fraction(49, 100)}, "c": {"recall": Fraction(0)}}
    assert report_pinning(lower, path) == 1
    assert capsys.readouterr().err.splitlines() == [
        "a: roles is 0.4900, under its floor of 0.50",
        "c: recall is 0.0000, under its floor of 0.50",
        "No floor was changed: floors do not go down.",
    ]
    assert path.read_text() == before


def test_pin_without_a_measure_is_refused(path: Path) -> None:
    assert pin({"a": {"recall": HALF}}, path) == ["a: roles has a floor of 0.50 and is measured no more"]


def test_report_pinning_says_which_sets_are_pinned(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert report_pinning({"c": {"recall": HALF}, "b": {"recall": HALF}}, path) == 0
    assert capsys.readouterr().out == "Floors of b, c are in floors.json.\n"
