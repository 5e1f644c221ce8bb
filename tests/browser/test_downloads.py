"""What is downloaded is what is seen."""

import csv
import io
import json
import shlex
import subprocess

import pytest

from tests.browser.reading import Explorer

STATES = (
    "",
    "?base=k1",
    "?country=SY&type=attack,handover",
    "?status=planned",
    "?date=2019",
    "?date=2020/..&sort=date",
    "?q=ramstein",
    "?bbox=30,30,50,40",
    "?min_sources=2",
    "?undated=only&actor=army",
)


def read_download(explorer: Explorer, kind: str) -> str:
    with explorer.page.expect_download() as started:
        explorer.find(f"[data-format={kind}]").click()
    return started.value.path().read_text("utf-8-sig")


@pytest.mark.parametrize("state", STATES)
def test_downloads_have_the_events_of_the_list_in_its_order(explorer: Explorer, state: str) -> None:
    seen = explorer.open(state).read_all_ids()
    assert len(seen) == explorer.count > 0
    explorer.find("#downloads summary").click()
    lines = read_download(explorer, "ndjson").splitlines()
    assert [json.loads(line)["id"] for line in lines] == seen
    assert [row["id"] for row in csv.DictReader(io.StringIO(read_download(explorer, "csv")))] == seen
    features = json.loads(read_download(explorer, "geojson"))["features"]
    assert [feature["id"] for feature in features] == seen


def test_curl_command_that_is_copied_gives_the_events_of_the_list(explorer: Explorer) -> None:
    explorer.open("?q=it's&sort=date")
    explorer.open("?country=SY&sort=date").find("#downloads summary").click()
    explorer.find("#copy-curl").click()
    explorer.page.get_by_role("button", name="Copied").wait_for()
    command = explorer.page.evaluate("navigator.clipboard.readText()")
    answer = subprocess.run(shlex.split(command), capture_output=True, check=True, text=True).stdout
    assert [item["id"] for item in json.loads(answer)["items"]][: len(explorer.ids)] == explorer.ids
