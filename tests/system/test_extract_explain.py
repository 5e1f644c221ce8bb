"""`python -m service extract --explain`: how each sentence was read, as text."""

import re
import subprocess
from pathlib import Path

import pytest

from service.extraction.encoder.decoding import EVENT_THRESHOLD
from tests.commands import run_command

TEXT = """Forces leave K1 base

The coalition's spokesman said that he could not see the dogs of the village.
US-led coalition forces left the K1 air base on March 29, 2020 and handed it over to the Iraqi army.
Could they return to K1?

Share this article
"""


def run(*arguments: str, text: str = "", columns: int = 100) -> "subprocess.CompletedProcess[str]":
    url = "sqlite:////nowhere/none.db"
    return run_command("extract", "--explain", *arguments, url=url, text=text, COLUMNS=str(columns))


def test_explain_prints_every_sentence_and_the_reports() -> None:
    done = run("-", "--published", "2020-03-30", text=TEXT)
    assert (done.returncode, done.stderr) == (0, "")
    lines = [" ".join(line.split()) for line in done.stdout.splitlines()]
    assert [line for line in lines if line[:1].isdigit() and line[1:2] == " "] == [
        "1 headline Forces leave K1 base",
        "2 body The coalition's spokesman said that he could not see the dogs of the village.",
        "3 body US-led coalition forces left the K1 air base on March 29, 2020 and handed it ...",
        "4 body Could they return to K1?",
        "5 boilerplate Share this article",
        "1 report",
        "1 handover occurred, K1 Air Base (k1), 2020-03-29, us-led-coalition leaving,",
    ]
    assert "skipped such lines are not read" in lines
    assert 'mentions "Forces" = force; "K1 base" = base k1' in lines
    assert any(re.match(r"reported [01]\.\d\d handover occurred at k1$", line) for line in lines)
    # The best that was rejected, with the threshold that it is under.
    rejected = rf"rejected 0\.\d\d \w+ \w+ at k1.* is under {EVENT_THRESHOLD}$"
    assert any(re.match(rejected, line) for line in lines)


@pytest.mark.parametrize("columns", [60, 80, 120])
def test_explain_keeps_to_the_width_of_the_terminal(columns: int) -> None:
    longest = max(map(len, run("-", text=TEXT, columns=columns).stdout.splitlines()))
    assert columns - 20 < longest <= columns


def test_explain_shows_no_control_characters_of_an_article() -> None:
    done = run("-", text="US troops left \x1b[31mK1 Air Base\x07 on Sunday.")
    assert done.returncode == 0
    assert done.stdout.replace("\n", "").isprintable()


def test_explain_of_several_with_a_bad_one_shows_the_rest_and_fails(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    (tmp_path / "b.txt").write_text("")
    done = run(str(tmp_path))
    assert done.returncode == 1
    assert done.stdout.startswith("a.txt: ")
    assert done.stderr == f"basewatch: {tmp_path / 'b.txt'}: is empty\n"
