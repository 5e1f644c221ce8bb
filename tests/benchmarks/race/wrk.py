"""Driving a server with wrk, and what it says of the run."""

import re
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

SCRIPT = Path(__file__).with_name("paths.lua")
LINE = re.compile(r"^race ((?:\w+=\d+ ?)+)$", re.MULTILINE)
TIMEOUT_S = 30


@dataclass(frozen=True)
class Request:
    """One request."""

    path: str
    method: str = "GET"
    body: str = ""

    def __str__(self) -> str:
        return f"{self.method}\t{self.path}\t{self.body}"


@dataclass(frozen=True)
class Timing:
    """What a run came to: answers a second, milliseconds, bytes of an answer, and how many answers were none.

    `is_alone` where one request at a time was sent, because the answer takes longer than a run.
    """

    rate: float
    p50: float
    p99: float
    size: float
    failures: int = 0
    is_alone: bool = False


@dataclass(frozen=True)
class Load:
    """How long, and over how many connections requests are sent."""

    seconds: int
    connections: int


def run_wrk(
    address: str, requests: Sequence[Request], load: Load, headers: Mapping[str, str], file: Path
) -> Timing | None:
    """Send requests without a pause; None where no answer came in that time. The script reads them from the file."""
    file.write_text("".join(f"{request}\n" for request in requests), "utf-8")
    given = [part for name, value in headers.items() for part in ("-H", f"{name}: {value}")]
    options = [f"-t1 -c{load.connections} -d{load.seconds}s --timeout {TIMEOUT_S}s".split(), ["-s", str(SCRIPT)], given]
    command = ["wrk", *(part for group in options for part in group), f"http://{address}", "--", str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return parse_output(done.stdout)


def parse_output(text: str) -> Timing | None:
    """The figures in what wrk printed; None where no answer came. A ValueError where there are none."""
    found = LINE.search(text)
    if found is None:
        raise ValueError(f"wrk printed no figures: {text[-500:]}")
    figures = {name: int(value) for name, value in (pair.split("=") for pair in found[1].split())}
    requests = figures["requests"]
    if not requests:
        return None
    return Timing(
        rate=requests / (figures["duration_us"] / 1e6),
        p50=figures["p50_us"] / 1000,
        p99=figures["p99_us"] / 1000,
        size=figures["bytes"] / requests,
        failures=figures["refused"] + figures["broken"],
    )
