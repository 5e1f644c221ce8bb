"""`rebuild` and `remove` as an operator runs them."""

import shutil
import sqlite3
from pathlib import Path

import pytest

from tests.commands import run_command

DIGESTS = "seeds/articles"


@pytest.fixture
def database(seeds_store: Path, tmp_path: Path) -> Path:
    """The digests, loaded."""
    return Path(shutil.copy(seeds_store, tmp_path / "basewatch.db"))


def change(database: Path, statement: str) -> None:
    connection = sqlite3.connect(database)
    with connection:
        connection.execute(statement)
    connection.close()


def test_rebuild_tells_what_would_change_and_then_changes_it(database: Path) -> None:
    url = f"sqlite:///{database}"
    nothing = "articles: 0 {} changed (5 stored); events: 0 added, 0 changed, 0 merged, 0 removed (11 in all)\n"
    assert run_command("rebuild", "--dry-run", url=url).stdout == nothing.format("would be")
    assert run_command("rebuild", url=url).stdout == nothing.format("are")
    change(
        database,
        "UPDATE report SET attributed_to = 'nobody', status = 'denied' WHERE base_slug = 'taji' AND type = 'handover'",
    )
    tried = run_command("rebuild", "--dry-run", url=url)
    assert (tried.returncode, tried.stderr) == (0, "")
    lines = tried.stdout.splitlines()
    assert lines[-1].startswith("articles: 1 would be changed (5 stored); events: 0 added, 1 changed")
    assert lines[0].startswith("changed taji-handover-2020-08-23")
    assert run_command("rebuild", url=url).stdout.splitlines()[:-1] == lines[:-1]
    assert run_command("rebuild", url=url).stdout == nothing.format("are")


def test_rebuild_that_only_renders_makes_documents_right_without_articles(database: Path) -> None:
    url = f"sqlite:///{database}"
    nothing = "articles: 0 are changed (5 stored); events: 0 added, 0 changed, 0 merged, 0 removed (11 in all)\n"
    # Extraction would find nothing.
    change(database, "UPDATE article SET text = 'Nothing.'")
    assert run_command("rebuild", "--render", url=url).stdout == nothing
    change(
        database,
        "UPDATE event SET document = replace(document, 'occurred', 'denied') WHERE slug = 'taji-handover-2020-08-23'",
    )
    expected = "changed taji-handover-2020-08-23: status denied -> occurred"
    tried = run_command("rebuild", "--render", "--dry-run", url=url)
    assert (tried.returncode, tried.stderr) == (0, "")
    assert tried.stdout.startswith(f"{expected}\narticles: 0 would be changed (5 stored); events: 0 added, 1 changed")
    assert run_command("rebuild", "--render", url=url).stdout.startswith(f"{expected}\narticles: 0 are changed")
    assert run_command("rebuild", "--render", url=url).stdout == nothing


def test_remove_takes_articles_and_complains_of_others(database: Path) -> None:
    url = f"sqlite:///{database}"
    connection = sqlite3.connect(database)
    ids = [row[0] for row in connection.execute("SELECT content_hash FROM article ORDER BY id")]
    connection.close()
    done = run_command("remove", ids[0], "nope", ids[1], url=url)
    assert done.returncode == 1
    assert done.stderr == "basewatch: no article has the id nope\n"
    assert done.stdout.startswith("articles: 2 removed; events: ")
    again = run_command("remove", ids[0], url=url)
    assert (again.returncode, again.stdout) == (
        1,
        "articles: 0 removed; events: 0 added, 0 changed, 0 merged, 0 removed\n",
    )


@pytest.mark.parametrize("command", [["rebuild"], ["remove", "x"], ["load", DIGESTS]])
def test_command_on_a_database_without_tables_says_what_to_do(tmp_path: Path, command: list[str]) -> None:
    done = run_command(*command, url=f"sqlite:///{tmp_path / 'none.db'}")
    assert done.returncode == 1
    assert "run `python -m service migrate` first" in done.stderr
    assert done.stdout == ""
