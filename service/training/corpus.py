"""The articles that are learnt from and measured on."""

from argparse import Namespace
from dataclasses import replace
from functools import partial

from tqdm import tqdm

from service.codebook.model import Codebook
from service.extraction import Extractor
from service.extraction.encoder.protocol import Encoder
from service.loader.seeds.gazetteer import read_gazetteer
from service.loader.seeds.sources import SourceIndex
from service.training.examples.annotating import annotate_article
from service.training.examples.linking import BaseLinker
from service.training.examples.studies import Corpus, StudyReader, split_studies, take_share


def read_corpus(options: Namespace, codebook: Codebook, encoder: Encoder) -> Corpus:
    """The annotated articles of the folders that the command line names, with what they tell."""
    gazetteer = read_gazetteer(options.seeds)
    reader = StudyReader(
        folder=options.evaluation,
        digests=options.seeds / "articles",
        families={row.slug: row.family for row in codebook.event_types},
        sources=SourceIndex(gazetteer.sources),
        annotate=partial(annotate_article, Extractor(codebook, gazetteer, encoder)),
        link=BaseLinker(gazetteer.bases).link,
    )
    sets = tqdm(reader.find_sets(), desc="reading", unit="set")
    corpus = split_studies([study for path in sets for study in reader.read_set(path)])
    return replace(corpus, training=take_share(corpus.training, options.share))
