from typing import Any, Literal

import pytest

from tests.suite.durations import MIN_RUN_S, Spending, format_durations, name_folder, sum_by_folder, sum_by_worker

STORAGE = "tests/integration/storage/test_a.py"


def build_phase(
    test: str, when: Literal["setup", "call", "teardown"], duration: float, worker: str = ""
) -> pytest.TestReport:
    given: dict[str, Any] = {"worker_id": worker} if worker else {}
    return pytest.TestReport(test, (test, None, ""), {}, "passed", None, when, duration=duration, **given)


@pytest.mark.parametrize(
    ("test", "folder"),
    [
        ("tests/test_a.py::test_b", "tests"),
        ("tests/system/test_a.py::test_b[c/d::e]", "tests/system"),
        ("tests/unit/api/http/test_a.py::test_b", "tests/unit/api"),
    ],
)
def test_folder_of_a_test_is_at_most_three_levels_deep(test: str, folder: str) -> None:
    assert name_folder(test) == folder


def test_sum_by_folder_of_all_phases_counts_each_test_once_and_begins_with_the_longest() -> None:
    reports = [
        build_phase("tests/unit/test_a.py::test_b", "call", 1),
        build_phase(f"{STORAGE}::test_b", "setup", 2),
        build_phase(f"{STORAGE}::test_b", "call", 4),
        build_phase(f"{STORAGE}::test_b", "teardown", 8),
        build_phase(f"{STORAGE}::test_c", "setup", 16),
    ]
    storage = Spending({f"{STORAGE}::test_b", f"{STORAGE}::test_c"}, {"setup": 18.0, "call": 4.0, "teardown": 8.0})
    assert list(sum_by_folder(reports).items()) == [
        ("tests/integration/storage", storage),
        ("tests/unit", Spending({"tests/unit/test_a.py::test_b"}, {"setup": 0.0, "call": 1.0, "teardown": 0.0})),
    ]


def test_sum_by_worker_of_reports_with_and_without_a_worker() -> None:
    reports = [
        build_phase(f"{STORAGE}::test_b", "setup", 2, "gw1"),
        build_phase(f"{STORAGE}::test_c", "call", 4, "gw0"),
        build_phase(f"{STORAGE}::test_b", "call", 8, "gw1"),
    ]
    assert sum_by_worker(reports) == {"gw0": 4, "gw1": 10}
    assert sum_by_worker([build_phase(f"{STORAGE}::test_b", "call", 3)]) == {"main": 3}


def test_format_durations_lists_folders_others_and_workers() -> None:
    reports = [
        build_phase(f"{STORAGE}::test_b", "setup", 20.04, "gw0"),
        build_phase(f"{STORAGE}::test_b", "call", 30, "gw0"),
        build_phase("tests/system/test_a.py::test_b", "teardown", 12, "gw1"),
        build_phase("tests/unit/test_a.py::test_b", "call", 1.5, "gw1"),
        build_phase("tests/unit/api/test_a.py::test_b", "call", 0.25, "gw1"),
    ]
    assert list(format_durations(reports)) == [
        "seconds by folder                   tests    setup     call teardown      all",
        "tests/integration/storage               1     20.0     30.0      0.0     50.0",
        "tests/system                            1      0.0      0.0     12.0     12.0",
        "others                                  2      0.0      1.8      0.0      1.8",
        "together                                4     20.0     31.8     12.0     63.8",
        "seconds by worker: gw0 50.0, gw1 13.8",
    ]


def test_format_durations_of_a_short_run_is_nothing() -> None:
    assert list(format_durations([build_phase(f"{STORAGE}::test_b", "call", MIN_RUN_S - 1)])) == []
