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
from service.domain.articles.provenance import parse_day
from service.errors import BasewatchError
from service.settings import read_settings
from service.version import VERSION

PRECEDENCE = "The command line overrides the manifest, and the manifest overrides the file."
MAX_NAME_LENGTH = 100


def build_parser() -> argparse.ArgumentParser:
    """All commands with their options. `command` of the result names a module of service.commands."""
    parser = argparse.ArgumentParser(
        prog="python -m service", description="Extract, merge and serve events at military bases."
    )
    parser.add_argument("--version", action="version", version=f"basewatch {VERSION}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    commands.add_parser("migrate", help="migrate the database to the current schema")
    load = commands.add_parser("load", help="load articles with their reports and events", epilog=PRECEDENCE)
    extract = commands.add_parser("extract", help="print extracted reports as JSON lines", epilog=PRECEDENCE)
    remove = commands.add_parser("remove", help="delete articles with everything extracted from them")
    remove.add_argument("ids", nargs="+", metavar="ID", help="article id, as in /v1/articles")
    rebuild = commands.add_parser(
        "rebuild", help="extract all stored articles again with the current encoder and names"
    )
    rebuild.add_argument(
        "--render", action="store_true", help="only render stored reports and events anew, without extraction"
    )
    rebuild.add_argument("--dry-run", action="store_true", help="print what would change, without changing it")
    _add_keys(commands.add_parser("keys", help="create, list and revoke API keys"))
    for command in (load, extract):
        _add_article_options(command)
    _add_extraction_options(load)
    extract.add_argument("--explain", action="store_true", help="print mentions, scores and threshold instead of JSON")
    return parser


def _add_extraction_options(load: argparse.ArgumentParser) -> None:
    where = load.add_mutually_exclusive_group()
    where.add_argument(
        "--workers", type=int, default=1, metavar="N", help="processes that extract, each with the encoder; default 1"
    )
    load.add_argument(
        "--batch", type=int, default=1, metavar="N", help="articles stored at once, by one revision; default 1"
    )
    where.add_argument("--dask", metavar="ADDRESS", help="extract on the workers of a Dask scheduler: tcp://host:8786")


def _add_article_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "paths",
        nargs="+",
        metavar="PATH",
        help="a .txt, .md, .html, .jsonl or .warc file, a folder, or - for standard input (plain text)",
    )
    parser.add_argument("--manifest", type=Path, metavar="FILE", help="JSON lines: file, source, published, title, url")
    parser.add_argument("--source", metavar="NAME", help="publisher of all articles")
    parser.add_argument("--published", type=_parse_day, metavar="DATE", help="publication date of all articles")


def _add_keys(keys: argparse.ArgumentParser) -> None:
    actions = keys.add_subparsers(dest="action", metavar="ACTION", required=True)
    create = actions.add_parser("create", help="create a key, and print its secret once")
    create.add_argument("name", type=_parse_name, metavar="NAME", help="who or what the key is for")
    create.add_argument(
        "--scope",
        action="append",
        dest="scopes",
        choices=[scope.value for scope in Scope],
        help="scope to grant; repeatable: read",
    )
    actions.add_parser("list", help="list all keys, without secrets")
    revoke = actions.add_parser("revoke", help="revoke keys, immediately and permanently")
    revoke.add_argument("ids", nargs="+", metavar="ID", help="key id, as in `keys list`")


def _parse_name(text: str) -> str:
    if not text.strip() or not text.isprintable() or len(text) > MAX_NAME_LENGTH:
        raise argparse.ArgumentTypeError(f"a name has 1 to {MAX_NAME_LENGTH} printable characters")
    return text.strip()


def _parse_day(text: str) -> date:
    try:
        return parse_day(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date; write it like 2020-03-29") from None


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
