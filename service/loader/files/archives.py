"""Web archives (WARC): an article for each page that was answered, and a count of all that is none."""

import logging
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from urllib3 import HTTPResponse
from urllib3.exceptions import HTTPError
from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import BufferedReader, ChunkedDataReader
from warcio.exceptions import ArchiveLoadFailed
from warcio.limitreader import LimitReader
from warcio.statusandheaders import StatusAndHeadersParser, StatusAndHeadersParserException

from service.errors import ArticleError
from service.loader.articles.building import ReadArticle
from service.loader.articles.details import Details, merge_details
from service.loader.files.markup import parse_page
from service.loader.files.reading import Notice, Read, ReadOptions, Refusal, attempt, build_article, check_regular
from service.loader.files.streams import GZIP, BoundedStream, open_stream
from service.loader.text.encodings import decode_page, decode_text, parse_charset

PAGES = frozenset({"text/html", "application/xhtml+xml"})
TEXTS = frozenset({"text/plain"})
PACKINGS = frozenset({"gzip", "x-gzip", "deflate", "br", "zstd"})
# Bytes of the lines that begin a record and the answer in it.
MAX_HEAD = 200_000
# How many kinds of records are named that were not read.
MAX_KINDS = 12


class _Reader(BufferedReader):  # type: ignore[misc]
    """What warcio reads records from; lines that never end are in no record."""

    head = 0

    def readline(self, length: int | None = None) -> bytes:
        line: bytes = super().readline(min(length or MAX_HEAD, MAX_HEAD))
        self.head += len(line)
        if self.head > MAX_HEAD:
            raise ArticleError(f"has more than {MAX_HEAD} bytes of headers; the rest is not read")
        return line


class _Records(ArchiveIterator):  # type: ignore[misc]
    """Records one after the other, without what is in them. warcio reports a wrong length only in `err_count`."""

    INC_RECORD = ""

    def __init__(self, stream: BoundedStream) -> None:
        # HTTP responses are parsed later: after a broken one the next records can still be read.
        super().__init__(stream, no_record_parse=True)
        self.reader = _Reader(stream)
        self.known_format = "warc"


@dataclass(frozen=True, slots=True)
class _Answer:
    """What a server sent: `media` is the type without what stands behind it, in small letters."""

    uri: str
    status: str
    media: str
    charset: str | None
    headers: Any
    body: Any


def read_archive(path: Path, file: str, options: ReadOptions) -> Iterator[Read]:
    """The pages and plain texts among the responses with status 200, in order. Then what else there is, counted."""
    # Its warnings about addresses do not matter here.
    logging.getLogger("warcio").setLevel(logging.ERROR)
    passed: Counter[str] = Counter()
    try:
        check_regular(path)
        with open_stream(path, options.max_bytes) as stream:
            yield from _read_records(stream, path, file, options, passed)
    except ArticleError as error:
        yield Refusal(str(path), str(error))
    except OSError as error:
        yield Refusal(str(path), f"cannot be read: {error.strerror or error}")
    if passed:
        yield Notice(f"{path}: {_describe(passed)}")


def _read_records(
    stream: BoundedStream, path: Path, file: str, options: ReadOptions, passed: Counter[str]
) -> Iterator[ReadArticle | Refusal]:
    """Each record, up to one behind which nothing can be found any more."""
    records = _Records(stream)
    number, place, refused = 0, f"{path}:1", None
    try:
        for number, record in enumerate(records, start=1):
            for read in _read_record(record, place, f"{file}:{number}", options, passed):
                refused = read
                yield read
            yield from _finish_record(record, records, place)
            place = f"{path}:{number + 1}"
    except (ArticleError, ArchiveLoadFailed, StatusAndHeadersParserException) as error:
        reason = str(error) if isinstance(error, ArticleError) else "is not a WARC record; the rest is not read"
        if refused != (refusal := Refusal(place, reason)):
            yield refusal
        return
    if not number:
        yield Refusal(str(path), "has no records")


def _describe(passed: Counter[str]) -> str:
    count = passed.total()
    kinds = [f"{number} {kind}" for kind, number in passed.most_common(MAX_KINDS)]
    if len(passed) > MAX_KINDS:
        kinds.append(f"{len(passed) - MAX_KINDS} other kinds")
    return f"{count} {'record was' if count == 1 else 'records were'} not read: {', '.join(kinds)}"


