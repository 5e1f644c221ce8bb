"""A list of what is known about files, kept beside them: JSON lines, each naming its file."""

import datetime as dt
import os
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path, PurePath

from service.errors import ArticleError, DataFileError
from service.loader.articles.details import Details, check_details, check_texts, parse_details
from service.loader.text.parsing import parse_json_object

KEYS = frozenset({"file", *(field.name for field in fields(Details))})


@dataclass(frozen=True, slots=True)
class ManifestRow:
    """What one line says. `line` counts from 1."""

    line: int
    file: str
    details: Details


class Manifest:
    """The rows of a manifest, found by file name, and which of them were asked for."""

    def __init__(self, path: Path | None = None, rows: Mapping[str, ManifestRow] | None = None) -> None:
        self._path = path
        self._rows = dict(rows or {})
        self._places = {self.get_place(name): name for name in self._rows}
        self._taken: dict[str, str] = {}

    @property
    def rows(self) -> Collection[ManifestRow]:
        """All of them, in order."""
        return self._rows.values()

    def is_at(self, path: Path) -> bool:
        """Whether the manifest itself is this file."""
        return self._path is not None and path.name == self._path.name and path.samefile(self._path)

    def get_place(self, file: str) -> str:
        """Where a file lies if its name is a path from the manifest's folder."""
        return os.path.abspath(os.path.join(self._path.parent if self._path else "", file))  # noqa: PTH100, PTH118 - a row may name what is no path

    def get_details(self, file: str, path: Path | None = None) -> Details:
        """What is said of a file by its path from the folder that is read or from the manifest's, or by its name.

        Nothing for no row. A row for two files of one name is an ArticleError: it cannot be true of both.
        """
        place = self._places.get(os.path.abspath(path)) if path else None  # noqa: PTH100 - links stay as they are named
        name = next((name for name in (file, place, PurePath(file).name) if name in self._rows), None)
        if name is None:
            return Details()
        row = self._rows[name]
        other = self._taken.setdefault(name, file)
        if other != file:
            raise ArticleError(f"has the same name as {other}, so {self.locate(row)} is ambiguous; name its folder")
        return row.details

    def locate(self, row: ManifestRow) -> str:
        """File and line of a row."""
        return f"{self._path}:{row.line}"

    def find_unmatched(self, among: Collection[str]) -> list[str]:
        """A complaint for each of these rows, named by their files, of which nothing was read."""
        unmatched = [row for name, row in self._rows.items() if name in among and name not in self._taken]
        return [f"{self.locate(row)}: no article named {row.file} was read" for row in unmatched]


def read_manifest(path: Path, today: dt.date = dt.date.max) -> Manifest:
    """A manifest file, whole. Raises DataFileError naming file and line. `today` bounds the days of publication."""
    rows: dict[str, ManifestRow] = {}
    for row in _read_rows(path, today):
        if row.file in rows:
            raise DataFileError(f"{path}:{row.line}: {row.file} is a duplicate of line {rows[row.file].line}")
        rows[row.file] = row
    return Manifest(path, rows)


def _read_rows(path: Path, today: dt.date) -> Iterator[ManifestRow]:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise DataFileError(f"{path}: the manifest cannot be read: {error.strerror}") from error
    for number, line in enumerate(data.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            row = _parse_row(number, line)
            check_details(row.details, today)
        except ArticleError as error:
            raise DataFileError(f"{path}:{number}: {error}") from error
        yield row


def _parse_row(number: int, line: bytes) -> ManifestRow:
    values = parse_json_object(line)
    unknown = sorted(values.keys() - KEYS)
    if unknown:
        raise ArticleError(f"has the unknown key {unknown[0]!r}; known are {', '.join(sorted(KEYS))}")
    if not isinstance(values.get("file"), str) or not values["file"]:
        raise ArticleError('has no "file"')
    check_texts(values)
    return ManifestRow(number, values["file"], parse_details(values))
