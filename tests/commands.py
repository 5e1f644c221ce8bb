"""The command line as an operator runs it: a process of its own."""

import os
import subprocess
import sys
from functools import cache
from pathlib import Path

from tests.suite.forks import Command, Forker

SERVICE = [sys.executable, "-m", "service"]


@cache
def get_forker() -> Forker:
    """One for all tests of this process."""
    return Forker()


def run_command(*arguments: str, url: str, text: str = "", **environ: str) -> "subprocess.CompletedProcess[str]":
    """What a command says, on the database of the URL, with the text for standard input and variables beside."""
    given = {**os.environ, "BASEWATCH_DATABASE_URL": url, **environ}
    return get_forker().run(Command(arguments, given, str(Path.cwd())), text)
