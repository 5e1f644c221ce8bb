"""What the first view costs: bytes, requests, and how much of it moves."""

from typing import Any

from playwright.sync_api import Request

from tests.browser.conftest import MakeExplorer

MAX_BYTES = 350_000
MAX_QUESTIONS = 3
SHIFTS = """() => new Promise((done) => new PerformanceObserver((list) => done(
  list.getEntries().reduce((sum, entry) => sum + (entry.hadRecentInput ? 0 : entry.value), 0),
)).observe({ type: "layout-shift", buffered: true }) || setTimeout(() => done(0), 300))"""


def test_first_view_is_small_and_still(make_explorer: MakeExplorer, address: str) -> None:
    explorer = make_explorer(address, locale="en")
    asked: list[Request] = []

    def note(request: Request) -> None:
        asked.append(request)

    explorer.page.on("requestfinished", note)
    explorer.open()
    explorer.page.wait_for_load_state("networkidle")
    sizes: list[Any] = [request.sizes()["responseBodySize"] for request in asked]
    assert len(sizes) > 30
    assert sum(sizes) <= MAX_BYTES
    assert explorer.page.evaluate(SHIFTS) < 0.1
    questions = [request.url for request in asked if "/v1/" in request.url]
    assert len(questions) <= MAX_QUESTIONS, questions
