"""`python -m service COMMAND`: the command line."""

import argparse
import os
import signal
import sys
from collections.abc import Sequence
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import NoReturn

from service.domain.access import Scope
from service.domain.provenance import parse_day
from service.errors import BasewatchError
from service.settings import read_settings
from service.version import VERSION

PRECEDENCE = (
    "Of what is said twice of an article, the command line holds over the manifest, and the manifest over the file."
)
MAX_NAME_LENGTH = 100


def build_parser() -> argparse.ArgumentParser:
    """All commands with their options. `command` of the result names a module of service.commands."""
    parser = argparse.ArgumentParser(prog="python -m service", description="Reports on military bases to events.")
    parser.add_argument("--version", action="version", version=f"basewatch {VERSION}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    commands.add_parser("migrate", help="bring the database to the current schema")
    load = commands.add_parser("load", help="store articles with their reports and events", epilog=PRECEDENCE)
    extract = commands.add_parser("extract", help="print the reports in articles as JSON lines", epilog=PRECEDENCE)
    remove = commands.add_parser("remove", help="delete articles with all that was found in them")
    remove.add_argument("ids", nargs="+", metavar="ID", help="id of an article, as /v1/articles gives it")
    rebuild = commands.add_parser("rebuild", help="read every stored article again with today's encoder and names")
    rebuild.add_argument("--dry-run", action="store_true", help="print what would change, and change nothing")
    _add_keys(commands.add_parser("keys", help="make, list and revoke keys of the API"))
    for command in (load, extract):
        _add_article_options(command)
    extract.add_argument("--explain", action="store_true", help="print mentions, scores and threshold, not JSON")
    return parser


def _add_article_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "paths",
        nargs="+",
        metavar="PATH",
        help="a .txt, .md, .html, .jsonl or .warc file, a folder, or - for standard input (plain text)",
    )
    parser.add_argument("--manifest", type=Path, metavar="FILE", help="JSON lines: file, source, published, title, url")
    parser.add_argument("--source", metavar="NAME", help="the publisher of all of them")
    parser.add_argument("--published", type=_parse_day, metavar="DATE", help="the day on which all were published")


def _add_keys(keys: argparse.ArgumentParser) -> None:
    actions = keys.add_subparsers(dest="action", metavar="ACTION", required=True)
    create = actions.add_parser("create", help="make a key, and print its secret once")
    create.add_argument("name", type=_parse_name, metavar="NAME", help="whom or what it is for")
    create.add_argument(
        "--scope",
        action="append",
        dest="scopes",
        choices=[scope.value for scope in Scope],
        help="what it admits to (again for more): read",
    )
    actions.add_parser("list", help="print all keys, without their secrets")
    revoke = actions.add_parser("revoke", help="end keys, at once and for good")
    revoke.add_argument("ids", nargs="+", metavar="ID", help="id of a key, as `keys list` gives it")


def _parse_name(text: str) -> str:
    if not text.strip() or not text.isprintable() or len(text) > MAX_NAME_LENGTH:
        raise argparse.ArgumentTypeError(f"a name has 1 to {MAX_NAME_LENGTH} printable characters")
    return text.strip()


def _parse_day(text: str) -> date:
    try:
        return parse_day(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no date; write it like 2020-03-29") from None


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its exit status. What Basewatch refuses is told in one line on standard error."""
    parsed = build_parser().parse_args(arguments)
    # In a container this is the first process, which the system ends by no signal that it does not ask for.
    signal.signal(signal.SIGTERM, _end)
    try:
        settings = read_settings(os.environ)
        return int(import_module(f"service.commands.{parsed.command}").run(parsed, settings))
    except BasewatchError as error:
        sys.stderr.write(f"basewatch: {' '.join(str(error).split())}\n")
        return 1
    except BrokenPipeError:
        # Whoever read our output has enough. Python would complain once more when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        return 130


def _end(number: int, _frame: object) -> NoReturn:
    raise SystemExit(128 + number)


if __name__ == "__main__":
    sys.exit(main())
