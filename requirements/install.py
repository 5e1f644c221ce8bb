"""Install one of the lists beside this file into the environment of the Python that runs this, and say how far it is.

A list is complete and names every file by hash, so nothing is resolved: where an extra is asked for, pip would look for
the newest release that has it, and refuse that for having no hash. That what is there fits together is checked after.
It needs nothing but Python and the pip that comes with it.
"""

import argparse
import re
import subprocess
import sys
import sysconfig
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

PIP = (sys.executable, "-m", "pip", "--disable-pip-version-check")
PIN = re.compile(r"^[A-Za-z0-9][\w.-]*(?:\[[\w.,-]+\])?==", re.MULTILINE)
FETCHED = re.compile(r"(Collecting|Processing|Requirement already satisfied:) ")
UNPACKING = "Installing collected packages: "
HOW_LONG = "about a minute, or several on a slow machine or line"
# How often progress is shown, in seconds: on a terminal in one line, elsewhere in a line each time.
TERMINAL_S, LOG_S = 0.5, 10.0
SHOWN_LINES = 15


def count_installed() -> int:
    """How many distributions are in this environment."""
    return len(list(Path(sysconfig.get_path("purelib")).glob("*.dist-info")))


@dataclass
class Progress:
    """How far pip is, by what it says and by what is there already."""

    total: int
    before: int = field(default_factory=count_installed)
    started: float = field(default_factory=time.monotonic)
    fetched: int = 0
    to_unpack: int | None = None
    said: list[str] = field(default_factory=list)

    def follow(self, lines: Iterable[str]) -> None:
        """Take note of what pip says, until it ends."""
        for line in lines:
            self.note(line)

    def note(self, line: str) -> None:
        """Take note of one line."""
        self.said.append(line)
        if line.startswith("Ignoring "):
            self.total -= 1
        elif FETCHED.match(line):
            self.fetched += 1
        elif line.startswith(UNPACKING):
            self.to_unpack = len(line.removeprefix(UNPACKING).split(","))

    def describe(self) -> str:
        """What is being done now, with its count and the seconds so far."""
        seconds = f"{time.monotonic() - self.started:.0f} s"
        if self.to_unpack is None:
            return f"fetching {self.fetched} of {self.total} ({seconds})"
        unpacked = min(max(0, count_installed() - self.before), self.to_unpack)
        return f"unpacking {unpacked} of {self.to_unpack} ({seconds})"

    def list_errors(self) -> list[str]:
        """What pip said of its failure, or its last words."""
        return [line for line in self.said if line.startswith("ERROR")] or self.said[-SHOWN_LINES:]


def install(requirements: Path) -> Progress | None:
    """Install a list; None where pip could not, after its reasons were printed."""
    progress = Progress(total=len(PIN.findall(requirements.read_text("utf-8"))))
    sys.stdout.write(f"Installing the {progress.total} packages of {requirements}, once: {HOW_LONG}\n")
    command = (*PIP, "install", "--no-deps", "--require-hashes", "--requirement", str(requirements))
    # The command has no part that anybody else could choose.
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:  # noqa: S603
        follower = threading.Thread(target=progress.follow, args=(process.stdout,))
        follower.start()
        _show_until_ended(process, progress)
        follower.join()
    if process.returncode:
        sys.stderr.write("".join(progress.list_errors()))
        return None
    return progress


def _show_until_ended(process: "subprocess.Popen[str]", progress: Progress) -> None:
    is_terminal = sys.stdout.isatty()
    start, end, seconds = ("\r\x1b[K", "", TERMINAL_S) if is_terminal else ("", "\n", LOG_S)
    while True:
        try:
            process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            sys.stdout.write(f"{start}  {progress.describe()}{end}")
            sys.stdout.flush()
        else:
            sys.stdout.write(start)
            return


def check() -> bool:
    """Whether everything that is installed has what it requires; what is missing is printed."""
    done = subprocess.run((*PIP, "check"), capture_output=True, text=True, check=False)  # noqa: S603 - as above.
    if done.returncode:
        sys.stderr.write(done.stdout + done.stderr)
    return done.returncode == 0


def main() -> int:
    """Run from the command line; the exit status is 1 where something is not installed or is missing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("requirements", type=Path, help="a list, such as requirements/loader.txt")
    requirements: Path = parser.parse_args().requirements
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr] # Standard output is always a text stream.
    progress = install(requirements)
    if progress is None:
        sys.stderr.write(f"{requirements} could not be installed; what is there is kept, so try again.\n")
        return 1
    if not check():
        sys.stderr.write(f"{requirements} lacks what its packages require; `make lock` makes it anew.\n")
        return 1
    seconds = time.monotonic() - progress.started
    sys.stdout.write(f"  {progress.total} packages are there after {seconds:.0f} s, with all that they require\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
