"""What the words of the vocabularies mean: `terms.csv`, checked against the words that there are."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from service.domain.events.dates import Precision
from service.domain.events.reports import FigureKind, Qualifier, Role, Status
from service.errors import DataFileError

_FILE = Path(__file__).parent / "terms.csv"
# The vocabularies, by the members of the dictionary that define them.
VOCABULARIES: Mapping[str, Sequence[str]] = {
    "statuses": tuple(Status),
    "roles": tuple(Role),
    "figure_kinds": tuple(FigureKind),
    "qualifiers": tuple(Qualifier),
    "date_precisions": tuple(Precision),
}


@dataclass(frozen=True, slots=True)
class Term:
    """A word of a vocabulary, and what it means."""

    slug: str
    definition: str


@dataclass(frozen=True, slots=True)
class CountedTerm:
    """A word of a vocabulary, and how many events have it."""

    term: Term
    event_count: int


def read_terms(path: Path = _FILE) -> Mapping[str, Sequence[Term]]:
    """The terms of each vocabulary, in its own order. Raises DataFileError where one is missing, unknown or twice."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    found: dict[tuple[str, str], Term] = {}
    for line, row in enumerate(rows, start=2):
        place = (row["vocabulary"], row["slug"])
        if place[1] not in VOCABULARIES.get(place[0], ()) or place in found or not row["definition"]:
            raise DataFileError(
                f"{path.name}:{line}: {place[1]!r} of {place[0]!r} is unknown, there twice or undefined; mend the row"
            )
        found[place] = Term(place[1], row["definition"])
    return {name: [_find_term(found, name, slug, path) for slug in words] for name, words in VOCABULARIES.items()}


def _find_term(found: Mapping[tuple[str, str], Term], name: str, slug: str, path: Path) -> Term:
    term = found.get((name, slug))
    if term is None:
        raise DataFileError(f"{path.name}: {str(slug)!r} of {name!r} is missing; add a row for it")
    return term
