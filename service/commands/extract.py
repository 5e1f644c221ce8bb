"""`extract`: print the reports of articles as JSON lines, or an explanation, without storing."""

import argparse
import shutil
import sys
from collections.abc import Callable

from schemas.responses.extraction import ExtractionView, dump_extraction
from service.codebook import read_codebook
from service.commands.explanations import render_explanation
from service.commands.reading import ArticleReader
from service.domain.articles.article import Article
from service.errors import ArticleError
from service.extraction import Extractor, build_extractor
from service.loader.seeds.gazetteer import read_gazetteer
from service.settings import Settings

# Where neither a terminal nor COLUMNS says how wide to write.
WIDTH = (100, 24)


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Give 1 where something given was no article."""
    gazetteer = read_gazetteer(settings.seeds)
    reader = ArticleReader(arguments, gazetteer, settings)
    show = _choose(build_extractor(read_codebook(), gazetteer), explained=arguments.explain)
    for read in reader.read():
        try:
            shown = show(read.article)
        except ArticleError as error:
            reader.refuse(f"{read.article.file}: {error}")
            continue
        sys.stdout.write(shown + "\n")
        sys.stdout.flush()
    return 1 if reader.refused else 0


def _choose(extractor: Extractor, *, explained: bool) -> Callable[[Article], str]:
    def show_reports(article: Article) -> str:
        found = extractor.extract(article)
        return dump_extraction(ExtractionView(found.article, found.reports))

    def show_explanation(article: Article) -> str:
        return render_explanation(extractor.explain(article), shutil.get_terminal_size(WIDTH).columns)

    return show_explanation if explained else show_reports
