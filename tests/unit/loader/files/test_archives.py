"""Web archives: which records are articles, which are counted, and which are refused."""

import zlib
from io import BytesIO
from pathlib import Path

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from service.loader.articles.building import ReadArticle
from service.loader.files.archives import read_archive
from service.loader.files.manifest import read_manifest
from service.loader.files.reading import Notice, Read, ReadOptions, Refusal
from service.loader.seeds.sources import SourceIndex
from tests.packing import pack

MAX_BYTES = 20_000
OPTIONS = ReadOptions(SourceIndex(()), MAX_BYTES)
URL = "https://news.example/2020/k1"
STORY = (
    "<p>The coalition left the K1 air base on Sunday and handed it over to the army – its spokesman said so in a "
    "statement that was sent to reporters at a café.</p><p>It is the third base that was handed over this month, after "
    "Al-Qaim and Qayyarah, and more will follow within weeks.</p>"
)
PAGE = (
    f"<html><head><title>Forces leave</title></head><body><article><h1>Forces leave</h1>{STORY}</article></body></html>"
)
HTML = [("Content-Type", "text/html; charset=utf-8")]


def chunk(data: bytes, size: int = 100) -> bytes:
    parts = [data[start : start + size] for start in range(0, len(data), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


class Archive:
    """An archive in memory. Every record is a response, unless told otherwise."""

    def __init__(self, *, packed: bool = True) -> None:
        self.data = BytesIO()
        self._writer = WARCWriter(self.data, gzip=packed)

    def add(
        self,
        body: bytes = PAGE.encode(),
        headers: list[tuple[str, str]] | None = None,
        *,
        kind: str = "response",
        status: str = "200 OK",
        url: str = URL,
        further: dict[str, str] | None = None,
    ) -> "Archive":
        http = None
        if kind in {"response", "request", "revisit"}:
            http = StatusAndHeaders(status, HTML if headers is None else headers, protocol="HTTP/1.1")
        record = self._writer.create_warc_record(
            url, kind, payload=BytesIO(body), length=len(body), http_headers=http, warc_headers_dict=further or {}
        )
        self._writer.write_record(record)
        return self

    def read(self, folder: Path, options: ReadOptions = OPTIONS) -> list[Read]:
        return read_data(self.data.getvalue(), folder, options)


def read_data(data: bytes, folder: Path, options: ReadOptions = OPTIONS) -> list[Read]:
    path = folder / "news.warc.gz"
    path.write_bytes(data)
    return list(read_archive(path, path.name, options))


@pytest.mark.parametrize("packed", [True, False])
def test_read_archive_gives_each_page_with_its_address_and_no_day_of_archiving(tmp_path: Path, packed: bool) -> None:
    archive = Archive(packed=packed)
    archive.add().add(b"Text of the story.", [("Content-Type", "text/plain")], url=f"{URL}.txt")
    first, second = archive.read(tmp_path)
    assert isinstance(first, ReadArticle)
    assert isinstance(second, ReadArticle)
    assert "handed it over to the army – its spokesman" in first.article.text
    assert (first.article.url, first.article.published, first.article.file) == (URL, None, "news.warc.gz:1")
    assert (second.article.url, second.article.text) == (f"{URL}.txt", "Text of the story.")


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (PAGE.encode("cp1252"), [("Content-Type", "text/html; charset=windows-1252")]),
        (PAGE.encode("utf-16-le"), [("content-type", "Text/HTML")]),
        (PAGE.replace("<head>", "<head><meta charset=cp1252>").encode("cp1252"), [("Content-Type", "text/html")]),
        (PAGE.encode(), [("Content-Type", "application/xhtml+xml")]),
        (chunk(PAGE.encode()), [*HTML, ("Transfer-Encoding", "chunked")]),
        # Some archives keep what was put together and unpacked, with the headers of what was not.
        (PAGE.encode(), [*HTML, ("Transfer-Encoding", "chunked")]),
        (PAGE.encode(), [*HTML, ("Content-Encoding", "gzip")]),
        (pack(PAGE.encode()), [*HTML, ("Content-Encoding", "gzip")]),
        (zlib.compress(PAGE.encode()), [*HTML, ("Content-Encoding", "deflate")]),
        (brotli.compress(PAGE.encode()), [*HTML, ("Content-Encoding", "br")]),
        (pack(PAGE.encode()), [*HTML, ("Content-Encoding", "identity, GZIP")]),
        (chunk(pack(PAGE.encode())), [*HTML, ("Content-Encoding", "gzip"), ("Transfer-Encoding", "chunked")]),
    ],
)
def test_read_archive_decodes_what_the_server_encoded(
    tmp_path: Path, body: bytes, headers: list[tuple[str, str]]
) -> None:
    [read] = Archive().add(body, headers).read(tmp_path)
    assert isinstance(read, ReadArticle), read
    assert "the army – its spokesman" in read.article.text


