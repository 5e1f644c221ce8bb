"""Texts that are sent, read in a process of its own: what befalls it is answered with a problem, and stores nothing."""

import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine

from service.app import create_app
from service.domain.access import Scope
from service.loader.readers.reading_process import Bounds, ReadingProcess
from service.loader.readers.submissions import SubmissionService
from tests.integration.api.sending import SETTINGS, join_lines, make_key
from tests.integration.api.test_problems import assert_problem
from tests.integration.loader.states import read_state
from tests.loading import build_pipeline
from tests.readers import OddReader, build_no_reader, build_odd_reader
from tests.waiting import wait_until

# A text that computes for a second is too slow here, however little of the machine it had.
BOUNDS = Bounds(queue=1, timeout_s=1, start_timeout_s=60, own_share=0.01)
PATIENT = replace(BOUNDS, timeout_s=60)
NDJSON = "application/x-ndjson"


@contextmanager
def open_app(engine: Engine, bounds: Bounds, build: "type[OddReader] | object" = build_odd_reader) -> Iterator[Flask]:
    with closing(ReadingProcess(build, bounds)) as process:  # type: ignore[arg-type] # One builds nothing.
        pipeline = replace(build_pipeline(), extract=process.extract)
        yield create_app(SETTINGS, engine, lambda: SubmissionService(pipeline, process.parse_page))


def open_client(app: Flask, engine: Engine) -> FlaskClient:
    client = app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = make_key(engine, Scope.WRITE)["Authorization"]
    return client


@pytest.mark.parametrize("member", ["text", "html"])
def test_text_that_is_slow_or_deadly_is_a_problem_and_stores_nothing(engine: Engine, member: str) -> None:
    with open_app(engine, BOUNDS) as app:
        client = open_client(app, engine)
        # With it, the names that texts are read with are stored, and the process has started.
        assert client.post("/v1/articles", json={"text": "handover"}).status_code == 201
        before = read_state(engine)
        for path in ("/v1/extract", "/v1/articles"):
            slow = client.post(path, json={member: "compute"})
            assert "more than 1 seconds" in assert_problem(slow, 422)["detail"]
            deadly = client.post(path, json={member: "die"})
            assert_problem(deadly, 503)
            assert int(deadly.headers["Retry-After"]) > 0
        assert read_state(engine) == before
        assert client.post("/v1/articles", json={"text": "attack"}).status_code == 201


def test_slow_line_keeps_no_other_from_being_stored_and_a_deadly_one_ends_the_rest(engine: Engine) -> None:
    texts = ("one", "compute", "two", "die", "three")
    with open_app(engine, BOUNDS) as app:
        client = open_client(app, engine)
        data = join_lines(json.dumps({"text": text}) for text in texts)
        answer = client.post("/v1/articles", data=data, content_type=NDJSON)
        statuses = [json.loads(line)["status"] for line in answer.text.splitlines()]
        assert statuses == [201, 422, 201, 503, 503]
        assert len(client.get("/v1/articles").get_json()["items"]) == 2


def test_text_beyond_those_that_may_wait_is_503_at_once(engine: Engine, tmp_path: Path) -> None:
    here = tmp_path / "here"
    statuses: list[int] = []
    with open_app(engine, PATIENT) as app:

        def ask() -> None:
            answer = app.test_client().post("/v1/extract", json={"text": f"wait {here}"})
            statuses.append(answer.status_code)
            assert answer.status_code == 200 or int(answer.headers["Retry-After"]) > 0

        threads = [threading.Thread(target=ask) for _ in range(5)]
        for thread in threads:
            thread.start()
        wait_until(lambda: here.exists() and len(statuses) == 3)
        assert statuses == [503] * 3
        # Whoever only asks is answered meanwhile.
        assert app.test_client().get("/v1/events").status_code == 200
        while any(thread.is_alive() for thread in threads):
            here.unlink(missing_ok=True)
        assert statuses[3:] == [200, 200]


def test_texts_at_once_get_their_own_answers(engine: Engine) -> None:
    with open_app(engine, replace(PATIENT, queue=8)) as app:

        def ask(number: int) -> bool:
            title = f"number {number}"
            answer = app.test_client().post("/v1/extract", json={"html": title})
            return bool(answer.get_json()["title"] == title)

        with ThreadPoolExecutor(6) as pool:
            assert all(pool.map(ask, range(60)))


def test_text_sent_to_a_server_whose_model_cannot_be_read_is_503(
    engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    with open_app(engine, PATIENT, build_no_reader) as app:
        answer = app.test_client().post("/v1/extract", json={"text": "x"})
        assert "see the log" in assert_problem(answer, 503)["detail"]
    assert "the encoder is another one" in caplog.text
