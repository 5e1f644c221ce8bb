"""What articles tell, as written in the files of the evaluation."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ValidationError

from service.domain.events.reports import Role, Status
from service.errors import DataFileError

# The keys of a report's figures that are learnt, with what an event has of them.
FIGURE_KINDS = {"personnel": "personnel", "equipment_usd": "equipment_value"}
AIRSTRIKE, ATTACK = "airstrike", "attack"


@dataclass(frozen=True, slots=True)
class GoldReport:
    """One report that an article tells, with the sentence that tells it. `roles` are slugs of actors with roles,
    `figures` kinds with values, `date` is EDTF. An `optional` report can be defended either way. `slugs` are those that
    mentions of its base have in its article, none before that was looked for."""

    type: str
    family: str
    status: Status
    base: str | None
    base_name: str | None
    country: str | None
    date: str | None
    roles: frozenset[tuple[str, Role]]
    figures: frozenset[tuple[str, int]]
    attributed_to: str | None
    optional: bool
    sentence: str
    slugs: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class GoldArticles:
    """The articles of a file: what is said of each beside its text, and what each tells, by file name."""

    details: Mapping[str, Mapping[str, str | None]]
    reports: Mapping[str, tuple[GoldReport, ...]]


class GoldRow(BaseModel):
    """A report as written in a file."""

    file: str
    type: str
    status: Status
    base: str | None
    base_name: str | None = None
    country: str | None = None
    date: str | None
    actors: dict[Role, list[str]]
    figures: dict[str, int | str]
    attributed_to: str | None = None
    optional: bool = False
    sentence: str

    def list_roles(self) -> frozenset[tuple[str, Role]]:
        """Slugs of actors with their roles."""
        return frozenset((slug, role) for role, slugs in self.actors.items() for slug in slugs)

    def list_figures(self) -> frozenset[tuple[str, int]]:
        """Kinds of figures with their values."""
        found = ((FIGURE_KINDS[key], value) for key, value in self.figures.items() if key in FIGURE_KINDS)
        return frozenset((kind, int(value)) for kind, value in found)

    def build(self, families: Mapping[str, str]) -> GoldReport:
        """The report; `families` are those of all types of events."""
        return GoldReport(
            type=self.type,
            family=find_family(self.type, families, at_base=self.base is not None),
            status=self.status,
            base=self.base,
            base_name=self.base_name,
            country=self.country,
            date=self.date,
            roles=self.list_roles(),
            figures=self.list_figures(),
            attributed_to=self.attributed_to,
            optional=self.optional,
            sentence=self.sentence,
        )


class GoldArticle(BaseModel):
    """What is known about an article beside its text. A file may say more of it; that is passed over."""

    file: str
    title: str | None = None
    source: str | None = None
    published: str | None = None


class _File(BaseModel):
    articles: list[GoldArticle]
    reports: list[GoldRow]


def find_family(event_type: str, families: Mapping[str, str], *, at_base: bool) -> str:
    """The family of a type of events. An airstrike that hits a base is an attack on it."""
    return ATTACK if event_type == AIRSTRIKE and at_base else families[event_type]


def read_gold(path: Path, families: Mapping[str, str]) -> GoldArticles:
    """A file of gold; `families` are those of all types of events. Raises DataFileError."""
    try:
        file = _File.model_validate_json(path.read_bytes())
        reports: dict[str, list[GoldReport]] = {article.file: [] for article in file.articles}
        for row in file.reports:
            reports[row.file].append(row.build(families))
    except (OSError, ValidationError) as error:
        raise DataFileError(f"{path}: {error}") from error
    except KeyError as error:
        raise DataFileError(f"{path}: {error} is neither an article of it nor an event type of the codebook") from error
    details = {article.file: article.model_dump() for article in file.articles}
    return GoldArticles(details, {name: tuple(rows) for name, rows in reports.items()})
