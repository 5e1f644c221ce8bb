"""How many articles there are to read, counted before they are read."""

from pathlib import Path

import pytest

from service.loader.files.counting import count_articles
from service.loader.files.folders import read_articles
from service.loader.files.manifest import Manifest, read_manifest
from service.loader.files.reading import Notice, ReadOptions
from service.loader.seeds.sources import SourceIndex


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in {
        "a.txt": "One.",
        "sub/b.md": "Two.",
        "sub/c.html": "",
        "d.jsonl": '{"text": "1"}\n{\n\n{"text": "2"}',
        "e.jsonl": '{"text": "1"}\n',
        "picture.png": "no article",
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def test_count_articles_of_a_folder_is_how_many_are_read_or_refused(folder: Path) -> None:
    options = ReadOptions(SourceIndex(()), max_bytes=1_000)
    read = [item for item in read_articles(str(folder), options) if not isinstance(item, Notice)]
    assert count_articles([str(folder)], Manifest()) == len(read) == 7


def test_count_articles_of_a_folder_passes_over_its_manifest_and_hidden_files(folder: Path) -> None:
    (folder / ".hidden.txt").write_text("Not read.")
    (folder / "manifest.jsonl").write_text('{"file": "a.txt"}\n')
    assert count_articles([str(folder)], read_manifest(folder / "manifest.jsonl")) == 7


def test_count_articles_of_several_paths_is_their_sum(folder: Path) -> None:
    paths = [str(folder / "a.txt"), str(folder / "d.jsonl"), str(folder / "none.txt"), ""]
    assert count_articles(paths, Manifest()) == 6


@pytest.mark.parametrize("path", ["-", "{}/lines.jsonl.gz", "{}/crawl.warc"])
def test_count_articles_of_what_only_reading_tells_is_null(folder: Path, path: str) -> None:
    for name in ("lines.jsonl.gz", "crawl.warc"):
        (folder / name).touch()
    assert count_articles([str(folder / "a.txt"), path.format(folder)], Manifest()) is None
