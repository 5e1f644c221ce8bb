"""The database for endpoints: one database, one session and one state per request."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from flask import Response, g, request
from sqlalchemy import exc
from sqlalchemy.orm import Session

from service.api.http.databases import Database, Latest, get_databases
from service.api.input.revisions import MIN_REVISION, Floor, build_floor
from service.errors import BehindError, ParameterError, StorageError
from service.storage.database.engine import open_session
from service.storage.database.replicas import read_replica_lag
from service.storage.names.memory import RememberedNames
from service.storage.read.pages.latest import StoreState
from service.storage.read.replica import ReadReplica
from service.storage.tables.revisions import find_last_revision


def get_database() -> Database:
    """Return the database that the current request is answered from."""
    database: Database = g.database if "database" in g else get_databases().primary
    return database


def find_latest() -> Latest | None:
    """Return what is known of that database; null where the request is to be answered by a session alone."""
    return get_database().latest


def read_store(arguments: object, read: Callable[[], Response]) -> Response:
    """Return the response of `read`, which is of a database that is recent enough for the arguments.

    What the replica cannot answer, or fails to, the primary answers.
    """
    databases = get_databases()
    if databases.follower is not None:
        g.floor, g.database = build_floor(arguments, request.path, request.args), databases.replica
        response, reason = _read_replica(databases.follower, g.floor, read)
        if response is not None:
            return response
        databases.note_fallback(reason)
    asked = getattr(arguments, MIN_REVISION, None) or 0
    g.floor, g.database = Floor(asked, asked), databases.primary
    return read()


def _read_replica(replica: ReadReplica, floor: Floor, read: Callable[[], Response]) -> tuple[Response | None, str]:
    """Return the replica's response; null with the reason where the primary has to answer."""
    if not replica.is_ready():
        return None, replica.health.report.state
    if not replica.is_at(floor.number, floor.moment):
        return None, "behind"
    try:
        return read(), ""
    except (StorageError, exc.SQLAlchemyError) as error:
        reason = replica.note_failure(error)
        if reason is None:
            raise
        return None, reason


def is_floor_reached(state: StoreState | None) -> bool:
    """Whether a state is recent enough for the current request."""
    floor: Floor = g.floor
    return floor.is_reached(state.number, state.committed_at) if state else floor.is_reached(0, None)


def _require_floor(session: Session) -> None:
    """Raise an error where the database has not reached what the request needs."""
    if is_floor_reached(g.state):
        return
    asked, last = g.floor.asked, get_state_number()
    if get_database().follower or read_replica_lag(session) is not None:
        # The revision may be there already, and come with the next changes.
        raise BehindError(f"this server's database is a replica, and has only reached revision {last}; try again")
    raise ParameterError(
        MIN_REVISION,
        f"no revision has the number {asked} yet; the last is {last}",
        allowed=f"the number of a revision up to {last}",
    )


def get_state_number() -> int:
    """Return the number of the last revision in the request's session; 0 before the first."""
    return g.state.number if g.state else 0


def find_name_index(session: Session) -> RememberedNames | None:
    """Return the names of the request's state, if they are remembered."""
    latest = find_latest()
    if latest is None or g.get("session") is not session or g.state is None:
        return None
    return latest.names.find(session, g.state)


@contextmanager
def open_state() -> Iterator[StoreState | None]:
    """Open the request's session for the block, and yield the latest state in it; null before the first revision."""
    database = get_database()
    with open_session(database.engine) as session:
        g.session = session
        revision = find_last_revision(session)
        g.state = StoreState(revision.number, revision.committed_at) if revision else None
        if database.follower is not None:
            database.follower.note_state(g.state)
        try:
            _require_floor(session)
            yield g.state
        finally:
            del g.session


@contextmanager
def open_request_session() -> Iterator[Session]:
    """Yield the request's session, or a new one if there is none."""
    if "session" in g:
        yield g.session
    else:
        with open_own_session() as session:
            yield session


def open_own_session() -> AbstractContextManager[Session]:
    """Open a separate session, as for a streamed response, which outlives the request's session."""
    return open_session(get_database().engine)
