"""Submitted articles: extracted in a separate process, and loaded as those of files."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, fields
from threading import Lock

from sqlalchemy import Engine

from schemas.responses.extraction import ExtractionView
from service.domain.articles.submissions import Submission
from service.errors import ArticleError, BusyError, StorageError
from service.loader.articles.building import ReadArticle, build_read_article
from service.loader.articles.details import Details, merge_details
from service.loader.readers.reading_process import build_reading_process
from service.loader.runs.loading import Pipeline, load_article, load_gazetteer, remove_article
from service.loader.runs.outcomes import LoadResult, RemoveResult
from service.loader.runs.pipelines import build_storing_pipeline
from service.loader.seeds.sources import SourceIndex
from service.settings import Settings
from service.storage.database.engine import open_session
from service.storage.names.gazetteer import has_names
from service.storage.tables.revisions import is_unread

# File name of an unnamed text, as for standard input on the command line.
NO_FILE = "-"
# A text of this length takes seconds, while others wait. Longer ones are for `load`.
MAX_CHARACTERS = 15_000
# How long a text waits while another one stores the names, in seconds.
PATIENCE_S = 10

ParsePage = Callable[[str], tuple[str, Details]]


@dataclass(frozen=True, slots=True)
class Loaded:
    """A submitted article's id, and the result of loading it."""

    id: str
    result: LoadResult


class SubmissionService:
    """Extracts, loads and removes submissions. Thread-safe if `parse_page` and the extractor are."""

    def __init__(self, pipeline: Pipeline, parse_page: ParsePage, max_characters: int = MAX_CHARACTERS) -> None:
        self._pipeline = pipeline
        self._parse_page = parse_page
        self._max_characters = max_characters
        self._sources = SourceIndex(pipeline.gazetteer.sources)
        self._naming = Lock()
        self._is_prepared = False

    def extract(self, submission: Submission) -> ExtractionView:
        """Extract without storing. ArticleError for an invalid article."""
        found = self._pipeline.extract(self._read(submission, NO_FILE).article)
        return ExtractionView(found.article, found.reports)

    def load(self, engine: Engine, submission: Submission) -> Loaded:
        """Store an article with its reports and their events. ArticleError for an invalid article."""
        self._prepare(engine)
        read = self._read(submission, None)
        return Loaded(read.article.content_hash, load_article(engine, read, self._pipeline))

    def remove(self, engine: Engine, article_id: str) -> RemoveResult:
        """Delete an article with all that was found in it; a NotFoundError where there is none."""
        return remove_article(engine, article_id, self._pipeline.merger)

    def _prepare(self, engine: Engine) -> None:
        """Store the gazetteer before the first article of a store without one."""
        if self._is_prepared:
            return
        if not self._naming.acquire(timeout=PATIENCE_S):
            raise BusyError("the gazetteer is being stored; try again later")
        try:
            self._store_names(engine)
        finally:
            self._naming.release()

    def _store_names(self, engine: Engine) -> None:
        if self._is_prepared:
            return
        with open_session(engine) as session:
            if is_unread(session):
                raise StorageError("stored articles must be extracted again; run `python -m service rebuild` first")
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
            raise ArticleError(f"has {len(text)} characters; the limit is {self._max_characters}")
        named = submission.file or file or submission.url or _build_name(text)
        return build_read_article(
            text, merge_details(own, given), named, self._sources, today=self._pipeline.merger.get_today()
        )


def _build_name(text: str) -> str:
    """A name of the text's own, so that unnamed articles are not taken for states of one article."""
    return f"{hashlib.sha256(text.encode(errors='replace')).hexdigest()[:16]}.txt"


def build_submission_service(settings: Settings) -> SubmissionService:
    """A service on the data files; its extraction process starts with the first text."""
    process = build_reading_process(settings)
    return SubmissionService(build_storing_pipeline(settings, process.extract), process.parse_page)
