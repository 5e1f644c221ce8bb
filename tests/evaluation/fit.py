"""`make fit`: learn from the sets which places tellings mean, and write the codebook's `links.csv`.

Every option of every article is an example: a true one where the article tells an event of that family at that place.
The weights are those of a logistic regression with a ridge, found by Newton's method. What a telling may mean depends
on what was told before it, and so on the weights that there are: the same sets and weights give the same file.
Which sentence tells an event best is known, others that tell it too count less.
"""

import csv
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from service.codebook import read_codebook
from service.domain.places import Base
from service.extraction import build_extractor
from service.extraction.features import WORD
from service.extraction.linking import Weighed, list_groups
from service.extraction.options import REMOTE
from service.loader.seeds import read_gazetteer
from service.loader.sources import SourceIndex
from tests.evaluation.bases import BaseIndex, compare_bases
from tests.evaluation.gold import GoldReport
from tests.evaluation.sets import DIGESTS, KEPT_APART, ROOT, SEEDS, EvaluationSet, find_own_sets, read_set

LINKS = ROOT / "service" / "codebook" / "links.csv"
# A feature, or a word, that was seen less often than this is left out.
RAREST, RAREST_WORD = 4, 10
RIDGE = 25.0
# What a telling counts that stands elsewhere than the sentence that tells its event best.
ELSEWHERE = 0.3
# What a telling of the articles counts that come with the service.
OWN = 6.0
THRESHOLD = 0.5
STEPS, CONJUGATES = 30, 200
CLOSE_ENOUGH = 1e-4
# An option whose weight is smaller changes nothing.
SMALLEST = 0.005

Numbers = NDArray[np.float64]
AT_A_BASE = {"airstrike": "attack"}


@dataclass(frozen=True, slots=True)
class Example:
    """One option: its features, those of its family beside those of all, whether it is true, and what it counts."""

    features: frozenset[str]
    groups: tuple[str, ...]
    true: bool
    weight: float

    @property
    def columns(self) -> Iterator[str]:
        """The features by group: what is summed for the option."""
        for feature in self.features:
            groups = self.groups[1:2] if feature.startswith(WORD) else self.groups
            yield from (f"{group}|{feature}" for group in groups)


def collect_examples(sets: Sequence[EvaluationSet]) -> list[Example]:
    """The options of all articles of the sets, as today's codebook comes by them."""
    codebook, gazetteer = read_codebook(), read_gazetteer(SEEDS)
    extractor, bases = build_extractor(codebook, gazetteer), BaseIndex(gazetteer.bases)
    families, sources = {row.slug: row.family for row in codebook.types}, SourceIndex(gazetteer.sources)
    examples: list[Example] = []
    for chosen in sets:
        gold, articles = read_set(chosen, frozenset(families), sources)
        counts = OWN if chosen.name == DIGESTS else 1.0
        for article in articles:
            told = [row for row in gold.reports if row.file == article.file]
            for sentence, weighed in extractor.weigh(article):
                if weighed.features:
                    example = _judge(weighed, sentence.text, told, bases, families)
                    examples.append(replace(example, weight=example.weight * counts))
    return examples


def _judge(
    weighed: Weighed, text: str, told: Sequence[GoldReport], bases: BaseIndex, families: dict[str, str]
) -> Example:
    base = weighed.option.place.where.base
    alike = [row for row in told if _get_family(row, families) == weighed.family and _is_there(row, base, bases)]
    here = [row for row in alike if _overlap(row.sentence, text)]
    status, groups = weighed.option.verdict.status, list_groups(weighed.option, weighed.family)
    if here:
        right = any(row.status is status for row in here)
        return Example(weighed.features, groups, true=True, weight=1.0 if right else 0.0)
    again = any(row.status is status for row in alike) and weighed.option.place.source not in REMOTE
    return Example(weighed.features, groups, true=again, weight=ELSEWHERE if alike else 1.0)


def _get_family(row: GoldReport, families: dict[str, str]) -> str:
    return families[AT_A_BASE.get(row.type, row.type) if row.base else row.type]


