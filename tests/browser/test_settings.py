"""What the operator sets: map tiles of a server, and a key for whoever reads."""

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Route

from service.app import create_app
from service.domain.access import ApiKey, Scope, hash_secret
from service.settings import Reads, Settings
from service.storage.database.engine import build_engine, open_transaction
from service.storage.write.api_keys import save_api_key
from tests.browser.conftest import MakeExplorer
from tests.browser.reading import Explorer
from tests.browser.serving import serve
from tests.browser.stores import fill_store
from tests.loading import NOW

SECRET = "open-sesame"  # noqa: S105 - it opens what the test makes
TILES = "https://tiles.example.org/{z}/{x}/{y}.png"
# A PNG of one grey pixel.
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b550000"
    "000a49444154789c636800000082008177cd72b60000000049454e44ae426082"
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("browser") / "settings.db"
    fill_store(path)
    return path


def serve_store(store: Path, **settings: object) -> Iterator[str]:
    url = f"sqlite:///{store}"
    engine = build_engine(url)
    with serve(create_app(Settings(database_url=url, **settings), engine)) as address:  # type: ignore[arg-type]
        yield address
    engine.dispose()


@pytest.fixture
def closed_address(store: Path) -> Iterator[str]:
    key = ApiKey(id="reader", name="reader", scopes=frozenset([Scope.READ]), created_at=NOW)
    engine = build_engine(f"sqlite:///{store}")
    with open_transaction(engine) as session:
        save_api_key(session, key, hash_secret(SECRET))
    engine.dispose()
    yield from serve_store(store, reads=Reads.KEYS)


def test_page_asks_for_a_key_where_reads_need_one_and_sends_it(
    make_explorer: MakeExplorer, closed_address: str
) -> None:
    # A context of its own, which has no key.
    explorer = make_explorer(closed_address, locale="en").open()
    assert "API key with the scope read" in explorer.find("#problem").inner_text()
    explorer.page.get_by_label("API key").fill(SECRET)
    explorer.page.get_by_role("button", name="Use key").click()
    explorer.find("#table a[data-event]").first.wait_for()
    explorer.wait().find("#downloads summary").click()
    with explorer.page.expect_download() as started:
        explorer.find("[data-format=ndjson]").click()
    lines = started.value.path().read_text("utf-8").splitlines()
    assert [json.loads(line)["id"] for line in lines][:25] == explorer.ids


@pytest.fixture
def tiled_address(store: Path) -> Iterator[str]:
    yield from serve_store(store, tiles=TILES, tiles_credit="© Tile makers")


def test_map_shows_the_tiles_that_are_set_and_asks_no_other_host(browser: Browser, tiled_address: str) -> None:
    page = browser.new_page()
    hosts: set[str] = set()

    def answer(route: Route) -> None:
        hosts.add(urlsplit(route.request.url).netloc)
        route.fulfill(body=PIXEL, content_type="image/png")

    page.route(lambda url: not url.startswith(tiled_address), answer)
    explorer = Explorer(page, tiled_address).open()
    explorer.find(".leaflet-tile-loaded").first.wait_for()
    assert hosts == {"tiles.example.org"}
    assert explorer.find("#credit").inner_text() == "© Tile makers"
    assert explorer.find(".map .land").count() == 0
    page.close()
