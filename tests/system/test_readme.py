"""Questions of README and of the documents beside the code are asked as written; other commands run elsewhere."""

import shlex
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from service.__main__ import build_parser
from tests.documents import DOCUMENTS, README, ROOT, list_commands, split_command

HOST = "127.0.0.1:8000"

# What is shown and not asked here, by its first words, with the file that runs it: a test, or, where that takes too
# long, the program that make starts.
RUN_ELSEWHERE = {
    "curl /v1/articles POST": "tests/integration/api/test_submissions.py",
    "curl /v1/articles/ID DELETE": "tests/integration/api/test_submissions.py",
    "make run": "tests/system/test_api_process.py",
    "make test": ".ci/run",
    "make load": "tests/system/test_load_command.py",
    "make image": "tests/container/images.py",
    "make evaluate": "tests/evaluation/report.py",
    "make pin": "tests/evaluation/pin.py",
    "make benchmark": "tests/benchmarks/extraction.py",
    "make benchmark-loading": "tests/benchmarks/loading.py",
    "make benchmark-workers": "tests/benchmarks/workers.py",
    "make benchmark-crowding": "tests/benchmarks/crowding.py",
    "make benchmark-export": "tests/benchmarks/export.py",
    "make benchmark-refusals": "tests/benchmarks/refusals.py",
    "make benchmark-load": "tests/benchmarks/serving.py",
    "make benchmark-hostile": "tests/benchmarks/hostile/__main__.py",
    "make fuzz-mutations": "tests/system/test_mutated_requests.py",
    "python -m service load": "tests/system/test_load_command.py",
    "python -m service extract": "tests/system/test_extract_command.py",
    "python -m service extract --explain": "tests/system/test_extract_explain.py",
    "python -m service rebuild": "tests/system/test_change_commands.py",
    "python -m service remove": "tests/system/test_change_commands.py",
    "python -m service keys": "tests/system/test_keys_command.py",
    "docker compose": "tests/unit/docker/test_compose.py",
}


def name_command(command: str) -> str:
    """The name that a command has in RUN_ELSEWHERE."""
    words = split_command(command)
    if words[0] == "curl":
        return f"curl {find_path(command)} {find_method(words)}"
    if words[0] == "make":
        return " ".join(words[:2])
    if words[0] == ".venv/bin/python":
        explained = [word for word in words if word == "--explain"]
        return " ".join(["python", *words[1:4], *explained])
    return "docker compose"


def find_method(words: list[str]) -> str:
    if "-X" in words:
        return words[words.index("-X") + 1]
    return "POST" if "-d" in words else "GET"


def find_path(command: str) -> str:
    address = next(word for word in split_command(command) if HOST in word)
    return address.split(HOST, 1)[1]


def ask(client: FlaskClient, command: str) -> TestResponse:
    """Send what a line for curl sends."""
    words = split_command(command)
    headers = dict(words[at + 1].split(": ", 1) for at, word in enumerate(words) if word == "-H")
    data = words[words.index("-d") + 1] if "-d" in words else None
    path = quote(find_path(command), safe="/?&=,:!-_.")
    return client.open(path, method=find_method(words), headers=headers, data=data)


def list_questions() -> Iterator[str]:
    for path in DOCUMENTS:
        for command in list_commands(path):
            if command.startswith("curl ") and name_command(command) not in RUN_ELSEWHERE:
                yield command


@pytest.mark.parametrize("command", dict.fromkeys(list_questions()))
def test_question_is_answered_as_it_is_written(command: str, seeds_client: FlaskClient) -> None:
    answer = ask(seeds_client, command)
    assert answer.status_code == 200, answer.text
    assert answer.text.strip()


def test_questions_about_events_give_what_readme_says_beside_them(seeds_client: FlaskClient) -> None:
    commands = [command for command in list_commands(README) if command.startswith("curl -s") and "?" in command]
    found = {}
    for command in commands:
        answer = ask(seeds_client, command)
        if answer.is_json:
            items = answer.get_json()["items"]
            found[find_path(command)] = {item["base"]["slug"] for item in items if item["base"]}, len(items)
    assert found == {
        "/v1/events?base=k1": ({"k1"}, 1),
        "/v1/events?base=k1&base=taji": ({"k1", "taji"}, 2),
        "/v1/events?date=2020-03": ({"k1", "qayyarah", "al-qaim"}, 5),
        "/v1/events?actor=iraqi-security-forces": ({"k1", "taji", "qayyarah"}, 3),
        "/v1/events?actor=iraqi-security-forces&source=kirkuknow": ({"k1", "qayyarah"}, 2),
    }


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_other_command_is_named_with_where_it_is_run(path: Path) -> None:
    others = [command for command in list_commands(path) if command not in set(list_questions())]
    assert {name_command(command) for command in others} <= RUN_ELSEWHERE.keys()


def test_everything_that_is_run_elsewhere_is_shown_and_where_it_is_run_is_there() -> None:
    shown = {name_command(command) for path in DOCUMENTS for command in list_commands(path)}
    assert RUN_ELSEWHERE.keys() <= shown
    assert [place for place in RUN_ELSEWHERE.values() if not (ROOT / place).is_file()] == []


def test_targets_of_make_are_there() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    shown = {
        split_command(command)[1] for path in DOCUMENTS for command in list_commands(path) if command[:4] == "make"
    }
    assert [target for target in shown if f"\n{target}:" not in makefile] == []


def test_commands_of_the_service_are_understood() -> None:
    parser = build_parser()
    for path in DOCUMENTS:
        for command in list_commands(path):
            words = split_command(command)
            if words[:3] == [".venv/bin/python", "-m", "service"]:
                assert parser.parse_args(words[3:]).command == words[3], shlex.join(words)