def test_read_archive_counts_and_names_other_records(tmp_path: Path) -> None:
    archive = Archive()
    archive.add(b"software: x", kind="warcinfo").add(b"", kind="request").add(b"{}", kind="metadata")
    archive.add(b"gone", status="404 Not Found").add(b"", status="301 Moved").add(b"gone", status="404 Not Found")
    archive.add(b"\0", [("Content-Type", "image/png")]).add(b"x", []).add(
        b"User-agent: *", url="https://a.example/robots.txt"
    )
    archive.add(b"1.2.3.4", url="dns:news.example").add()
    article, notice = archive.read(tmp_path)
    assert isinstance(article, ReadArticle)
    assert article.article.file == "news.warc.gz:11"
    assert str(notice) == (
        f"{tmp_path / 'news.warc.gz'}: 10 records were not read: 2 response with status 404, 1 warcinfo, 1 request, "
        "1 metadata, 1 response with status 301, 1 response of image/png, 1 response of no type, 1 robots.txt, "
        "1 response of dns"
    )


@pytest.mark.parametrize(
    ("body", "headers", "further", "reason"),
    [
        (b"", HTML, {}, "is empty"),
        (b"<html><body></body></html>", HTML, {}, "without a recognizable article"),
        (b"%PDF-1.7", HTML, {}, "is a binary file, a PDF document"),
        (b"x" * (MAX_BYTES + 1), HTML, {}, f"over the limit of {MAX_BYTES} bytes"),
        (b"x" * (8 * MAX_BYTES), HTML, {}, f"over the limit of {MAX_BYTES} bytes"),
        (pack(b"x" * 50_000_000), [*HTML, ("Content-Encoding", "gzip")], {}, f"over the limit of {MAX_BYTES} bytes"),
        (
            brotli.compress(b"x" * 50_000_000),
            [*HTML, ("Content-Encoding", "br")],
            {},
            f"over the limit of {MAX_BYTES} bytes",
        ),
        (b"no brotli at all", [*HTML, ("Content-Encoding", "br")], {}, "is damaged: it cannot be decompressed (br)"),
        (
            b"\x1f\x8b no gzip",
            [*HTML, ("Content-Encoding", "gzip")],
            {},
            "is damaged: it cannot be decompressed (gzip)",
        ),
        (b"x", [*HTML, ("Content-Encoding", "compress")], {}, "has the unsupported Content-Encoding compress"),
        (PAGE.encode(), HTML, {"WARC-Truncated": "length"}, "is truncated (WARC-Truncated)"),
        ("<p>(база)</p>".encode("koi8_r"), [("Content-Type", "text/html")], {}, "its encoding cannot be detected"),
    ],
)
def test_read_archive_of_a_bad_record_refuses_it_with_its_place_and_goes_on(
    tmp_path: Path, body: bytes, headers: list[tuple[str, str]], further: dict[str, str], reason: str
) -> None:
    first, refusal, last = Archive().add().add(body, headers, further=further).add().read(tmp_path)
    assert isinstance(first, ReadArticle)
    assert isinstance(last, ReadArticle)
    assert isinstance(refusal, Refusal)
    assert str(refusal).startswith(f"{tmp_path / 'news.warc.gz'}:2: ")
    assert reason in str(refusal)


