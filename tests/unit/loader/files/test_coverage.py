"""Whether there is what a manifest names, before anything is read."""

import json
from pathlib import Path

import pytest

from service.errors import DataFileError
from service.loader.files.coverage import check_manifest
from service.loader.files.manifest import Manifest, read_manifest

LINES = '{"text": "One.", "file": "own.txt"}\n[]\n{"text": "Two."}\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """What people have: a folder of articles, others beside it, and manifests elsewhere."""
    for name in ("in/a.txt", "in/sub/b.txt", "in/scan.pdf", "beside.txt", "out/c.txt"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("Text.")
    (tmp_path / "in" / "lines.jsonl").write_text(LINES)
    (tmp_path / "in" / "news.warc").write_text("")
    return tmp_path


def check(folder: Path, paths: list[str], *files: str, place: str = "m.jsonl") -> frozenset[str]:
    path = folder / place
    path.write_text("".join(json.dumps({"file": file}) + "\n" for file in files))
    return check_manifest(read_manifest(path), [str(folder / name) if name != "-" else "-" for name in paths], 1_000)


@pytest.mark.parametrize(
    ("paths", "files", "awaited"),
    [
        (["in"], ["a.txt"], []),
        (["in"], ["sub/b.txt"], []),
        (["in"], ["b.txt"], []),
        (["in"], ["in/a.txt", "in/sub/b.txt"], []),
        # What is not read for its kind is named where the folder is read.
        (["in"], ["scan.pdf"], []),
        (["in/a.txt"], ["a.txt"], []),
        # A manifest may say more than what is asked for.
        (["in/a.txt"], ["a.txt", "beside.txt", "out/c.txt", "in/sub/b.txt"], []),
        (["in"], ["a.txt", "beside.txt"], []),
        (["out", "in/a.txt"], ["c.txt", "a.txt"], []),
        (["-"], ["-"], []),
        (["in"], ["lines.jsonl:1", "lines.jsonl:99"], ["lines.jsonl:1", "lines.jsonl:99"]),
        (["in"], ["own.txt"], ["own.txt"]),
        (["in/lines.jsonl"], ["own.txt"], ["own.txt"]),
        (["in"], ["news.warc:3"], ["news.warc:3"]),
        (["out"], ["in/news.warc:3"], ["in/news.warc:3"]),
    ],
)
def test_check_manifest_of_files_that_are_there_gives_what_only_reading_shows(
    folder: Path, paths: list[str], files: list[str], awaited: list[str]
) -> None:
    assert check(folder, paths, *files) == set(awaited)


@pytest.mark.parametrize(
    ("paths", "files", "line", "name"),
    [
        (["in"], ["none.txt"], 1, "none.txt"),
        (["in"], ["a.txt", "none.txt"], 2, "none.txt"),
        (["in/a.txt"], ["a.txt", "none.txt"], 2, "none.txt"),
        (["in/a.txt"], ["a.txt", "sub/none.txt", "other.txt"], 2, "sub/none.txt"),
        # It lies in a folder that is neither read nor where the name leads from here.
        (["in/a.txt"], ["b.txt"], 1, "b.txt"),
        (["out"], ["own.txt"], 1, "own.txt"),
        (["in"], ["a.txt:1"], 1, "a.txt:1"),
        (["in"], ["lines.jsonl:0"], 1, "lines.jsonl:0"),
        (["in"], ["none.jsonl:1"], 1, "none.jsonl:1"),
        (["-"], ["a.txt"], 1, "a.txt"),
        (["none.txt"], ["none.txt"], 1, "none.txt"),
        (["in"], ["-"], 1, "-"),
    ],
)
def test_check_manifest_of_a_missing_file_names_file_and_line(
    folder: Path, paths: list[str], files: list[str], line: int, name: str
) -> None:
    with pytest.raises(DataFileError) as caught:
        check(folder, paths, *files)
    assert str(caught.value).startswith(f"{folder / 'm.jsonl'}:{line}: there is no file {name} in what is to be read")


def test_check_manifest_of_several_missing_files_counts_them(folder: Path) -> None:
    with pytest.raises(DataFileError, match=r"there is no file x\.txt .* nor those of 2 further lines; nothing was"):
        check(folder, ["in"], "x.txt", "a.txt", "y.txt", "z.txt")


def test_check_manifest_that_lies_in_what_is_read_is_no_file_of_articles(folder: Path) -> None:
    with pytest.raises(DataFileError, match=r"m\.jsonl:2: there is no file none\.txt"):
        check(folder, ["in"], "a.txt", "none.txt", place="in/m.jsonl")


def test_check_manifest_that_lies_elsewhere_looks_beside_it_and_in_what_is_read(folder: Path) -> None:
    assert check(folder, ["in"], "c.txt", "a.txt", place="out/m.jsonl") == set()


def test_check_manifest_without_one_checks_nothing(folder: Path) -> None:
    assert check_manifest(Manifest(), [str(folder), "", "none"], 1_000) == frozenset()
