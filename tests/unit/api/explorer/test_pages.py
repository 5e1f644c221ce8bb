"""The page at `/` as it is sent: what it loads, from where, and what it may do."""

import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from service.api.explorer.pages import build_page
from service.app import create_app
from service.settings import Settings

ROOT = Path(__file__).parents[4]
FOLDER = ROOT / "service/api/explorer"
MAX_OWN_BYTES = 100_000
MAX_LINES = 300
MAX_FILES = 10
TILES = "https://{s}.tiles.example.org/{z}/{x}/{y}.png"


@pytest.fixture
def client() -> FlaskClient:
    return build_app().test_client()


def build_app(**settings: object) -> Flask:
    return create_app(Settings(database_url="sqlite://", **settings))  # type: ignore[arg-type]


def list_assets(page: str) -> list[str]:
    return re.findall(r'(?:src|href)="(explorer/[^"]+)"', page)


def list_own_files() -> list[Path]:
    return [path for path in (FOLDER / "page").rglob("*") if path.suffix in {".js", ".css"}]


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("query", ["", "?base=k1&colour=red"])
def test_page_is_html_whatever_its_query_says(client: FlaskClient, method: str, query: str) -> None:
    answer = client.open(f"/{query}", method=method, headers={"Accept": "image/png"})
    assert (answer.status_code, answer.mimetype) == (200, "text/html")


def test_page_every_asset_is_there_and_is_kept_for_a_year(client: FlaskClient) -> None:
    assets = list_assets(client.get("/").text)
    assert len(assets) > 20
    for asset in assets:
        answer = client.get(f"/{asset}", buffered=True)
        assert answer.status_code == 200, asset
        assert (answer.cache_control.max_age, answer.cache_control.immutable) == (31_536_000, True)


def test_page_names_every_module_and_style_of_its_own(client: FlaskClient) -> None:
    named = {asset.split("/", 2)[2] for asset in list_assets(client.get("/").text)}
    assert {str(path.relative_to(FOLDER)) for path in list_own_files()} <= named


def test_page_loads_nothing_from_other_hosts_and_runs_nothing_inline(client: FlaskClient) -> None:
    answer = client.get("/")
    assert re.findall(r"https?://", answer.text) == []
    assert re.findall(r"<script(?![^>]* src=)|<style| style=| on\w+=", answer.text) == []
    assert answer.headers["Content-Security-Policy"] == (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


def test_page_with_tiles_may_load_images_of_their_host_alone() -> None:
    answer = build_app(tiles=TILES, tiles_credit="© <b>Makers</b>").test_client().get("/")
    assert "img-src 'self' data: https://*.tiles.example.org;" in answer.headers["Content-Security-Policy"]
    assert f'content="{TILES}"' in answer.text
    assert "© &lt;b&gt;Makers&lt;/b&gt;" in answer.text


def test_page_asked_again_by_its_etag_is_304(client: FlaskClient) -> None:
    etag = client.get("/").headers["ETag"]
    assert client.get("/", headers={"If-None-Match": etag}).status_code == 304
    assert client.get("/", headers={"If-None-Match": '"x"'}).status_code == 200


def test_page_below_a_prefix_without_a_slash_leads_below_it(client: FlaskClient) -> None:
    answer = client.get("/?base=k1", environ_overrides={"SCRIPT_NAME": "/news", "PATH_INFO": ""})
    assert (answer.status_code, answer.headers["Location"], answer.data) == (302, "/news/?base=k1", b"")


def test_asset_of_another_version_is_given_and_not_kept(client: FlaskClient) -> None:
    answer = client.get("/explorer/0123456789abcdef/page/main.js", buffered=True)
    assert (answer.status_code, answer.cache_control.max_age) == (200, 0)
    assert not answer.cache_control.immutable


@pytest.mark.parametrize(
    "name", ["pages.py", "page/index.html", "vendor/leaflet/LICENSE", "page/../pages.py", "page/nothing.js", "%00.js"]
)
def test_asset_that_is_none_is_404(client: FlaskClient, name: str) -> None:
    assert client.get(f"/explorer/0123456789abcdef/{name}").status_code == 404


@pytest.mark.parametrize("path", ["//", "///", "/index.html", "/explorer", "/explorer/"])
def test_path_beside_the_page_is_404(client: FlaskClient, path: str) -> None:
    assert client.get("/", environ_overrides={"PATH_INFO": path}).status_code == 404


def test_digest_changes_with_no_setting() -> None:
    assert build_page(TILES, "off").digest == build_page("off", "off").digest


def test_own_files_are_small_in_all_and_each() -> None:
    files = list_own_files()
    assert sum(path.stat().st_size for path in files) <= MAX_OWN_BYTES
    assert [path for path in files if len(path.read_text("utf-8").splitlines()) > MAX_LINES] == []
    folders = [path.parent for path in files if path.suffix == ".js"]
    assert [folder for folder in folders if folders.count(folder) > MAX_FILES] == []


def test_own_files_write_no_html_and_ask_the_api_in_one_place() -> None:
    texts = {path.name: path.read_text("utf-8") for path in list_own_files() if path.suffix == ".js"}
    forbidden = re.compile(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function")
    assert [name for name, text in texts.items() if forbidden.search(text)] == []
    assert [name for name, text in texts.items() if "Authorization" in text and name != "api.js"] == []


@pytest.mark.parametrize("name", ["light", "dark", "phone"])
def test_picture_in_the_readme_is_there_and_small(name: str) -> None:
    assert 10_000 < (FOLDER / "screenshots" / f"{name}.png").stat().st_size < 150_000
    assert f"explorer/screenshots/{name}.png" in (FOLDER.parent / "README.md").read_text("utf-8")