RECORD = (
    b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://news.example/1\r\n"
    b"Content-Type: application/http; msgtype=response\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n"
)
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nThe text of it."


@pytest.mark.parametrize(
    ("data", "articles", "reason"),
    [
        (b"", 0, "has no records"),
        (b"some text\n", 0, ":1: is not a WARC record; the rest is not read"),
        (b"\x1f\x8b\x08 no gzip", 0, ":1: is damaged or truncated"),
        (RECORD % (len(ANSWER), ANSWER) + b"some text\r\n", 1, ":2: is not a WARC record"),
        (RECORD % (len(ANSWER) + 99, ANSWER), 1, ":1: is truncated: 95 bytes are missing"),
        (RECORD % (len(ANSWER) - 5, ANSWER), 1, ":1: does not match its Content-Length"),
        (RECORD % (9, b"no answer"), 0, ":1: is marked as an HTTP response"),
        (RECORD.replace(b"Content-Length: %d\r\n", b"") % ANSWER, 1, "has no Content-Length; the rest is not read"),
        (b"x" * 300_000, 0, ":1: is not a WARC record"),
        (b"filedesc://x 1.2.3.4 20200101000000 text/plain 5\n1 0 x\n", 0, ":1: is not a WARC record"),
        (RECORD % (len(ANSWER), ANSWER) + b" " * 300_000, 1, "has more than 200000 bytes of headers"),
        (b"WARC/1.0\r\n" + b"X: y\r\n" * 99_999, 0, "has more than 200000 bytes of headers"),
        (pack(RECORD % (len(ANSWER), ANSWER))[:-9], 0, ":1: is damaged or truncated"),
        (pack(RECORD % (10**8, ANSWER + b" " * 10**7)), 0, "is damaged or truncated|unpacks to more than"),
    ],
)
def test_read_archive_that_is_damaged_keeps_what_is_whole_and_says_where_it_ends(
    tmp_path: Path, data: bytes, articles: int, reason: str, capfd: pytest.CaptureFixture[str]
) -> None:
    reads = read_data(data, tmp_path)
    assert [isinstance(read, ReadArticle) for read in reads].count(True) == articles
    assert any(part in str(reads[-1]) for part in reason.split("|"))
    assert capfd.readouterr() == ("", "")


def test_read_archive_with_a_manifest_takes_details_of_a_record(tmp_path: Path) -> None:
    manifest = tmp_path / "m.jsonl"
    manifest.write_text('{"file": "news.warc.gz:2", "published": "2020-03-29", "url": "https://news.example/better"}')
    options = ReadOptions(SourceIndex(()), MAX_BYTES, read_manifest(manifest))
    _, second = Archive().add().add().read(tmp_path, options)
    assert isinstance(second, ReadArticle)
    assert str(second.article.published) == "2020-03-29"
    assert second.article.url == "https://news.example/better"


@given(st.integers(0, 600), st.binary(max_size=8))
def test_read_archive_of_any_damage_gives_reads_and_no_exception(
    tmp_path_factory: pytest.TempPathFactory, place: int, damage: bytes
) -> None:
    data = (RECORD % (len(ANSWER), ANSWER)) * 2
    broken = data[:place] + damage + data[place + len(damage) :]
    folder = tmp_path_factory.mktemp("damage")
    for archived in (broken, pack(data)[:-1] + damage, pack(broken)):
        for read in read_data(archived, folder):
            assert isinstance(read, ReadArticle | Refusal | Notice)
