"""Rows of CSV, for spreadsheets."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

# It tells spreadsheets that the text is UTF-8.
BYTE_ORDER_MARK = "\ufeff"
# Prefixes that a spreadsheet runs as a formula; full-width ones too, which East Asian versions treat alike.
_FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20", "\t", "\r", "\n")


def write_rows(rows: Iterable[Sequence[Any]]) -> str:
    """The text of some rows; null is an empty cell."""
    buffer = io.StringIO()
    csv.writer(buffer).writerows(rows)
    return buffer.getvalue()


def escape_formula(cell: Any) -> Any:
    """The cell with an apostrophe before what a spreadsheet would run."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
