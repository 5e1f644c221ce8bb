"""What a page shows, and what is done with it, as the tests here say it."""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit
from urllib.request import urlopen

from playwright.sync_api import Locator, Page

IS_IDLE = """() => ["list", "map", "timeline"].every(
  (id) => document.getElementById(id).getAttribute("aria-busy") === "false")"""
# As after a step back: nothing of the page is loaded again.
LOOK_AFRESH = """(query) => {
  document.activeElement?.blur();
  for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close();
  for (const menu of document.querySelectorAll("details[open]")) menu.open = false;
  history.pushState(null, "", location.pathname + query);
  dispatchEvent(new PopStateEvent("popstate"));
}"""


class Explorer:
    """The page in a browser, at one address."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address

    def open(self, query: str = "") -> "Explorer":
        """Open the page with a query, or let one that is open have it, and wait until all that it shows is there."""
        if self.page.url.startswith(self.address):
            self.page.evaluate(LOOK_AFRESH, query)
        else:
            self.page.goto(f"{self.address}{query}")
        return self.wait()

    def wait(self) -> "Explorer":
        """Wait until no view is busy."""
        self.page.wait_for_function(IS_IDLE)
        return self

    def do(self, action: Callable[[], Any]) -> "Explorer":
        """Do what changes the query, and wait until it is shown."""
        before = self.page.url
        action()
        self.page.wait_for_function("(before) => location.href !== before", arg=before)
        return self.wait()

    def find(self, selector: str) -> Locator:
        """The elements of a selector."""
        return self.page.locator(selector)

    @property
    def query(self) -> dict[str, str]:
        """The query of the page's address."""
        return {name: values[0] for name, values in parse_qs(urlsplit(self.page.url).query).items()}

    @property
    def count(self) -> int:
        """How many events the page says there are."""
        return int(self.find("#count").inner_text().split()[0].replace(",", ""))

    @property
    def ids(self) -> list[str]:
        """The ids of the events of this page of the list, in order."""
        links = self.find("#table a[data-event]").all()
        return [str(link.get_attribute("data-event")) for link in links]

    def read_all_ids(self) -> list[str]:
        """The ids of all pages of the list."""
        ids = self.ids
        while self.find("#next-page").count():
            self.do(self.find("#next-page").click)
            ids += self.ids
        return ids

    def ask(self, path: str) -> Any:
        """What the API itself answers."""
        with urlopen(f"{self.address}{path}") as answer:  # noqa: S310 - our own server
            return json.load(answer)

    def pick(self, name: str, text: str) -> "Explorer":
        """Choose a value of a filter by writing the beginning of its name."""
        self.find(f"#pick-{name}").click()
        field = self.page.get_by_role("combobox", name="Find:")
        self.find(f"#pick-{name}-list [role=option]:not([aria-disabled])").first.wait_for()
        field.fill(text)
        self.do(lambda: field.press("Enter"))
        field.press("Escape")
        return self

    def brush(self, first: float, last: float) -> "Explorer":
        """Drag over the timeline, between two parts of its width."""
        box = self.find("#timeline svg").bounding_box()
        assert box
        middle = box["y"] + box["height"] / 2
        mouse = self.page.mouse

        def drag() -> None:
            mouse.move(box["x"] + box["width"] * first, middle)
            mouse.down()
            mouse.move(box["x"] + box["width"] * last, middle, steps=4)
            mouse.up()

        return self.do(drag)
