"""The race as it is run, over few events, for a second each, and without the peers."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-m", "tests.benchmarks.race"]
SMALL = ["--events", "300", "--small", "0", "--seconds", "1", "--databases", "sqlite", "--no-peers"]


@pytest.mark.skipif(shutil.which("wrk") is None, reason="wrk is not installed")
def test_race_over_few_events_prints_a_row_for_each_question() -> None:
    command = [*COMMAND, *SMALL, "--questions", "hot"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    rows = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in done.stdout.splitlines() if "|" in line]
    assert [row[:2] for row in rows[2:4]] == [
        ["hot page, base=k1", "sqlite"],
        ["hot 304, base=k1", "sqlite"],
    ]
    assert all(float(row[2]) > 0 and float(row[6]) > 0 for row in rows[2:4]), done.stdout
    # A 304 has no body.
    assert float(rows[3][5]) < 1_000 < float(rows[2][5])
    assert rows[4][0] == "CSV of all"
    assert rows[6][:2] == ["sqlite", "300"]


def test_race_without_wrk_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    done = subprocess.run([*COMMAND, *SMALL], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (2, "wrk is missing; on Debian: apt-get install wrk\n")
