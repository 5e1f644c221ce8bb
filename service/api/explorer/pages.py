"""The explorer page at `/` and its files: nothing is loaded from other hosts, but for map tiles where they are set.

All paths in the page are relative, so it works under any proxy prefix.
"""

import hashlib
import html
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from string import Template
from urllib.parse import quote, urlsplit

from flask import Flask, Response, request, send_from_directory
from werkzeug.exceptions import NotFound

from service.api.caching.etags import make_conditional
from service.settings import NO_TILES, Settings

_FOLDER = Path(__file__).parent
# What the page may load: the files of this folder that a browser needs.
_ASSETS = ("page", "vendor")
_SUFFIXES = frozenset({".css", ".js", ".json", ".svg"})
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:{tiles}; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
# A path with a digest never has other content.
_YEAR_S = 31_536_000


@dataclass(frozen=True, slots=True)
class ExplorerPage:
    """The page as it is sent, the digest of all files that it loads, and what it may load."""

    document: str
    digest: str
    policy: str


def register_explorer(app: Flask, settings: Settings) -> None:
    """Serve the explorer at `/`, and its files below `/explorer/`."""
    page = build_page(settings.tiles, settings.tiles_credit)
    app.add_url_rule("/", "explorer", lambda: _send_page(page), strict_slashes=False)
    app.add_url_rule(
        "/explorer/<digest>/<path:name>",
        "explorer_asset",
        lambda digest, name: _send_asset(name, is_current=digest == page.digest),
    )


def build_page(tiles: str, credit: str) -> ExplorerPage:
    """Build the page for a template of the URLs of map tiles, and the credit that these need."""
    paths = _list_assets()
    digest = hashlib.sha256()
    for path in paths:
        digest.update(f"{path.relative_to(_FOLDER)}\n".encode() + path.read_bytes())
    folder = f"explorer/{digest.hexdigest()[:16]}"
    own = [path.relative_to(_FOLDER) for path in paths if path.is_relative_to(_FOLDER / "page")]
    # Else a browser would learn of each module only from the one that imports it.
    modules = (f'<link rel="modulepreload" href="{folder}/{path}">' for path in own if path.suffix == ".js")
    styles = (f'<link rel="stylesheet" href="{folder}/{path}">' for path in own if path.suffix == ".css")
    url, credited = ("" if value == NO_TILES else value for value in (tiles, credit))
    document = Template((_FOLDER / "page" / "index.html").read_text("utf-8")).substitute(
        assets=folder,
        links="\n    ".join([*styles, *modules]),
        tiles=html.escape(url),
        credit=html.escape(credited),
    )
    return ExplorerPage(document, digest.hexdigest()[:16], _POLICY.format(tiles=_name_tile_host(url)))


def _list_assets() -> list[Path]:
    found = (path for folder in _ASSETS for path in (_FOLDER / folder).rglob("*"))
    return sorted(path for path in found if path.suffix in _SUFFIXES)


def _name_tile_host(url: str) -> str:
    """The source of tiles as a policy names it. Where a template chooses among hosts, it may be any below theirs."""
    if not url:
        return ""
    parts = urlsplit(url)
    return f" {parts.scheme}://{parts.netloc.replace('{s}', '*')}"


def _send_page(page: ExplorerPage) -> Response:
    # The raw path: routing merges repeated slashes.
    path = request.environ["PATH_INFO"]
    if path not in {"", "/"}:
        raise NotFound
    if not path:
        return _redirect_to_slash()
    response = Response(page.document, mimetype="text/html")
    response.headers["Content-Security-Policy"] = page.policy
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "no-cache"
    response.add_etag()
    return make_conditional(response)


def _redirect_to_slash() -> Response:
    """Redirect (302) to the prefix with a slash, which the page's relative paths need."""
    query = request.query_string.decode("latin-1")
    location = f"{quote(request.root_path)}/{'?' if query else ''}{query}"
    response = Response(status=HTTPStatus.FOUND, headers={"Location": location})
    # There is no body.
    del response.headers["Content-Type"]
    return response


def _send_asset(name: str, *, is_current: bool) -> Response:
    path = Path(name)
    if path.parts[0] not in _ASSETS or path.suffix not in _SUFFIXES:
        raise NotFound
    # While a new version is rolled out, a page of one replica may ask another for its files: those must not be kept.
    response = send_from_directory(_FOLDER, name, max_age=_YEAR_S if is_current else 0, conditional=False)
    response.cache_control.immutable = is_current
    # No range requests: compression changes the byte offsets.
    return make_conditional(response)
