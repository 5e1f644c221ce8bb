"""A text that is tried: what is found in it is marked in it, and nothing is stored."""

from tests.browser.conftest import MakeExplorer
from tests.browser.reading import Explorer

SENTENCE = "The US-led coalition withdrew from Al-Taqaddum Air Base on 4 April 2020."
TEXT = f"Quiet day 🏜️ in Anbar.\n\n{SENTENCE} Nobody was hurt."


def open_sheet(make_explorer: MakeExplorer, address: str) -> Explorer:
    explorer = make_explorer(address).open()
    explorer.do(explorer.find("#open-extract").click)
    return explorer


def test_text_that_is_pasted_has_its_sentence_marked_and_is_not_stored(
    make_explorer: MakeExplorer, seeds_address: str
) -> None:
    explorer = open_sheet(make_explorer, seeds_address)
    count = explorer.ask("v1/articles?limit=200")["items"]
    explorer.find("#extract-text").fill(TEXT)
    explorer.find("#extract-send").click()
    explorer.find("#extract .marked").wait_for()
    assert explorer.find("#extract .answer h3").inner_text() == "1 report found"
    assert explorer.find("#extract .marked").inner_text() == TEXT
    assert explorer.find("#extract mark").all_inner_texts() == [SENTENCE]
    report = explorer.find("#extract .report")
    assert "Withdrawal Al-Taqaddum Air Base" in report.inner_text()
    assert "confidence 9" in report.inner_text()
    explorer.find("#extract .report").focus()
    assert explorer.find("#extract mark.lit").count() == 1
    assert explorer.ask("v1/articles?limit=200")["items"] == count


def test_page_that_is_chosen_as_a_file_runs_nothing_and_has_its_sentence_marked(
    make_explorer: MakeExplorer, seeds_address: str
) -> None:
    explorer = open_sheet(make_explorer, seeds_address)
    page = f"<html><body><script>window.hit = 1</script><h1>Taqaddum</h1><p>{SENTENCE}</p></body></html>".encode()
    explorer.find("#extract-file").set_input_files({"name": "a.html", "mimeType": "text/html", "buffer": page})
    explorer.page.wait_for_function("() => document.getElementById('extract-text').value.includes('Taqaddum')")
    explorer.find("#extract-send").click()
    explorer.find("#extract .marked").wait_for()
    assert explorer.find("#extract mark").all_inner_texts() == [SENTENCE]
    assert explorer.page.evaluate("window.hit") is None


def test_text_that_the_api_refuses_is_told_in_its_words(make_explorer: MakeExplorer, seeds_address: str) -> None:
    explorer = open_sheet(make_explorer, seeds_address)
    explorer.find("#extract-text").fill("word " * 4_000)
    explorer.find("#extract-send").click()
    explorer.find("#extract .problem").wait_for()
    assert "15000" in explorer.find("#extract .problem").inner_text()
