"""The data files with names, read and checked. Every complaint names file and line."""

import csv
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import NoReturn, TypeVar

from service.domain.articles.publishers import parse_publisher_key
from service.domain.names.gazetteer import CoalitionArea, Country, Gazetteer, Place
from service.domain.names.places import Actor, Base, Source
from service.domain.names.slugs import parse_name_key
from service.errors import DataFileError, SettingsError

Value = TypeVar("Value")

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
WIKIDATA = re.compile(r"Q[1-9][0-9]*")
ACTOR_KINDS = frozenset({"force", "state_body", "organisation", "person", "coalition"})

SEED_FILES = ("bases.csv", "actors.csv", "sources.csv")

BASE_COLUMNS = (
    "slug",
    "name",
    "kind",
    "country",
    "region",
    "latitude",
    "longitude",
    "wikidata",
    "reference",
    "aliases",
)
ACTOR_COLUMNS = ("slug", "name", "kind", "country", "reference", "aliases")
SOURCE_COLUMNS = ("slug", "name", "country", "url", "owner", "state", "reference", "aliases")
COUNTRY_COLUMNS = ("code", "slug", "name", "adjectives", "aliases")
PLACE_COLUMNS = ("name", "country", "aliases")
COALITION_COLUMNS = ("coalition", "country", "since", "reference")


@dataclass(frozen=True, slots=True)
class SeedRow:
    """One row, with the place to name in a complaint. Cells are trimmed."""

    place: str
    cells: Mapping[str, str]

    def read_text(self, column: str) -> str | None:
        """A cell, null where empty."""
        return self.cells[column] or None

    def read_required(self, column: str) -> str:
        """A cell that must not be empty."""
        return self.cells[column] or self.refuse(f"{column} is empty")

    def read_list(self, column: str) -> tuple[str, ...]:
        """The values of a cell that `|` parts."""
        return tuple(value.strip() for value in self.cells[column].split("|") if value.strip())

    def read_slug(self) -> str:
        """A key of small letters and digits, words joined by hyphens."""
        slug = self.cells["slug"]
        return slug if SLUG.fullmatch(slug) else self.refuse(f"the slug {slug!r} is not small letters, digits, hyphens")

    def read_number(self, column: str, limit: float) -> float | None:
        """A number of degrees from -limit to limit, null where empty."""
        if not self.cells[column]:
            return None
        try:
            number = float(self.cells[column])
        except ValueError:
            return self.refuse(f"{column} is {self.cells[column]!r}, which is not a number")
        return number if -limit <= number <= limit else self.refuse(f"{column} is {number}, beyond {limit} degrees")

    def read_country(self, codes: frozenset[str], column: str = "country") -> str | None:
        """A known country's code, null where empty."""
        code = self.read_text(column)
        return code if code is None or code in codes else self.refuse(f"no country has the code {code!r}")

    def refuse(self, reason: str) -> NoReturn:
        """Raise a DataFileError for this row."""
        raise DataFileError(f"{self.place}: {reason}")


def check_seeds(folder: Path) -> None:
    """Refuse a folder of seeds that is not there, or lacks a file, with a SettingsError."""
    if not folder.is_dir():
        raise SettingsError(
            f"BASEWATCH_SEEDS is {str(folder)!r}, which is not a folder; name the one with the seed files"
        )
    missing = [name for name in SEED_FILES if not (folder / name).is_file()]
    if missing:
        raise SettingsError(f"BASEWATCH_SEEDS is {str(folder)!r}, which has no {' and no '.join(missing)}")


def read_gazetteer(folder: Path, codebook: Traversable | None = None) -> Gazetteer:
    """All names: bases, actors and sources of `folder`; countries, places and where coalitions act of the codebook (the
    packaged one).

    A SettingsError for a folder without them; a DataFileError for what is wrong in them.
    """
    check_seeds(folder)
    codebook = codebook or files("service.codebook")
    countries = _read_values(codebook / "countries.csv", COUNTRY_COLUMNS, _build_country)
    codes = frozenset(country.code for country in countries)
    bases = _read_values(folder / "bases.csv", BASE_COLUMNS, lambda row: _build_base(row, codes))
    actors = _read_values(folder / "actors.csv", ACTOR_COLUMNS, lambda row: _build_actor(row, codes))
    return Gazetteer(
        bases=bases,
        actors=actors,
        sources=_read_values(
            folder / "sources.csv",
            SOURCE_COLUMNS,
            lambda row: _build_source(row, codes),
            parse_key=parse_publisher_key,
        ),
        countries=countries,
        places=_read_values(
            codebook / "places.csv", PLACE_COLUMNS, lambda row: _build_place(row, codes), parse_key=None
        ),
        coalition_areas=tuple(_read_coalition_areas(codebook / "coalitions.csv", codes, actors)),
    )


