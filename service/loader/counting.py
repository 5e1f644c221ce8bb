"""How many articles some paths hold, as far as that can be told without reading them."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from service.loader.files import EXTENSIONS, LINES, STANDARD_INPUT

# Files that hold any number of articles, which only reading them could tell.
_UNCOUNTED = (".gz", ".warc")
_CHUNK = 1 << 20


def count_articles(paths: Iterable[str]) -> int | None:
    """How many files and lines there are to read; null where it cannot be told, as of standard input."""
    return _add_known(_count_path(path) for path in paths)


def _count_path(path: str) -> int | None:
    if path == STANDARD_INPUT:
        return None
    # What is no path is refused, once.
    return _add_known(map(_count_file, _list_files(Path(path)))) if path else 1


def _add_known(counts: Iterable[int | None]) -> int | None:
    total = 0
    for count in counts:
        if count is None:
            return None
        total += count
    return total


def _list_files(path: Path) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    for parent, _folders, names in os.walk(path):
        yield from (file for name in names if (file := Path(parent, name)).suffix.lower() in EXTENSIONS)


def _count_file(file: Path) -> int | None:
    """One, but for what holds an article a line. What cannot be read is refused later, and counts too."""
    kind = file.suffix.lower()
    if kind in _UNCOUNTED:
        return None
    return _count_lines(file) if kind == LINES and file.is_file() else 1


def _count_lines(file: Path) -> int:
    try:
        with file.open("rb") as stream:
            chunks = iter(lambda: stream.read(_CHUNK), b"")
            count, last = 0, b"\n"
            for chunk in chunks:
                count, last = count + chunk.count(b"\n"), chunk[-1:]
    except OSError:
        return 1
    return count + (last != b"\n")
