"""The step `triage`: needs nothing but the articles and the released files."""

import logging
from argparse import Namespace

from service.codebook.model import Codebook
from service.extraction.encoder.labels import build_labels
from service.extraction.encoder.runtime import OnnxEncoder, read_card
from service.training.corpus import read_corpus
from service.training.examples.windows import ExampleBuilder
from service.training.release.card import TRIAGE, add_triage
from service.training.triage.head import score_sentences, train_head
from service.training.triage.making import StateReader, list_sentences, render_consequences, write_triage

log = logging.getLogger(__name__)


def make_triage(options: Namespace, codebook: Codebook) -> None:
    """Trains a look at sentences alone for the released files in the folder of the output, and adds it to them."""
    folder, labels = options.output, build_labels(codebook.event_types)
    encoder = OnnxEncoder(folder, labels)
    corpus, builder = read_corpus(options, codebook, encoder), ExampleBuilder(encoder, labels)
    reader = StateReader(folder / read_card(folder).graph, encoder)
    training, held_out, apart = (
        reader.read(list_sentences(builder.build_all(studies), encoder, labels))
        for studies in (corpus.training, corpus.held_out, corpus.apart)
    )
    head = train_head(training)
    tables = [
        render_consequences(name, score_sentences(head, sentences), [one.tells for one in sentences])
        for name, sentences in (("articles held out", held_out), ("articles kept apart", apart))
    ]
    write_triage(head, reader.lower, folder / TRIAGE)
    add_triage(folder, f"{len(training)} sentences of {len(corpus.training)} articles", tables)
    log.info("%s\n\nWritten to %s: %s", "\n\n".join(tables), folder, TRIAGE)
