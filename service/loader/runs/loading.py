"""Loading: each article is read, its reports are extracted and stored with the events that they change.

An article is one transaction, so that a run which is killed leaves every article whole or absent, and the next
run resumes where it stopped. Extraction and merging are passed in: this module knows neither rules nor encoder.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from service.domain.articles.article import Article
from service.domain.changes import Action, Cause
from service.domain.events.reports import Report
from service.domain.names.gazetteer import Gazetteer
from service.domain.names.places import EventType, Source
from service.errors import StorageError
from service.loader.articles.building import ReadArticle
from service.loader.articles.details import Details, check_details
from service.loader.runs.outcomes import BatchResult, LoadResult, Outcome, RemoveResult
from service.loader.runs.saving import Merger, begin_revision, build_report_view, save_changes
from service.merging.copies import is_copy
from service.storage.database.engine import forget_deleted, open_session, open_transaction
from service.storage.names.gazetteer import save_gazetteer
from service.storage.tables.revisions import find_last_number, lock_store
from service.storage.write import articles
from service.storage.write.articles import (
    Given,
    NewArticle,
    Touched,
    has_article,
    retire_articles,
)
from service.storage.write.events import EventTally
from service.storage.write.reports import find_all_blocks
from service.storage.write.rows.known_articles import find_stored_articles, find_superseded_articles


class Found(Protocol):
    """The result of an extractor: the article, with the details extracted from its text, and its reports."""

    @property
    def article(self) -> Article:
        """The article as it should be stored."""

    @property
    def reports(self) -> tuple[Report, ...]:
        """Its reports, in the order of the text."""


@dataclass(frozen=True, slots=True)
class MergingPipeline:
    """What a run that reads no article is made of: names, event types and merging."""

    gazetteer: Gazetteer
    event_types: tuple[EventType, ...]
    merger: Merger


@dataclass(frozen=True, slots=True)
class Pipeline(MergingPipeline):
    """What a run is made of. `sign` gives a text's signature, which near-identical texts share most of."""

    extract: Callable[[Article], Found]
    sign: Callable[[str], bytes]


def load_gazetteer(engine: Engine, pipeline: MergingPipeline) -> EventTally:
    """Store all names and types. Where that changes any that are in use, their events are made anew with them."""
    with open_transaction(engine) as session:
        lock_store(session)
        names = save_gazetteer(session, pipeline.gazetteer, pipeline.event_types)
        if not names:
            return EventTally()
        revision = begin_revision(session, pipeline.merger, Cause(Action.NAMES))
        blocks = frozenset(find_all_blocks(session)) if names.types else frozenset()
        touched = Touched(blocks, names.bases, names.sources)
        return save_changes(session, pipeline.merger, revision, touched, names=names)


def load_article(engine: Engine, read: ReadArticle, pipeline: Pipeline) -> LoadResult:
    """Store one article with its reports and the events that they change; nothing if it is stored already.

    An article is known by its hash as it was read, so that nothing needs to be found in it to know it again.
    """
    new = find_new(engine, read, pipeline)
    if new is None:
        with open_session(engine) as session:
            return LoadResult(Outcome.UNCHANGED, revision=find_last_number(session))
    result = load_batch(engine, [new], pipeline.merger)
    return LoadResult(result.outcomes[0], result.events, result.revision)


def find_new(engine: Engine, read: ReadArticle, pipeline: Pipeline) -> NewArticle | None:
    """An article with its reports, which are not stored yet; nothing for one that is stored."""
    content_hash = read.article.content_hash
    return None if is_stored(engine, content_hash) else find_reports(read, content_hash, pipeline)


def is_stored(engine: Engine, content_hash: str) -> bool:
    """Whether an article needs no extraction, because it is stored as it is."""
    with open_session(engine) as session:
        return has_article(session, content_hash)


def load_batch(engine: Engine, news: Sequence[NewArticle], merger: Merger) -> BatchResult:
    """Store several articles, no two of which are states of one, by one revision: all of them, or none."""
    with open_transaction(engine) as session:
        lock_store(session)
        # Another loader may have stored some while this one was looking for reports.
        stored = find_stored_articles(session, [new.content_hash for new in news])
        absent = [new for new in news if new.content_hash not in stored]
        if not absent:
            return BatchResult((Outcome.UNCHANGED,) * len(news), revision=find_last_number(session))
        superseded, events, revision = _save_articles(session, absent, merger)
    outcomes = {key: Outcome.REPLACED if states else Outcome.LOADED for key, states in superseded.items()}
    return BatchResult(tuple(outcomes.get(new.content_hash, Outcome.UNCHANGED) for new in news), events, revision)


def remove_article(engine: Engine, content_hash: str, merger: Merger) -> RemoveResult:
    """Remove an article for good, with its earlier states; a NotFoundError where there is none."""
    with open_transaction(engine) as session:
        lock_store(session)
        touched = articles.remove_article(session, content_hash)
        revision = begin_revision(session, merger, Cause(Action.REMOVE, content_hash))
        tally = save_changes(session, merger, revision, touched)
    # It is removed already; what is left of it in SQLite's log goes with a later removal.
    with suppress(StorageError):
        forget_deleted(engine)
    return RemoveResult(tally, revision.number)


def find_reports(read: ReadArticle, content_hash: str, pipeline: Pipeline) -> NewArticle:
    """An article with all that is found in it, ready to be stored. ArticleError where it cannot be one."""
    found = pipeline.extract(read.article)
    # The text may have said the day of itself.
    check_details(Details(published=found.article.published), pipeline.merger.get_today())
    return NewArticle(
        article=found.article,
        content_hash=content_hash,
        source=_find_source(found, read, pipeline),
        reports=tuple((report, pipeline.merger.get_block(report)) for report in found.reports),
        signature=pipeline.sign(read.article.text),
        given=Given(read.source.name if read.source else None, read.article.title, read.article.published),
    )


def _save_articles(
    session: Session, news: Sequence[NewArticle], merger: Merger
) -> tuple[Mapping[str, Collection[str]], EventTally, int]:
    """What each superseded, by content hash, what became of events, and the revision that was made."""
    signatures = {new.content_hash: new.signature for new in news}
    superseded = find_superseded_articles(
        session,
        {new.content_hash: new.article for new in news},
        lambda content_hash, other: is_copy(signatures[content_hash], other),
    )
    # What several change is no single one's.
    article = news[0].content_hash if len(news) == 1 else None
    revision = begin_revision(session, merger, Cause(Action.LOAD, article))
    touched = Touched()
    for content_hash, states in superseded.items():
        if states:
            touched |= retire_articles(session, states, content_hash, revision)
    touched |= articles.save_articles(session, news, revision, build_report_view(merger))
    replaced = {state: content_hash for content_hash, states in superseded.items() for state in states}
    return superseded, save_changes(session, merger, revision, touched, replaced=replaced), revision.number


def _find_source(found: Found, read: ReadArticle, pipeline: Pipeline) -> Source | None:
    """The publisher: as read, or as the text itself names it."""
    slug = found.article.source
    if slug is None or (read.source and read.source.slug == slug):
        return read.source
    known = {source.slug: source for source in pipeline.gazetteer.sources}
    return known.get(slug, Source(slug=slug, name=slug))
