"""Take the pictures of the page that its README shows: `python -m tests.browser.screenshots`.

They are of the articles of seeds/, as whoever runs `make run` sees them.
"""

import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from tests.browser.conftest import NAMES
from tests.browser.reading import Explorer
from tests.browser.serving import serve
from tests.examples import build_fixed_pipeline, load_seeds, open_client

FOLDER = Path(__file__).parents[2] / "service/api/explorer/screenshots"
DESKTOP = {"viewport": {"width": 1160, "height": 760}}
PHONE = {"viewport": {"width": 360, "height": 760}}


@dataclass(frozen=True)
class Picture:
    """One picture: its name, the query of the page, how it is looked at, and what must be there first."""

    name: str
    query: str
    options: Mapping[str, Any]
    awaited: str = "#table blockquote"


PICTURES = (
    Picture("light", "", {**DESKTOP, "color_scheme": "light"}),
    Picture("dark", "?event=k1-handover-2020-03-29", {**DESKTOP, "color_scheme": "dark"}, "#event .source"),
    Picture("phone", "?country=IQ", {**PHONE, "color_scheme": "light"}),
)


def take_picture(browser: Browser, address: str, picture: Picture, folder: Path = FOLDER) -> Path:
    """Take one picture of the page at an address."""
    page = browser.new_page(**picture.options)
    Explorer(page, address).open(picture.query)
    page.locator(picture.awaited).first.wait_for()
    page.wait_for_load_state("networkidle")
    path = folder / f"{picture.name}.png"
    page.screenshot(path=path)
    page.close()
    return path


def main() -> None:
    """Take all of them."""
    program = next(filter(None, map(shutil.which, NAMES)), None)
    if program is None:
        raise SystemExit("no Chromium is installed (Debian's package is `chromium`)")
    pipeline = build_fixed_pipeline()
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        store = Path(name) / "seeds.db"
        load_seeds(store, pipeline)
        with (
            open_client(store, pipeline) as client,
            serve(client.application) as address,
            sync_playwright() as playwright,
        ):
            browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
            for picture in PICTURES:
                take_picture(browser, address, picture)
            browser.close()


if __name__ == "__main__":
    main()
