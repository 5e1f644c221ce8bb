"""Storing articles some at a time: a batch is one transaction and one revision, stored whole or not at all."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Engine

from service.errors import ArticleError
from service.loader.articles.building import ReadArticle
from service.loader.runs.loading import load_batch
from service.loader.runs.outcomes import Outcome
from service.loader.runs.parallel import Loading
from service.loader.runs.saving import Merger
from service.storage.write.articles import NewArticle
from service.storage.write.events import EventTally

Batch = list[tuple[ReadArticle, NewArticle]]
Mark = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Finished:
    """What became of some articles, and of events; a refused article has its reason."""

    reads: Sequence[ReadArticle]
    outcomes: Sequence[Outcome]
    events: EventTally = field(default_factory=EventTally)
    refusal: ArticleError | None = None


def store_batches(engine: Engine, loadings: Iterable[Loading], merger: Merger, size: int) -> Iterator[Finished]:
    """Store articles in their order, so many by one revision. What may be a state of one before it begins another."""
    batch: Batch = []
    marks: set[Mark] = set()
    for loading in loadings:
        own = _list_marks(loading.read)
        if not marks.isdisjoint(own):
            yield _store(engine, batch, merger)
            batch, marks = [], set()
        unstored = _add(loading, batch)
        if unstored is None:
            marks |= own
        else:
            yield unstored
        if len(batch) == size:
            yield _store(engine, batch, merger)
            batch, marks = [], set()
    if batch:
        yield _store(engine, batch, merger)


def _add(loading: Loading, batch: Batch) -> Finished | None:
    """Add an article to a batch; or what became of one that there is nothing to store of."""
    try:
        new = loading.find()
    except ArticleError as error:
        return Finished([loading.read], [Outcome.REFUSED], refusal=error)
    if new is None:
        return Finished([loading.read], [Outcome.UNCHANGED])
    batch.append((loading.read, new))
    return None


def _list_marks(read: ReadArticle) -> set[Mark]:
    """What two that may be one article, or states of one, have in common: an address, a file name or all."""
    article = read.article
    marks = {("file", article.file), ("content", article.content_hash)}
    return marks if article.url is None else marks | {("url", article.url)}


def _store(engine: Engine, batch: Batch, merger: Merger) -> Finished:
    result = load_batch(engine, [new for _, new in batch], merger)
    return Finished([read for read, _ in batch], result.outcomes, result.events)
