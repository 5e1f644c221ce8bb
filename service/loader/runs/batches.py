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
    for loading in loadings:
        if any(_may_be_one(loading.read, read) for read, _ in batch):
            yield _store(engine, batch, merger)
            batch = []
        unstored = _add(loading, batch)
        if unstored is not None:
            yield unstored
        if len(batch) == size:
            yield _store(engine, batch, merger)
            batch = []
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


def _may_be_one(read: ReadArticle, other: ReadArticle) -> bool:
    """Whether two may be one article, or states of one."""
    one, two = read.article, other.article
    has_url = one.url is not None and one.url == two.url
    return has_url or one.file == two.file or one.content_hash == two.content_hash


def _store(engine: Engine, batch: Batch, merger: Merger) -> Finished:
    result = load_batch(engine, [new for _, new in batch], merger)
    return Finished([read for read, _ in batch], result.outcomes, result.events)
