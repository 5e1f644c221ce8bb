"""`python -m service load` as an operator runs it: real processes, real rules, a database in a file."""

import json
import os
import random
import re
import signal
import sqlite3
import string
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from service.domain.queries import EventQuery, PageRequest
from service.storage.database.engine import build_engine, open_session
from service.storage.read.events import find_events, get_event
from service.storage.read.names import find_articles
from tests.commands import SERVICE, run_command
from tests.processes import has_ended, list_children
from tests.waiting import wait_until

DIGESTS = Path("seeds/articles")
# Whoever runs tests in the background may have had the signal ignored for all below.
INTERRUPTIBLE = (
    "import runpy, signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
    "runpy.run_module('service', run_name='__main__', alter_sys=True)"
)
ARTICLE = "US-led coalition forces left the K1 air base on March 29, 2020 and handed it over to the Iraqi army."


def test_migrate_is_quiet_and_makes_what_is_loaded_into(empty_database_url: str) -> None:
    done = run_command("migrate", url=empty_database_url)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    done = run_command("load", "-", url=empty_database_url, text=ARTICLE)
    assert (done.returncode, done.stderr) == (0, "")


def test_load_of_a_folder_stores_every_article_and_its_events(database_url: str) -> None:
    count = len(list(DIGESTS.glob("*.md")))
    done = run_command("load", str(DIGESTS), url=database_url)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"articles: {count} loaded, 0 unchanged, 0 replaced, 0 refused ({count} stored); ")
    added, total = re.findall(r"events: (\d+) added, .* \((\d+) in all\)", done.stdout)[0]
    again = run_command("load", str(DIGESTS), url=database_url)
    assert again.stdout == (
        f"articles: 0 loaded, {count} unchanged, 0 replaced, 0 refused ({count} stored); "
        f"events: 0 added, 0 changed, 0 merged, 0 removed ({total} in all)\n"
    )
    engine = build_engine(database_url)
    with open_session(engine) as session:
        assert len(find_articles(session, PageRequest(100)).items) == count
        documents = [json.loads(item.document) for item in find_events(session, EventQuery(), PageRequest(100)).items]
        assert len(documents) == int(total)
        assert int(added) >= int(total) > 0
        for document in documents:
            record = get_event(session, document["id"])
            assert len(record.reports.documents) == document["report_count"]
            assert all(json.loads(report)["quotes"] for report in record.reports.documents)
    engine.dispose()


def test_load_with_bad_files_among_good_ones_loads_the_good_and_fails(database_url: str, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text(ARTICLE)
    (folder / "b.txt").write_bytes(b"\xff\xfe")
    (folder / "c.md").write_text("---\npublished: never\n---\nText.")
    done = run_command("load", str(folder), str(tmp_path / "none.txt"), "--source", "Press TV", url=database_url)
    assert done.returncode == 1
    assert done.stdout.startswith("articles: 1 loaded, 0 unchanged, 0 replaced, 3 refused (1 stored); events: 1 added")
    lines = done.stderr.splitlines()
    assert [line.split(": ")[1] for line in lines] == [
        str(folder / "b.txt"),
        str(folder / "c.md"),
        str(tmp_path / "none.txt"),
    ]


def test_load_of_a_file_with_a_line_break_in_its_name_complains_in_one_line(database_url: str, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "two\nlines.txt").touch()
    done = run_command("load", str(folder), url=database_url)
    assert done.returncode == 1
    assert done.stderr == f"basewatch: {folder}/two lines.txt: is empty\n"


def test_load_of_a_name_that_no_index_takes_refuses_it_and_loads_the_others(database_url: str, tmp_path: Path) -> None:
    # Letters by chance, so that the database cannot pack them.
    letters = "".join(random.Random(0).choices(string.ascii_lowercase, k=8_979))  # noqa: S311 - not for secrets
    url = f"https://news.example/{letters}"
    rows = [{"text": ARTICLE, "url": url}, {"text": ARTICLE, "url": url[:2_000]}, {"text": ARTICLE}]
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows))
    done = run_command("load", str(path), url=database_url)
    assert done.returncode == 1
    assert done.stderr == f"basewatch: {path}:1: url has 9000 bytes; the limit is 2000\n"
    assert done.stdout.startswith("articles: 2 loaded, 0 unchanged, 0 replaced, 1 refused (2 stored); ")


