"""The questions of the race, as paths and as SQL: what is cold is another one each time."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.benchmarks.race.events import World, build_world
from tests.benchmarks.race.flat import write_flat
from tests.benchmarks.race.questions import (
    Question,
    build_datasette_path,
    build_path,
    build_questions,
    build_statement,
)
from tests.benchmarks.race.running import build_requests
from tests.benchmarks.race.wrk import Request

FILTERS = {"base": ("k1",), "date": ("2020-03-01", "2020-03-31")}


@pytest.fixture(scope="module")
def world() -> World:
    return build_world()


@pytest.fixture(scope="module")
def questions(world: World) -> list[Question]:
    return build_questions(world)


def test_build_path_joins_the_values_of_a_filter_as_the_service_takes_them() -> None:
    assert build_path(FILTERS) == "/v1/events?base=k1&date=2020-03-01/2020-03-31"
    assert build_path({"bbox": ("1.0", "-2.0", "3.0", "4.0")}) == "/v1/events?bbox=1.0,-2.0,3.0,4.0"


def test_build_statement_asks_for_the_same_page() -> None:
    assert build_statement(FILTERS) == (
        "SELECT events.* FROM events WHERE base = 'k1' AND date_first <= '2020-03-31' AND date_last >= '2020-03-01' "
        "ORDER BY sort_key DESC LIMIT 50"
    )
    assert build_statement({"source": ("press-tv",)}) == (
        "SELECT events.* FROM events JOIN (SELECT event FROM event_source WHERE source = 'press-tv') AS reporting "
        "ON event = id ORDER BY sort_key DESC LIMIT 50"
    )


def test_build_datasette_path_escapes_the_statement() -> None:
    assert build_datasette_path("SELECT 'a' & 1") == "/race.json?_shape=array&sql=SELECT%20%27a%27%20%26%201"


def test_cold_questions_have_many_different_paths_and_a_statement_for_each(questions: list[Question]) -> None:
    cold = [question for question in questions if question.name.startswith("cold by")]
    assert len(cold) == 10
    for question in cold:
        assert len(set(question.paths)) > 0.9 * len(question.paths) > 100
        assert len(question.paths) == len(question.statements)


def test_cold_summaries_and_lists_have_many_different_paths(questions: list[Question]) -> None:
    cold = [question for question in questions if question.name.startswith(("cold summary", "cold list"))]
    assert len(cold) == 12
    for question in cold:
        assert len(set(question.paths)) > 0.7 * len(question.paths) > 100


def test_hot_questions_have_one_path(questions: list[Question]) -> None:
    hot = [question for question in questions if not question.name.startswith("cold")]
    assert {len(question.paths) for question in hot} == {1}
    assert [question.name for question in hot if question.is_conditional] == ["hot 304, base=k1"]


def test_questions_have_names_of_their_own(questions: list[Question]) -> None:
    assert len({question.name for question in questions}) == len(questions)


def test_build_requests_asks_each_server_in_its_own_way() -> None:
    question = Question("hot", ["/v1/events"], ["SELECT 1"])
    assert build_requests("sqlite", question) == build_requests("postgresql", question) == [Request("/v1/events")]
    assert build_requests("hello", question) == [Request("/")]
    assert build_requests("datasette", question) == [Request("/race.json?_shape=array&sql=SELECT%201")]
    assert build_requests("roapi", question) == [Request("/api/sql", "POST", "SELECT 1")]
    assert build_requests("roapi", Question("healthz", ["/healthz"])) == []


def test_statements_are_understood_by_the_database_of_the_peers(
    world: World, questions: list[Question], tmp_path: Path
) -> None:
    write_flat(tmp_path, world, 400)
    with closing(sqlite3.connect(tmp_path / "race.db")) as database:
        for question in questions:
            found = [database.execute(statement).fetchall() for statement in question.statements]
            assert any(found) or not question.statements, question.name
        assert database.execute("SELECT count(*), count(DISTINCT id) FROM events").fetchone() == (400, 400)
