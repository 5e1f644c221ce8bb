"""Many rows in one go: COPY on PostgreSQL, one prepared statement on SQLite; neither asks for a row's number back.

Many values are one parameter: a parameter each makes another statement for each number of them, and takes the driver
longer to send than the database to answer.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

import psycopg
from sqlalchemy import (
    ColumnElement,
    Connection,
    Dialect,
    FunctionElement,
    Integer,
    Select,
    Table,
    Text,
    TypeDecorator,
    bindparam,
    text,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import NullType

Row = Mapping[str, Any]
Convert = Callable[[Any], Any]
T = TypeVar("T")


def divide(values: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """Values in parts of a size that one statement can take."""
    for start in range(0, len(values), size):
        yield values[start : start + size]


def write_array(values: Iterable[Any]) -> str:
    """Texts or whole numbers, as PostgreSQL writes an array; a text of the others, such as days, is as good."""
    return "{" + ",".join(str(value) if isinstance(value, int) else _quote(str(value)) for value in values) + "}"


def _quote(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


class _Values(TypeDecorator[Any]):
    """Values as one text, in the way of each database."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str:
        return json.dumps(value) if dialect.name == "sqlite" else write_array(value)


class _Among(FunctionElement[Any]):
    """Whether a column, its first argument, has one of the values of the second one."""

    inherit_cache = True
    # Were it a Boolean, SQLite would be asked whether it equals 1, and would look at every row.
    type = NullType()


@compiles(_Among, "sqlite")
def _compile_for_sqlite(element: _Among, compiler: SQLCompiler, **options: Any) -> str:
    column, values = (compiler.process(each, **options) for each in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({values}))"  # noqa: S608 - a column and a bound parameter


@compiles(_Among, "postgresql")
def _compile_for_postgresql(element: _Among, compiler: SQLCompiler, **options: Any) -> str:
    column, values = (compiler.process(each, **options) for each in element.clauses)
    kind = "integer" if isinstance(next(iter(element.clauses)).type, Integer) else "text"
    # Of an array itself it would be asked for each row, and the text be read each time.
    return f"{column} IN (SELECT unnest(CAST({values} AS {kind}[])))"


def is_among(column: Any, values: Iterable[Any]) -> ColumnElement[bool]:
    """Whether a column of texts or whole numbers has one of any number of values."""
    return _Among(column, bindparam(None, list(values), type_=_Values()))


def read_rows(session: Session, statement: Select[*tuple[Any, ...]]) -> Sequence[Any]:
    """Rows as the database has them, without objects that the session would have to know."""
    session.flush()
    return session.connection().execute(statement).all()


def insert_rows(session: Session, table: Table, rows: Sequence[Row]) -> None:
    """Insert rows, which all name the same columns. What the session holds must be in the database."""
    if not rows:
        return
    connection = session.connection()
    columns = ", ".join(f'"{name}"' for name in rows[0])
    converts = _build_converts(connection.dialect, table, list(rows[0]))
    columns_of_values = zip(*(row.values() for row in rows), strict=True)
    values = list(
        zip(
            *(
                column if convert is None else map(convert, column)
                for convert, column in zip(converts, columns_of_values, strict=True)
            ),
            strict=True,
        )
    )
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
