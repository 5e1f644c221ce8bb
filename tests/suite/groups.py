"""Which tests one worker runs together, so that what they share is made by one worker and once, and in which order.

What takes a worker long is begun first, so that none of it is what the last worker is left with. The images are built
beside the other tests, and so what needs them comes late; the many short tests after it keep both workers busy.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

# Tests that extract from the articles of seeds/ or from the originals, as the encoder that they share remembers these.
ARTICLES = "articles"
# By a fixture that is expensive to make: the group of all tests that ask for it.
GROUPS: Mapping[str, str] = {
    "fixed_pipeline": ARTICLES,
    "shared_server": "server",
    "large": "plans",
    "replica_server": "replica",
    "chromium": "browser",
}
IMAGES = "container"
FILE = "groups.json"
# Folders whose tests take long each, and that of the short ones.
LONG, SHORT = "tests/evaluation/", "tests/unit/"


def find_group(fixtures: Sequence[str]) -> str | None:
    """The group of a test that asks for these fixtures."""
    return next((group for fixture, group in GROUPS.items() if fixture in fixtures), None)


def add_groups(items: Sequence[pytest.Item]) -> None:
    """Mark each test that is in a group and says nothing of one itself."""
    for item in items:
        group = find_group(getattr(item, "fixturenames", ()))
        if group and item.get_closest_marker("xdist_group") is None:
            item.add_marker(pytest.mark.xdist_group(group))


def order_tests(items: Sequence[pytest.Item]) -> list[pytest.Item]:
    """The tests in the order in which they are begun; of those that are alike, as they were."""
    return sorted(items, key=lambda item: rank_test(item.nodeid, _get_group(item)))


def rank_test(nodeid: str, group: str | None) -> int:
    """Tests of a lower rank are begun earlier."""
    if group is not None:
        return 3 if group == IMAGES else 0
    if nodeid.startswith(SHORT):
        return 4
    return 1 if nodeid.startswith(LONG) else 2


def write_groups(items: Sequence[pytest.Item], folder: Path) -> None:
    """Tell whoever gives tests to workers which are in a group. Each worker writes the same."""
    groups = {item.nodeid: group for item in items if (group := _get_group(item))}
    (folder / FILE).write_text(json.dumps(groups))


def read_groups(folder: Path) -> dict[str, str]:
    """The group of each test that is in one; none where the workers could not collect the tests, which they say."""
    path = folder / FILE
    return dict(json.loads(path.read_bytes())) if path.exists() else {}


def _get_group(item: pytest.Item) -> str | None:
    mark = item.get_closest_marker("xdist_group")
    return str(mark.args[0]) if mark else None
