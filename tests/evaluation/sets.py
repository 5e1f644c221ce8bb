"""The sets of articles that the extraction is measured on, and the measuring."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from service.codebook import read_codebook
from service.domain.articles.article import Article
from service.errors import DataFileError
from service.extraction import Extractor, build_extractor
from service.extraction.encoder.protocol import Encoder
from service.loader.files.manifest import Manifest, read_manifest
from service.loader.seeds.gazetteer import read_gazetteer
from service.loader.seeds.sources import SourceIndex
from service.training.examples.base_identity import BaseIndex
from service.training.examples.studies import DIGESTS, KEPT_APART, build_manifest, read_all_articles
from tests.evaluation.calibration import list_judged
from tests.evaluation.gold import GoldReport, GoldSet, read_gold
from tests.evaluation.scoring import Comparison, Score, compare_reports, score_comparison

ROOT = Path(__file__).parents[2]
FOLDER = Path(__file__).parent
SEEDS = ROOT / "seeds"
SHARED = ROOT.parent / "shared"
ORIGINALS = SHARED / "seeds"


@dataclass(frozen=True, slots=True)
class EvaluationSet:
    """Articles in a folder and a file of what they tell. `manifest` is null where the articles stand for themselves;
    it may be the gold file, which then says what it knows about each article. `bare` asks for the dates that can be
    told without a publication date."""

    name: str
    articles: Path
    gold: Path
    manifest: Path | None = None
    bare: bool = False


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A set compared article by article, in the order of their names."""

    name: str
    comparisons: tuple[tuple[str, Comparison], ...]

    def compute_score(self) -> Score:
        """The counts of all articles together."""
        return sum((score_comparison(comparison) for _, comparison in self.comparisons), Score())

    def list_judged(self) -> Iterator[tuple[float, bool]]:
        """The confidence of each report of all articles, and whether it is true."""
        return (judged for _, comparison in self.comparisons for judged in list_judged(comparison))

    def find_missed(self) -> list[GoldReport]:
        """What was not found."""
        return [row for _, comparison in self.comparisons for row in comparison.missed]


def find_sets() -> list[EvaluationSet]:
    """Every set that can be measured here."""
    return [*find_own_sets(), *(find_originals() if ORIGINALS.is_dir() else [])]


def find_gated_sets() -> list[EvaluationSet]:
    """The sets that have floors: those that nothing is learnt from, and the digests. What is reached on a set that was
    learnt from shows how well it is remembered."""
    return [item for item in find_own_sets() if item.name in KEPT_APART or item.name == DIGESTS]


def find_own_sets() -> list[EvaluationSet]:
    """The digests, and each gold file with the folder of its name."""
    golds = [path for path in sorted((FOLDER / "gold").glob("*.json")) if path.stem != DIGESTS]
    return [
        EvaluationSet(DIGESTS, SEEDS / "articles", FOLDER / "gold" / "digests.json"),
        *(EvaluationSet(path.stem, FOLDER / "articles" / path.stem, path, manifest=path) for path in golds),
    ]


def find_originals() -> list[EvaluationSet]:
    """The original articles, with what a manifest says about them and without, wherever they are."""
    gold = SHARED / "gold" / "originals.json"
    return [
        EvaluationSet("originals", ORIGINALS, gold, manifest=SHARED / "gold" / "manifest.jsonl"),
        EvaluationSet("originals-bare", ORIGINALS, gold, bare=True),
    ]


class Evaluator:
    """Everything that measuring needs, made once; a set is measured once. Without an encoder, the weights are read."""

    def __init__(self, encoder: Encoder | None = None) -> None:
        codebook, gazetteer = read_codebook(), read_gazetteer(SEEDS)
        self._types = frozenset(item.slug for item in codebook.event_types)
        self._bases = BaseIndex(gazetteer.bases)
        self._sources = SourceIndex(gazetteer.sources)
        self._extractor = Extractor(codebook, gazetteer, encoder) if encoder else build_extractor(codebook, gazetteer)
        self._done: dict[str, Evaluation] = {}

    def evaluate(self, chosen: EvaluationSet) -> Evaluation:
        """Extract from every article of the set, and compare. DataFileError where gold and articles do not agree."""
        if chosen.name not in self._done:
            gold, articles = read_set(chosen, self._types, self._sources)
            compared = tuple((article.file, self._compare(gold, article)) for article in articles)
            self._done[chosen.name] = Evaluation(chosen.name, compared)
        return self._done[chosen.name]

    def _compare(self, gold: GoldSet, article: Article) -> Comparison:
        told = [row for row in gold.reports if row.file == article.file]
        return compare_reports(told, self._extractor.extract(article).reports, self._bases)


def read_set(chosen: EvaluationSet, types: Collection[str], sources: SourceIndex) -> tuple[GoldSet, list[Article]]:
    """What is told in a set and its articles, in the order of their names. DataFileError where they do not agree."""
    gold = read_gold(chosen.gold, types, bare=chosen.bare)
    manifest = read_set_manifest(chosen, gold)
    articles = {article.file: article for article in read_all_articles(chosen.articles, sources, manifest)}
    check_files(chosen, gold, articles)
    return gold, [articles[file] for file in sorted(articles)]


def read_set_manifest(chosen: EvaluationSet, gold: GoldSet) -> Manifest:
    """What is known about the articles beside their text."""
    if chosen.manifest is None:
        return Manifest()
    if chosen.manifest != chosen.gold:
        return read_manifest(chosen.manifest)
    return build_manifest(chosen.gold, gold.articles)


def check_files(chosen: EvaluationSet, gold: GoldSet, articles: Iterable[str]) -> None:
    """Refuse gold for no article, and articles that the gold does not list: they would be measured wrongly."""
    read, told = set(articles), {row.file for row in gold.reports}
    if absent := sorted((told | set(gold.articles)) - read):
        raise DataFileError(f"{chosen.gold}: {chosen.articles} has no article called {absent[0]}")
    if unlisted := sorted(read - set(gold.articles)):
        raise DataFileError(f"{chosen.gold}: articles does not list {unlisted[0]}")
