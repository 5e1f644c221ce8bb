"""The command line as an operator runs it: a process of its own."""

import os
import subprocess
import sys

SERVICE = [sys.executable, "-m", "service"]


def run_command(*arguments: str, url: str, text: str = "") -> "subprocess.CompletedProcess[str]":
    """What a command says, on the database of the URL and with the text for standard input."""
    environ = {**os.environ, "BASEWATCH_DATABASE_URL": url}
    command = [*SERVICE, *arguments]
    return subprocess.run(command, env=environ, input=text, capture_output=True, text=True, timeout=120, check=False)
