import datetime as dt
import io
import json
import os
import socket
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.articles.article import Rendition
from service.errors import ArticleError
from service.loader.articles.building import ReadArticle
from service.loader.articles.details import Details
from service.loader.files.manifest import read_manifest
from service.loader.files.reading import ReadOptions, Refusal
from service.loader.text.parsing import parse_json_object, parse_markdown, parse_utf8
from tests.builders import build_source
from tests.packing import pack
from tests.unit.loader.files.reading import PAGE, SOURCES, read_all, read_one, write


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("empty.txt", "", "is empty"),
        ("blank.txt", " \n\t\n", "is empty"),
        ("bom.txt", b"\xef\xbb\xbf", "has no text"),
        ("binary.txt", b"PK\x03\x04\0\0", "is a binary file, a zip archive"),
        ("zeros.md", b"Text\0\0", "is a binary file (byte 4 is zero)"),
        ("report.html", b"%PDF-1.7", "is a binary file, a PDF document"),
        ("latin.txt", "(база)".encode("koi8-r"), "is not UTF-8 (byte 1 cannot be read)"),
        ("bom-latin.txt", b"\xef\xbb\xbfab\xff", "has the byte order mark of UTF-8, but byte 5 is invalid"),
        ("old.ndjson", "", "is empty"),
        ("old.jsonl.gz", pack(b""), "is empty"),
        ("large.txt", "x" * 2_001, "has 2001 bytes; the limit is 2000"),
        ("article.pdf", "text", "has an unsupported file type"),
        ("no-extension", "text", "has an unsupported file type"),
        ("open.md", "---\nsource: Press TV\ntext", "without a closing ---"),
        ("yaml.md", "---\nsource: [Press\n---\ntext", "front matter that is not YAML"),
        ("deep.md", "---\na: " + "[" * 900 + "\n---\ntext", "front matter that is not YAML"),
        ("list.md", "---\n- source\n---\ntext", "not a mapping"),
        ("date.md", "---\npublished: 2020-02-30\n---\ntext", "day is out of range for month; write dates like"),
        ("month.md", "---\npublished: 2020-13-01\n---\ntext", "has an invalid date or number in its front matter"),
        ("blank.jsonl", "\n \n", "is empty"),
        ("japan.txt", "米軍は基地を離れました。".encode("iso2022_jp"), "is in an encoding of ISO 2022 (byte 0"),
        ("controls.txt", "Troops\x01\x02\x03 left.", "is a binary file, full of control characters"),
        ("early.md", "---\npublished: 1899-12-31\n---\ntext", "not between 1900-01-01 and tomorrow"),
        ("late.md", "---\npublished: 2026-02-02\n---\ntext", "(2026-01-31 is today in UTC)"),
        ("packed.md", "---\npublished: 20200329\n---\ntext", "'20200329', which is not a date"),
        ("week.md", "---\npublished: 2020-W13-7\n---\ntext", "'2020-W13-7', which is not a date"),
        ("address.md", "---\nurl: news.example/k1\n---\ntext", "which is not a web address like https://"),
        ("language.md", "---\nlanguage: en_US\n---\ntext", "which is not a BCP 47 tag"),
        ("lines.md", "---\ntitle: |\n  One\n  two\n---\ntext", "title has a line break"),
        ("words.md", "---\npublished: last Sunday\n---\ntext", "'last Sunday', which is not a date"),
        ("rendition.md", "---\nrendition: short\n---\ntext", "must be full or digest"),
        ("title.md", "---\ntitle: [a, b]\n---\ntext", "title must be a text"),
        ("bare.md", "---\nsource: Press TV\n---\n\n", "has no text"),
        ("nameless.md", "---\nsource: '?!'\n---\ntext", "neither letters nor digits"),
        ("page.html", "<html><body></body></html>", "without a recognizable article"),
    ],
)
def test_read_articles_of_a_bad_file_refuses_it_in_one_line(
    tmp_path: Path, name: str, content: str | bytes, reason: str
) -> None:
    path = write(tmp_path, name, content)
    [refusal] = read_all(path)
    assert isinstance(refusal, Refusal)
    assert str(refusal).startswith(f"{path}: ")
    assert reason in str(refusal)
    assert "\n" not in str(refusal)


