"""Each kind of file is read, in any encoding and packed; what is not read is named."""

import io
import sys
from pathlib import Path

import pytest

from service.loader.articles.building import ReadArticle
from service.loader.files.manifest import read_manifest
from service.loader.files.reading import Notice, ReadOptions
from tests.packing import pack
from tests.unit.loader.files.reading import LONG, PAGE, SOURCES, read_all, read_one, write


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.txt", f"Text – here. {LONG}"),
        ("a.md", f"---\ntitle: T\n---\nText – here. {LONG}"),
        ("a.markdown", f"---\ntitle: T\n---\nText – here. {LONG}"),
        ("a.MARKDOWN", f"Text – here. {LONG}"),
        ("a.html", PAGE),
        ("a.htm", PAGE),
        ("a.HTM", PAGE),
        ("a.xhtml", '<?xml version="1.0" encoding="{label}"?>\n' + PAGE),
        ("a.jsonl", '{"text": "Text – here."}\n'),
        ("a.ndjson", '{"text": "Text – here."}\n'),
        ("a.jsonl.gz", pack('{"text": "Text – here."}\n'.encode())),
        ("a.ndjson.gz", pack(b'{"text": "Text."}\n')),
        # What is packed is known by its beginning.
        ("packed.jsonl", pack(b'{"text": "Text."}\n')),
        ("plain.jsonl.gz", '{"text": "Text."}\n'),
        ("members.jsonl.gz", pack(b'{"text": "Text."') + pack(b"}\n")),
    ],
)
def test_read_articles_of_each_kind_reads_it(tmp_path: Path, name: str, content: str | bytes) -> None:
    kinds = ["utf-8"]
    if isinstance(content, str) and "json" not in name:
        kinds += ["utf-8-sig", "utf-16", "cp1252"]
    for encoding in kinds:
        data = content if isinstance(content, bytes) else content.replace("{label}", encoding).encode(encoding)
        article = read_one(write(tmp_path / encoding, name, data)).article
        assert article.text
        assert "\ufeff" not in article.text
        if "html" not in name and "htm" not in name.lower() and "–" in str(content):
            assert "Text – here." in article.text


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("cut.jsonl.gz", pack(b'{"text": "Text."}\n' * 99)[:-9], "is damaged or truncated"),
        ("bad.jsonl.gz", pack(b'{"text": "Text."}\n')[:-8] + b"12345678", "is damaged or truncated"),
        ("bomb.jsonl.gz", pack(b" " * 5_000_000), "unpacks to more than"),
        ("lines.jsonl.gz", pack(b"{}\n" * 2_000_000), "unpacks to more than"),
        ("bomb.warc.gz", pack(b"WARC/1.0\r\n" + b"X" * 5_000_000), "has more than 200000 bytes of headers"),
        ("bomb.txt.gz", pack(b"text"), "has an unsupported file type"),
    ],
)
def test_read_articles_of_a_packed_file_that_is_bad_ends_in_a_refusal(
    tmp_path: Path, name: str, content: bytes, reason: str
) -> None:
    path = write(tmp_path, name, content)
    last = read_all(path)[-1]
    assert str(last).startswith(str(path))
    assert reason in str(last)


def test_read_articles_of_a_folder_names_what_is_not_read_by_kind(tmp_path: Path) -> None:
    for name in ("b.pdf", "a.PDF", "sub/c.pdf", "d.docx", "e.tar.gz", "LICENCE", ".DS_Store", ".git/objects/ab.idx"):
        write(tmp_path, name, b"\0")
    for number in range(12):
        write(tmp_path, f"pictures/{number:02}.jpg", b"\0")
    (tmp_path / "link").symlink_to(tmp_path / "sub", target_is_directory=True)
    write(tmp_path, ".hidden.txt", "Text.")
    reads = read_all(tmp_path)
    assert all(isinstance(read, Notice) for read in reads)
    assert [str(read) for read in reads] == [
        "1 file without a kind was not read: LICENCE",
        "1 file of kind .docx was not read: d.docx",
        "1 file of kind .gz was not read: e.tar.gz",
        "12 files of kind .jpg were not read: pictures/00.jpg, pictures/01.jpg, pictures/02.jpg, pictures/03.jpg, "
        "pictures/04.jpg, pictures/05.jpg, pictures/06.jpg, pictures/07.jpg, pictures/08.jpg, pictures/09.jpg "
        "and 2 more",
        "3 files of kind .pdf were not read: a.PDF, b.pdf, sub/c.pdf",
        "1 link to a folder was not read: link",
    ]


def test_read_articles_of_a_folder_with_its_manifest_takes_that_for_no_article(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", "Text.")
    manifest = write(tmp_path, "manifest.jsonl", '{"file": "a.txt", "title": "T"}')
    [read] = read_all(tmp_path, ReadOptions(SOURCES, 2_000, read_manifest(manifest)))
    assert isinstance(read, ReadArticle)
    assert read.article.title == "T"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_read_articles_of_standard_input_reads_other_encodings(encoding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("The general’s troops – all left.".encode(encoding))))
    assert read_one("-").article.text == "The general’s troops – all left."
