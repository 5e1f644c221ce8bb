"""What people ask, in as few clicks as README says: see its table of ten questions."""

from collections.abc import Callable

import pytest

from tests.browser.reading import Explorer

# Clicks of the mouse; what keys set off has no place on the screen.
COUNT_CLICKS = """() => {
  const count = (event) => { if (event.isTrusted && event.detail > 0) window.clicks += 1; };
  // One page is asked by many tests.
  if (window.clicks === undefined) document.addEventListener("click", count, true);
  window.clicks = 0;
}"""
# To open a list of the browser's own and to choose from it, which no test can click on.
CHOICE = 2
MOST = 3


def write_date(explorer: Explorer, text: str) -> Explorer:
    field = explorer.find("#date")
    field.click()
    field.fill(text)
    return explorer.do(lambda: field.press("Enter"))


def search_area(explorer: Explorer) -> Explorer:
    box = explorer.find("#map").bounding_box()
    assert box
    mouse = explorer.page.mouse
    mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    mouse.down()
    mouse.move(box["x"] + box["width"] / 2 - 40, box["y"] + box["height"] / 2 - 20, steps=4)
    mouse.up()
    return explorer.do(explorer.find("#search-area").click)


def sort_by_change(explorer: Explorer) -> Explorer:
    return explorer.do(lambda: explorer.find("#sort").select_option("-updated"))


QUESTIONS: dict[str, tuple[Callable[[Explorer], Explorer], set[str], int]] = {
    "left": (
        lambda page: write_date(page.pick("actor", "coal").pick("country", "Iraq"), "2020"),
        {"actor", "country", "date"},
        0,
    ),
    "hit": (lambda page: page.pick("base", "k1").pick("type", "att"), {"base", "type"}, 0),
    "near": (search_area, {"bbox"}, 0),
    "planned": (lambda page: page.pick("status", "pl"), {"status"}, 0),
    "confirmed": (
        lambda page: page.do(lambda: page.find("#min-sources").select_option("2")),
        {"min_sources"},
        CHOICE,
    ),
    "changed": (sort_by_change, {"sort"}, CHOICE),
    "changed at K1": (lambda page: sort_by_change(page.pick("base", "k1")), {"base", "sort"}, CHOICE),
    "disputed": (lambda page: page.do(page.find("#disputed").click), {"disputed"}, 0),
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_question_takes_few_clicks_and_is_in_the_address(explorer: Explorer, question: str) -> None:
    ask, names, chosen = QUESTIONS[question]
    explorer.open().page.evaluate(COUNT_CLICKS)
    ask(explorer)
    assert explorer.query.keys() == names
    clicks = explorer.page.evaluate("window.clicks")
    assert isinstance(clicks, int)
    assert clicks + chosen <= MOST


def test_citation_of_an_event_is_two_clicks_away(explorer: Explorer) -> None:
    explorer.open().page.evaluate(COUNT_CLICKS)
    explorer.do(explorer.find("#table a[data-event]").first.click)
    cite = explorer.find("#event").get_by_role("link", name="Cite")
    cite.wait_for()
    assert explorer.page.evaluate("window.clicks") == 1
    path = str(cite.get_attribute("href"))
    assert "/citation?as_of=" in path


def test_events_of_each_month_are_there_without_a_click(explorer: Explorer) -> None:
    explorer.open()
    months = explorer.ask("v1/events/summary?by=month")["items"]
    assert explorer.find("#timeline svg").count() == 1
    assert sum(item["count"] for item in months) == explorer.count
