"""What a careful reader finds in a set of articles, read from its file and checked."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from service.domain.reports import Role, Status
from service.errors import DataFileError

# The keys of a gold report's figures that are values, with the kind that the extraction gives them.
FIGURE_KINDS = {"personnel": "personnel", "equipment_usd": "equipment_value"}


@dataclass(frozen=True, slots=True)
class GoldReport:
    """One report that an article tells. `date` is EDTF, null where the text gives none; `roles` are actor and role,
    `figures` kind and value. An `optional` one can be defended either way."""

    file: str
    type: str
    status: Status
    base: str | None
    base_name: str | None
    date: str | None
    roles: frozenset[tuple[str, Role]]
    figures: frozenset[tuple[str, int]]
    tier: int
    optional: bool
    sentence: str


@dataclass(frozen=True, slots=True)
class GoldSet:
    """All reports of a set, and what its file says about its articles, by file name."""

    articles: Mapping[str, Mapping[str, str | None]]
    reports: tuple[GoldReport, ...]


class GoldRow(BaseModel):
    """A report as written in a gold file."""

    model_config = ConfigDict(frozen=True)

    file: str
    tier: int = Field(ge=1, le=2)
    type: str
    status: Status
    base: str | None
    base_name: str | None = None
    date: str | None
    date_bare: str | None = None
    actors: dict[Role, list[str]]
    figures: dict[str, int | str]
    sentence: str
    optional: bool = False

    def build(self, *, bare: bool) -> GoldReport:
        """The report; `bare` takes the date that the text gives without a publication date."""
        if bare and "date_bare" not in self.model_fields_set:
            raise ValueError(f"a report of {self.file} has no date_bare")
        values = [(FIGURE_KINDS[key], value) for key, value in self.figures.items() if key in FIGURE_KINDS]
        return GoldReport(
            file=self.file,
            type=self.type,
            status=self.status,
            base=self.base,
            base_name=self.base_name,
            date=self.date_bare if bare else self.date,
            roles=frozenset((slug, role) for role, slugs in self.actors.items() for slug in slugs),
            figures=frozenset((kind, int(value)) for kind, value in values),
            tier=self.tier,
            optional=self.optional,
            sentence=self.sentence,
        )


class GoldArticle(BaseModel):
    """What is known about an article beside its text. A gold file may say more of it; that is passed over."""

    file: str
    title: str | None = None
    source: str | None = None
    published: str | None = None


class GoldFile(BaseModel):
    """A gold file as written."""

    articles: list[GoldArticle]
    reports: list[GoldRow]


def read_gold(path: Path, types: Collection[str], *, bare: bool = False) -> GoldSet:
    """A gold file, whole; `types` are the slugs that a report's type may have. Raises DataFileError naming the file
    and what is wrong."""
    try:
        file = GoldFile.model_validate_json(path.read_text(encoding="utf-8"))
        reports = tuple(row.build(bare=bare) for row in file.reports)
    except (OSError, ValueError) as error:
        raise DataFileError(f"{path}: {error}") from error
    if unknown := sorted({report.type for report in reports} - set(types)):
        raise DataFileError(f"{path}: {unknown[0]} is no event type of the codebook")
    return GoldSet({article.file: article.model_dump() for article in file.articles}, reports)
