"""A store in which an article was removed: three revisions, each with another version of an event."""

from dataclasses import replace

from sqlalchemy import Engine

from service.loader.runs.loading import load_article, load_gazetteer, remove_article
from tests.loading import build_pipeline, build_read, build_real_merger

K1, TAJI = "k1-handover-2020-03-29", "taji-attack-2020-03-11"
PIPELINE = replace(build_pipeline(), merger=build_real_merger())
FIRST = build_read("handover k1 2020-03-29\nattack taji 2020-03-11", "a.txt")
# Its publisher is not known, so that it is another article.
SECOND = build_read("handover k1 2020-03-29 denied", "b.txt", source=None)


def load_and_remove(engine: Engine) -> None:
    """Load two articles, and remove the second again."""
    load_gazetteer(engine, PIPELINE)
    load_article(engine, FIRST, PIPELINE)
    load_article(engine, SECOND, PIPELINE)
    remove_article(engine, SECOND.article.content_hash, PIPELINE.merger)
