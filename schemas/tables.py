"""CSV, as spreadsheets take it."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

# What a spreadsheet runs as a formula begins so; with full-width signs too, which East Asian versions treat alike.
_FORMULA = frozenset("=+-@\uff1d\uff0b\uff0d\uff20\t\r\n")
_BETWEEN = "; "


def write_table(columns: Sequence[str], pages: Iterable[Iterable[Sequence[Any]]]) -> Iterator[str]:
    """Write rows under a header, a page at a time."""
    yield write_header(columns)
    for rows in pages:
        yield _write_rows(map(_escape_formulas, rows))


def write_header(columns: Sequence[str]) -> str:
    """Write the first line. The byte order mark tells spreadsheets that it is UTF-8."""
    return "\ufeff" + _write_rows([columns])


def write_row(row: Sequence[Any]) -> str:
    """Write one row, with the end of its line."""
    return _write_rows([_escape_formulas(row)])


def join_cell(value: Any) -> Any:
    """Several values in one cell; another value as it is."""
    return _BETWEEN.join(map(str, value)) if isinstance(value, list) else value


def _write_rows(rows: Iterable[Sequence[Any]]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerows(rows)
    return buffer.getvalue()


def _escape_formulas(row: Sequence[Any]) -> list[Any]:
    return [f"'{cell}" if isinstance(cell, str) and cell[:1] in _FORMULA else cell for cell in row]
