"""The page by the keyboard alone, on a phone, in light and dark, for who listens to it, and where there is nothing."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route

from tests.browser.conftest import MakeExplorer
from tests.browser.reading import Explorer

AXE = Path(__file__).parent / "axe-core" / "axe.min.js"
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}


def find_violations(page: Page) -> list[Any]:
    """What axe finds wrong; it is not part of the page, whose policy would refuse it as a script."""
    page.evaluate(AXE.read_text("utf-8"))
    result = page.evaluate("axe.run()")
    return [(item["id"], [node["html"][:200] for node in item["nodes"]]) for item in result["violations"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_wrong_with_the_page_and_its_dialogs(
    make_explorer: MakeExplorer, address: str, scheme: str
) -> None:
    explorer = make_explorer(address, color_scheme=scheme).open("?base=k1,taji")
    assert find_violations(explorer.page) == []
    explorer.find("#pick-type").click()
    explorer.find("#pick-type-list [role=option]:not([aria-disabled])").first.wait_for()
    explorer.find("#downloads summary").click()
    assert find_violations(explorer.page) == []
    explorer.find("#table a[data-event]").first.click()
    explorer.find("#event .source").first.wait_for()
    assert find_violations(explorer.page) == []
    explorer.open("?try=1")
    assert find_violations(explorer.page) == []


def test_keyboard_alone_filters_brushes_opens_and_closes(make_explorer: MakeExplorer, address: str) -> None:
    explorer = make_explorer(address).open()
    keyboard = explorer.page.keyboard
    keyboard.press("Tab")
    assert explorer.page.evaluate("document.activeElement.textContent") == "Skip to the events"
    while explorer.page.evaluate("document.activeElement.id") != "pick-type":
        keyboard.press("Tab")
    keyboard.press("Enter")
    explorer.find("#pick-type-list [role=option]:not([aria-disabled])").first.wait_for()
    keyboard.press("ArrowDown")
    explorer.do(lambda: keyboard.press("Enter"))
    keyboard.press("Escape")
    assert list(explorer.query) == ["type"]
    assert explorer.page.evaluate("document.activeElement.id") == "pick-type"
    while explorer.page.evaluate("document.activeElement.id") != "brush-From":
        keyboard.press("Tab")
    explorer.do(lambda: keyboard.press("PageUp"))
    explorer.do(lambda: keyboard.press("ArrowRight"))
    assert explorer.query["date"].startswith("2020-")
    assert explorer.page.evaluate("document.activeElement.id") == "brush-From"
    while explorer.page.evaluate("document.activeElement.dataset.event") is None:
        keyboard.press("Tab")
    event = explorer.page.evaluate("document.activeElement.dataset.event")
    explorer.do(lambda: keyboard.press("Enter"))
    assert explorer.query["event"] == event
    explorer.do(lambda: keyboard.press("Escape"))
    assert "event" not in explorer.query
    assert explorer.page.evaluate("document.activeElement.dataset.event") == event


@pytest.mark.parametrize(("query", "name"), [("?base=k1,taji", "chip-0"), ("", "sort-date"), ("", "by-year")])
def test_what_is_pressed_by_the_keyboard_keeps_the_focus(explorer: Explorer, query: str, name: str) -> None:
    explorer.open(query).find(f"#{name}").focus()
    explorer.do(lambda: explorer.page.keyboard.press("Enter"))
    assert explorer.page.evaluate("document.activeElement.id") == name


def test_dot_of_the_map_is_reached_and_chosen_by_the_keyboard(explorer: Explorer) -> None:
    explorer.open().page.get_by_role("button", name="Ramstein, ").focus()
    explorer.find(".leaflet-tooltip blockquote").wait_for()
    explorer.do(lambda: explorer.page.keyboard.press("Enter"))
    assert explorer.query == {"base": "ramstein"}


def test_phone_shows_all_within_its_width_and_filters(make_explorer: MakeExplorer, address: str) -> None:
    explorer = make_explorer(address, **PHONE).open()
    assert explorer.page.evaluate("document.documentElement.scrollWidth") == 360
    box = explorer.find("#timeline svg").bounding_box()
    assert box
    assert 250 < box["width"] <= 360
    explorer.find(".toggle").click()
    explorer.pick("type", "hand")
    explorer.do(explorer.find("#table a[data-event]").first.tap)
    explorer.find("#event .source").first.wait_for()
    assert explorer.find("#event").evaluate("(drawer) => drawer.scrollWidth") == 360
    assert find_violations(explorer.page) == []


def test_colours_are_switched_and_kept(make_explorer: MakeExplorer, address: str) -> None:
    explorer = make_explorer(address, color_scheme="light").open()
    read = "getComputedStyle(document.body).backgroundColor"
    light = explorer.page.evaluate(read)
    explorer.find("#theme").click()
    explorer.find("#theme").click()
    assert explorer.find("#theme").inner_text() == "Colours: dark"
    dark = explorer.page.evaluate(read)
    assert dark != light
    explorer.page.reload()
    assert explorer.wait().page.evaluate(read) == dark


def test_names_from_right_to_left_are_read_in_their_own_direction(explorer: Explorer) -> None:
    explorer.open().pick("base", "مطار")
    place = explorer.find("#table .place").first
    assert place.inner_text() == "مطار المزة"
    assert place.evaluate("(element) => getComputedStyle(element).direction") == "rtl"


def test_count_is_said_to_who_listens_when_it_changes(explorer: Explorer) -> None:
    explorer.open()
    assert explorer.find("#count").get_attribute("aria-live") == "polite"
    before = explorer.find("#count").inner_text()
    explorer.pick("base", "taji")
    assert explorer.find("#count").inner_text() != before


def test_store_without_events_is_a_sentence(make_explorer: MakeExplorer, empty_address: str) -> None:
    explorer = make_explorer(empty_address).open()
    assert explorer.find("#count").inner_text() == "0 events"
    assert explorer.find("#table").inner_text() == "There are no events yet: no article has been loaded."
    assert explorer.find("#timeline").inner_text() == "No event with a date."


def test_api_that_fails_is_told_and_asked_again(explorer: Explorer) -> None:
    problem = '{"title": "Service Unavailable", "status": 503, "detail": "the database does not answer"}'

    def fail(route: Route) -> None:
        route.fulfill(status=503, body=problem, content_type="application/problem+json")

    explorer.open("?base=k1").page.route("**/v1/**", fail)
    explorer.open()
    assert explorer.find("#problem p").inner_text() == "the database does not answer"
    assert explorer.find("#count").inner_text() == "No events to show"
    explorer.page.unroute("**/v1/**")
    explorer.page.get_by_role("button", name="Try again").click()
    explorer.find("#table a[data-event]").first.wait_for()
    assert explorer.find("#problem").is_hidden()
