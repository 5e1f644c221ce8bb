"""Servers that fall silent are waited for by one at a time."""

import socket
import time
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, text

from service.api.server.listeners import ignore_new_connections
from service.errors import StorageError
from service.storage.database.engine import build_engine, open_session


@pytest.fixture
def silent_engine() -> Iterator[Engine]:
    """On an address that answers nobody."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        if not ignore_new_connections(listener):
            pytest.skip("only Linux tells how far packets have come")
        engine = build_engine(f"postgresql://nobody@127.0.0.1:{listener.getsockname()[1]}/none", 10_000)
        yield engine
        engine.dispose()


def measure_failure(engine: Engine) -> float:
    begun = time.monotonic()
    with pytest.raises(StorageError), open_session(engine) as session:
        session.execute(text("SELECT 1"))
    return time.monotonic() - begun


def test_server_that_is_silent_is_waited_for_once_in_a_while(silent_engine: Engine) -> None:
    assert measure_failure(silent_engine) > 2
    assert sorted(measure_failure(silent_engine) for _ in range(5))[2] < 2
    # It is tried again, so that it is found when it is back.
    time.sleep(1)
    assert measure_failure(silent_engine) > 2
