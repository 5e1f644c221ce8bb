"""What migrations build tables from. Only what no later migration may change the meaning of stands here."""

import datetime as dt

import sqlalchemy as sa
from alembic import op

KEY = sa.Text().with_variant(sa.Text(collation="C"), "postgresql").with_variant(sa.Text(collation="BINARY"), "sqlite")
MOMENT = sa.DateTime(timezone=True)

STATUS = ("planned", "occurred", "denied")
PRECISION = ("day", "month", "season", "year", "interval", "yearless")
ROLE = ("leaving", "receiving", "arriving", "attacker", "target", "actor")
QUALIFIER = ("exact", "about", "nearly", "at_least", "more_than", "up_to")
RENDITION = ("full", "digest")


def text(name: str, *, nullable: bool = True) -> sa.Column[str]:
    """A text."""
    return sa.Column(name, sa.Text(), nullable=nullable)


def key(name: str, *, nullable: bool = False) -> sa.Column[str]:
    """A text that is compared byte by byte."""
    return sa.Column(name, KEY, nullable=nullable)


def number(name: str, *, nullable: bool = False) -> sa.Column[int]:
    """A whole number."""
    return sa.Column(name, sa.Integer(), nullable=nullable)


def day(name: str) -> sa.Column[dt.date]:
    """A day, which may be unknown."""
    return sa.Column(name, sa.Date(), nullable=True)


def word(name: str, words: tuple[str, ...], *, nullable: bool = False) -> sa.Column[str]:
    """One of the words."""
    kept = sa.Enum(*words, name=name, native_enum=False, create_constraint=False, length=16)
    return sa.Column(name, kept, nullable=nullable)


def one_of(table: str, column: str, words: tuple[str, ...]) -> sa.CheckConstraint:
    """A check that a column is one of the words."""
    listed = ", ".join(f"'{word}'" for word in words)
    return sa.CheckConstraint(f"{column} IN ({listed})", name=op.f(f"ck_{table}_{column}"))


def primary_key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    """A primary key under its usual name."""
    return sa.PrimaryKeyConstraint(*columns, name=f"pk_{table}")


def unique(table: str, *columns: str) -> sa.UniqueConstraint:
    """A unique constraint under its usual name."""
    return sa.UniqueConstraint(*columns, name=f"uq_{table}_{'_'.join(columns)}")


def link(table: str, column: str, target: str, on_delete: str) -> sa.ForeignKeyConstraint:
    """A foreign key under its usual name."""
    on_update = "CASCADE" if target.endswith(".slug") else None
    name = f"fk_{table}_{column}"
    return sa.ForeignKeyConstraint([column], [target], name=name, ondelete=on_delete, onupdate=on_update)


def index(table: str, *columns: str) -> None:
    """Create an index under its usual name."""
    op.create_index(f"ix_{table}_{'_'.join(columns)}", table, list(columns))


def present_index(table: str, *columns: str, unique: bool = False) -> None:
    """Create an index over the rows that hold now, under its usual name."""
    index_where(table, *columns, where="until IS NULL", unique=unique)


def index_where(table: str, *columns: str, where: str, unique: bool = False) -> None:
    """Create an index over some of the rows, under its usual name."""
    name, condition = f"ix_{table}_{'_'.join(columns)}", sa.text(where)
    op.create_index(name, table, list(columns), unique=unique, sqlite_where=condition, postgresql_where=condition)


def event_date() -> list[sa.Column[dt.date] | sa.Column[str]]:
    """The four columns of a date."""
    return [text("edtf"), day("first_day"), day("last_day"), word("precision", PRECISION, nullable=True)]


def state_checks(table: str) -> list[sa.CheckConstraint]:
    """The checks of a status and a date."""
    return [one_of(table, "status", STATUS), one_of(table, "precision", PRECISION)]
