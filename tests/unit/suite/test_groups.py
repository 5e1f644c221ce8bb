import os

import pytest

from tests.suite.folder import get_folder
from tests.suite.groups import find_group, rank_test


@pytest.fixture
def shared_server() -> str:
    """By its name something that is shared."""
    return "nowhere"


def list_groups(request: pytest.FixtureRequest) -> list[tuple[object, ...]]:
    return [mark.args for mark in request.node.iter_markers("xdist_group")]


@pytest.mark.parametrize(
    ("fixtures", "group"),
    [(["tmp_path", "fixed_pipeline"], "articles"), (["shared_server"], "server"), (["tmp_path"], None), ([], None)],
)
def test_group_of_a_test_is_that_of_a_fixture_that_it_asks_for(fixtures: list[str], group: str | None) -> None:
    assert find_group(fixtures) == group


@pytest.mark.usefixtures("shared_server")
def test_test_that_asks_for_what_is_shared_is_in_its_group(request: pytest.FixtureRequest) -> None:
    assert list_groups(request) == [("server",)]


@pytest.mark.usefixtures("shared_server")
@pytest.mark.xdist_group("alone")
def test_test_that_names_a_group_itself_keeps_it(request: pytest.FixtureRequest) -> None:
    assert list_groups(request) == [("alone",)]


def test_test_that_shares_nothing_is_in_no_group(request: pytest.FixtureRequest) -> None:
    assert list_groups(request) == []


def test_rank_of_tests_begins_groups_and_long_ones_early_and_what_needs_images_before_the_short_ones() -> None:
    begun = [
        ("tests/system/test_a.py::test_b@articles", "articles"),
        ("tests/evaluation/test_a.py::test_b", None),
        ("tests/system/test_a.py::test_b", None),
        ("tests/container/test_a.py::test_b@container", "container"),
        ("tests/unit/test_a.py::test_b", None),
    ]
    ranks = [rank_test(*test) for test in begun]
    assert ranks == sorted(set(ranks))


@pytest.mark.xdist_group("together")
@pytest.mark.parametrize("number", range(6))
def test_tests_of_a_group_are_run_by_one_worker(number: int) -> None:
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    (get_folder() / f"together-{worker}").touch()
    assert [path.name for path in get_folder().glob("together-*")] == [f"together-{worker}"], number