def _read_record(
    record: Any, place: str, file: str, options: ReadOptions, passed: Counter[str]
) -> Iterator[ReadArticle | Refusal]:
    if record.rec_type != "response":
        passed[_shorten(record.rec_type) or "without a type"] += 1
        return
    try:
        answer = _parse_answer(record)
    except ArticleError as error:
        yield Refusal(place, str(error))
        return
    if reason := _find_reason(answer):
        passed[reason] += 1
        return
    yield attempt(place, lambda: _read_answer(answer, record, file, options))


def _finish_record(record: Any, records: _Records, place: str) -> Iterator[Refusal]:
    """Go to the end of a record. One that has none, or another than it says, makes what follows doubtful."""
    errors = records.err_count
    if not isinstance(record.raw_stream, LimitReader):
        raise ArticleError("has no Content-Length; the rest is not read")
    records.reader.head = 0
    records.read_to_end()
    if record.raw_stream.limit > 0:
        yield Refusal(place, f"is truncated: {record.raw_stream.limit} bytes are missing")
    elif records.err_count > errors:
        yield Refusal(place, "does not match its Content-Length")


def _parse_answer(record: Any) -> _Answer:
    uri = record.rec_headers.get_header("WARC-Target-URI") or ""
    if not uri.lower().startswith(("http://", "https://")):
        return _Answer(uri, "", _shorten(uri.partition(":")[0]), None, None, None)
    try:
        headers = StatusAndHeadersParser(["HTTP/"]).parse(record.raw_stream)
    except (StatusAndHeadersParserException, EOFError):
        raise ArticleError("is marked as an HTTP response, but holds none") from None
    content_type = headers.get_header("Content-Type") or ""
    media = content_type.partition(";")[0].strip().lower()
    return _Answer(
        uri, _parse_status(headers.statusline), media, parse_charset(content_type), headers, record.raw_stream
    )


def _parse_status(line: str) -> str:
    """The status of "1.1 200 OK", which is what is left of a line behind its protocol."""
    return line.split(" ")[1] if " " in line else ""


def _find_reason(answer: _Answer) -> str | None:
    """Why an answer is no article, null where it may be one."""
    if answer.headers is None:
        return f"response of {answer.media or 'no address'}"
    if answer.status != "200":
        return f"response with status {_shorten(answer.status)}"
    if answer.media not in PAGES | TEXTS:
        return f"response of {_shorten(answer.media) or 'no type'}"
    return "robots.txt" if answer.uri.partition("?")[0].endswith("/robots.txt") else None


def _read_answer(answer: _Answer, record: Any, file: str, options: ReadOptions) -> ReadArticle:
    if record.rec_headers.get_header("WARC-Truncated"):
        raise ArticleError("is truncated (WARC-Truncated)")
    data = _unpack(answer, record.length or 0, options.max_bytes)
    if not data.strip():
        raise ArticleError("is empty")
    if answer.media in TEXTS:
        text, details = decode_text(data, answer.charset), Details()
    else:
        text, details = parse_page(decode_page(data, answer.charset))
    # The day on which it was archived is not the day on which it was published.
    return build_article(text, merge_details(Details(url=answer.uri), details), file, options)


def _unpack(answer: _Answer, length: int, max_bytes: int) -> bytes:
    """The body as the server meant it. ArticleError for one that is too long, before or after, or damaged."""
    too_long = ArticleError(f"is over the limit of {max_bytes} bytes")
    if length > 2 * max_bytes + MAX_HEAD:
        raise too_long
    stream = answer.body
    if "chunked" in (answer.headers.get_header("Transfer-Encoding") or "").lower():
        stream = ChunkedDataReader(stream)
    data: bytes = stream.read(2 * max_bytes + MAX_HEAD)
    packings = (answer.headers.get_header("Content-Encoding") or "").lower().replace(" ", "").split(",")
    packings = [packing for packing in packings if packing not in {"", "identity"}]
    if unknown := [packing for packing in packings if packing not in PACKINGS]:
        raise ArticleError(f"has the unsupported Content-Encoding {_shorten(unknown[0])}")
    # Some archives keep what was unpacked, with the headers of what was not.
    if packings and not (packings == ["gzip"] and not data.startswith(GZIP)):
        data = _decode(data, packings, max_bytes)
    if len(data) > max_bytes:
        raise too_long
    return data


def _decode(data: bytes, packings: list[str], max_bytes: int) -> bytes:
    headers = {"content-encoding": ", ".join(packings)}
    response = HTTPResponse(BytesIO(data), headers, preload_content=False, decode_content=True)
    try:
        return response.read(max_bytes + 1)
    except HTTPError as error:
        raise ArticleError(f"is damaged: it cannot be decompressed ({', '.join(packings)})") from error


def _shorten(text: str | None) -> str:
    return " ".join((text or "").split())[:60]
