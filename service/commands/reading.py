"""Shared by `load` and `extract`: reading the articles named on the command line, and reporting refusals."""

import argparse
import sys
from collections.abc import Iterator
from datetime import date

from tqdm import tqdm

from service.domain.names.gazetteer import Gazetteer
from service.errors import ArticleError
from service.loader.articles.building import ReadArticle
from service.loader.articles.details import Details, check_details
from service.loader.files.counting import count_articles
from service.loader.files.coverage import check_manifest
from service.loader.files.folders import read_articles
from service.loader.files.manifest import Manifest, read_manifest
from service.loader.files.reading import Notice, ReadOptions, Refusal, read_today
from service.loader.seeds.sources import SourceIndex
from service.settings import Settings


class ArticleReader:
    """The articles of all paths. `refused` counts what was complained of on standard error."""

    def __init__(self, arguments: argparse.Namespace, gazetteer: Gazetteer, settings: Settings) -> None:
        self.refused = 0
        self._paths: list[str] = arguments.paths
        today = read_today()
        self._options = ReadOptions(
            sources=SourceIndex(gazetteer.sources),
            max_bytes=settings.max_article_bytes,
            manifest=read_manifest(arguments.manifest, today) if arguments.manifest else Manifest(),
            defaults=_read_defaults(arguments, today),
            today=today,
        )
        self._awaited = check_manifest(self._options.manifest, self._paths, self._options.max_bytes)

    def count(self) -> int | None:
        """How many articles there are, good and bad; null where unknown before reading."""
        return count_articles(self._paths, self._options.manifest)

    def read(self) -> Iterator[ReadArticle]:
        """The good ones, in order. Unmatched rows of the manifest are reported last."""
        for path in self._paths:
            for read in read_articles(path, self._options):
                if isinstance(read, Refusal):
                    self.refuse(str(read))
                elif isinstance(read, Notice):
                    _say(str(read))
                else:
                    yield read
        for complaint in self._options.manifest.find_unmatched(self._awaited):
            self.refuse(complaint)

    def refuse(self, complaint: str) -> None:
        """Say in one line what is wrong."""
        self.refused += 1
        _say(complaint)


def _say(line: str) -> None:
    """A progress bar steps aside for it. The name of a file may have line breaks."""
    tqdm.write(f"basewatch: {' '.join(line.split())}", file=sys.stderr)


def _read_defaults(arguments: argparse.Namespace, today: date) -> Details:
    source: str | None = arguments.source
    if source is not None and not source.strip():
        raise ArticleError("--source is empty; give the publisher's name")
    details = Details(source=source, published=arguments.published)
    check_details(details, today)
    return details
