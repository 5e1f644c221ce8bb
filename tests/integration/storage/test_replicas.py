"""How far a replica is behind its database, on a real one."""

from sqlalchemy import Engine, text

from service.app import create_app
from service.settings import Settings
from service.storage.database.engine import open_session
from service.storage.database.replicas import read_replica_lag
from tests.integration.api.test_problems import assert_problem
from tests.replicas import Pair, execute
from tests.waiting import wait_until


def read_lag(engine: Engine) -> float | None:
    with open_session(engine) as session:
        return read_replica_lag(session)


def test_read_replica_lag_of_a_database_that_follows_none_is_null(engine: Engine) -> None:
    assert read_lag(engine) is None


def test_replica_that_is_behind_is_not_ready_until_it_has_caught_up(pair: Pair) -> None:
    client = create_app(Settings(max_replica_lag_s=1), pair.replica).test_client()
    # The server that is followed writes a little of its own now and then, with which a replica is behind for a moment.
    wait_until(lambda: client.get("/readyz").get_json().get("replica_lag_seconds") == 0)
    execute(pair.replica.url, "SELECT pg_wal_replay_pause()")
    with pair.primary.begin() as connection:
        connection.execute(text("INSERT INTO source (slug, name, aliases, known) VALUES ('new', 'New', '[]', true)"))
    wait_until(lambda: (read_lag(pair.replica) or 0) > 1)
    assert "behind" in assert_problem(client.get("/readyz"), 503)["detail"]
    assert client.get("/healthz").status_code == 200
    execute(pair.replica.url, "SELECT pg_wal_replay_resume()")
    wait_until(lambda: client.get("/readyz").status_code == 200)
