"""`python -m service extract`: a line of JSON for each article, and no database."""

import json
import subprocess
from pathlib import Path

from tests.commands import SERVICE, run_command

ARTICLE = "US-led coalition forces left the K1 air base on March 29, 2020 and handed it over to the Iraqi army."


def run(*arguments: str, text: str = "") -> "subprocess.CompletedProcess[str]":
    return run_command("extract", *arguments, url="sqlite:////nowhere/none.db", text=text)


def test_extract_of_standard_input_prints_reports_with_exact_quotes() -> None:
    done = run("-", "--source", "Press TV", "--published", "2020-03-30", text=ARTICLE)
    assert (done.returncode, done.stderr) == (0, "")
    [line] = done.stdout.splitlines()
    found = json.loads(line)
    assert list(found) == ["file", "source", "title", "published", "reports"]
    assert (found["file"], found["source"], found["published"]) == ("-", "press-tv", "2020-03-30")
    [report] = found["reports"]
    assert (report["type"], report["base"]["slug"], report["date"]) == ("handover", "k1", "2020-03-29")
    assert report["quotes"]
    for quote in report["quotes"]:
        assert ARTICLE[quote["start"] : quote["end"]] == quote["text"]


def test_extract_of_several_with_bad_ones_prints_the_rest_and_fails(tmp_path: Path) -> None:
    for name, content in (("a.txt", ARTICLE), ("b.txt", ""), ("c.txt", ARTICLE)):
        (tmp_path / name).write_text(content)
    done = run(str(tmp_path))
    assert done.returncode == 1
    assert [json.loads(line)["file"] for line in done.stdout.splitlines()] == ["a.txt", "c.txt"]
    assert done.stderr == f"basewatch: {tmp_path / 'b.txt'}: is empty\n"


def test_extract_with_a_manifest_row_that_fits_no_file_reads_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text(ARTICLE)
    manifest = tmp_path / "manifest.jsonl"
    manifest.write_text('{"file": "a.txt", "title": "Forces leave"}\n{"file": "b.txt"}\n')
    for path in (folder, folder / "a.txt"):
        done = run(str(path), "--manifest", str(manifest))
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr.startswith(f"basewatch: {manifest}:2: there is no file b.txt in what is to be read")
    (tmp_path / "b.txt").write_text("It lies beside the manifest, and is not asked for.")
    done = run(str(folder), "--manifest", str(manifest))
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["title"] == "Forces leave"


def test_extract_with_a_manifest_row_for_a_line_that_is_not_there_says_so_at_the_end(tmp_path: Path) -> None:
    lines = tmp_path / "a.jsonl"
    lines.write_text(json.dumps({"text": ARTICLE}) + "\n")
    manifest = tmp_path / "manifest.jsonl"
    manifest.write_text('{"file": "a.jsonl:1", "title": "Forces leave"}\n{"file": "a.jsonl:2"}\n')
    done = run(str(lines), "--manifest", str(manifest))
    assert done.returncode == 1
    assert json.loads(done.stdout)["title"] == "Forces leave"
    assert done.stderr == f"basewatch: {manifest}:2: no article named a.jsonl:2 was read\n"


def test_extract_of_a_folder_names_what_it_does_not_read_and_succeeds(tmp_path: Path) -> None:
    (tmp_path / "a.htm").write_bytes(f"<meta charset=windows-1252><p>{ARTICLE} It’s over.</p>".encode("cp1252"))
    for name in ("b.pdf", "c.pdf", "d.docx", ".DS_Store"):
        (tmp_path / name).write_bytes(b"\0")
    done = run(str(tmp_path))
    assert done.returncode == 0
    assert json.loads(done.stdout)["reports"][0]["base"]["slug"] == "k1"
    assert done.stderr == (
        "basewatch: 1 file of kind .docx was not read: d.docx\n"
        "basewatch: 2 files of kind .pdf were not read: b.pdf, c.pdf\n"
    )


def test_extract_whose_reader_goes_away_is_quiet(tmp_path: Path) -> None:
    for number in range(300):
        (tmp_path / f"{number}.txt").write_text(f"{ARTICLE} {number}.")
    command = [*SERVICE, "extract", str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stderr
        assert process.stdout.readline().startswith("{")
        process.stdout.close()
        assert process.stderr.read() == ""
    assert process.returncode == 1
