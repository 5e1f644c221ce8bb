"""How fast extraction is, beside what spaCy's whole English pipeline takes for the same texts: `make benchmark`.

Articles that tell events stand among other news, once as articles of their own, as they come in, and once with their
paragraphs woven into one text, so that nothing can be passed over as a whole. One process on one core. A figure of one
machine says little of another, so what counts are the ratios, each of two times from one run.
"""

import os
import resource
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import chain, cycle, zip_longest
from pathlib import Path

import spacy
from spacy.language import Language

from service.codebook import Codebook, read_codebook
from service.domain.articles import Article
from service.extraction import Extraction, build_extractor
from service.extraction.parsing import MODEL
from service.extraction.text.layout import Layout
from service.loader.articles import ReadArticle
from service.loader.files import read_articles
from service.loader.reading import ReadOptions
from service.loader.seeds import read_gazetteer
from service.loader.sources import SourceIndex

ROOT = Path(__file__).resolve().parents[2]
NEWS = Path(__file__).with_name("texts")
ARTICLES = (ROOT / "seeds" / "articles", ROOT / "tests" / "evaluation" / "articles")
ROUNDS = 7
LONGER = 10

Extract = Callable[[Article], Extraction]


@dataclass(frozen=True, slots=True)
class Mix:
    """Texts under a name, with the number of their sentences and of those that a report quotes."""

    name: str
    articles: tuple[Article, ...]
    sentences: int
    telling: int


def read_pairs() -> list[tuple[Article, Article]]:
    """Each text of other news with an article that tells events; these are taken again where they run out."""
    options = ReadOptions(sources=SourceIndex(()), max_bytes=10**7)
    read = (item for folder in ARTICLES if folder.is_dir() for item in read_articles(str(folder), options))
    articles = cycle([item.article for item in read if isinstance(item, ReadArticle)])
    news = (Article(path.read_text(encoding="utf-8"), path.name) for path in sorted(NEWS.glob("*.txt")))
    return list(zip(news, articles, strict=False))


def weave(news: Article, article: Article) -> Article:
    """One text in which the paragraphs of both take turns, those of the longer one in runs."""
    paragraphs = [article.text.split("\n\n"), news.text.split("\n\n")]
    shorter, longer = sorted(paragraphs, key=len)
    size = -(-len(longer) // len(shorter))
    runs = [longer[start : start + size] for start in range(0, len(longer), size)]
    woven = chain.from_iterable((*run, single) for run, single in zip_longest(runs, shorter, fillvalue=""))
    return replace(article, text="\n\n".join(woven))


def build_mix(name: str, articles: Sequence[Article], codebook: Codebook, extract: Extract) -> Mix:
    """The texts with their sentences counted, which needs an extraction of each."""
    layout = Layout(codebook.furniture)
    sentences = telling = 0
    for article in articles:
        quotes = [quote for report in extract(article).reports for quote in report.quotes]
        split = layout.split(article.text)
        sentences += len(split)
        telling += sum(any(q.start < s.end and s.start < q.end for q in quotes) for s in split)
    return Mix(name, tuple(articles), sentences, telling)


def time_best(*works: Callable[[], object]) -> list[float]:
    """The seconds that each work takes, the best of some rounds in which they take turns."""
    best = [float("inf")] * len(works)
    for _ in range(ROUNDS):
        for place, work in enumerate(works):
            start = time.perf_counter()
            work()
            best[place] = min(best[place], time.perf_counter() - start)
    return best


def compare(mix: Mix, extract: Extract, language: Language) -> str:
    """A line: how many sentences a second, here and in spaCy."""
    texts = [article.text for article in mix.articles]
    ours, theirs = time_best(lambda: [extract(article) for article in mix.articles], lambda: list(language.pipe(texts)))
    rates = f"{mix.sentences / ours:>12,.0f} {mix.sentences / theirs:>12,.0f} {theirs / ours:>8.1f}"
    return f"{mix.name:8} {mix.sentences:>9} {mix.telling / mix.sentences:>8.0%} {rates}\n"


def measure_growth(article: Article, extract: Extract) -> float:
    """How many times as long a text takes that says the same `LONGER` times."""
    longer = replace(article, text="\n\n".join([article.text] * LONGER))
    short, long = time_best(lambda: extract(article), lambda: extract(longer))
    return long / short


def run() -> None:
    """Measure and print."""
    if sys.platform == "linux":
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    codebook = read_codebook()
    extract = build_extractor(codebook, read_gazetteer(ROOT / "seeds")).extract
    pairs = read_pairs()
    apart = build_mix("apart", list(chain.from_iterable(pairs)), codebook, extract)
    woven = build_mix("woven", [weave(*pair) for pair in pairs], codebook, extract)
    growth = measure_growth(woven.articles[0], extract)
    # In kilobytes, but for macOS; taken before spaCy's own pipeline is there to be counted.
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
    language = spacy.load(MODEL)
    sys.stdout.write(f"{'texts':8} {'sentences':>9} {'telling':>8} {'a second':>12} {'spaCy':>12} {'ratio':>8}\n")
    for mix in (apart, woven):
        sys.stdout.write(compare(mix, extract, language))
    sys.stdout.write(f"a text {LONGER} times as long takes {growth:.1f} times as long; peak memory {memory:,.0f} MB\n")


if __name__ == "__main__":
    run()
