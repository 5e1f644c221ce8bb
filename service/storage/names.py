"""From the names that people write to the slugs that the store knows."""

from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from service.domain.names import parse_name_key
from service.errors import ParameterError
from service.storage.models import ActorAliasRow, ActorRow, BaseAliasRow, BaseRow, SourceAliasRow, SourceRow

Rows = Select[*tuple[Any, ...]]
Slug = InstrumentedAttribute[str]


def resolve_bases(session: Session, names: Sequence[str]) -> tuple[str, ...]:
    """The slugs of bases given by slug, name or alias. An unknown one is a ParameterError naming the nearest."""
    found = _find_slugs(session, select(BaseAliasRow.key, BaseAliasRow.base), BaseAliasRow.key, names)
    return _pick_slugs(session, "base", select(BaseRow.slug, BaseRow.name, BaseRow.aliases), names, found)


def resolve_actors(session: Session, names: Sequence[str]) -> tuple[str, ...]:
    """As resolve_bases, for actors."""
    found = _find_slugs(session, select(ActorAliasRow.key, ActorAliasRow.actor), ActorAliasRow.key, names)
    return _pick_slugs(session, "actor", select(ActorRow.slug, ActorRow.name, ActorRow.aliases), names, found)


def resolve_sources(session: Session, names: Sequence[str]) -> tuple[str, ...]:
    """As resolve_bases, for sources."""
    found = _find_slugs(session, select(SourceAliasRow.key, SourceAliasRow.source), SourceAliasRow.key, names)
    return _pick_slugs(session, "source", select(SourceRow.slug, SourceRow.name, SourceRow.aliases), names, found)


def _find_slugs(session: Session, statement: Rows, key: Slug, names: Sequence[str]) -> dict[str, str]:
    keys = {parse_name_key(name) for name in names}
    return {row[0]: row[1] for row in session.execute(statement.where(key.in_(keys)))} if keys else {}


def _pick_slugs(
    session: Session, parameter: str, known: Rows, names: Sequence[str], found: dict[str, str]
) -> tuple[str, ...]:
    for name in names:
        if parse_name_key(name) not in found:
            raise _build_unknown(session, parameter, known, name)
    return tuple(dict.fromkeys(found[parse_name_key(name)] for name in names))


def _build_unknown(session: Session, parameter: str, known: Rows, name: str) -> ParameterError:
    nearest = _find_nearest(session, known, name)
    hint = f"; did you mean {nearest}?" if nearest else ""
    return ParameterError(
        parameter,
        f"no {parameter} is called {name!r}{hint}",
        allowed=f"the slug, name or an alias of a known {parameter}",
        nearest=nearest,
    )


def _find_nearest(session: Session, known: Rows, name: str) -> str | None:
    # All names are read, but only on the way to an error, and there are thousands at most.
    spellings = {
        parse_name_key(spelling): spelling
        for slug, title, aliases in session.execute(known)
        for spelling in (*aliases, title, slug)
    }
    nearest = get_close_matches(parse_name_key(name), sorted(spellings), n=1)
    return spellings[nearest[0]] if nearest else None
