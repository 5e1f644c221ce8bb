"""Check, before anything is loaded, that the files named in a manifest exist."""

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from service.errors import ArticleError, DataFileError
from service.loader.files.folders import READERS, STANDARD_INPUT, get_kind, walk_folder
from service.loader.files.lines import read_lines, read_own_names
from service.loader.files.manifest import Manifest

# A line or record of a file, as articles of such files are named.
_PART = re.compile(r"(.+):[1-9][0-9]*")


def check_manifest(manifest: Manifest, paths: Sequence[str], max_bytes: int) -> frozenset[str]:
    """Refuse a row whose file is neither in what is read nor beside the manifest, with a DataFileError.

    A manifest may say more than what is asked for. The names that are returned are of lines and records: whether those
    are there shows only when all is read.
    """
    given = dict(_list_given(paths))
    awaited = {row.file for row in manifest.rows if not _is_there(row.file, manifest, given)}
    parts = {file for file in awaited if _is_part(file, manifest, given)}
    missing = awaited - parts
    if missing:
        missing -= set(_list_own_names(given.values(), max_bytes))
    rows = [row for row in manifest.rows if row.file in missing]
    if rows:
        more = f", nor those of {len(rows) - 1} further lines" if len(rows) > 1 else ""
        raise DataFileError(
            f"{manifest.locate(rows[0])}: there is no file {rows[0].file} in what is to be read or beside the "
            f"manifest{more}; nothing was loaded"
        )
    return frozenset(awaited)


def _list_given(paths: Iterable[str]) -> Iterator[tuple[str, Path]]:
    """Every name by which a row may mean a file, with its path."""
    for path in map(Path, filter(None, paths)):
        if path.is_dir():
            for file in walk_folder(path):
                yield file.name, file
                yield file.relative_to(path).as_posix(), file
        elif path.is_file() or str(path) == STANDARD_INPUT:
            yield path.name, path


def _is_there(file: str, manifest: Manifest, given: dict[str, Path]) -> bool:
    return file in given or Path(manifest.get_place(file)).is_file()


def _is_part(file: str, manifest: Manifest, given: dict[str, Path]) -> bool:
    part = _PART.fullmatch(file)
    return part is not None and get_kind(Path(part[1])) in READERS and _is_there(part[1], manifest, given)


def _list_own_names(paths: Iterable[Path], max_bytes: int) -> Iterator[str]:
    """The names that lines give themselves."""
    for path in paths:
        if READERS.get(get_kind(path)) is read_lines:
            try:
                yield from read_own_names(path, max_bytes)
            except (ArticleError, OSError):
                # Reported when it is read.
                continue
