"""What a careful reader finds in a set of articles, read from its file and checked."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from service.domain.events.reports import Role, Status
from service.errors import DataFileError
from service.training.examples.gold import GoldArticle, GoldRow


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


class MeasuredRow(GoldRow):
    """A report as written in a gold file, with what only measuring asks for."""

    model_config = ConfigDict(frozen=True)

    tier: int = Field(ge=1, le=2)
    date_bare: str | None = None

    def build_measured(self, *, bare: bool) -> GoldReport:
        """The report; `bare` takes the date that the text gives without a publication date."""
        if bare and "date_bare" not in self.model_fields_set:
            raise ValueError(f"a report of {self.file} has no date_bare")
        return GoldReport(
            file=self.file,
            type=self.type,
            status=self.status,
            base=self.base,
            base_name=self.base_name,
            date=self.date_bare if bare else self.date,
            roles=self.list_roles(),
            figures=self.list_figures(),
            tier=self.tier,
            optional=self.optional,
            sentence=self.sentence,
        )


class GoldFile(BaseModel):
    """A gold file as written."""

    articles: list[GoldArticle]
    reports: list[MeasuredRow]


def read_gold(path: Path, types: Collection[str], *, bare: bool = False) -> GoldSet:
    """A gold file, whole; `types` are the slugs that a report's type may have. Raises DataFileError naming the file
    and what is wrong."""
    try:
        file = GoldFile.model_validate_json(path.read_text(encoding="utf-8"))
        reports = tuple(row.build_measured(bare=bare) for row in file.reports)
    except (OSError, ValueError) as error:
        raise DataFileError(f"{path}: {error}") from error
    if unknown := sorted({report.type for report in reports} - set(types)):
        raise DataFileError(f"{path}: {unknown[0]} is no event type of the codebook")
    return GoldSet({article.file: article.model_dump() for article in file.articles}, reports)
