"""Rebuild: extract every stored article again with the current encoder and rules, in one transaction.

Extraction, which takes long, comes first and holds no lock. Then one transaction updates articles, reports and events,
and renders all documents anew; until it commits, readers see the previous state. `render_stored` is this transaction
alone, on the reports as they are stored.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from service.domain.changes import Action, Cause, EventChange
from service.domain.queries import PageRequest
from service.errors import ArticleError
from service.loader.articles.building import ReadArticle
from service.loader.runs.loading import MergingPipeline, Pipeline, find_reports
from service.loader.runs.saving import begin_revision, save_changes
from service.loader.seeds.sources import SourceIndex
from service.storage.database.engine import open_session, open_transaction
from service.storage.names.gazetteer import save_gazetteer
from service.storage.read.changes import find_changes
from service.storage.tables.revisions import drop_revision, lock_store
from service.storage.write.articles import (
    NewArticle,
    StoredArticle,
    Touched,
    differs_from_stored,
    find_next_article,
    update_article,
)
from service.storage.write.reports import find_all_blocks

PAGE = 500


@dataclass(frozen=True, slots=True)
class RebuildResult:
    """How many articles a rebuild changes, and which events, in order."""

    articles: int
    changes: Sequence[EventChange]


def rebuild(
    engine: Engine, pipeline: Pipeline, *, dry_run: bool = False, report: Callable[[int], None] = lambda _done: None
) -> RebuildResult:
    """Extract and merge everything again. A dry run rolls the same work back.

    Where nothing changes no revision is made. An article that is refused now keeps its stored reports.
    `report` is called with the number of articles read so far.
    """
    changed = [new for new in _read_all(engine, pipeline, report) if _is_changed(engine, new)]
    return _apply(engine, changed, pipeline, dry_run=dry_run)


def render_stored(engine: Engine, pipeline: MergingPipeline, *, dry_run: bool = False) -> RebuildResult:
    """Merge stored reports and render all documents anew. No article is read, and nothing extracted.

    It changes what a rebuild would change if extraction gave what is stored. Versions of the past stay as they are.
    """
    return _apply(engine, (), pipeline, dry_run=dry_run)


def _apply(engine: Engine, changed: Sequence[NewArticle], pipeline: MergingPipeline, *, dry_run: bool) -> RebuildResult:
    with open_transaction(engine) as session:
        lock_store(session)
        result = _switch_over(session, changed, pipeline)
        if dry_run:
            session.rollback()
    return result


def _read_all(engine: Engine, pipeline: Pipeline, report: Callable[[int], None]) -> Iterator[NewArticle]:
    number, sources = 0, SourceIndex(pipeline.gazetteer.sources)
    for done in count():
        report(done)
        with open_session(engine) as session:
            stored = find_next_article(session, number)
        if stored is None:
            return
        number = stored.number
        try:
            yield find_reports(_build_read(stored, sources), stored.content_hash, pipeline)
        except ArticleError:
            continue


def _build_read(stored: StoredArticle, sources: SourceIndex) -> ReadArticle:
    """An article as if it were read now: its publisher's slug may have changed since."""
    source = sources.get_source(stored.given.source) if stored.given.source else None
    return ReadArticle(replace(stored.article, source=source.slug if source else None), source)


def _is_changed(engine: Engine, new: NewArticle) -> bool:
    """Whether extraction differs; asked of each article in turn, so that only changed ones are held in memory."""
    with open_session(engine) as session:
        return differs_from_stored(session, new)


def _switch_over(session: Session, changed: Sequence[NewArticle], pipeline: MergingPipeline) -> RebuildResult:
    names = save_gazetteer(session, pipeline.gazetteer, pipeline.event_types)
    revision = begin_revision(session, pipeline.merger, Cause(Action.REBUILD))
    touched = Touched(frozenset(find_all_blocks(session)), names.bases, names.sources)
    for new in changed:
        touched |= update_article(session, new, revision)
    save_changes(session, pipeline.merger, revision, touched, names=names)
    result = RebuildResult(len(changed), list(_read_changes(session, revision.number)))
    if not (result.articles or result.changes):
        drop_revision(session, revision)
    return result


def _read_changes(session: Session, revision: int) -> Iterator[EventChange]:
    after: str | None = f"{revision}.-1"
    while after is not None:
        page = find_changes(session, PageRequest(PAGE, after))
        yield from page.items
        after = page.after
