"""Articles with what the extractor finds in their sentences, and with what they tell."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from service.domain.articles.article import Article
from service.errors import DataFileError
from service.extraction.annotation import AnnotatedSentence
from service.extraction.encoder.windows import ArgumentCandidate, Item
from service.loader.articles.building import ReadArticle
from service.loader.articles.details import parse_details
from service.loader.files.folders import read_articles
from service.loader.files.manifest import Manifest, ManifestRow
from service.loader.files.reading import ReadOptions, Refusal
from service.loader.seeds.sources import SourceIndex
from service.training.examples.gold import GoldArticles, GoldReport, read_gold

MAX_BYTES = 1_000_000
# Its articles stand with the seeds, and say themselves what is known of them.
DIGESTS = "digests"
# Nothing is learnt from these sets: they show what is reached on articles that nothing was made from.
KEPT_APART = frozenset({"aa", "ab", "h", "i", "p"})
# One article in so many is held out of training, to measure and calibrate on.
HELD_OUT_EVERY, HELD_OUT_PLACE = 20, 7


@dataclass(frozen=True, slots=True)
class PhraseDates:
    """What a date phrase means, in EDTF, of something past and of something still to come."""

    past: str | None
    future: str | None


@dataclass(frozen=True, slots=True)
class AnnotatedArticle:
    """All sentences of an article, the n-th with the index n, and for each of them what its date phrases mean."""

    sentences: tuple[AnnotatedSentence, ...]
    dates: tuple[tuple[PhraseDates, ...], ...]


Annotate = Callable[[Article], AnnotatedArticle]
Link = Callable[[GoldReport, AnnotatedArticle], GoldReport]


@dataclass(frozen=True, slots=True)
class Study:
    """An annotated article of a set, and what it tells."""

    set_name: str
    file: str
    annotated: AnnotatedArticle
    gold: tuple[GoldReport, ...]

    def get_text(self, sentence: AnnotatedSentence) -> str:
        """The text that a sentence had before names in it were swapped."""
        return self.annotated.sentences[sentence.sentence.index].sentence.text

    def get_item(self, argument: ArgumentCandidate) -> Item:
        """What an argument was before names were swapped."""
        sentence = argument.sentence
        original = self.annotated.sentences[sentence.sentence.index]
        return list_items(original)[list_items(sentence).index(argument.item)]

    def get_dates(self, argument: ArgumentCandidate) -> PhraseDates:
        """What an argument that is a date phrase means."""
        sentence = argument.sentence
        place = list_items(sentence).index(argument.item) - len(sentence.mentions)
        return self.annotated.dates[sentence.sentence.index][place]


def list_items(sentence: AnnotatedSentence) -> tuple[Item, ...]:
    """All that was found in a sentence."""
    return (*sentence.mentions, *sentence.phrases, *sentence.numbers)


@dataclass(frozen=True, slots=True)
class Corpus:
    """The studies to learn from, those held out, and those of the sets kept apart."""

    training: tuple[Study, ...]
    held_out: tuple[Study, ...]
    apart: tuple[Study, ...]


def split_studies(studies: Sequence[Study]) -> Corpus:
    """Divides studies, in their order, by their sets and places."""
    own = [study for study in studies if study.set_name not in KEPT_APART]
    return Corpus(
        training=tuple(study for n, study in enumerate(own) if n % HELD_OUT_EVERY != HELD_OUT_PLACE),
        held_out=tuple(own[HELD_OUT_PLACE::HELD_OUT_EVERY]),
        apart=tuple(study for study in studies if study.set_name in KEPT_APART),
    )


def take_share(studies: Sequence[Study], share: float) -> tuple[Study, ...]:
    """So many of the studies, 0 to 1, evenly from all of them."""
    return tuple(study for n, study in enumerate(studies) if int((n + 1) * share) > int(n * share))


class StudyReader:
    """Reads all articles of an evaluation folder, which has `gold/NAME.json` with `articles/NAME/` for each set;
    `families` are those of the types of events."""

    def __init__(
        self,
        *,
        folder: Path,
        digests: Path,
        families: Mapping[str, str],
        sources: SourceIndex,
        annotate: Annotate,
        link: Link,
    ) -> None:
        self._folder, self._digests, self._families = folder, digests, families
        self._sources, self._annotate, self._link = sources, annotate, link

    def find_sets(self) -> list[Path]:
        """The files of gold, the digests first. Raises DataFileError where there are none."""
        paths = sorted((self._folder / "gold").glob("*.json"), key=lambda path: (path.stem != DIGESTS, path.stem))
        if not paths:
            raise DataFileError(f"{self._folder / 'gold'}: no files of gold")
        return paths

    def read_set(self, path: Path) -> Iterator[Study]:
        """The studies of a set, in the order of their files' names. Raises DataFileError."""
        gold = read_gold(path, self._families)
        articles = {article.file: article for article in self._read_articles(path, gold)}
        if different := sorted(articles.keys() ^ gold.reports.keys()):
            raise DataFileError(f"{path}: {different[0]} is only in the gold or only among the articles")
        for file in sorted(articles):
            annotated = self._annotate(articles[file])
            reports = tuple(self._link(report, annotated) for report in gold.reports[file])
            yield Study(path.stem, file, annotated, reports)

    def _read_articles(self, path: Path, gold: GoldArticles) -> Iterator[Article]:
        if path.stem == DIGESTS:
            return read_all_articles(self._digests, self._sources, Manifest())
        manifest = build_manifest(path, gold.details)
        return read_all_articles(self._folder / "articles" / path.stem, self._sources, manifest)


def build_manifest(path: Path, details: Mapping[str, Mapping[str, str | None]]) -> Manifest:
    """What a file of gold says of each article beside its text, by file name."""
    rows = enumerate(details.items(), start=1)
    return Manifest(path, {file: ManifestRow(line, file, parse_details(said)) for line, (file, said) in rows})


def read_all_articles(folder: Path, sources: SourceIndex, manifest: Manifest) -> Iterator[Article]:
    """The articles of a folder; raises DataFileError for one that cannot be read."""
    for read in read_articles(str(folder), ReadOptions(sources, MAX_BYTES, manifest)):
        if isinstance(read, Refusal):
            raise DataFileError(str(read))
        if isinstance(read, ReadArticle):
            yield read.article
