"""Which tests one worker runs together, so that what they share is made by one worker and once.

Groups are begun before all other tests, and so none of them is what the last worker is left with.
"""

from collections.abc import Mapping, Sequence

import pytest

# Tests that extract from the articles of seeds/ or from the originals, as the encoder that they share remembers these.
ARTICLES = "articles"
# By a fixture that is expensive to make: the group of all tests that ask for it.
GROUPS: Mapping[str, str] = {
    "fixed_pipeline": ARTICLES,
    "shared_server": "server",
}


def find_group(fixtures: Sequence[str]) -> str | None:
    """The group of a test that asks for these fixtures."""
    return next((group for fixture, group in GROUPS.items() if fixture in fixtures), None)


def add_groups(items: Sequence[pytest.Item]) -> None:
    """Mark each test that is in a group and says nothing of one itself."""
    for item in items:
        group = find_group(getattr(item, "fixturenames", ()))
        if group and item.get_closest_marker("xdist_group") is None:
            item.add_marker(pytest.mark.xdist_group(group))
