"""How fast extraction is, on one core: `make benchmark`.

Articles that tell events stand among other news, once as articles of their own, as they come in, and once with their
paragraphs woven into one text, so that few sentences can be passed over without asking the encoder. Beside the
sentences a second there are the time for one article of 30 sentences, how much longer a long text takes that is made
twice as long, and the peak memory. A figure of one machine says little of another; that work grows with the length of
a text, and no faster, holds on any.
"""

import os
import resource
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import chain, cycle, zip_longest
from pathlib import Path

from service.codebook import read_codebook
from service.domain.articles.article import Article
from service.extraction import Extractor, build_extractor
from service.loader.articles.building import ReadArticle
from service.loader.files.folders import read_articles
from service.loader.files.reading import ReadOptions
from service.loader.seeds.gazetteer import read_gazetteer
from service.loader.seeds.sources import SourceIndex

ROOT = Path(__file__).resolve().parents[2]
NEWS = Path(__file__).with_name("texts")
ARTICLES = (ROOT / "seeds" / "articles", ROOT / "tests" / "evaluation" / "articles")
ROUNDS = 2
# So often a long text says the same: sentences far from any place at its beginning are then few among all.
REPEATED = 10
# What a piece of news usually has.
ARTICLE_SENTENCES = 30


@dataclass(frozen=True, slots=True)
class Mix:
    """Texts under a name, with the number of their sentences, of those that the encoder scored, and of those that tell
    an event."""

    name: str
    articles: tuple[Article, ...]
    sentences: int
    scored: int
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


def build_mix(name: str, articles: Sequence[Article], extractor: Extractor) -> Mix:
    """The texts with their sentences counted, which needs an extraction of each."""
    sentences = [item for article in articles for item in extractor.explain(article).sentences]
    scored = sum(item.passed_over is None for item in sentences)
    telling = sum(bool(item.event_mentions) for item in sentences)
    return Mix(name, tuple(articles), len(sentences), scored, telling)


def build_article(articles: Sequence[Article], extractor: Extractor) -> Article:
    """What the articles say one after the other, as far as the thirtieth sentence."""
    joined = replace(articles[0], text="\n\n".join(article.text for article in articles))
    sentences = extractor.annotate(joined).sentences
    return replace(joined, text=joined.text[: sentences[ARTICLE_SENTENCES - 1].sentence.end])


def time_best(*works: Callable[[], object]) -> list[float]:
    """The seconds of the processor that each work takes, the best of some rounds in which they take turns."""
    best = [float("inf")] * len(works)
    for _ in range(ROUNDS):
        for place, work in enumerate(works):
            start = time.process_time()
            work()
            best[place] = min(best[place], time.process_time() - start)
    return best


def format_speed(mix: Mix, extractor: Extractor) -> str:
    """A line: how many sentences there are, which shares of them are scored and tell something, and the speed."""
    (seconds,) = time_best(lambda: [extractor.extract(article) for article in mix.articles])
    shares = f"{mix.scored / mix.sentences:>8.0%} {mix.telling / mix.sentences:>8.0%}"
    return f"{mix.name:8} {mix.sentences:>9} {shares} {mix.sentences / seconds:>12,.0f}\n"


def measure_growth(article: Article, extractor: Extractor) -> float:
    """How many times as long a text takes that says the same twice as often as another long one."""
    shorter, longer = (replace(article, text="\n\n".join([article.text] * n)) for n in (REPEATED, 2 * REPEATED))
    short, long = time_best(lambda: extractor.extract(shorter), lambda: extractor.extract(longer))
    return long / short


def run() -> None:
    """Measure and print."""
    if sys.platform == "linux":
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    extractor = build_extractor(read_codebook(), read_gazetteer(ROOT / "seeds"))
    pairs = read_pairs()
    woven = [weave(*pair) for pair in pairs]
    sys.stdout.write(f"{'texts':8} {'sentences':>9} {'scored':>8} {'telling':>8} {'a second':>12}\n")
    for name, articles in (("apart", list(chain.from_iterable(pairs))), ("woven", woven)):
        sys.stdout.write(format_speed(build_mix(name, articles, extractor), extractor))
    article = build_article(woven, extractor)
    (seconds,) = time_best(lambda: extractor.extract(article))
    growth = measure_growth(article, extractor)
    # In kilobytes, but for macOS.
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
    sys.stdout.write(f"an article of {ARTICLE_SENTENCES} sentences takes {seconds:.2f} seconds; ")
    sys.stdout.write(f"a text twice as long {growth:.1f} times as long; peak memory {memory:,.0f} MB\n")


if __name__ == "__main__":
    run()
