"""Articles that requests bring: as those of files, but for the process in which texts are read."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, fields
from threading import Lock

from sqlalchemy import Engine

from schemas.extraction import ExtractionView
from service.domain.submissions import Submission
from service.errors import ArticleError, BusyError, StorageError
from service.loader.articles.building import ReadArticle, build_read_article
from service.loader.articles.details import Details, merge_details
from service.loader.readers.reading_process import build_reading_process
from service.loader.runs.loading import Pipeline, load_article, load_gazetteer, remove_article
from service.loader.runs.outcomes import LoadResult
from service.loader.runs.pipelines import build_storing_pipeline
from service.loader.seeds.sources import SourceIndex
from service.settings import Settings
from service.storage.database.engine import open_session
from service.storage.names.gazetteer import has_names
from service.storage.tables.revisions import is_unread
from service.storage.write.events import EventTally

# What the command line calls a text from standard input, which has no name either.
NO_FILE = "-"
# What is read takes seconds for as many as this, and other texts wait meanwhile. Whole books are for `load`.
MAX_CHARACTERS = 15_000
# How long a text waits while another one stores the names, in seconds.
PATIENCE_S = 10

ParsePage = Callable[[str], tuple[str, Details]]


@dataclass(frozen=True, slots=True)
class Loaded:
    """An article that a request brought, by its id, and what loading it did."""

    id: str
    result: LoadResult


class Intake:
    """What can be done with submissions, by many threads at once: what reads them must see to that itself."""

    def __init__(self, pipeline: Pipeline, parse_page: ParsePage, max_characters: int = MAX_CHARACTERS) -> None:
        self._pipeline = pipeline
        self._parse_page = parse_page
        self._max_characters = max_characters
        self._sources = SourceIndex(pipeline.gazetteer.sources)
        self._naming = Lock()
        self._is_prepared = False

    def extract(self, submission: Submission) -> ExtractionView:
        """What would be found; nothing is stored. ArticleError for what is no article."""
        found = self._pipeline.extract(self._read(submission, NO_FILE).article)
        return ExtractionView(found.article, found.reports)

    def load(self, engine: Engine, submission: Submission) -> Loaded:
        """Store an article with its reports and their events. ArticleError for what is no article."""
        self._prepare(engine)
        read = self._read(submission, None)
        return Loaded(read.article.content_hash, load_article(engine, read, self._pipeline))

    def remove(self, engine: Engine, article_id: str) -> EventTally:
        """Delete an article with all that was found in it; a NotFoundError where there is none."""
        return remove_article(engine, article_id, self._pipeline.merger)

    def _prepare(self, engine: Engine) -> None:
        """Store the names that texts are read with, before the first article of a store that has none."""
        if self._is_prepared:
            return
        if not self._naming.acquire(timeout=PATIENCE_S):
            raise BusyError("the names that texts are read with are being stored; try again later")
        try:
            self._store_names(engine)
        finally:
            self._naming.release()

    def _store_names(self, engine: Engine) -> None:
        if self._is_prepared:
            return
        with open_session(engine) as session:
            if is_unread(session):
                raise StorageError("stored articles wait to be read anew; run `python -m service rebuild` first")
            is_named = has_names(session)
        # Those that are there were loaded on purpose, and may be newer than what this process began with.
        if not is_named:
            load_gazetteer(engine, self._pipeline)
        self._is_prepared = True

    def _read(self, submission: Submission, file: str | None) -> ReadArticle:
        given = Details(**{field.name: getattr(submission, field.name) for field in fields(Details)})
        text, own = (submission.text or "", Details())
        if submission.html is not None:
            text, own = self._parse_page(submission.html)
        if len(text) > self._max_characters:
            raise ArticleError(f"has {len(text)} characters; at most {self._max_characters} are read here")
        named = submission.file or file or submission.url or _build_name(text)
        return build_read_article(
            text, merge_details(own, given), named, self._sources, today=self._pipeline.merger.get_today()
        )


def _build_name(text: str) -> str:
    """A name of the text's own, so that no two articles without one are taken for states of the same."""
    return f"{hashlib.sha256(text.encode(errors='replace')).hexdigest()[:16]}.txt"


def build_intake(settings: Settings) -> Intake:
    """From the data files; texts are read in a process of its own, which starts when the first one comes."""
    process = build_reading_process(settings)
    return Intake(build_storing_pipeline(settings, process.extract), process.parse_page)