def test_load_of_an_empty_path_reads_no_folder(database_url: str) -> None:
    done = run_command("load", "", url=database_url)
    assert done.returncode == 1
    assert done.stderr == 'basewatch: "": is not a path; name a file or a folder\n'
    assert done.stdout.startswith("articles: 0 loaded, 0 unchanged, 0 replaced, 1 refused (0 stored); ")


def test_load_with_a_manifest_that_names_a_missing_file_loads_nothing(database_url: str, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(ARTICLE)
    manifest = tmp_path / "manifest.jsonl"
    manifest.write_text('{"file": "a.txt", "published": "2020-03-30"}\n{"file": "b.txt", "published": "2020-03-31"}\n')
    for path in (tmp_path, tmp_path / "a.txt"):
        done = run_command("load", str(path), "--manifest", str(manifest), url=database_url)
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr.startswith(f"basewatch: {manifest}:2: there is no file b.txt ")
    manifest.write_text('{"file": "a.txt", "published": 20200330}\n')
    done = run_command("load", str(tmp_path), "--manifest", str(manifest), url=database_url)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"basewatch: {manifest}:1: published is 20200330, which is not a string")
    engine = build_engine(database_url)
    with open_session(engine) as session:
        assert find_articles(session, PageRequest(100)).items == []
    engine.dispose()


def test_load_of_a_corrected_article_replaces_its_reports(database_url: str) -> None:
    run_command("load", "-", "--source", "Press TV", url=database_url, text=ARTICLE)
    done = run_command("load", "-", "--source", "Press TV", url=database_url, text=ARTICLE.replace("29", "28"))
    assert done.stdout == (
        "articles: 0 loaded, 0 unchanged, 1 replaced, 0 refused (1 stored); "
        "events: 1 added, 0 changed, 1 merged, 0 removed (1 in all)\n"
    )


def test_load_into_a_database_without_tables_says_to_migrate(empty_database_url: str) -> None:
    done = run_command("load", str(DIGESTS), url=empty_database_url)
    assert done.returncode == 1
    assert "run `python -m service migrate` first" in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        ((), 2),
        (("lode",), 2),
        (("load",), 2),
        (("load", "-", "--published", "soon"), 2),
        (("load", "-", "--source", " "), 1),
        (("load", "-", "--workers", "many"), 2),
        (("load", "-", "--workers", "0"), 1),
        (("load", "-", "--workers", "-1"), 1),
        (("load", "-", "--batch", "0"), 1),
        (("load", "-", "--workers", "2", "--dask", "tcp://127.0.0.1:8786"), 2),
        (("load", "-", "--manifest", "missing.jsonl"), 1),
    ],
)
def test_load_with_bad_arguments_tells_why_without_a_traceback(
    database_url: str, arguments: tuple[str, ...], status: int
) -> None:
    done = run_command(*arguments, url=database_url, text=ARTICLE)
    assert done.returncode == status
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    assert done.stderr


@pytest.mark.parametrize("command", [("migrate",), ("load", "-")])
def test_commands_on_a_file_that_is_no_database_say_so_in_one_line(command: tuple[str, ...], tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("Not a database. " * 100)
    done = run_command(*command, url=f"sqlite:///{path}", text=ARTICLE)
    assert done.returncode == 1
    assert done.stderr == f"basewatch: the database sqlite:///{path} failed: file is not a database\n"


def test_migrate_makes_the_folder_and_imports_no_encoder(tmp_path: Path) -> None:
    environ = {**os.environ, "BASEWATCH_DATABASE_URL": f"sqlite:///{tmp_path / 'var' / 'basewatch.db'}"}
    command = [sys.executable, "-X", "importtime", "-m", "service", "migrate"]
    done = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=60, check=True)
    modules = {line.split("|")[-1].strip() for line in done.stderr.splitlines()}
    assert "sqlalchemy" in modules
    assert not {"onnxruntime", "tokenizers", "pydantic", "trafilatura"} & modules
    assert (tmp_path / "var" / "basewatch.db").exists()


def test_load_that_is_told_to_end_does(tmp_path: Path) -> None:
    environ = {**os.environ, "BASEWATCH_DATABASE_URL": f"sqlite:///{tmp_path / 'basewatch.db'}"}
    subprocess.run([*SERVICE, "migrate"], env=environ, check=True, timeout=60)
    with subprocess.Popen([*SERVICE, "load", "-"], env=environ, stdin=subprocess.PIPE) as process:
        # As the first process of a container it would get no signal that it does not ask for; it has asked when it
        # catches this one, and ends with a status of its own.
        wait_until_caught(process.pid, signal.SIGTERM)
        process.terminate()
        assert process.wait(timeout=30) == 128 + signal.SIGTERM