def _read_values(
    file: Path | Traversable,
    columns: Sequence[str],
    build: Callable[[SeedRow], Value],
    *,
    parse_key: Callable[[str], str] | None = parse_name_key,
) -> tuple[Value, ...]:
    """The rows as values. Where they have keys, which `parse_key` makes of names, no name may mean two of them."""
    claims: dict[str, str] = {}
    values = []
    for row in _read_rows(file, columns):
        values.append(build(row))
        if parse_key is not None:
            _claim_names(row, claims, parse_key)
    return tuple(values)


def _claim_names(row: SeedRow, claims: dict[str, str], parse_key: Callable[[str], str]) -> None:
    slug = row.cells["slug"]
    if slug in claims.values():
        row.refuse(f"the slug {slug} is a duplicate")
    for name in (slug, row.cells["name"], *row.read_list("aliases")):
        key = parse_key(name)
        if not parse_name_key(name):
            row.refuse(f"the name {name!r} has neither letters nor digits")
        if claims.setdefault(key, slug) != slug:
            row.refuse(f"the name {name!r} already means {claims[key]}")


def _read_rows(file: Path | Traversable, columns: Sequence[str]) -> Iterator[SeedRow]:
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise DataFileError(f"{file}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise DataFileError(f"{file}: is not UTF-8 at byte {error.start}") from error
    reader = csv.reader(text.splitlines(keepends=True), strict=True)
    try:
        header = next(reader, [])
        if tuple(header) != tuple(columns):
            raise DataFileError(f"{file}:1: the header must be {','.join(columns)}")
        for cells in reader:
            if cells:
                yield _build_row(f"{file}:{reader.line_num}", columns, cells)
    except csv.Error as error:
        raise DataFileError(f"{file}:{reader.line_num}: {error}") from error


def _build_row(place: str, columns: Sequence[str], cells: Sequence[str]) -> SeedRow:
    if len(cells) != len(columns):
        raise DataFileError(f"{place}: has {len(cells)} cells, not {len(columns)}")
    return SeedRow(place, {column: cell.strip() for column, cell in zip(columns, cells, strict=True)})


def _build_country(row: SeedRow) -> Country:
    code = row.read_required("code")
    if not re.fullmatch("[A-Z]{2}", code):
        row.refuse(f"the code {code!r} is not two capitals")
    return Country(
        code, row.read_slug(), row.read_required("name"), row.read_list("adjectives"), row.read_list("aliases")
    )


def _build_place(row: SeedRow, codes: frozenset[str]) -> Place:
    country = row.read_country(codes) or row.refuse("country is empty")
    return Place(row.read_required("name"), country, row.read_list("aliases"))


def _read_coalition_areas(file: Traversable, codes: frozenset[str], actors: Sequence[Actor]) -> Iterator[CoalitionArea]:
    """Those of the coalitions that are among the actors: other seeds may have others."""
    known = {actor.slug: actor for actor in actors}
    for row in _read_rows(file, COALITION_COLUMNS):
        country = row.read_country(codes) or row.refuse("country is empty")
        since = row.read_required("since")
        if not re.fullmatch("[0-9]{4}", since):
            row.refuse(f"since is {since!r}, which is not a year")
        if (coalition := known.get(row.read_required("coalition"))) is not None:
            yield CoalitionArea(country, int(since), coalition)


def _build_base(row: SeedRow, codes: frozenset[str]) -> Base:
    wikidata = row.read_text("wikidata")
    if wikidata and not WIKIDATA.fullmatch(wikidata):
        row.refuse(f"wikidata is {wikidata!r}, not like Q1234")
    latitude, longitude = row.read_number("latitude", 90), row.read_number("longitude", 180)
    if (latitude is None) != (longitude is None):
        row.refuse("latitude and longitude must be given together")
    return Base(
        slug=row.read_slug(),
        name=row.read_required("name"),
        country=row.read_country(codes),
        region=row.read_text("region"),
        kind=row.read_text("kind"),
        latitude=latitude,
        longitude=longitude,
        wikidata=wikidata,
        reference=row.read_text("reference"),
        aliases=row.read_list("aliases"),
    )


def _build_actor(row: SeedRow, codes: frozenset[str]) -> Actor:
    kind = row.read_required("kind")
    if kind not in ACTOR_KINDS:
        row.refuse(f"kind is {kind!r}; it must be one of {', '.join(sorted(ACTOR_KINDS))}")
    return Actor(row.read_slug(), row.read_required("name"), kind, row.read_country(codes), row.read_list("aliases"))


def _build_source(row: SeedRow, codes: frozenset[str]) -> Source:
    owner, state, reference = row.read_text("owner"), row.read_country(codes, "state"), row.read_text("reference")
    # Whose voice a publisher is may be disputed, so that each says who has it so.
    if (owner or state) and not reference:
        row.refuse("owner and state need a reference")
    return Source(
        slug=row.read_slug(),
        name=row.read_required("name"),
        country=row.read_country(codes),
        url=row.read_text("url"),
        owner=owner,
        state=state,
        reference=reference,
        aliases=row.read_list("aliases"),
    )
