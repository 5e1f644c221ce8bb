"""A command that is forked says and does what `python -m service` does."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.commands import SERVICE, run_command


@pytest.fixture
def nowhere(tmp_path: Path) -> str:
    """A store that cannot be made: its folder is missing."""
    return f"sqlite:///{tmp_path / 'missing' / 'none.db'}"


@pytest.mark.parametrize("arguments", [["keys", "list"], ["load", "-", "--workers", "0"]])
def test_forked_command_says_what_it_says_as_a_program(arguments: list[str], nowhere: str) -> None:
    environ = {**os.environ, "BASEWATCH_DATABASE_URL": nowhere, "COLUMNS": "80"}
    done = subprocess.run([*SERVICE, *arguments], env=environ, capture_output=True, text=True, check=False)
    forked = run_command(*arguments, url=nowhere, COLUMNS="80")
    assert (forked.returncode, forked.stdout, forked.stderr) == (done.returncode, done.stdout, done.stderr)


def test_forked_command_leaves_nothing_to_the_next(
    tmp_path: Path, nowhere: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run_command("migrate", url="sqlite:///here.db").returncode == 0
    assert (tmp_path / "here.db").is_file()
    monkeypatch.undo()
    assert "BASEWATCH_X" in run_command("migrate", url=nowhere, BASEWATCH_X="1").stderr
    assert "BASEWATCH_X" not in run_command("migrate", url=nowhere).stderr
