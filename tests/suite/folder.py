"""The folder that all processes of a test run share: its groups, and what the encoder scored."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

# Names the folder to the processes that tests start.
VARIABLE = "TESTS_FOLDER"


@contextmanager
def keep_folder() -> Iterator[None]:
    """A folder for as long as the block lasts, in which the weights do not change."""
    with TemporaryDirectory(prefix="bwtests") as folder:
        os.environ[VARIABLE] = folder
        yield


def get_folder() -> Path:
    """That of this test run."""
    return Path(os.environ[VARIABLE])
