"""Writing names: those of the gazetteer, and discovered ones."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import ColumnElement, Table, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from service.domain.articles.publishers import parse_publisher_key
from service.domain.names.gazetteer import Country, Gazetteer
from service.domain.names.places import Actor, Base, EventType, Source
from service.domain.names.slugs import parse_name_key
from service.storage.database.bulk import is_among
from service.storage.names.prefixes import Named, save_prefixes
from service.storage.tables.columns import Model
from service.storage.tables.names import (
    ActorAliasRow,
    ActorRow,
    BaseAliasRow,
    BaseRow,
    EventTypeRow,
    SourceAliasRow,
    SourceRow,
)

Values = dict[str, Any]

_TABLES: Mapping[type[Named], tuple[type[Model], type[Model]]] = {
    Source: (SourceRow, SourceAliasRow),
    Base: (BaseRow, BaseAliasRow),
    Actor: (ActorRow, ActorAliasRow),
}


@dataclass(frozen=True, slots=True)
class _WrittenRows:
    """The slugs of rows that were written: what is new changes nothing yet, for no report refers to it."""

    new: frozenset[str] = frozenset()
    changed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class NameChanges:
    """The slugs of the names that a save changed, and whether event types changed."""

    bases: frozenset[str] = frozenset()
    actors: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()
    types: bool = False

    def __bool__(self) -> bool:
        return bool(self.bases or self.actors or self.sources or self.types)

    def __or__(self, other: "NameChanges") -> "NameChanges":
        return NameChanges(
            self.bases | other.bases,
            self.actors | other.actors,
            self.sources | other.sources,
            self.types or other.types,
        )


def save_gazetteer(session: Session, gazetteer: Gazetteer, event_types: Iterable[EventType]) -> NameChanges:
    """Update the stored names and event types to those given.

    A name that is stored but not given stays, since reports may refer to it, but is no longer a known one.
    """
    countries = [build_country_actor(country) for country in gazetteer.countries]
    adjectives = [(adjective, country.slug) for country in gazetteer.countries for adjective in country.adjectives]
    return NameChanges(
        types=bool(_save_rows(session, EventTypeRow, [_read_fields(row, EventTypeRow) for row in event_types]).changed),
        sources=_save_named(session, Source, gazetteer.sources, []),
        bases=_save_named(session, Base, gazetteer.bases, []),
        actors=_save_named(session, Actor, _merge_by_slug(gazetteer.actors, countries), adjectives),
    )


def has_names(session: Session) -> bool:
    """Whether names and types were ever stored."""
    return session.scalar(select(EventTypeRow.slug).limit(1)) is not None


def build_country_actor(country: Country) -> Actor:
    """A state with its forces, as an actor."""
    return Actor(country.slug, country.name, kind="state", country=country.code, aliases=country.aliases)


def ensure_bases(session: Session, bases: Iterable[Base]) -> None:
    """Store newly discovered bases; stored ones stay as they are."""
    _ensure_named(session, Base, bases)


def ensure_actors(session: Session, actors: Iterable[Actor]) -> None:
    """As ensure_bases, for actors."""
    _ensure_named(session, Actor, actors)


def ensure_sources(session: Session, sources: Iterable[Source]) -> None:
    """As ensure_bases, for the publishers of articles."""
    _ensure_named(session, Source, sources)


def find_outdated(session: Session, items: Sequence[Base] | Sequence[Source]) -> list[Base | Source]:
    """The discovered names among these that are stored otherwise, or with other keys."""
    if not items:
        return []
    rows, aliases = _TABLES[type(items[0])]
    names, keys, target = _table(rows), _table(aliases), type(items[0]).__name__.lower()
    slugs = [item.slug for item in items]
    stored = {
        row["slug"]: dict(row) for row in session.execute(select(names).where(is_among(names.c.slug, slugs))).mappings()
    }
    wanted = {item.slug: _build_keys([item], []) for item in items}
    meant = is_among(keys.c.key, {key for each in wanted.values() for key in each})
    asked = select(keys).where(is_among(keys.c[target], slugs)).union(select(keys).where(meant))
    present = {row["key"]: row[target] for row in session.execute(asked).mappings()}
    own: dict[str, set[str]] = {}
    for key, slug in present.items():
        own.setdefault(slug, set()).add(key)
    return [
        item
        for item in items
        if stored[item.slug] != _read_fields(item, rows) | {"known": False}
        or own.get(item.slug, set()) - wanted[item.slug].keys()
        or wanted[item.slug].keys() - present.keys()
    ]


def save_discovered(session: Session, item: Base | Source) -> bool:
    """Update a discovered name; whether that changed it."""
    rows, aliases = _TABLES[type(item)]
    target = type(item).__name__.lower()
    written = _save_rows(session, rows, [_read_fields(item, rows) | {"known": False}], among=[item.slug])
    if written.changed:
        save_prefixes(session, [item])
    table = _table(aliases)
    wanted = _build_keys([item], [])
    stale = select(table.c.key).where(table.c[target] == item.slug, table.c.key.not_in(wanted))
    session.execute(delete(table).where(table.c.key.in_(stale)))
    _insert_absent(session, aliases, [{"key": key, target: slug} for key, slug in sorted(wanted.items())])
    return bool(written.changed)


def _ensure_named(session: Session, kind: type[Named], items: Iterable[Named]) -> None:
    by_slug = {item.slug: item for item in items}
    if not by_slug:
        return
    rows, aliases = _TABLES[kind]
    known = set(session.scalars(select(_column(rows, "slug")).where(is_among(_column(rows, "slug"), by_slug))))
    new = [by_slug[slug] for slug in sorted(by_slug.keys() - known)]
    if not new:
        return
    _insert_absent(session, rows, [_read_fields(item, rows) | {"known": False} for item in new])
    save_prefixes(session, new)
    target = kind.__name__.lower()
    keys = [{"key": key, target: slug} for key, slug in sorted(_build_keys(new, []).items())]
    _insert_absent(session, aliases, keys)


def _merge_by_slug(first: Sequence[Actor], then: Sequence[Actor]) -> list[Actor]:
    return list({item.slug: item for item in (*reversed(then), *reversed(first))}.values())[::-1]


def _save_named(
    session: Session, kind: type[Named], items: Sequence[Named], further: Sequence[tuple[str, str]]
) -> frozenset[str]:
    rows, aliases = _TABLES[kind]
    table = _table(rows)
    dropped = set(session.scalars(select(table.c.slug).where(table.c.known))) - {item.slug for item in items}
    session.execute(update(table).where(table.c.slug.in_(dropped)).values(known=False))
    written = _save_rows(session, rows, [_read_fields(item, rows) | {"known": True} for item in items])
    save_prefixes(session, [item for item in items if item.slug in written.new | written.changed])
    moved = _save_keys(session, aliases, kind.__name__.lower(), _build_keys(items, further))
    return frozenset({*written.changed, *dropped, *moved})


def _build_keys(items: Sequence[Named], further: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Each name's key with the slug that it means. Of two that claim one key the first has it.

    `further` are pairs of a name and a slug that count only where they mean one thing.
    """
    parse_key = parse_publisher_key if any(isinstance(item, Source) for item in items) else parse_name_key
    keys: dict[str, str] = {}
    for names in ([(item.slug, item.slug) for item in items], _list_names(items)):
        for name, slug in names:
            keys.setdefault(parse_key(name), slug)
    claims: dict[str, set[str]] = {}
    for name, slug in further:
        claims.setdefault(parse_name_key(name), set()).add(slug)
    for key, slugs in claims.items():
        if len(slugs) == 1:
            keys.setdefault(key, *slugs)
    keys.pop("", None)
    return keys


