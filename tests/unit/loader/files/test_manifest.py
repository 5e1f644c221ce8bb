import datetime as dt
from pathlib import Path

import pytest

from service.errors import DataFileError
from service.loader.articles.details import Details
from service.loader.files.manifest import read_manifest


def write(folder: Path, text: str) -> Path:
    path = folder / "manifest.jsonl"
    path.write_text(text)
    return path


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("{", 1, "is not JSON"),
        ('\n\n{"file": "a"}\n[]', 4, "is not a JSON object"),
        ('{"source": "x"}', 1, 'has no "file"'),
        ('{"file": 5}', 1, 'has no "file"'),
        ('{"file": ["a"]}', 1, 'has no "file"'),
        ('{"file": ""}', 1, 'has no "file"'),
        ('{"file": "b"}\n{"file": "a", "published": 20200329}', 2, "published is 20200329, which is not a string"),
        ('{"file": "a", "published": 2020.5}', 1, "published is 2020.5, which is not a string"),
        ('{"file": "a", "published": false}', 1, "published is false, which is not a string"),
        ('{"file": "a", "title": 5}', 1, "title is 5, which is not a string"),
        ('{"file": "a", "title": true}', 1, "title is true, which is not a string"),
        ('{"file": "a", "title": {"en": "A"}}', 1, 'title is {"en": "A"}, which is not a string'),
        ('{"file": "a", "url": []}', 1, "url is [], which is not a string"),
        ('{"file": "a", "source": 0}', 1, "source is 0, which is not a string"),
        ('{"file": "a", "language": ["en"]}', 1, 'language is ["en"], which is not a string'),
        ('{"file": "a", "original": 1}', 1, "original is 1, which is not a string"),
        ('{"file": "a", "rendition": 1}', 1, "rendition is 1, which is not a string"),
        (
            '{"file": "a", "published": "2020-01-01", "published": "2020-01-02"}',
            1,
            'has "published" as a duplicate key',
        ),
        ('{"file": "a", "publshed": "2020-01-01"}', 1, "unknown key 'publshed'"),
        ('{"file": "a", "published": "soon"}', 1, "not a date"),
        ('{"file": "a", "published": "2020-W13-7"}', 1, "not a date"),
        ('{"file": "a"}\n{"file": "b", "published": "2026-02-02"}', 2, "not between 1900-01-01 and tomorrow"),
        ('{"file": "a", "published": "1899-12-31"}', 1, "not between 1900-01-01 and tomorrow"),
        ('{"file": "a", "url": "news.example/k1"}', 1, "not a web address like https://"),
        ('{"file": "a", "language": "English (US)"}', 1, "not a BCP 47 tag"),
        ('{"file": "a", "title": "a\\nb"}', 1, "title has a line break"),
        ('{"file": "a"}\n{"file": "b"}\n{"file": "a"}', 3, "duplicate of line 1"),
    ],
)
def test_read_manifest_of_a_bad_line_tells_file_and_line(tmp_path: Path, text: str, line: int, reason: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(DataFileError) as caught:
        read_manifest(path, dt.date(2026, 1, 31))
    assert str(caught.value).startswith(f"{path}:{line}: ")
    assert reason in str(caught.value)


def test_read_manifest_that_is_missing_is_a_data_file_error(tmp_path: Path) -> None:
    with pytest.raises(DataFileError, match="cannot be read"):
        read_manifest(tmp_path / "none.jsonl")


def test_get_details_finds_a_row_by_path_or_by_name(tmp_path: Path) -> None:
    manifest = read_manifest(
        write(
            tmp_path, '{"file": "a.txt", "title": null, "published": "2020-03-29"}\n{"file": "x/b.txt", "title": "B"}'
        )
    )
    assert manifest.get_details("sub/a.txt") == Details(published=dt.date(2020, 3, 29))
    assert manifest.get_details("x/b.txt") == Details(title="B")
    assert manifest.get_details("y/b.txt") == Details()
    assert manifest.find_unmatched(["a.txt", "x/b.txt"]) == []


def test_find_unmatched_names_every_awaited_row_that_was_not_read(tmp_path: Path) -> None:
    manifest = read_manifest(write(tmp_path, '{"file": "a.jsonl:1"}\n{"file": "a.jsonl:9"}\n{"file": "b.txt"}'))
    manifest.get_details("a.jsonl:1")
    assert manifest.find_unmatched(["a.jsonl:1", "a.jsonl:9"]) == [
        f"{tmp_path / 'manifest.jsonl'}:2: no article named a.jsonl:9 was read"
    ]


def test_get_details_finds_a_row_by_its_path_from_the_manifest(tmp_path: Path) -> None:
    manifest = read_manifest(write(tmp_path, '{"file": "in/a.txt", "title": "A"}\n{"file": "b.txt", "title": "B"}'))
    assert manifest.get_details("a.txt", tmp_path / "in" / "a.txt") == Details(title="A")
    assert manifest.get_details("a.txt", tmp_path / "out" / "a.txt") == Details()
    assert manifest.get_details("sub/b.txt", tmp_path / "in" / "sub" / "b.txt") == Details(title="B")