def _is_there(row: GoldReport, base: Base | None, bases: BaseIndex) -> bool:
    wanted = bases.identify(row.base, row.base_name) if row.base else None
    return bool(compare_bases(wanted, bases.identify(base.slug) if base else None))


def _overlap(sentence: str, text: str) -> bool:
    one, other = " ".join(sentence.split()), " ".join(text.split())
    return one in other or other in one


def fit_weights(examples: Sequence[Example]) -> dict[str, float]:
    """Weights by column; the empty column is the bias."""
    counts = Counter(column for example in examples for column in example.columns)
    names = ["", *sorted(column for column, count in counts.items() if count >= _get_rarest(column))]
    places = {name: place for place, name in enumerate(names)}
    rows = [[0, *sorted(places[column] for column in example.columns if column in places)] for example in examples]
    true = np.array([float(example.true) for example in examples])
    counted = np.array([example.weight for example in examples])
    found = _solve(Matrix(rows, len(names)), true, counted)
    return dict(zip(names, map(float, found), strict=True))


def _get_rarest(column: str) -> int:
    return RAREST_WORD if f"|{WORD}" in column else RAREST


class Matrix:
    """Zeros and ones, kept as the columns of the ones in each row."""

    def __init__(self, rows: Sequence[Sequence[int]], width: int) -> None:
        self.width = width
        self._columns = np.array([column for row in rows for column in row])
        self._lengths = np.array([len(row) for row in rows])
        self._starts = np.concatenate([[0], np.cumsum(self._lengths)[:-1]])

    def times(self, vector: Numbers) -> Numbers:
        """The product with a vector of a number for each column."""
        return np.asarray(np.add.reduceat(vector[self._columns], self._starts), dtype=np.float64)

    def transposed_times(self, vector: Numbers) -> Numbers:
        """The product of the transposed matrix with a vector of a number for each row."""
        weighed = np.bincount(self._columns, weights=np.repeat(vector, self._lengths), minlength=self.width)
        return np.asarray(weighed, dtype=np.float64)


def _solve(matrix: Matrix, true: Numbers, counted: Numbers) -> Numbers:
    """The weights at which the loss is least: steps of Newton's, each found by conjugate gradients."""
    ridge = np.full(matrix.width, RIDGE)
    ridge[0] = CLOSE_ENOUGH
    weights = np.zeros(matrix.width)
    for _ in range(STEPS):
        likely = 1 / (1 + np.exp(-matrix.times(weights)))
        slope = matrix.transposed_times(counted * (likely - true)) + ridge * weights
        step = _divide(matrix, counted * likely * (1 - likely), ridge, slope)
        weights = weights - step
        if float(np.abs(step).max()) < CLOSE_ENOUGH:
            break
    return weights


def _divide(matrix: Matrix, curve: Numbers, ridge: Numbers, slope: Numbers) -> Numbers:
    """What the matrix of second derivatives has to be multiplied by to give the slope."""
    found, rest = np.zeros_like(slope), slope.copy()
    direction, size = rest.copy(), float(rest @ rest)
    for _ in range(CONJUGATES):
        if size < CLOSE_ENOUGH**2:
            break
        image = matrix.transposed_times(curve * matrix.times(direction)) + ridge * direction
        length = size / float(direction @ image)
        found, rest = found + length * direction, rest - length * image
        size, before = float(rest @ rest), size
        direction = rest + (size / before) * direction
    return found


def write_links(weights: dict[str, float], path: Path) -> None:
    """Write the weights, the larger ones; the rows without a group are the bias and the threshold."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["group", "feature", "weight"])
        writer.writerows([["", "threshold", THRESHOLD], ["", "bias", f"{weights['']:.3f}"]])
        for column, weight in sorted(weights.items()):
            if column and abs(weight) >= SMALLEST:
                writer.writerow([*column.split("|", 1), f"{weight:.3f}"])


def main(path: Path = LINKS) -> None:
    """Learn from all sets but those that are kept apart, and write what was learnt."""
    examples = collect_examples([item for item in find_own_sets() if item.name not in KEPT_APART])
    write_links(fit_weights(examples), path)
    sys.stdout.write(f"{len(examples)} options, {sum(e.true for e in examples)} of them true, are in {path.name}.\n")


if __name__ == "__main__":
    main()
