"""The keys of typeahead follow the names: as they are stored, discovered, changed, and migrated."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from service.domain.names.prefixes import fold_prefix
from service.domain.queries import NameQuery, PageRequest
from service.storage.database.engine import open_session, open_transaction
from service.storage.database.schema import migrate
from service.storage.names.gazetteer import ensure_actors, ensure_bases, ensure_sources, save_discovered, save_gazetteer
from service.storage.read.names import find_actors, find_bases, find_sources
from service.storage.tables.names import ActorPrefixRow, BasePrefixRow, SourcePrefixRow
from tests.builders import (
    EVENT_TYPES,
    build_actor,
    build_base,
    build_country,
    build_gazetteer,
    build_report,
    build_source,
)
from tests.earlier_schemas import go_back
from tests.integration.storage.storing import store_told_event


def save(session: Session, bases: Sequence[Any]) -> None:
    gazetteer = build_gazetteer(bases, [build_actor()], [build_source()], [build_country()])
    save_gazetteer(session, gazetteer, EVENT_TYPES)


def suggest(session: Session, text: str) -> list[str]:
    page = find_bases(session, PageRequest(limit=10), NameQuery(prefix=fold_prefix(text)))
    return [record.base.slug for record in page.items]


def test_suggestions_come_by_how_well_they_match_and_then_by_their_events(session: Session) -> None:
    bases = [
        build_base("exact", "Kir", ()),
        build_base("first", "Kirkuk Base", ()),
        build_base("second", "Kirkuk West", ()),
        build_base("alias", "Other", ("Kirkush",)),
        build_base("exact-alias", "Another", ("KIR",)),
        build_base("word", "Camp Kirkuk", ("New Kir",)),
        build_base("none", "Akir", ()),
    ]
    save(session, bases)
    assert suggest(session, "kir") == ["exact", "exact-alias", "first", "second", "alias", "word"]
    for number in range(2):
        store_told_event(session, f"event-{number}", build_report(base=bases[2]))
    store_told_event(session, "event-2", build_report(base=bases[5]))
    assert suggest(session, "kir") == ["exact", "exact-alias", "second", "first", "alias", "word"]


def test_names_that_change_are_found_by_their_new_names_alone(session: Session) -> None:
    save(session, [build_base(), build_base("taji", "Camp Taji", ())])
    assert (suggest(session, "air"), suggest(session, "tower")) == (["k1"], [])
    save(session, [build_base(name="Tower One", aliases=()), build_base("taji", "Camp Taji", ())])
    assert (suggest(session, "air"), suggest(session, "tower"), suggest(session, "taj")) == ([], ["k1"], ["taji"])


def test_discovered_names_are_found_and_so_is_what_they_become(session: Session) -> None:
    hidden = build_base("hidden", "Hidden Base", ())
    ensure_bases(session, [hidden])
    ensure_actors(session, [build_actor("rebels", "Rebels")])
    ensure_sources(session, [build_source("gazette", "The Gazette")])
    assert suggest(session, "hid") == []
    save(session, [])
    store_told_event(session, "at-hidden", build_report(base=hidden))
    assert suggest(session, "hid") == ["hidden"]
    save_discovered(session, replace(hidden, name="Secret Base", aliases=("Hidden Camp",)))
    assert suggest(session, "secret") == suggest(session, "camp") == ["hidden"]
    page, query = PageRequest(limit=10), NameQuery(prefix="gaz")
    assert [record.source.slug for record in find_sources(session, page, query).items] == []
    store_told_event(session, "told", build_report(base=None), build_source("gazette", "The Gazette"))
    assert [record.source.slug for record in find_sources(session, page, query).items] == ["gazette"]
    assert [record.actor.slug for record in find_actors(session, page, NameQuery(prefix="us")).items] != []


@pytest.mark.parametrize("rows", [BasePrefixRow, ActorPrefixRow, SourcePrefixRow])
def test_migrate_fills_the_keys_that_are_written_with_names(engine: Engine, rows: Any) -> None:
    with open_transaction(engine) as session:
        save(session, [build_base(), build_base("al-qaim", "Al-Qa'im base", ("Évreux",))])
    before = read_keys(engine, rows)
    go_back(engine, "0012")
    migrate(engine)
    assert read_keys(engine, rows) == before
    assert len(before) > 1


def read_keys(engine: Engine, rows: Any) -> list[tuple[Any, ...]]:
    with open_session(engine) as session:
        columns = rows.__table__.columns
        return [tuple(row) for row in session.execute(select(*columns).order_by(*columns))]
