"""A store of the articles of seeds/ that is loaded once for all tests that only ask of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.examples import load_seeds, open_client


@pytest.fixture(scope="session")
def seeds_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    store = tmp_path_factory.mktemp("seeds") / "seeds.db"
    load_seeds(store)
    return store


@pytest.fixture
def seeds_client(seeds_store: Path) -> Iterator[FlaskClient]:
    with open_client(seeds_store) as client:
        yield client
