"""The folder in which all processes of a test run keep what the encoder scored."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

# Names the folder to the processes that tests start.
VARIABLE = "TESTS_SCORES"


@contextmanager
def keep_scores() -> Iterator[None]:
    """A folder for as long as the block lasts, in which the weights do not change."""
    with TemporaryDirectory(prefix="bwscores") as folder:
        os.environ[VARIABLE] = folder
        yield


def get_folder() -> Path:
    """That of this test run."""
    return Path(os.environ[VARIABLE])
