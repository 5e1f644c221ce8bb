"""Locks that last until the transaction ends, so that two loaders at once do the same work one after the other.

An event is made from all reports of its block. Were two loaders to add reports to one block at the same
time, each would merge without the other's, and the later commit would undo half of the earlier. Rows cannot
be locked instead: the reports that must not appear are not there yet. On SQLite nothing is needed, since a
writing transaction holds the only write lock from its start.

Every transaction takes its locks in the order article, blocks, store, and the names of one call sorted,
so that no two wait for each other.
"""

import hashlib
from collections.abc import Iterable

from sqlalchemy import text
from sqlalchemy.orm import Session

_LOCK = text("SELECT pg_advisory_xact_lock(:number)")


def lock_names(session: Session, names: Iterable[str]) -> None:
    """Wait until no other transaction holds any of the names, then hold them all."""
    if session.get_bind().dialect.name != "postgresql":
        return
    for number in sorted({_build_lock_number(name) for name in names}):
        session.execute(_LOCK, {"number": number})


def _build_lock_number(name: str) -> int:
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], signed=True)
