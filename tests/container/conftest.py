"""The images, mounted once for all tests, and what their containers need."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.container.databases import Database, run_database
from tests.container.images import Image, begin_images, build_images, mount_image, require_base_image
from tests.container.running import run_container

ACCOUNT = 10001
FIRST_WORKER = "gw0"
FOLDER = Path(__file__).parent
BUILD = pytest.StashKey[subprocess.Popen[bytes]]()


def pytest_collection_finish(session: pytest.Session) -> None:
    """Begin the images, once for all workers: most of it is waiting, and other tests can run meanwhile."""
    worker = getattr(session.config, "workerinput", {"workerid": FIRST_WORKER})["workerid"]
    is_asked = any(item.path.is_relative_to(FOLDER) for item in session.items)
    if worker == FIRST_WORKER and is_asked and not session.config.option.collectonly:
        session.config.stash[BUILD] = begin_images()


@pytest.fixture(scope="session")
def built() -> str:
    """The base that both images were built on."""
    base = require_base_image()
    build_images(base)
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
