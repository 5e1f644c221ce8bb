"""How many articles some paths hold, as far as can be counted without reading them."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from service.loader.files.folders import EXTENSIONS, READERS, STANDARD_INPUT, get_kind, walk_folder
from service.loader.files.manifest import Manifest

# Kinds of files of which each line is an article; other multi-article files must be read.
_LINES = frozenset({".jsonl", ".ndjson"})
_CHUNK = 1 << 20


def count_articles(paths: Iterable[str], manifest: Manifest) -> int | None:
    """How many files and lines there are to read; null where unknown, as for standard input."""
    return _add_known(_count_path(path, manifest) for path in paths)


def _count_path(path: str, manifest: Manifest) -> int | None:
    if path == STANDARD_INPUT:
        return None
    # What is no path is refused, once.
    return _add_known(map(_count_file, _list_files(Path(path), manifest))) if path else 1


def _add_known(counts: Iterable[int | None]) -> int | None:
    total = 0
    for count in counts:
        if count is None:
            return None
        total += count
    return total


def _list_files(path: Path, manifest: Manifest) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    for file in walk_folder(path):
        if not file.is_dir() and get_kind(file) in EXTENSIONS and not manifest.is_at(file):
            yield file


def _count_file(file: Path) -> int | None:
    """One, but for what holds an article a line. What cannot be read is refused later, and counts too."""
    kind = get_kind(file)
    if kind in READERS and file.is_file():
        return _count_lines(file) if kind in _LINES else None
    return 1


def _count_lines(file: Path) -> int:
    """Lines that are not blank. A long one is read in pieces."""
    count, has_content = 0, False
    try:
        with file.open("rb") as stream:
            for piece in iter(lambda: stream.readline(_CHUNK), b""):
                has_content = has_content or bool(piece.strip())
                if piece.endswith(b"\n"):
                    count, has_content = count + has_content, False
    except OSError:
        return 1
    return count + has_content
