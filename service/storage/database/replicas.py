"""Replica lag of the database."""

from sqlalchemy import text
from sqlalchemy.orm import Session

# A replica that has applied all that it is sent is not behind, however long ago that was, as long as it is sent
# anything; one that has applied nothing since it started is behind for as long.
_LAG = text(
    """SELECT CASE WHEN NOT pg_is_in_recovery() THEN NULL
    WHEN pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn()
    AND EXISTS (SELECT FROM pg_stat_wal_receiver WHERE status = 'streaming') THEN 0
    ELSE extract(epoch FROM clock_timestamp() - coalesce(pg_last_xact_replay_timestamp(), pg_postmaster_start_time()))
    END"""
)


def read_replica_lag(session: Session) -> float | None:
    """Replica lag in seconds; null where the database is not a replica."""
    if session.get_bind().dialect.name != "postgresql":
        return None
    lag = session.scalar(_LAG)
    return None if lag is None else float(lag)
