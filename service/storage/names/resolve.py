"""From the names that people write to the slugs that the store knows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, null, or_, select, true, union_all
from sqlalchemy.orm import Session

from service.domain.articles.publishers import parse_publisher_key, parse_publisher_slug
from service.domain.names.slugs import parse_name_key, parse_slug
from service.errors import ParameterError
from service.storage.tables.event_links import ParticipationRow
from service.storage.tables.keys import Key
from service.storage.tables.models import ArticleRow, EventRow
from service.storage.tables.names import (
    ActorAliasRow,
    ActorRow,
    BaseAliasRow,
    BaseRow,
    EventTypeRow,
    SourceAliasRow,
    SourceRow,
)

Rows = Select[*tuple[Any, ...]]
NamedRow = type[BaseRow] | type[ActorRow] | type[SourceRow]

_USES: dict[NamedRow, ColumnElement[bool]] = {
    BaseRow: exists().where(EventRow.base == BaseRow.slug, EventRow.until.is_(None)),
    ActorRow: exists().where(ParticipationRow.actor == ActorRow.slug, ParticipationRow.sort_key.is_not(None)),
    SourceRow: exists().where(ArticleRow.source_slug == SourceRow.slug, ArticleRow.until.is_(None)),
}


@dataclass(frozen=True, slots=True)
class NameKind:
    """The named rows, the keys that find them, the slugs that the keys mean, and how names become either."""

    rows: NamedRow
    key: Key
    slug: Key
    parse_slug: Callable[[str], str] = parse_slug
    parse_key: Callable[[str], str] = parse_name_key


STORED_KINDS = {
    "base": NameKind(BaseRow, BaseAliasRow.key, BaseAliasRow.base),
    "actor": NameKind(ActorRow, ActorAliasRow.key, ActorAliasRow.actor),
    "source": NameKind(SourceRow, SourceAliasRow.key, SourceAliasRow.source, parse_publisher_slug, parse_publisher_key),
}


_ALLOWED = {"country": "the ISO 3166-1 alpha-2 code or the name of a country"}
IS_STATE = ActorRow.kind == "state"
# The keys of states' names, and the codes of the countries that they mean.
STATE_KEYS = (
    select(ActorAliasRow.key, ActorRow.country).join(ActorRow, ActorRow.slug == ActorAliasRow.actor).where(IS_STATE)
)


def is_present(rows: NamedRow) -> ColumnElement[bool]:
    """Whether seeds give a name or something present uses it; others are names of the past."""
    return or_(rows.known, _USES[rows])


def resolve_bases(
    session: Session, names: Sequence[str], parameter: str = "base", *, past: bool = False
) -> tuple[str, ...]:
    """The slugs of bases given by slug, name or alias. An unknown one is a ParameterError naming the nearest.

    `past` admits names that nothing present uses any more; `parameter` is the one that they were given by.
    """
    return _resolve(session, "base", names, parameter, past=past)


def resolve_actors(
    session: Session, names: Sequence[str], parameter: str = "actor", *, past: bool = False
) -> tuple[str, ...]:
    """As resolve_bases, for actors."""
    return _resolve(session, "actor", names, parameter, past=past)


def resolve_sources(
    session: Session, names: Sequence[str], parameter: str = "source", *, past: bool = False
) -> tuple[str, ...]:
    """As resolve_bases, for sources."""
    return _resolve(session, "source", names, parameter, past=past)


def resolve_countries(session: Session, names: Sequence[str], parameter: str = "country") -> tuple[str, ...]:
    """The codes of countries given by code, name or alias, which are those of states among the actors."""
    if not names:
        return ()
    keys = {parse_name_key(name) for name in names}
    meant = session.execute(STATE_KEYS.where(ActorAliasRow.key.in_(keys)))
    found = {key: code for key, code in meant if code}
    codes = {name.upper() for name in names}
    known = set(session.scalars(select(ActorRow.country).where(IS_STATE, ActorRow.country.in_(codes))))
    chosen = {name: name.upper() if name.upper() in known else found.get(parse_name_key(name)) for name in names}
    listed = select(ActorRow.country, ActorRow.name, ActorRow.aliases).where(IS_STATE)
    coded = {name: code for name, code in chosen.items() if code}
    return _pick_slugs(session, listed, names, coded, kind="country", parameter=parameter)


def find_type_slugs(session: Session) -> tuple[str, ...]:
    """The slugs of all event types, in order."""
    return tuple(session.scalars(select(EventTypeRow.slug).order_by(EventTypeRow.slug)))


def resolve_types(session: Session, slugs: Sequence[str], parameter: str = "type") -> tuple[str, ...]:
    """The slugs, having made sure that each is a type of the codebook; another one is a ParameterError."""
    return _require_known("type", find_type_slugs(session) if slugs else (), slugs, parameter)


def resolve_kinds(session: Session, rows: NamedRow, kinds: Sequence[str], parameter: str = "kind") -> tuple[str, ...]:
    """The kinds, having made sure that each is one of a name that is stored; another one is a ParameterError."""
    if not kinds or rows is SourceRow:
        return ()
    column: Key = getattr(rows, "kind")  # noqa: B009
    known = session.scalars(select(column).where(column.is_not(None)).distinct().order_by(column))
    return _require_known("kind", tuple(known), kinds, parameter)


def _require_known(word: str, known: Sequence[str], given: Sequence[str], parameter: str) -> tuple[str, ...]:
    for slug in given:
        if slug not in known:
            nearest = next(iter(get_close_matches(slug.lower(), known, n=1)), None)
            hint = f"; did you mean {nearest}?" if nearest else ""
            raise ParameterError(
                parameter, f"no {word} is called {slug!r}{hint}", allowed=", ".join(known) or None, nearest=nearest
            )
    return tuple(given)


def _resolve(session: Session, kind: str, names: Sequence[str], parameter: str, *, past: bool) -> tuple[str, ...]:
    if not names:
        return ()
    wanted = STORED_KINDS[kind]
    rows, key = wanted.rows, wanted.key
    among = true() if past else is_present(rows)
    slugs, keys = {name: wanted.parse_slug(name) for name in names}, {name: wanted.parse_key(name) for name in names}
    itself = select(rows.slug, null().label("key")).where(rows.slug.in_(slugs.values()), among)
    aliased = select(rows.slug, key.label("key")).join(rows, rows.slug == wanted.slug)
    aliased = aliased.where(key.in_(keys.values()), among)
    meant: Sequence[Any] = session.execute(union_all(itself, aliased)).all()
    by_key = {row.key: row.slug for row in meant if row.key is not None}
    own = {row.slug for row in meant if row.key is None}
    # A slug is always its own, whoever else has it for an alias.
    found = {name: by_key[keys[name]] for name in names if keys[name] in by_key}
    found |= {name: slugs[name] for name in names if slugs[name] in own}
    return _pick_slugs(
        session, select(rows.slug, rows.name, rows.aliases).where(among), names, found, kind=kind, parameter=parameter
    )


def _pick_slugs(
    session: Session, known: Rows, names: Sequence[str], found: dict[str, str], *, kind: str, parameter: str
) -> tuple[str, ...]:
    """`found` gives the slug that each name means."""
    for name in names:
        if name not in found:
            raise _build_unknown(session, kind, parameter, known, name)
    return tuple(dict.fromkeys(found[name] for name in names))


def _build_unknown(session: Session, kind: str, parameter: str, known: Rows, name: str) -> ParameterError:
    nearest = _find_nearest(session, known, name)
    hint = f"; did you mean {nearest}?" if nearest else ""
    return ParameterError(
        parameter,
        f"no {kind} is called {name!r}{hint}",
        allowed=_ALLOWED.get(kind, f"the slug, name or an alias of a known {kind}"),
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
