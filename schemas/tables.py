"""CSV, as spreadsheets take it."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

# Prefixes that a spreadsheet runs as a formula; full-width ones too, which East Asian versions treat alike.
_FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20", "\t", "\r", "\n")
_BETWEEN = "; "


def write_table(columns: Sequence[str], pages: Iterable[Iterable[Sequence[Any]]]) -> Iterator[str]:
    """Write rows under a header, a page at a time. The byte order mark tells spreadsheets that it is UTF-8."""
    yield "\ufeff" + _write_rows([columns])
    for rows in pages:
        yield _write_rows([_escape_formula(cell) for cell in row] for row in rows)


def join_cell(value: Any) -> Any:
    """Several values in one cell; another value as it is."""
    return _BETWEEN.join(map(str, value)) if isinstance(value, list) else value


def _write_rows(rows: Iterable[Sequence[Any]]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerows(rows)
    return buffer.getvalue()


def _escape_formula(cell: Any) -> Any:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
