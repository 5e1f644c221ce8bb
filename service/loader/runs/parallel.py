"""Loading with extraction elsewhere: several articles are extracted at once, and stored one by one in their order.

One thread reads and stores, so that the store becomes what it becomes if articles are loaded one by one.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from typing import Protocol, TypeVar

from sqlalchemy import Engine

from service.loader.articles.building import ReadArticle
from service.loader.runs.loading import Pipeline, find_new, find_reports, is_stored
from service.storage.write.articles import NewArticle

# Articles read ahead for each that can be extracted at once. While a long one is waited for, others go on.
AHEAD = 4

T = TypeVar("T")


class Pool(Protocol):
    """Does some work elsewhere, `size` pieces at once."""

    @property
    def size(self) -> int:
        """How many pieces of work are done at once."""

    def submit(self, work: Callable[[], T]) -> Future[T]:
        """Do one piece of work as soon as those before it leave room."""


@dataclass(frozen=True, slots=True)
class Loading:
    """An article whose turn it is to be stored; `find` waits for its reports, and gives none where it is stored."""

    read: ReadArticle
    find: Callable[[], NewArticle | None]


def begin_loading(
    engine: Engine, reads: Iterable[ReadArticle], pipeline: Pipeline, pool: Pool | None
) -> Iterator[Loading]:
    """Each article in its turn. Without a pool, none is read ahead.

    With a pool, `pipeline.extract` is called on its threads.
    """
    if pool is None:
        yield from (Loading(read, partial(find_new, engine, read, pipeline)) for read in reads)
        return
    waiting: deque[Loading] = deque()
    for read in reads:
        if len(waiting) == AHEAD * pool.size:
            yield waiting.popleft()
        waiting.append(_begin(engine, read, pipeline, pool, waiting))
    while waiting:
        yield waiting.popleft()


def _begin(engine: Engine, read: ReadArticle, pipeline: Pipeline, pool: Pool, before: Iterable[Loading]) -> Loading:
    content_hash = read.article.content_hash
    is_repeated = any(content_hash == other.read.article.content_hash for other in before)
    if is_repeated or is_stored(engine, content_hash):
        # It is looked up again in its turn: one of those before it may supersede it, or be refused.
        return Loading(read, partial(find_new, engine, read, pipeline))
    found = pool.submit(partial(find_reports, read, content_hash, pipeline))
    return Loading(read, found.result)
