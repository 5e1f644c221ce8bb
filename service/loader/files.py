"""Files and folders to articles. What cannot be one is told in one line, and the rest goes on."""

import datetime as dt
import os
import stat
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from service.errors import ArticleError
from service.loader.articles import ReadArticle, build_read_article
from service.loader.details import Details, merge_details
from service.loader.manifest import Manifest
from service.loader.markup import parse_page
from service.loader.sources import SourceIndex
from service.loader.texts import parse_json_line, parse_markdown, parse_plain, parse_utf8

Parse = Callable[[str], tuple[str, Details]]

STANDARD_INPUT = "-"
LINES = ".jsonl"
PARSERS: dict[str, Parse] = {".txt": parse_plain, ".md": parse_markdown, ".html": parse_page}
EXTENSIONS = (*PARSERS, LINES)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something given is not an article: `place` is its file, and line where it has lines."""

    place: str
    reason: str

    def __str__(self) -> str:
        return f"{self.place}: {self.reason}"


def read_today() -> dt.date:
    """The day that it is now, in UTC."""
    return dt.datetime.now(dt.UTC).date()


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How to read. Of what is said twice, `defaults` (the command line) hold over the manifest, that over the file.

    `today` bounds the days on which articles can have appeared.
    """

    sources: SourceIndex
    max_bytes: int
    manifest: Manifest = field(default_factory=Manifest)
    defaults: Details = field(default_factory=Details)
    today: dt.date = field(default_factory=read_today)


def read_articles(path: str, options: ReadOptions) -> Iterator[ReadArticle | Refusal]:
    """The articles of a file, of a folder with its subfolders in the order of their names, or of standard input (`-`).

    In a folder, files that are of no known kind are passed over.
    """
    if path == STANDARD_INPUT:
        yield _attempt(path, lambda: _build(_read_standard_input(options.max_bytes), path, options))
    elif not path:
        # To the file system it would be the folder that we are in, and everything below it.
        yield Refusal('""', "is no path; name a file or a folder")
    elif Path(path).is_dir():
        yield from _read_folder(Path(path), options)
    else:
        yield from _read_file(Path(path), Path(path).name, options)


def _read_folder(folder: Path, options: ReadOptions) -> Iterator[ReadArticle | Refusal]:
    failures: list[OSError] = []
    for parent, folders, names in os.walk(folder, onerror=failures.append):
        folders.sort()
        for name in sorted(names):
            path = Path(parent, name)
            if path.suffix.lower() in EXTENSIONS:
                yield from _read_file(path, path.relative_to(folder).as_posix(), options)
    for error in failures:
        yield Refusal(str(error.filename), f"cannot be opened: {error.strerror}")


def _read_file(path: Path, file: str, options: ReadOptions) -> Iterator[ReadArticle | Refusal]:
    kind = path.suffix.lower()
    if kind == LINES:
        yield from _read_lines(path, file, options)
    else:
        yield _attempt(str(path), lambda: _read_whole(path, file, kind, options))


def _attempt(place: str, read: Callable[[], ReadArticle]) -> ReadArticle | Refusal:
    try:
        return read()
    except ArticleError as error:
        return Refusal(place, str(error))
    except OSError as error:
        return Refusal(place, f"cannot be read: {error.strerror or error}")


def _read_whole(path: Path, file: str, kind: str, options: ReadOptions) -> ReadArticle:
    _check_regular(path)
    parse = PARSERS.get(kind)
    if parse is None:
        raise ArticleError(f"is of no known kind; known are {', '.join(EXTENSIONS)}")
    if (size := path.stat().st_size) > options.max_bytes:
        raise ArticleError(f"has {size} bytes; at most {options.max_bytes} are read")
    return _build(path.read_bytes(), file, options, parse)


def _read_standard_input(max_bytes: int) -> bytes:
    data = sys.stdin.buffer.read(max_bytes + 1)
    if len(data) > max_bytes:
        raise ArticleError(f"has more than {max_bytes} bytes, which is the most that is read")
    return data


def _read_lines(path: Path, file: str, options: ReadOptions) -> Iterator[ReadArticle | Refusal]:
    """One article a line. Only the line is held, so the file may be larger than the limit, which counts for each."""
    try:
        _check_regular(path)
        with path.open("rb") as stream:
            number = 0
            while line := stream.readline(options.max_bytes + 1):
                number += 1
                too_long = len(line) > options.max_bytes
                yield _parse_line(line, path, f"{file}:{number}", number, options)
                while too_long and line and not line.endswith(b"\n"):
                    line = stream.readline(options.max_bytes)
            if not number:
                yield Refusal(str(path), "is empty")
    except ArticleError as error:
        yield Refusal(str(path), str(error))
    except OSError as error:
        yield Refusal(str(path), f"cannot be read: {error.strerror or error}")


def _parse_line(line: bytes, path: Path, file: str, number: int, options: ReadOptions) -> ReadArticle | Refusal:
    def read() -> ReadArticle:
        if len(line) > options.max_bytes:
            raise ArticleError(f"has more than {options.max_bytes} bytes, which is the most that is read")
        text, details, own_file = parse_json_line(line)
        return _build_article(text, details, own_file or file, options)

    return _attempt(f"{path}:{number}", read)


def _check_regular(path: Path) -> None:
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        raise ArticleError("does not exist") from None
    if not stat.S_ISREG(mode):
        raise ArticleError("is neither a file nor a folder")


def _build(data: bytes, file: str, options: ReadOptions, parse: Parse = parse_plain) -> ReadArticle:
    if not data.strip():
        raise ArticleError("is empty")
    text, details = parse(parse_utf8(data))
    return _build_article(text, details, file, options)


def _build_article(text: str, details: Details, file: str, options: ReadOptions) -> ReadArticle:
    said = merge_details(details, options.manifest.get_details(file), options.defaults)
    return build_read_article(text, said, file, options.sources, today=options.today)