@pytest.mark.parametrize("name", ["file", "title", "original"])
def test_read_articles_of_a_name_longer_than_an_index_takes_refuses_it(tmp_path: Path, name: str) -> None:
    options = ReadOptions(SOURCES, max_bytes=10_000)
    rows = [{"text": "Good.", name: "一" * letters} for letters in (666, 667)]
    path = write(tmp_path, "lines.jsonl", "\n".join(json.dumps(row) for row in rows))
    good, refusal = read_all(path, options)
    assert isinstance(good, ReadArticle)
    assert str(refusal) == f"{path}:2: {name} has 2001 bytes; the limit is 2000"


def test_read_articles_of_an_address_longer_than_an_index_takes_refuses_it(tmp_path: Path) -> None:
    rows = [{"text": "Good.", "url": f"https://news.example/{'x' * (length - 21)}"} for length in (2_000, 2_001)]
    path = write(tmp_path, "lines.jsonl", "\n".join(json.dumps(row) for row in rows))
    good, refusal = read_all(path, ReadOptions(SOURCES, max_bytes=10_000))
    assert isinstance(good, ReadArticle)
    assert str(refusal) == f"{path}:2: url has 2001 bytes; the limit is 2000"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "is not JSON"),
        ("[" * 100_000, "bytes"),
        ("[]", "is not a JSON object"),
        ("{}", 'has no "text"'),
        ('{"text": 5}', 'has no "text"'),
        ('{"text": ""}', "has no text"),
        ('{"text": "a", "published": "2020-13-01"}', "not a date"),
        ('{"text": "a", "published": 20200329}', "which is not a string"),
        ('{"text": "a", "published": true}', "which is not a string"),
        ('{"text": "a", "published": "1899-12-31"}', "not between 1900-01-01 and tomorrow"),
        ('{"text": "a", "published": "2026-02-02"}', "not between 1900-01-01 and tomorrow"),
        ('{"text": "a", "url": "/k1"}', "which is not a web address like https://"),
        ('{"text": "a", "url": "javascript:alert(1)"}', "which is not a web address like https://"),
        ('{"text": "a", "language": "en_US"}', "not a BCP 47 tag"),
        (r'{"text": "a", "title": "One\ntwo"}', "title has a line break"),
        (r'{"text": "a", "source": "One\ntwo"}', "source has a line break"),
        (r'{"text": "a", "original": "One\u001b[2J"}', "original has a line break or another character"),
        (r'{"text": "a\u0000b"}', "text has an invalid character"),
        (r'{"text": "a", "title": "\ud800"}', "title has an invalid character"),
        (r'{"text": "a", "source": "a\ud800"}', "source has an invalid character"),
        (f'{{"text": "a", "source": "{"s" * 201}"}}', "source has 201 bytes; the limit is 200"),
        # As a slug each of these letters is eighteen, for slugs take ligatures apart.
        ('{"text": "a", "source": "' + r"\ufdfa" * 10 + '"}', "source has 3"),
        ('{"text": "a\xff"}', "is not UTF-8"),
    ],
)
def test_read_articles_of_a_bad_json_line_tells_file_and_line_and_goes_on(
    tmp_path: Path, line: str, reason: str
) -> None:
    good = b'{"text": "Good."}\n'
    path = write(tmp_path, "lines.jsonl", good + line.encode("latin-1") + b"\n" + good)
    first, refusal, last = read_all(path)
    assert isinstance(refusal, Refusal)
    assert str(refusal).startswith(f"{path}:2: ")
    assert reason in str(refusal)
    assert isinstance(first, ReadArticle)
    assert isinstance(last, ReadArticle)
    assert (first.article.file, last.article.file) == ("lines.jsonl:1", "lines.jsonl:3")


@pytest.mark.parametrize(
    ("name", "reason"), [("missing.txt", "does not exist"), ("missing.jsonl", "does not exist"), ("missing", "exist")]
)
def test_read_articles_of_a_missing_path_refuses_it(tmp_path: Path, name: str, reason: str) -> None:
    [refusal] = read_all(tmp_path / name)
    assert reason in str(refusal)


def test_read_articles_of_a_pipe_refuses_it_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    [refusal] = read_all(tmp_path / "pipe.txt")
    assert "neither a file nor a folder" in str(refusal)


