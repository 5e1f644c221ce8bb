"""A store of the articles of seeds/ that is loaded once for all tests that only ask of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from service.extraction.encoder.protocol import Encoder
from service.loader.runs.loading import Pipeline
from tests.examples import build_fixed_pipeline, load_seeds, open_client
from tests.integration.api.openapi_runs import serve


@pytest.fixture(scope="session")
def fixed_pipeline(encoder: Encoder) -> Pipeline:
    return build_fixed_pipeline(encoder)


@pytest.fixture(scope="session")
def seeds_store(fixed_pipeline: Pipeline, tmp_path_factory: pytest.TempPathFactory) -> Path:
    store = tmp_path_factory.mktemp("seeds") / "seeds.db"
    load_seeds(store, fixed_pipeline)
    return store


@pytest.fixture
def seeds_client(seeds_store: Path, fixed_pipeline: Pipeline) -> Iterator[FlaskClient]:
    with open_client(seeds_store, fixed_pipeline) as client:
        yield client


@pytest.fixture(scope="session")
def seeds_address(seeds_store: Path, fixed_pipeline: Pipeline) -> Iterator[str]:
    """Where the API on the articles of seeds/ is served."""
    with open_client(seeds_store, fixed_pipeline) as client, serve(client.application) as address:
        yield address
