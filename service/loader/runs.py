"""The run: each article is read, its reports are found, and they are stored with the events that they change.

An article is one transaction, so that a run which is killed leaves every article whole or absent, and the next
run goes on where it stopped. What finds and merges is handed in: the run knows neither rules nor language model.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Protocol

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from schemas.events import EventView, dump_event
from service.domain.articles import Article
from service.domain.events import Event, FiledReport
from service.domain.gazetteer import Gazetteer
from service.domain.places import EventType, Source
from service.domain.reports import Report
from service.loader.files import ReadArticle
from service.storage.articles import (
    NewArticle,
    delete_articles,
    find_all_blocks,
    find_blocks,
    find_filed_reports,
    find_superseded_articles,
    has_article,
    lock_article,
    lock_blocks,
    save_article,
)
from service.storage.engine import open_session, open_transaction
from service.storage.events import EventTally, add_revision, find_sources_by_slug, save_events
from service.storage.gazetteer import save_gazetteer


class Found(Protocol):
    """What an extractor gives: the article, with what its text says of itself, and its reports."""

    @property
    def article(self) -> Article:
        """The article as it should be stored."""

    @property
    def reports(self) -> tuple[Report, ...]:
        """Its reports, in the order of the text."""


@dataclass(frozen=True, slots=True)
class Pipeline:
    """What a run is made of. `tell_time` gives the present moment, aware."""

    gazetteer: Gazetteer
    event_types: tuple[EventType, ...]
    extract: Callable[[Article], Found]
    merge: Callable[[Iterable[FiledReport]], Sequence[Event]]
    get_block: Callable[[Report], str]
    tell_time: Callable[[], datetime]


class Outcome(Enum):
    """What became of an article."""

    LOADED = "loaded"
    UNCHANGED = "unchanged"
    REPLACED = "replaced"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class LoadResult:
    """What loading one article did."""

    outcome: Outcome
    events: EventTally = field(default_factory=EventTally)


def load_gazetteer(engine: Engine, pipeline: Pipeline) -> EventTally:
    """Store all names and types. Where that changes any, all events are made anew in the same transaction."""
    with open_transaction(engine) as session:
        blocks = find_all_blocks(session)
        lock_blocks(session, blocks)
        if not save_gazetteer(session, pipeline.gazetteer, pipeline.event_types):
            return EventTally()
        return _save_merged(session, blocks, pipeline)


def load_article(engine: Engine, read: ReadArticle, pipeline: Pipeline) -> LoadResult:
    """Store one article with its reports and the events that they change; nothing if it is stored already.

    An article is known by its hash as it was read, so that nothing needs to be found in it to know it again.
    """
    content_hash = read.article.content_hash
    with open_session(engine) as session:
        if has_article(session, content_hash):
            return LoadResult(Outcome.UNCHANGED)
    new = _find_reports(read, pipeline)
    with open_transaction(engine) as session:
        lock_article(session, new)
        # Another loader may have stored it while this one was looking for reports.
        if has_article(session, content_hash):
            return LoadResult(Outcome.UNCHANGED)
        superseded = find_superseded_articles(session, new.article)
        blocks = sorted(find_blocks(session, superseded) | new.blocks)
        lock_blocks(session, blocks)
        delete_articles(session, superseded)
        save_article(session, new)
        tally = _save_merged(session, blocks, pipeline)
        return LoadResult(Outcome.REPLACED if superseded else Outcome.LOADED, tally)


def _find_reports(read: ReadArticle, pipeline: Pipeline) -> NewArticle:
    found = pipeline.extract(read.article)
    reports = tuple((report, pipeline.get_block(report)) for report in found.reports)
    return NewArticle(found.article, read.article.content_hash, _find_source(found, read, pipeline), reports)


def _save_merged(session: Session, blocks: Sequence[str], pipeline: Pipeline) -> EventTally:
    """Merge these blocks and store their events. The store's own lock is taken last and held shortly."""
    events = tuple(pipeline.merge(find_filed_reports(session, blocks)))
    sources = find_sources_by_slug(session, {slug for event in events for slug in event.sources})

    def render(event: Event, revision: int, updated_at: datetime) -> str:
        named = tuple(sources[slug] for slug in event.sources)
        return dump_event(EventView(event, named, revision, updated_at))

    return save_events(session, blocks, events, render, add_revision(session, pipeline.tell_time()))


def _find_source(found: Found, read: ReadArticle, pipeline: Pipeline) -> Source | None:
    """The publisher: as read, or as the text itself names it."""
    slug = found.article.source
    if slug is None or (read.source and read.source.slug == slug):
        return read.source
    known = {source.slug: source for source in pipeline.gazetteer.sources}
    return known.get(slug, Source(slug=slug, name=slug))
