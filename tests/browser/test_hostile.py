"""Texts of articles are texts: whatever markup they have runs nothing, and is shown as it is written."""

from tests.browser.conftest import MakeExplorer
from tests.browser.stores import HOSTILE, LONG


def test_hostile_texts_run_nothing_and_are_shown_as_written(make_explorer: MakeExplorer, hostile_address: str) -> None:
    explorer = make_explorer(hostile_address).open()
    assert explorer.find("#table .place").inner_text() == HOSTILE[:150]
    explorer.find(".dot-holder").focus()
    explorer.find(".leaflet-tooltip").wait_for()
    explorer.do(explorer.find("#table a[data-event]").click)
    explorer.find("#event blockquote").first.wait_for()
    assert explorer.find("#event blockquote p").first.inner_text() == HOSTILE
    assert len(explorer.find("#event blockquote p").nth(1).inner_text()) == len(LONG.strip())
    explorer.find("#event .report summary").click()
    explorer.find("#event .report .marked").wait_for()
    assert explorer.find("#event .report .marked").text_content() == HOSTILE + LONG
    inner = "#table script, #table img, #event script, #event img, #event b, #table b, .leaflet-tooltip img"
    assert explorer.find(inner).count() == 0
    assert explorer.page.evaluate("window.hit") is None


def test_query_of_the_address_runs_nothing(make_explorer: MakeExplorer, address: str) -> None:
    explorer = make_explorer(address).open("?base=<img src=x onerror=window.hit=1>&q=<script>window.hit=1</script>")
    assert explorer.find("#problem").is_visible()
    assert explorer.find("main img, .filters img, #problem img").count() == 0
    assert explorer.page.evaluate("window.hit") is None


def test_text_that_is_tried_runs_nothing(make_explorer: MakeExplorer, seeds_address: str) -> None:
    explorer = make_explorer(seeds_address).open("?try=1")
    explorer.find("#extract-text").fill(f"{HOSTILE} The coalition left K1 Air Base on 29 March 2020. {HOSTILE}")
    explorer.find("#extract-send").click()
    explorer.find("#extract .answer h3").wait_for()
    assert explorer.find("#extract .answer script, #extract .answer img").count() == 0
    assert explorer.page.evaluate("window.hit") is None