def test_read_articles_of_a_folder_gives_known_kinds_in_the_order_of_names(tmp_path: Path) -> None:
    for name in ("b.txt", "a.md", "c.TXT", "sub/d.txt", "sub/0.html", "skipped.png", "README"):
        write(tmp_path, name, PAGE if name.endswith("html") else f"Text of {name}.")
    write(tmp_path, "bad.txt", "")
    files = [read.article.file for read in read_all(tmp_path) if isinstance(read, ReadArticle)]
    assert files == ["a.md", "b.txt", "c.TXT", "sub/0.html", "sub/d.txt"]
    assert [str(read) for read in read_all(tmp_path) if not isinstance(read, ReadArticle)] == [
        f"{tmp_path / 'bad.txt'}: is empty",
        "1 file without a kind was not read: README",
        "1 file of kind .png was not read: skipped.png",
    ]


def test_read_articles_of_plain_text_keeps_it_as_it_is_but_for_the_byte_order_mark(tmp_path: Path) -> None:
    path = write(tmp_path, "a.txt", b"\xef\xbb\xbf One\r\ntwo \xe2\x80\x93 three.\n")
    article = read_one(path).article
    assert article.text == " One\r\ntwo – three.\n"
    assert (article.source, article.title, article.published, article.rendition) == (None, None, None, Rendition.FULL)


def test_read_articles_of_markdown_reads_front_matter_and_body(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "a.md",
        "---\nsource: presstv.ir\ntitle: Forces leave\nurl: https://example.org/1\npublished: 2020-03-29\n"
        "rendition: digest\noriginal: https://example.org/2\ntags: [x]\n---\n\nForces left.\n\nAll of them.\n",
    )
    read = read_one(path)
    assert read.article.text == "Forces left.\n\nAll of them."
    assert read.article.source == "press-tv"
    assert read.source == build_source(aliases=["presstv.ir"])
    assert read.article.published == dt.date(2020, 3, 29)
    assert read.article.rendition is Rendition.DIGEST
    assert read.article.original == "https://example.org/2"


def test_read_articles_of_a_page_gives_its_article_without_navigation(tmp_path: Path) -> None:
    article = read_one(write(tmp_path, "a.html", PAGE)).article
    assert "left the K1 air base" in article.text
    assert "Sport" not in article.text
    assert article.title == "Forces leave K1"


@pytest.mark.parametrize(
    ("head", "published"),
    [
        ('<meta property="article:published_time" content="2020-03-29T10:00:00Z">', dt.date(2020, 3, 29)),
        ('<script type="application/ld+json">{"datePublished": "2020-03-28"}</script>', dt.date(2020, 3, 28)),
        ('<link rel="canonical" href="https://news.example/2020/03/27/k1">', dt.date(2020, 3, 27)),
        ('<meta property="article:modified_time" content="2020-04-02T10:00:00Z">', None),
        ('<meta name="last-modified" content="2020-04-02">', None),
        ("", None),
    ],
)
def test_read_articles_of_a_page_takes_the_day_that_it_gives_and_no_other(
    tmp_path: Path, head: str, published: dt.date | None
) -> None:
    page = PAGE.replace("<head>", f"<head>{head}")
    assert read_one(write(tmp_path, "a.html", page)).article.published == published


def test_read_articles_of_a_page_that_is_an_address_fetches_nothing(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        page = f"http://127.0.0.1:{server.getsockname()[1]}/page.html"
        assert len(read_all(write(tmp_path, "a.html", page))) == 1
        with pytest.raises(TimeoutError):
            server.accept()


def test_read_articles_of_json_lines_takes_details_from_each(tmp_path: Path) -> None:
    rows = [
        {"text": "One.", "source": "New Daily", "published": "2020-03-29T10:00:00Z", "file": "own.txt"},
        {"text": "Two.", "extra": 1},
    ]
    path = write(tmp_path, "a.jsonl", "\n".join(json.dumps(row) for row in rows))
    first, second = read_all(path)
    assert isinstance(first, ReadArticle)
    assert (first.article.file, first.article.source, first.article.published) == (
        "own.txt",
        "new-daily",
        dt.date(2020, 3, 29),
    )
    assert first.source
    assert first.source.name == "New Daily"
    assert isinstance(second, ReadArticle)
    assert second.article.file == "a.jsonl:2"


def test_read_articles_of_json_lines_passes_over_blank_lines_and_counts_them(tmp_path: Path) -> None:
    path = write(tmp_path, "a.jsonl", '\n{"text": "One."}\n \n\r\n{"text": "Two."}\n\n')
    reads = read_all(path)
    assert [read.article.file for read in reads if isinstance(read, ReadArticle)] == ["a.jsonl:2", "a.jsonl:5"]
    assert len(reads) == 2


def test_read_articles_of_a_line_with_a_member_twice_refuses_it(tmp_path: Path) -> None:
    [refusal] = read_all(path := write(tmp_path, "a.jsonl", '{"text": "One.", "text": "Two."}'))
    assert str(refusal) == f'{path}:1: has "text" as a duplicate key'


def test_read_articles_of_a_long_file_of_lines_limits_each_line(tmp_path: Path) -> None:
    line = json.dumps({"text": "x" * 1_500}) + "\n"
    path = write(tmp_path, "a.jsonl", line * 3 + json.dumps({"text": "x" * 50_000}) + "\n" + line)
    kinds = [type(read) for read in read_all(path)]
    assert kinds == [ReadArticle, ReadArticle, ReadArticle, Refusal, ReadArticle]


def test_read_articles_of_standard_input_reads_plain_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("Text – here.".encode())))
    article = read_one("-").article
    assert (article.text, article.file) == ("Text – here.", "-")


