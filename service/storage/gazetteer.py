"""Writing the names that Basewatch knows, and those that it meets."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

from sqlalchemy import ColumnElement, Table, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from service.domain.gazetteer import Country, Gazetteer
from service.domain.names import parse_name_key
from service.domain.places import Actor, Base, EventType, Source
from service.storage.columns import Model
from service.storage.locks import lock_names
from service.storage.models import (
    ActorAliasRow,
    ActorRow,
    BaseAliasRow,
    BaseRow,
    EventTypeRow,
    SourceAliasRow,
    SourceRow,
)

Named = Source | Base | Actor
Values = dict[str, Any]

_TABLES: Mapping[type[Named], tuple[type[Model], type[Model]]] = {
    Source: (SourceRow, SourceAliasRow),
    Base: (BaseRow, BaseAliasRow),
    Actor: (ActorRow, ActorAliasRow),
}


def save_gazetteer(session: Session, gazetteer: Gazetteer, event_types: Iterable[EventType]) -> int:
    """Bring the stored names and event types to those given; the number of rows that this changed.

    A name that is stored but not given stays, since reports may refer to it.
    """
    lock_names(session, ["gazetteer"])
    countries = [build_country_actor(country) for country in gazetteer.countries]
    adjectives = [(adjective, country.slug) for country in gazetteer.countries for adjective in country.adjectives]
    return (
        _save_rows(session, EventTypeRow, [_read_fields(row, EventTypeRow) for row in event_types])
        + _save_named(session, Source, gazetteer.sources, [])
        + _save_named(session, Base, gazetteer.bases, [])
        + _save_named(session, Actor, _merge_by_slug(gazetteer.actors, countries), adjectives)
    )


def build_country_actor(country: Country) -> Actor:
    """A state with its forces, as an actor."""
    return Actor(country.slug, country.name, kind="state", country=country.code, aliases=country.aliases)


def ensure_named(session: Session, kind: type[Named], items: Iterable[Named]) -> None:
    """Store what is met for the first time; what is known by its slug stays as it is.

    Rows go in sorted, as they do everywhere, so that two transactions which meet the same names wait in line.
    """
    by_slug = {item.slug: item for item in items}
    if not by_slug:
        return
    rows, aliases = _TABLES[kind]
    known = set(session.scalars(select(_column(rows, "slug")).where(_column(rows, "slug").in_(by_slug))))
    new = [by_slug[slug] for slug in sorted(by_slug.keys() - known)]
    if not new:
        return
    _insert_absent(session, rows, [_read_fields(item, rows) for item in new])
    target = kind.__name__.lower()
    keys = [{"key": key, target: slug} for key, slug in sorted(_build_keys(new, []).items())]
    _insert_absent(session, aliases, keys)


def _merge_by_slug(first: Sequence[Actor], then: Sequence[Actor]) -> list[Actor]:
    return list({item.slug: item for item in (*reversed(then), *reversed(first))}.values())[::-1]


def _save_named(session: Session, kind: type[Named], items: Sequence[Named], further: Sequence[tuple[str, str]]) -> int:
    rows, aliases = _TABLES[kind]
    changed = _save_rows(session, rows, [_read_fields(item, rows) for item in items])
    return changed + _save_keys(session, aliases, kind.__name__.lower(), _build_keys(items, further))


def _build_keys(items: Sequence[Named], further: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Each name's key with the slug that it means. Of two that claim one key the first has it.

    `further` are pairs of a name and a slug that count only where they mean one thing.
    """
    keys: dict[str, str] = {}
    for names in ([(item.slug, item.slug) for item in items], _list_names(items)):
        for name, slug in names:
            keys.setdefault(parse_name_key(name), slug)
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


def _save_rows(session: Session, model: type[Model], rows: Sequence[Values]) -> int:
    table = _table(model)
    stored = {row["slug"]: dict(row) for row in session.execute(select(table)).mappings()}
    new = [row for row in rows if row["slug"] not in stored]
    changed = [row for row in rows if row["slug"] in stored and stored[row["slug"]] != row]
    if new:
        session.execute(insert(table), new)
    for row in changed:
        session.execute(update(table).where(table.c.slug == row["slug"]).values(row))
    return len(new) + len(changed)


def _save_keys(session: Session, model: type[Model], target: str, wanted: Mapping[str, str]) -> int:
    """Point each key at its slug, and drop the keys that these slugs no longer have."""
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
    return len(gone) + len(new)


def _insert_absent(session: Session, model: type[Model], rows: Sequence[Values]) -> None:
    if not rows:
        return
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    session.execute(dialect.insert(_table(model)).on_conflict_do_nothing(), rows)


def _read_fields(item: Named | EventType, model: type[Model]) -> Values:
    values = {column.name: getattr(item, column.name) for column in _table(model).columns}
    return values | {"aliases": list(values["aliases"])} if "aliases" in values else values


def _table(model: type[Model]) -> Table:
    return cast(Table, model.__table__)


def _column(model: type[Model], name: str) -> ColumnElement[str]:
    return _table(model).c[name]