def test_load_that_is_interrupted_says_what_it_stored_and_goes_on_later(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'basewatch.db'}"
    run_command("migrate", url=url)
    rows = [{"text": f"{ARTICLE} It was number {number}.", "file": f"{number}.txt"} for number in range(300)]
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows))
    command = [sys.executable, "-c", INTERRUPTIBLE, "load", str(path)]
    environ = {**os.environ, "BASEWATCH_DATABASE_URL": url}
    with subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        wait_until(lambda: process.poll() is not None or count_articles(tmp_path / "basewatch.db") > 1, 120)
        process.send_signal(signal.SIGINT)
        said, complained = process.communicate(timeout=120)
    assert process.returncode == 130
    stored = count_articles(tmp_path / "basewatch.db")
    assert said.startswith(f"articles: {stored} loaded, 0 unchanged, 0 replaced, 0 refused ({stored} stored); events: ")
    assert complained == "basewatch: stopped early; stored articles are complete, and loading again resumes\n"
    path.write_text("\n".join(json.dumps(row) for row in rows[: stored + 1]))
    assert run_command("load", str(path), url=url).stdout.startswith(f"articles: 1 loaded, {stored} unchanged, ")


def test_load_with_workers_that_is_told_to_end_ends_them_at_once_and_goes_on_later(tmp_path: Path) -> None:
    url, database, path = f"sqlite:///{tmp_path / 'basewatch.db'}", tmp_path / "basewatch.db", tmp_path / "rows.jsonl"
    run_command("migrate", url=url)
    rows = [
        json.dumps({"text": f"{ARTICLE} It was number {number}.", "file": f"{number}.txt"}) for number in range(300)
    ]
    path.write_text("\n".join(rows))
    # While they start, and once they have extracted something.
    check_ends(url, path, signal.SIGTERM, 128 + signal.SIGTERM, lambda: True)
    check_ends(url, path, signal.SIGINT, 130, lambda: count_articles(database) > 1)
    stored = count_articles(database)
    path.write_text("\n".join([*rows[:stored], "{}", rows[stored]]))
    done = run_command("load", str(path), "--workers", "2", url=url)
    assert done.returncode == 1
    assert done.stderr.startswith(f"basewatch: {path}:{stored + 1}: ")
    assert done.stdout.startswith(
        f"articles: 1 loaded, {stored} unchanged, 0 replaced, 1 refused ({stored + 1} stored); "
    )


def check_ends(url: str, path: Path, number: int, status: int, is_time: Callable[[], bool]) -> None:
    """Send a signal to a load and its workers, as a terminal or a service manager does."""
    command = [sys.executable, "-c", INTERRUPTIBLE, "load", str(path), "--workers", "2"]
    environ = {**os.environ, "BASEWATCH_DATABASE_URL": url}
    with subprocess.Popen(command, env=environ, stderr=subprocess.PIPE, text=True, start_new_session=True) as process:
        wait_until(lambda: process.poll() is not None or len(list_workers(process.pid)) == 2, 120)
        wait_until(lambda: process.poll() is not None or is_time(), 120)
        workers = list_workers(process.pid)
        os.killpg(process.pid, number)
        _, complained = process.communicate(timeout=30)
    assert process.returncode == status
    # What is interrupted in a library may complain, too.
    expected = "basewatch: stopped early; stored articles are complete, and loading again resumes"
    assert expected in complained.splitlines()
    assert len(workers) == 2
    assert all(map(has_ended, workers))


def list_workers(pid: int) -> list[int]:
    return list_children(pid, "--multiprocessing-fork")


def count_articles(database: Path) -> int:
    with closing(sqlite3.connect(database)) as connection:
        [count] = connection.execute("SELECT count(*) FROM article").fetchone()
    return int(count)


def wait_until_caught(pid: int, number: int) -> None:
    deadline = time.monotonic() + 30
    while not int(read_status(pid, "SigCgt"), 16) >> (number - 1) & 1:
        assert time.monotonic() < deadline, "it never asked for the signal"
        time.sleep(0.05)


def read_status(pid: int, name: str) -> str:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(line.partition(":")[2].strip() for line in lines if line.startswith(f"{name}:"))