def test_read_articles_of_too_much_standard_input_refuses_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"x" * 2_001)))
    [refusal] = read_all("-")
    assert "over the limit of 2000 bytes" in str(refusal)


def test_read_articles_with_details_said_twice_takes_the_nearest_to_the_caller(tmp_path: Path) -> None:
    path = write(tmp_path, "a.md", "---\nsource: File\ntitle: File\npublished: 2020-01-01\n---\nText.")
    manifest = write(tmp_path, "m.jsonl", json.dumps({"file": "a.md", "source": "Manifest", "published": "2020-02-02"}))
    options = ReadOptions(SOURCES, 2_000, read_manifest(manifest), Details(source="Press TV"))
    article = read_one(path, options).article
    assert (article.title, article.published, article.source) == ("File", dt.date(2020, 2, 2), "press-tv")


def test_read_articles_published_tomorrow_or_in_1900_takes_them(tmp_path: Path) -> None:
    for day in ("2026-02-01", "1900-01-01"):
        path = write(tmp_path, "a.md", f"---\npublished: {day}\n---\nText.")
        assert read_one(path).article.published == dt.date.fromisoformat(day)


def test_read_articles_by_publishers_whose_names_differ_by_a_sign_keeps_them_apart_in_any_order(
    tmp_path: Path,
) -> None:
    names = ["Canal", "Canal+", "CANAL +", "Press TV", "Press TV!"]
    rows = [{"text": "Text.", "source": name} for name in names]
    for number, order in enumerate([rows, rows[::-1]]):
        path = write(tmp_path, f"{number}.jsonl", "\n".join(json.dumps(row) for row in order))
        slugs = [read.article.source for read in read_all(path) if isinstance(read, ReadArticle)]
        canal, plus, same, known, other = slugs[::-1] if number else slugs
        assert (canal, known) == ("canal", "press-tv")
        assert plus == same == "canal-5866819a"
        assert other not in {known, None}


def test_read_articles_of_a_page_whose_headline_is_in_lines_takes_it_as_one(tmp_path: Path) -> None:
    page = PAGE.replace("Forces leave K1<", "Forces\n  leave\n K1<")
    assert read_one(write(tmp_path, "a.html", page)).article.title == "Forces leave K1"


def test_read_articles_with_two_files_for_one_manifest_row_refuses_the_second(tmp_path: Path) -> None:
    for folder in ("x", "y"):
        write(tmp_path, f"{folder}/a.txt", f"Text {folder}.")
    manifest = write(tmp_path, "manifest.jsonl", json.dumps({"file": "a.txt", "source": "Press TV"}))
    first, second = read_all(tmp_path, ReadOptions(SOURCES, 2_000, read_manifest(manifest)))
    assert isinstance(first, ReadArticle)
    assert "same name as x/a.txt" in str(second)


@given(st.binary(max_size=60))
def test_parse_utf8_of_any_bytes_gives_text_or_an_article_error(data: bytes) -> None:
    try:
        text = parse_utf8(data)
    except ArticleError:
        return
    assert text.encode() in {data, data[3:]}


@given(st.text(max_size=60))
def test_parse_markdown_of_any_text_gives_a_body_or_an_article_error(text: str) -> None:
    for given_text in (text, f"---\n{text}\n---\nBody."):
        try:
            body, _ = parse_markdown(given_text)
        except ArticleError:
            continue
        assert body in given_text


@given(st.binary(max_size=60))
def test_parse_json_object_of_any_bytes_gives_an_object_or_an_article_error(data: bytes) -> None:
    try:
        assert isinstance(parse_json_object(data), dict)
    except ArticleError:
        return
