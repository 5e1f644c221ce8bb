"""`rebuild`: extract every stored article again with the current encoder, rules and names, or only render anew."""

import argparse
import json
import sys
from collections import Counter

from sqlalchemy import Engine

from service.commands.progress import open_progress
from service.commands.stores import open_store
from service.domain.changes import ChangeKind, EventChange
from service.domain.events.reports import Qualifier
from service.loader.runs.loading import Pipeline
from service.loader.runs.pipelines import build_merging_pipeline, build_pipeline
from service.loader.runs.rebuilds import RebuildResult, rebuild, render_stored
from service.settings import Settings
from service.storage.database.engine import open_session
from service.storage.read.totals.store import StoreCounts, count_store

# What an event is known by, as far as it fits into a line.
SHOWN = ("type", "status", "date", "actors", "figures", "sources", "report_count", "disputed")


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Print a line for each event that changes, and one for all. A dry run prints the same and changes nothing."""
    with open_store(settings) as engine:
        if arguments.render:
            result = render_stored(engine, build_merging_pipeline(settings), dry_run=arguments.dry_run)
        else:
            result = rebuild_all(engine, build_pipeline(settings), dry_run=arguments.dry_run)
        with open_session(engine) as session:
            stored = count_store(session)
    for change in result.changes:
        sys.stdout.write(describe_change(change) + "\n")
    sys.stdout.write(describe_result(result, stored, dry_run=arguments.dry_run) + "\n")
    return 0


def rebuild_all(engine: Engine, pipeline: Pipeline, *, dry_run: bool = False) -> RebuildResult:
    """Rebuild, and report how far it is. Where it is stopped it says so: nothing is changed before all is read."""
    with open_session(engine) as session:
        total = count_store(session).articles
    done = 0
    try:
        with open_progress(sys.stderr, total) as report:

            def note(read: int) -> None:
                nonlocal done
                done = read
                report(read)

            return rebuild(engine, pipeline, dry_run=dry_run, report=note)
    except (KeyboardInterrupt, SystemExit):
        sys.stderr.write(f"basewatch: stopped after {done} of {total} articles were read; nothing is changed\n")
        raise


def describe_change(change: EventChange) -> str:
    """What became of one event, in one line."""
    line = f"{change.kind.value} {change.event}"
    if change.successor is not None:
        return f"{line} into {change.successor}"
    differences = _describe_differences(change.before, change.document)
    return f"{line}: {differences}" if differences else line


def describe_result(result: RebuildResult, stored: StoreCounts, *, dry_run: bool) -> str:
    """The line that a rebuild ends with: what it changed, or would change, and how much is stored."""
    kinds = Counter(change.kind for change in result.changes)
    counts = ", ".join(f"{kinds[kind]} {kind.value}" for kind in ChangeKind)
    start = "would be changed" if dry_run else "are changed"
    return f"articles: {result.articles} {start} ({stored.articles} stored); events: {counts} ({stored.events} in all)"


def _describe_differences(before: str | None, after: str | None) -> str:
    if before is None or after is None:
        return ""
    old, new = json.loads(before), json.loads(after)
    differences = [
        f"{field} {_shorten(old.get(field))} -> {_shorten(new[field])}"
        for field in SHOWN
        if old.get(field) != new[field]
    ]
    return "; ".join(differences) or "its reports or other members"


def _shorten(value: object) -> str:
    """A date as its text, a list as the slugs or kinds in it, anything else as it is."""
    if isinstance(value, dict):
        return str(value["edtf"])
    if isinstance(value, list):
        return "[" + ", ".join(_name(item) for item in value) + "]"
    return "none" if value is None else str(value)


def _name(item: object) -> str:
    if not isinstance(item, dict):
        return str(item)
    if "slug" in item:
        return " ".join(str(item[key]) for key in ("slug", "role") if key in item)
    figure = f"{item['kind']} {item['low']}..{item['high']}"
    # Documents of earlier versions keep no hedges.
    qualifier = item.get("qualifier", Qualifier.EXACT)
    return figure if qualifier == Qualifier.EXACT else f"{figure} ({qualifier} {item['best']})"
