"""`extract`: print what is found in articles, a line of JSON each, and store nothing."""

import argparse
import sys

from schemas.extraction import ExtractionView, dump_extraction
from service.codebook import read_codebook
from service.commands.reading import ArticleReader
from service.errors import ArticleError
from service.extraction import build_extractor
from service.loader.seeds import read_gazetteer
from service.settings import Settings


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Give 1 where something given was no article."""
    gazetteer = read_gazetteer(settings.seeds)
    reader = ArticleReader(arguments, gazetteer, settings)
    extractor = build_extractor(read_codebook(), gazetteer)
    for read in reader.read():
        try:
            found = extractor.extract(read.article)
        except ArticleError as error:
            reader.refuse(f"{read.article.file}: {error}")
            continue
        sys.stdout.write(dump_extraction(ExtractionView(found.article, found.reports)) + "\n")
        sys.stdout.flush()
    return 1 if reader.refused else 0
