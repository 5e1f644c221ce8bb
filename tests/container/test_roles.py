"""What containers do: bring up a database, fill it, serve it, and end."""

import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.clients import ANSWERED, REFUSED, UNAVAILABLE, ask_without_pause
from tests.container.databases import Database
from tests.container.images import Image
from tests.container.running import fetch, read_status, run_container, serve_container
from tests.ports import find_free_port
from tests.waiting import wait_until

pytestmark = pytest.mark.xdist_group("container")

QUESTION = "/v1/events?base=k1"
# Two seconds are what it takes at most on a machine that does nothing else.
MAX_START_SECONDS = 15


@pytest.fixture
def environ(database: Database) -> dict[str, str]:
    return {"BASEWATCH_DATABASE_URL": database.url, "WEB_CONCURRENCY": "2"}


def test_roles_in_turn_answer_the_question(
    api_image: Image, environ: dict[str, str], data: Path, record_property: Callable[[str, object], None]
) -> None:
    started = time.monotonic()
    with serve_container(api_image, environ, data) as (address, _):
        status, _, body = fetch(address, QUESTION)
        took = time.monotonic() - started
    record_property("seconds from the start of an api container to its first answer", round(took, 2))
    assert (status, [item["id"] for item in json.loads(body)["items"]]) == (200, ["k1-handover-2020-03-29"])
    assert took < MAX_START_SECONDS


def test_roles_without_settings_use_the_volume(api_image: Image, loader_image: Image, data: Path) -> None:
    for image, role in ((loader_image, "migrate"), (loader_image, "load")):
        done = run_container(image, [role], {}, data)
        assert done.returncode == 0, done.stderr
    with serve_container(api_image, {}, data) as (address, _):
        assert fetch(address, QUESTION)[0] == 200
    assert (data / "basewatch.db").is_file()


def test_loader_image_serves_too(loader_image: Image, environ: dict[str, str], data: Path) -> None:
    with serve_container(loader_image, environ, data) as (address, _):
        assert fetch(address, QUESTION)[0] == 200


def test_secret_in_a_file_is_read(api_image: Image, database: Database, data: Path) -> None:
    (data / "url").write_text(database.url + "\n")
    with serve_container(api_image, {"BASEWATCH_DATABASE_URL_FILE": "/data/url"}, data) as (address, _):
        assert fetch(address, "/readyz")[0] == 200


def test_api_without_schema_never_migrates(api_image: Image, data: Path) -> None:
    with serve_container(api_image, {}, data) as (address, _):
        status, media_type, body = fetch(address, "/readyz")
    assert (status, media_type) == (503, "application/problem+json")
    assert "migrate" in json.loads(body)["detail"]


def test_wrong_database_url_is_told_and_no_reason_to_start_again(api_image: Image, data: Path) -> None:
    url = f"postgresql://nobody:secret@127.0.0.1:{find_free_port()}/nowhere"
    with serve_container(api_image, {"BASEWATCH_DATABASE_URL": url}, data) as (address, _):
        assert fetch(address, "/healthz")[0] == 200
        status, media_type, body = fetch(address, "/readyz")
    assert (status, media_type) == (503, "application/problem+json")
    assert "database" in json.loads(body)["detail"]
    assert b"secret" not in body


def test_unknown_setting_ends_the_start_with_its_name(api_image: Image, data: Path) -> None:
    done = run_container(api_image, ["api"], {"BASEWATCH_DATABASE_ULR": "x"}, data)
    assert done.returncode != 0
    assert "BASEWATCH_DATABASE_ULR is not a setting" in done.stdout + done.stderr


def test_log_has_one_object_for_each_request(api_image: Image, environ: dict[str, str], data: Path) -> None:
    with serve_container(api_image, environ, data) as (address, _):
        fetch(address, QUESTION)
    lines = [json.loads(line) for line in (data / "log").read_text().splitlines() if line.startswith("{")]
    entry = next(line for line in lines if line.get("path") == QUESTION)
    assert (entry["method"], entry["status"], len(entry["request_id"])) == ("GET", 200, 32)


def test_sigterm_under_load_loses_no_request(api_image: Image, environ: dict[str, str], data: Path) -> None:
    with (
        serve_container(api_image, environ, data) as (address, process),
        ask_without_pause(address, QUESTION, clients=12) as tally,
    ):
        wait_until(lambda: tally.outcomes[ANSWERED] > 200)
        process.terminate()
        assert process.wait(timeout=40) == 0
    assert tally.outcomes.keys() <= {ANSWERED, REFUSED}


def test_workers_that_are_replaced_lose_no_request(api_image: Image, environ: dict[str, str], data: Path) -> None:
    often = {**environ, "GUNICORN_CMD_ARGS": "--max-requests 40 --max-requests-jitter 20"}
    with (
        serve_container(api_image, often, data) as (address, _),
        ask_without_pause(address, QUESTION, clients=12) as tally,
    ):
        wait_until(lambda: (data / "log").read_text().count("Autorestarting worker") >= 6, seconds=60)
    assert tally.outcomes.keys() == {ANSWERED}


def test_database_that_goes_and_comes_is_survived(
    api_image: Image, database: Database, environ: dict[str, str], data: Path
) -> None:
    with serve_container(api_image, environ, data) as (address, process):
        with ask_without_pause(address, QUESTION, clients=8) as tally:
            wait_until(lambda: tally.outcomes[ANSWERED] > 100)
            database.stop()
            wait_until(lambda: read_status(address, "/readyz") == 503)
            assert read_status(address, "/healthz") == 200
            wait_until(lambda: tally.outcomes[UNAVAILABLE] > 100)
            database.start()
            wait_until(lambda: read_status(address, "/readyz") == 200)
        with ask_without_pause(address, QUESTION, clients=8) as after:
            wait_until(lambda: after.outcomes.total() > 100)
        assert process.poll() is None
    assert tally.outcomes.keys() == {ANSWERED, UNAVAILABLE}
    assert after.outcomes.keys() == {ANSWERED}
