"""Files and folders to articles. Each failure is reported in one line, and reading continues."""

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from service.errors import ArticleError
from service.loader.articles.building import ReadArticle
from service.loader.articles.details import Details
from service.loader.files.archives import read_archive
from service.loader.files.lines import read_lines
from service.loader.files.markup import parse_page
from service.loader.files.reading import Notice, Read, ReadOptions, Refusal, attempt, build_article, check_regular
from service.loader.text.encodings import decode_page, decode_text
from service.loader.text.parsing import parse_markdown, parse_plain

Parse = Callable[[bytes], tuple[str, Details]]
ReadMany = Callable[[Path, str, ReadOptions], Iterator[Read]]

STANDARD_INPUT = "-"


def _parse_text_file(data: bytes) -> tuple[str, Details]:
    return parse_plain(decode_text(data))


def _parse_markdown_file(data: bytes) -> tuple[str, Details]:
    return parse_markdown(decode_text(data))


def _parse_page_file(data: bytes) -> tuple[str, Details]:
    return parse_page(decode_page(data))


# Kinds of files with an article each, and of those with many.
PARSERS: dict[str, Parse] = {
    ".txt": _parse_text_file,
    ".md": _parse_markdown_file,
    ".markdown": _parse_markdown_file,
    ".html": _parse_page_file,
    ".htm": _parse_page_file,
    ".xhtml": _parse_page_file,
}
READERS: dict[str, ReadMany] = {
    ".jsonl": read_lines,
    ".jsonl.gz": read_lines,
    ".ndjson": read_lines,
    ".ndjson.gz": read_lines,
    ".warc": read_archive,
    ".warc.gz": read_archive,
}
EXTENSIONS = (*PARSERS, *READERS)
# In place of a kind.
LINK = "link"
# How many files of a kind that is not read are named.
MAX_NAMED = 10


def get_kind(path: Path) -> str:
    """What the end of a name says of its kind, in small letters; of a packed file both ends."""
    suffixes = [suffix.lower() for suffix in path.suffixes[-2:]]
    return next((kind for kind in ("".join(suffixes), *suffixes[-1:]) if kind in EXTENSIONS), "".join(suffixes[-1:]))


def read_articles(path: str, options: ReadOptions) -> Iterator[Read]:
    """The articles of a file, of a folder with its subfolders in the order of their names, or of standard input (`-`).

    In a folder, files of unsupported types are skipped and reported at its end; hidden ones are ignored.
    """
    if path == STANDARD_INPUT:
        yield attempt(path, lambda: _build(_read_standard_input(options.max_bytes), path, options, _parse_text_file))
    elif not path:
        # To the file system it would be the folder that we are in, and everything below it.
        yield Refusal('""', "is not a path; name a file or a folder")
    elif Path(path).is_dir():
        yield from _read_folder(Path(path), options)
    else:
        yield from _read_file(Path(path), Path(path).name, options)


def _read_folder(folder: Path, options: ReadOptions) -> Iterator[Read]:
    failures: list[OSError] = []
    unread: dict[str, list[str]] = {}
    for path in walk_folder(folder, failures.append):
        file = path.relative_to(folder).as_posix()
        kind = LINK if path.is_dir() else get_kind(path)
        if kind not in EXTENSIONS:
            unread.setdefault(kind, []).append(file)
        elif not options.manifest.is_at(path):
            yield from _read_file(path, file, options)
    for error in failures:
        yield Refusal(str(error.filename), f"cannot be opened: {error.strerror}")
    for kind, files in sorted(unread.items()):
        yield Notice(_describe_unread(kind, files))


def walk_folder(folder: Path, fail: Callable[[OSError], None] | None = None) -> Iterator[Path]:
    """The files of a folder and its subfolders, and links to folders, which are not followed; none that are hidden."""
    for parent, folders, names in os.walk(folder, onerror=fail):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        links = [name for name in folders if Path(parent, name).is_symlink()]
        yield from (Path(parent, name) for name in sorted([*names, *links]) if not name.startswith("."))


def _describe_unread(kind: str, files: list[str]) -> str:
    named = ", ".join(files[:MAX_NAMED])
    if len(files) > MAX_NAMED:
        named += f" and {len(files) - MAX_NAMED} more"
    noun, is_one = ("link to a folder", "links to folders") if kind == LINK else ("file", "files"), len(files) == 1
    of_kind = "" if kind == LINK else f" of kind {kind}" if kind else " without a kind"
    return f"{len(files)} {noun[not is_one]}{of_kind} {'was' if is_one else 'were'} not read: {named}"


def _read_file(path: Path, file: str, options: ReadOptions) -> Iterator[Read]:
    kind = get_kind(path)
    if kind in READERS:
        yield from READERS[kind](path, file, options)
    else:
        yield attempt(str(path), lambda: _read_whole(path, file, kind, options))


def _read_whole(path: Path, file: str, kind: str, options: ReadOptions) -> ReadArticle:
    check_regular(path)
    parse = PARSERS.get(kind)
    if parse is None:
        raise ArticleError(f"has an unsupported file type; supported are {', '.join(EXTENSIONS)}")
    if (size := path.stat().st_size) > options.max_bytes:
        raise ArticleError(f"has {size} bytes; the limit is {options.max_bytes}")
    return _build(path.read_bytes(), file, options, parse, path)


def _read_standard_input(max_bytes: int) -> bytes:
    data = sys.stdin.buffer.read(max_bytes + 1)
    if len(data) > max_bytes:
        raise ArticleError(f"is over the limit of {max_bytes} bytes")
    return data


def _build(data: bytes, file: str, options: ReadOptions, parse: Parse, path: Path | None = None) -> ReadArticle:
    if not data.strip():
        raise ArticleError("is empty")
    text, details = parse(data)
    return build_article(text, details, file, options, path)