def _list_names(items: Sequence[Named]) -> list[tuple[str, str]]:
    return [(name, item.slug) for item in items for name in (item.name, *item.aliases)]


def _save_rows(
    session: Session, model: type[Model], rows: Sequence[Values], among: Sequence[str] | None = None
) -> _WrittenRows:
    table = _table(model)
    statement = select(table) if among is None else select(table).where(table.c.slug.in_(among))
    stored = {row["slug"]: dict(row) for row in session.execute(statement).mappings()}
    new = [row for row in rows if row["slug"] not in stored]
    changed = [row for row in rows if row["slug"] in stored and stored[row["slug"]] != row]
    if new:
        session.execute(insert(table), new)
    for row in changed:
        # Were its key set, to what it is, SQLite would look through all that may refer to it.
        values = {name: value for name, value in row.items() if name != "slug"}
        session.execute(update(table).where(table.c.slug == row["slug"]).values(values))
    return _WrittenRows(frozenset(row["slug"] for row in new), frozenset(row["slug"] for row in changed))


def _save_keys(session: Session, model: type[Model], target: str, wanted: Mapping[str, str]) -> set[str]:
    """Point each key at its slug, and drop the keys that these slugs no longer have; the slugs that lost one."""
    table = _table(model)
    stored = {row["key"]: row[target] for row in session.execute(select(table)).mappings()}
    slugs = set(wanted.values())
    gone = [
        key for key, slug in stored.items() if wanted.get(key, slug) != slug or (key not in wanted and slug in slugs)
    ]
    for key in gone:
        session.execute(delete(table).where(table.c.key == key))
    new = [{"key": key, target: slug} for key, slug in sorted(wanted.items()) if stored.get(key) != slug]
    if new:
        session.execute(insert(table), new)
    return {stored[key] for key in gone}


def _insert_absent(session: Session, model: type[Model], rows: Sequence[Values]) -> None:
    if not rows:
        return
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    session.execute(dialect.insert(_table(model)).on_conflict_do_nothing(), rows)


def _read_fields(item: Named | EventType, model: type[Model]) -> Values:
    values = {column.name: getattr(item, column.name) for column in _table(model).columns if column.name != "known"}
    return values | {"aliases": list(values["aliases"])} if "aliases" in values else values


def _table(model: type[Model]) -> Table:
    return cast(Table, model.__table__)


def _column(model: type[Model], name: str) -> ColumnElement[str]:
    return _table(model).c[name]
