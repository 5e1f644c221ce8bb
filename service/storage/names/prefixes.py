"""Keeping the keys of typeahead in step with the names that are stored."""

from collections.abc import Mapping, Sequence
from typing import cast

from sqlalchemy import Table, delete
from sqlalchemy.orm import Session

from service.domain.names.places import Actor, Base, Source
from service.domain.names.prefixes import list_prefix_keys
from service.storage.database.bulk import divide, insert_rows
from service.storage.tables.columns import Model
from service.storage.tables.names import ActorPrefixRow, BasePrefixRow, SourcePrefixRow

Named = Source | Base | Actor
# Names of one statement.
BATCH = 1_000
_ROWS: Mapping[type[Named], type[Model]] = {Source: SourcePrefixRow, Base: BasePrefixRow, Actor: ActorPrefixRow}


def save_prefixes(session: Session, items: Sequence[Named]) -> None:
    """Write the keys of these names, all of one kind, in place of those that they had."""
    if not items:
        return
    kind = type(items[0])
    table, target = cast(Table, _ROWS[kind].__table__), kind.__name__.lower()
    for some in divide(items, BATCH):
        session.execute(delete(table).where(table.c[target].in_([item.slug for item in some])))
        rows = [
            {"place": int(place), "key": key, target: item.slug}
            for item in some
            for place, key in list_prefix_keys(item.slug, item.name, item.aliases)
        ]
        insert_rows(session, table, rows)
