"""Many rows in one go: COPY on PostgreSQL, one prepared statement on SQLite; neither asks for a row's number back."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

import psycopg
from sqlalchemy import Connection, Dialect, Table, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

Row = Mapping[str, Any]
Convert = Callable[[Any], Any]
T = TypeVar("T")


def divide(values: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """Values in parts of a size that one statement can take."""
    for start in range(0, len(values), size):
        yield values[start : start + size]


def insert_rows(session: Session, table: Table, rows: Sequence[Row]) -> None:
    """Insert rows, which all name the same columns. What the session holds must be in the database."""
    if not rows:
        return
    connection = session.connection()
    columns = ", ".join(f'"{name}"' for name in rows[0])
    converts = _build_converts(connection.dialect, table, list(rows[0]))
    values = [
        tuple(
            value if convert is None else convert(value) for convert, value in zip(converts, row.values(), strict=True)
        )
        for row in rows
    ]
    if connection.dialect.name == "postgresql":
        _copy(connection, f'COPY "{table.name}" ({columns}) FROM STDIN', values)
    else:
        places = ", ".join("?" * len(rows[0]))
        connection.exec_driver_sql(f'INSERT INTO "{table.name}" ({columns}) VALUES ({places})', values)  # noqa: S608 - names of our own


def reserve_numbers(session: Session, table: Table, count: int) -> list[int]:
    """The numbers that the next rows of a table would be given, for these to be inserted with. The store is locked."""
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        next_number = text("SELECT nextval(pg_get_serial_sequence(:name, 'id')) FROM generate_series(1, :count)")
        return list(connection.scalars(next_number, {"name": table.name, "count": count}))
    last = f'SELECT max(coalesce((SELECT max(id) FROM "{table.name}"), 0), coalesce((SELECT seq FROM sqlite_sequence WHERE name = ?), 0))'  # noqa: S608, E501 - as above
    start: int = connection.exec_driver_sql(last, (table.name,)).scalar_one()
    return list(range(start + 1, start + 1 + count))


def _build_converts(dialect: Dialect, table: Table, names: Sequence[str]) -> list[Convert | None]:
    """How each column's values are sent, as its type has it."""
    return [table.c[name].type.dialect_impl(dialect).bind_processor(dialect) for name in names]


def _copy(connection: Connection, statement: str, rows: Sequence[Sequence[Any]]) -> None:
    driver: Any = connection.connection.driver_connection
    try:
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)
    except psycopg.Error as error:
        # As if SQLAlchemy had sent it, so that it is handled as all other failures are.
        raise DBAPIError.instance(statement, None, error, psycopg.Error, dialect=connection.dialect) from error
