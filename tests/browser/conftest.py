"""A real Chromium, and the page on stores that it shows. No test may send anything to another host."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, ViewportSize, sync_playwright

from service.app import create_app
from service.loader.runs.loading import Pipeline
from service.settings import Settings
from service.storage.database.engine import build_engine
from service.storage.database.schema import migrate
from tests.browser.reading import Explorer
from tests.browser.serving import serve
from tests.browser.stores import fill_hostile_store, fill_store
from tests.examples import load_seeds, open_client
from tests.system.conftest import fixed_pipeline

__all__ = ["fixed_pipeline"]
NAMES = ("chromium", "chromium-browser", "google-chrome")
# What the browser says of whatever the page's policy forbids.
POLICY = "Content Security Policy"
DESKTOP: ViewportSize = {"width": 1280, "height": 900}
MakeExplorer = Callable[..., Explorer]


@pytest.fixture(scope="package")
def chromium() -> str:
    """The browser's program; without one these tests are skipped, and fail where all checks must run."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None and os.environ.get("CI"):
        pytest.fail("no Chromium is installed, and CI is set: tests/browser needs one")
    if path is None:
        pytest.skip("no Chromium is installed (Debian's package is `chromium`)")
    return path


@pytest.fixture(scope="package")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        # In a container there is no user namespace for its sandbox; it loads nothing but our own page.
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Some dozens of events."""
    yield from _serve_store(tmp_path_factory.mktemp("browser") / "store.db", fill_store)


@pytest.fixture(scope="package")
def hostile_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    yield from _serve_store(tmp_path_factory.mktemp("browser") / "hostile.db", fill_hostile_store)


@pytest.fixture(scope="package")
def empty_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    yield from _serve_store(tmp_path_factory.mktemp("browser") / "empty.db", _fill_nothing)


@pytest.fixture(scope="package")
def seeds_address(fixed_pipeline: Pipeline, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The articles of seeds/, and the encoder, so that texts can be tried."""
    store = tmp_path_factory.mktemp("browser") / "seeds.db"
    load_seeds(store, fixed_pipeline)
    with open_client(store, fixed_pipeline) as client, serve(client.application) as address:
        yield address


def _serve_store(path: Path, fill: Callable[[Path], None]) -> Iterator[str]:
    fill(path)
    engine = build_engine(f"sqlite:///{path}")
    with serve(create_app(Settings(database_url=f"sqlite:///{path}"), engine)) as address:
        yield address
    engine.dispose()


def _fill_nothing(path: Path) -> None:
    engine = build_engine(f"sqlite:///{path}")
    migrate(engine)
    engine.dispose()


@pytest.fixture(scope="package")
def context(browser: Browser) -> BrowserContext:
    """One for most pages, so that the files of the page are fetched once."""
    return browser.new_context(viewport=DESKTOP, permissions=["clipboard-read", "clipboard-write"])


@pytest.fixture
def make_explorer(browser: Browser, context: BrowserContext) -> Iterator[MakeExplorer]:
    """Make pages, with options in a context of their own. What goes wrong in one, or elsewhere, fails the test."""
    faults: list[str] = []
    with ExitStack() as stack:

        def make(address: str, **options: Any) -> Explorer:
            used = context
            if options:
                used = browser.new_context(**{"viewport": DESKTOP, **options})
                stack.callback(used.close)
            page = used.new_page()
            stack.callback(page.close)
            _watch(page, urlsplit(address).netloc, faults)
            return Explorer(page, address)

        yield make
    assert faults == []


def _watch(page: Page, host: str, faults: list[str]) -> None:
    def check(request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in {"data", "blob"} and parts.netloc != host:
            faults.append(f"asked of another host: {request.url}")

    page.set_default_timeout(10_000)
    page.on("request", check)
    page.on("pageerror", lambda error: faults.append(f"error: {error}"))
    page.on("console", lambda message: faults.append(f"refused: {message.text}") if POLICY in message.text else None)


@pytest.fixture(scope="module")
def watched(context: BrowserContext, address: str) -> Iterator[tuple[Explorer, list[str]]]:
    faults: list[str] = []
    page = context.new_page()
    _watch(page, urlsplit(address).netloc, faults)
    yield Explorer(page, address), faults
    page.close()


@pytest.fixture
def explorer(watched: tuple[Explorer, list[str]]) -> Iterator[Explorer]:
    """One page for the tests of a module, each of which opens it with a query of its own."""
    explorer, faults = watched
    yield explorer
    found, faults[:] = list(faults), []
    assert found == []
