"""Names in memory: what the names of one revision mean, so that a question need not ask the database first.

A name that is not found here may still be stored, since names that nothing uses yet are stored without a revision;
whoever misses one asks the database, which also says what was probably meant.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from threading import Lock
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from service.domain.names.slugs import parse_name_key
from service.storage.names.extents import EventExtent, read_extent
from service.storage.names.json_values import read_json
from service.storage.names.places import read_regions
from service.storage.names.resolve import IS_STATE, STATE_KEYS, STORED_KINDS, find_type_slugs, is_present
from service.storage.tables.names import ActorRow

# A revision that was asked of so often is likely to be asked of again: while articles are loaded each is soon past.
MIN_USES = 8
# Of more names than these none are kept: as many take about 60 MB.
MAX_NAMES = 200_000


@dataclass(frozen=True, slots=True)
class KnownNames:
    """The slugs of one kind of names, whether each is present, and the keys that mean them."""

    slugs: Mapping[str, bool]
    keys: Mapping[str, str]

    def find(self, slug: str, key: str, *, past: bool) -> str | None:
        """The slug that is meant by a name; a slug is always its own, whoever else has it for an alias."""
        for meant in (slug, self.keys.get(key)):
            if meant is not None and meant in self.slugs and (past or self.slugs[meant]):
                return meant
        return None


@dataclass(frozen=True, slots=True)
class RememberedNames:
    """All names of one revision, and how far its events reach. `state` is what tells that revision from others."""

    state: object
    names: Mapping[str, KnownNames]
    countries: frozenset[str]
    states: Mapping[str, str]
    types: frozenset[str]
    extent: EventExtent
    regions: Mapping[str, Sequence[str]]

    def resolve(self, kind: str, names: Sequence[str], *, past: bool) -> tuple[str, ...] | None:
        """The slugs or codes that names of a kind mean; null where one of them is not known here."""
        if kind == "region":
            return None if past else self._find_regions(names)
        found = [self._find(kind, name, past=past) for name in names]
        known = tuple(slug for slug in found if slug is not None)
        if len(known) < len(found):
            return None
        return known if kind == "type" else tuple(dict.fromkeys(known))

    def _find_regions(self, names: Sequence[str]) -> tuple[str, ...] | None:
        """One name may be that of regions that are written in several ways."""
        found = [self.regions.get(parse_name_key(name)) for name in names]
        known = [regions for regions in found if regions is not None]
        return tuple(dict.fromkeys(chain(*known))) if len(known) == len(found) else None

    def _find(self, kind: str, name: str, *, past: bool) -> str | None:
        if kind == "type":
            return name if name in self.types else None
        if kind == "country":
            return name.upper() if name.upper() in self.countries else self.states.get(parse_name_key(name))
        wanted = STORED_KINDS[kind]
        return self.names[kind].find(wanted.parse_slug(name), wanted.parse_key(name), past=past)


class NameMemory:
    """The names of one revision at most, which threads share; they are read anew where another revision is asked of."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._asked: tuple[object, int] = (None, 0)
        self.index: RememberedNames | None = None

    def find(self, session: Session, state: object) -> RememberedNames | None:
        """The names of a revision, which the session sees; null where they are not read, or not yet."""
        index = self.index
        if index is not None and index.state == state:
            return index
        with self._lock:
            uses = self._asked[1] + 1 if self._asked[0] == state else 1
            # While one thread reads them the others go on as before.
            self._asked = (state, uses)
        if uses != MIN_USES:
            return None
        self.index = read_names(session, state)
        return self.index


def read_names(session: Session, state: object) -> RememberedNames | None:
    """Read all names; null where there are too many."""
    names = {}
    for kind, wanted in STORED_KINDS.items():
        rows = _read_pairs(session, select(wanted.rows.slug, is_present(wanted.rows)).limit(MAX_NAMES))
        keys = _read_pairs(session, select(wanted.key, wanted.slug).limit(MAX_NAMES))
        if len(rows) + len(keys) >= MAX_NAMES:
            return None
        names[kind] = KnownNames({slug: bool(is_used) for slug, is_used in rows.items()}, keys)
    states = {key: code for key, code in _read_pairs(session, STATE_KEYS).items() if code}
    countries = frozenset(code for code in session.scalars(select(ActorRow.country).where(IS_STATE)) if code)
    types, regions = frozenset(find_type_slugs(session)), read_regions(session)
    return RememberedNames(state, names, countries, states, types, read_extent(session), regions)


def _read_pairs(session: Session, statement: Select[*tuple[Any, Any]]) -> dict[str, Any]:
    """Its pairs of columns."""
    pair = statement.subquery().c
    return read_json(session, func.json_group_object(*pair), func.json_object_agg(*pair)) or {}
