"""What gives the tests of a group to one worker, and begins all in their order.

`--dist loadgroup` of pytest-xdist 3.8 does nothing with pytest 9.2, which no longer keeps the ids that it changes.
"""

from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

from tests.suite.folder import get_folder
from tests.suite.groups import read_groups


class GroupScheduling(LoadScopeScheduling):  # type: ignore[misc] # The package has no types.
    """A test without a group is one by itself."""

    def __init__(self, config: pytest.Config, log: Any) -> None:
        super().__init__(config, log)
        # It would begin with what has the most tests.
        config.option.loadscopereorder = False
        self._groups: dict[str, str] = {}

    def schedule(self) -> None:
        """Begin, or go on: the workers have collected the tests by now."""
        self._groups = self._groups or read_groups(get_folder())
        super().schedule()

    def _split_scope(self, nodeid: str) -> str:
        return self._groups.get(nodeid, nodeid)
