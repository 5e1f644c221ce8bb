"""What the API sends to its database."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event


@contextmanager
def list_statements(engine: Engine) -> Iterator[list[str]]:
    """What is sent while the block lasts."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        sent.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


def drop_begins(statements: Sequence[str]) -> list[str]:
    """The statements that ask for something; on SQLite each transaction begins with one of its own."""
    return [statement for statement in statements if not statement.startswith("BEGIN")]
