"""The description of the API as people read it, at `/docs`."""

import re

from tests.browser.reading import Explorer

WRITES = {"post /v1/articles", "delete /v1/articles/{id}"}


def open_docs(explorer: Explorer, query: str = "") -> None:
    explorer.page.goto(f"{explorer.address}docs{query}")
    explorer.find(".opblock").first.wait_for()


def test_docs_show_a_lock_on_what_needs_a_key_alone(explorer: Explorer) -> None:
    open_docs(explorer)
    locked = {
        " ".join(
            (
                block.locator(".opblock-summary-method").inner_text().lower(),
                re.sub(r"[\u200b\s]", "", block.locator(".opblock-summary-path").inner_text()),
            )
        )
        for block in explorer.find(".opblock:has(button.authorization__btn)").all()
    }
    assert locked == WRITES


def test_docs_list_errors_once_and_not_with_an_operation(explorer: Explorer) -> None:
    open_docs(explorer)
    assert explorer.find(".information-container h3").filter(has_text="Errors of all operations").count() == 1
    rows = explorer.find(".information-container table tr td:first-child").all_inner_texts()
    assert {"400", "404", "406", "429", "503"} <= set(rows)
    explorer.find("#operations-events-listEvents .opblock-summary-control").click()
    statuses = explorer.find("#operations-events-listEvents .response-col_status")
    statuses.nth(1).wait_for()
    assert {text.strip() for text in statuses.all_inner_texts()} <= {"Code", "200", "304"}


def test_docs_ask_the_service_that_serves_them(explorer: Explorer) -> None:
    open_docs(explorer)
    explorer.find("#operations-health-getHealth .opblock-summary-control").click()
    explorer.page.get_by_role("button", name="Try it out").click()
    explorer.page.get_by_role("button", name="Execute").click()
    shown = explorer.find("#operations-health-getHealth .request-url pre")
    shown.wait_for()
    assert shown.inner_text().strip() == f"{explorer.address}healthz"
