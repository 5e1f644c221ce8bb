"""What the columns of all tables have in common: how keys, words and times are stored."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, DateTime, Dialect, Enum, ForeignKey, MetaData, Text, TypeDecorator, true
from sqlalchemy.orm import DeclarativeBase, MappedColumn, mapped_column

# Keys are compared byte by byte on both databases: a page has one order wherever it is served from.
KeyText = Text().with_variant(Text(collation="C"), "postgresql").with_variant(Text(collation="BINARY"), "sqlite")


class UtcDateTime(TypeDecorator[datetime]):
    """A time, always aware and in UTC. SQLite stores no zone, so it is added on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a time without a zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a stored time must have a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the zone that `process_bind_param` made sure of."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Model(DeclarativeBase):
    """The root of all tables."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {str: Text, datetime: UtcDateTime, list[str]: JSON}  # noqa: RUF012 - SQLAlchemy reads a plain dict here


def word_column(words: type[StrEnum], **options: Any) -> MappedColumn[Any]:
    """One of the words, kept as text under a check: a native enum would need a migration of its own to grow."""
    name = words.__name__.lower()
    kept = Enum(words, native_enum=False, create_constraint=True, length=16, name=name, values_callable=list)
    return mapped_column(kept, **options)


def key_column(**options: Any) -> MappedColumn[Any]:
    """A text that is compared byte by byte."""
    return mapped_column(KeyText, **options)


def link_column(target: str, on_delete: str, **options: Any) -> MappedColumn[Any]:
    """A foreign key to a slug."""
    return mapped_column(KeyText, ForeignKey(target, ondelete=on_delete, onupdate="CASCADE"), **options)


def known_column() -> MappedColumn[Any]:
    """Whether seeds give a name."""
    return mapped_column(server_default=true())
