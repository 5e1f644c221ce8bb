"""`keys` as an operator runs it."""

import shutil
from pathlib import Path

import pytest

from tests.commands import run_command


@pytest.fixture
def url(sqlite_template: Path, tmp_path: Path) -> str:
    return f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'basewatch.db')}"


def test_keys_are_made_listed_without_their_secrets_and_revoked(url: str) -> None:
    made = run_command("keys", "create", "newsroom", "--scope", "read", "--scope", "write", url=url)
    secret = made.stdout.strip()
    assert made.returncode == 0
    assert secret.startswith("bw_")
    assert len(secret) > 40
    (line,) = run_command("keys", "list", url=url).stdout.splitlines()
    key_id, name, scopes, _created, state = line.split("\t")
    assert (name, scopes, state) == ("newsroom", "read and write", "valid")
    assert secret not in line
    assert run_command("keys", "revoke", key_id, url=url).stdout == f"key {key_id} is revoked\n"
    assert "\trevoked 20" in run_command("keys", "list", url=url).stdout


def test_keys_create_without_scope_admits_to_reading_alone(url: str) -> None:
    assert run_command("keys", "create", "map", url=url).returncode == 0
    assert "\tread\t" in run_command("keys", "list", url=url).stdout


@pytest.mark.parametrize(
    ("arguments", "status", "told"),
    [
        (["revoke", "nope"], 1, "no key has the id nope"),
        (["create", " "], 2, "a name has 1 to 100"),
        (["create", "two\nlines"], 2, "a name has 1 to 100"),
        (["create", "x", "--scope", "all"], 2, "invalid choice"),
        ([], 2, "ACTION"),
    ],
)
def test_keys_with_wrong_arguments_say_what_is_wrong(url: str, arguments: list[str], status: int, told: str) -> None:
    done = run_command("keys", *arguments, url=url)
    assert done.returncode == status
    assert told in done.stderr
    assert "Traceback" not in done.stderr
