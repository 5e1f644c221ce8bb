"""The images, mounted once for all tests, and what their containers need."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.container.databases import Database, run_database
from tests.container.images import Image, build_images, mount_image, require_base_image
from tests.container.running import run_container

ACCOUNT = 10001


@pytest.fixture(scope="session")
def built() -> str:
    """The base that both images were built on."""
    base = require_base_image()
    build_images(("api", "loader"), base)
    return base


@pytest.fixture(scope="session")
def api_image(built: str) -> Iterator[Image]:
    with mount_image("api") as image:
        yield image


@pytest.fixture(scope="session")
def loader_image(built: str) -> Iterator[Image]:
    with mount_image("loader") as image:
        yield image


@pytest.fixture
def data() -> Iterator[Path]:
    """A volume for /data that belongs to the account of the images."""
    folder = Path(tempfile.mkdtemp(prefix="bwdata"))
    shutil.chown(folder, ACCOUNT, ACCOUNT)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def database(api_image: Image, loader_image: Image) -> Iterator[Database]:
    """A PostgreSQL that was brought to the schema by one container and filled by the next."""
    folder = Path(tempfile.mkdtemp(prefix="bwpg"))
    try:
        with run_database(folder / "pg") as server:
            environ = {"BASEWATCH_DATABASE_URL": server.url}
            for image, role in ((api_image, "migrate"), (loader_image, "load")):
                done = run_container(image, [role], environ, folder)
                assert done.returncode == 0, done.stdout + done.stderr
            yield server
    finally:
        shutil.rmtree(folder, ignore_errors=True)
