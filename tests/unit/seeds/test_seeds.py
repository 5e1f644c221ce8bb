"""The seed and vocabulary files keep their shape, and no name leads to two things."""

import csv
import re
from pathlib import Path

import pytest

from service.domain.names.slugs import parse_name_key

ROOT = Path(__file__).resolve().parents[3]
BASES = "seeds/bases.csv"
ACTORS = "seeds/actors.csv"
SOURCES = "seeds/sources.csv"
COUNTRIES = "service/codebook/countries.csv"
PLACES = "service/codebook/places.csv"
HEADERS = {
    BASES: "slug,name,kind,country,region,latitude,longitude,wikidata,reference,aliases",
    ACTORS: "slug,name,kind,country,reference,aliases",
    SOURCES: "slug,name,country,url,owner,state,reference,aliases",
    COUNTRIES: "code,slug,name,adjectives,aliases",
    PLACES: "name,country,aliases",
}
BASE_KINDS = {
    "air_base", "camp", "forward_operating_base", "combat_outpost", "naval_base", "airport", "barracks",
    "training_site", "headquarters", "fort", "garrison",
}  # fmt: skip
ACTOR_KINDS = {"force", "state_body", "organisation", "person", "coalition"}
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
DECIMALS = re.compile(r"-?\d{1,3}\.\d{1,4}")
AIRPORT = r"(OurAirports|OpenFlights airports\.dat), airport [A-Z0-9-]+"
ARTICLE = r"Wikipedia: .+ \((\d+)°(\d+)′(\d+)″([NS]) (\d+)°(\d+)′(\d+)″([EW])\)"
REFERENCE = r"[^:]+: .+"
# Countries whose bases lie on several islands or continents, and such regions: nothing can be said of their distances.
SCATTERED_COUNTRIES = {
    "US", "GB", "RU", "CN", "AU", "CA", "PT", "DK", "FR", "NL", "NZ", "JP", "ID", "IN", "BR",
}  # fmt: skip
SCATTERED_REGIONS = {("US", "United States Minor Outlying Islands"), ("CA", "Nunavut")}

Row = dict[str, str]


def read_rows(file: str) -> list[Row]:
    with (ROOT / file).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, strict=True))


def list_names(row: Row) -> list[str]:
    """Every name of a row; adjectives count as names of a country."""
    cells = (row["name"], *row.get("adjectives", "").split("|"), *row["aliases"].split("|"))
    return [name for name in cells if name]


def find_shared_names(rows: list[Row], owner: str) -> dict[str, set[str]]:
    """Comparison keys of names that lead to more than one owner. A slug is a name too: the API takes either."""
    owners: dict[str, set[str]] = {}
    for row in rows:
        for name in (row[owner], *list_names(row)):
            owners.setdefault(parse_name_key(name), set()).add(row[owner])
    return {key: found for key, found in owners.items() if len(found) > 1}


def parse_degrees(degrees: str, minutes: str, seconds: str, hemisphere: str) -> float:
    """Decimal degrees, negative to the south and west."""
    value = int(degrees) + int(minutes) / 60 + int(seconds) / 3600
    return -value if hemisphere in "SW" else value


def list_keys(file: str) -> dict[str, Row]:
    return {parse_name_key(name): row for row in read_rows(file) for name in list_names(row)}


@pytest.mark.parametrize("file", HEADERS)
def test_file_header_is_the_agreed_one(file: str) -> None:
    assert (ROOT / file).read_text(encoding="utf-8").splitlines()[0] == HEADERS[file]


@pytest.mark.parametrize("file", HEADERS)
def test_rows_have_every_column_and_no_stray_space(file: str) -> None:
    for row in read_rows(file):
        assert None not in row, f"{row['name']}: a cell too many"
        for column, cell in row.items():
            assert isinstance(cell, str), f"{row['name']}: no {column}"
            parts = cell.split("|") if cell else []
            assert all(part and part == part.strip() for part in parts), f"{row['name']}: {column} {cell!r}"


@pytest.mark.parametrize("file", [BASES, ACTORS, SOURCES, COUNTRIES])
def test_slugs_are_unique_and_well_formed(file: str) -> None:
    slugs = [row["slug"] for row in read_rows(file)]
    assert sorted(slugs) == sorted(set(slugs))
    assert [slug for slug in slugs if not SLUG.fullmatch(slug)] == []


@pytest.mark.parametrize(
    ("file", "owner"), [(BASES, "slug"), (ACTORS, "slug"), (SOURCES, "slug"), (COUNTRIES, "slug"), (PLACES, "name")]
)
def test_no_name_is_shared_within_a_file(file: str, owner: str) -> None:
    assert find_shared_names(read_rows(file), owner) == {}


def test_no_name_is_shared_between_actors_and_countries() -> None:
    assert find_shared_names([*read_rows(ACTORS), *read_rows(COUNTRIES)], "slug") == {}


@pytest.mark.parametrize("file", [PLACES, COUNTRIES, ACTORS])
def test_no_base_goes_by_the_bare_name_of_something_else(file: str) -> None:
    """A base named like a town is listed with a generic word only, or every mention of the town would be one of it."""
    assert sorted(list_keys(BASES).keys() & list_keys(file).keys()) == []


def test_places_named_like_a_country_or_capital_lie_in_that_country() -> None:
    countries = list_keys(COUNTRIES)
    astray = [
        row["name"]
        for row in read_rows(PLACES)
        for name in list_names(row)
        if parse_name_key(name) in countries and countries[parse_name_key(name)]["code"] != row["country"]
    ]
    assert astray == []


@pytest.mark.parametrize("file", [BASES, ACTORS, SOURCES, PLACES])
def test_country_codes_are_known(file: str) -> None:
    known = {row["code"] for row in read_rows(COUNTRIES)}
    optional = {""} if file in {ACTORS, SOURCES} else set()
    assert {row["country"] for row in read_rows(file)} - known - optional == set()


def test_country_codes_are_unique_and_cover_the_states_of_the_world() -> None:
    codes = [row["code"] for row in read_rows(COUNTRIES)]
    assert len(codes) == len(set(codes)) >= 195
    assert {"XK", "TW", "PS"} <= set(codes)
    assert [code for code in codes if not re.fullmatch(r"[A-Z]{2}", code)] == []


def test_base_coordinates_come_in_pairs_with_a_reference_and_lie_on_the_globe() -> None:
    located = [row for row in read_rows(BASES) if row["latitude"] or row["longitude"]]
    assert len(located) >= 1000
    for row in located:
        assert row["reference"], f"{row['slug']}: coordinates without a reference"
        assert DECIMALS.fullmatch(row["latitude"]), row["slug"]
        assert DECIMALS.fullmatch(row["longitude"]), row["slug"]
        assert -90 <= float(row["latitude"]) <= 90, row["slug"]
        assert -180 <= float(row["longitude"]) <= 180, row["slug"]


def find_scattered(places: dict[tuple[str, ...], list[tuple[float, float]]], degrees: float) -> list[tuple[str, ...]]:
    """The places whose points span as many degrees of latitude or longitude."""
    return [
        place
        for place, points in places.items()
        if any(max(axis) - min(axis) >= degrees for axis in zip(*points, strict=True))
    ]


def group_located(rows: list[Row], *columns: str) -> dict[tuple[str, ...], list[tuple[float, float]]]:
    """The points of the bases that have coordinates, by the cells of these columns."""
    groups: dict[tuple[str, ...], list[tuple[float, float]]] = {}
    for row in rows:
        if row["latitude"]:
            point = (float(row["latitude"]), float(row["longitude"]))
            groups.setdefault(tuple(row[column] for column in columns), []).append(point)
    return groups


def test_bases_of_one_country_lie_near_each_other() -> None:
    """Swapped or mistyped coordinates put a base far from the others of its country."""
    compact = [row for row in read_rows(BASES) if row["country"] not in SCATTERED_COUNTRIES]
    assert find_scattered(group_located(compact, "country"), degrees=22) == []


def test_bases_of_one_region_lie_near_each_other() -> None:
    found = find_scattered(group_located(read_rows(BASES), "country", "region"), degrees=16)
    assert set(found) == SCATTERED_REGIONS


def test_base_coordinates_come_from_a_named_airport_or_article() -> None:
    unnamed = [
        row["slug"]
        for row in read_rows(BASES)
        if row["latitude"] and not re.match(rf"({AIRPORT}|{ARTICLE})(; |$)", row["reference"])
    ]
    assert unnamed == []


def test_base_coordinates_from_an_article_are_those_that_it_gives() -> None:
    located = [row for row in read_rows(BASES) if re.match(ARTICLE, row["reference"])]
    assert located
    for row in located:
        found = re.match(ARTICLE, row["reference"])
        assert found is not None
        assert parse_degrees(*found.groups()[:4]) == pytest.approx(float(row["latitude"]), abs=1e-4), row["slug"]
        assert parse_degrees(*found.groups()[4:]) == pytest.approx(float(row["longitude"]), abs=1e-4), row["slug"]


def test_wikidata_ids_are_well_formed_and_have_a_reference() -> None:
    rows = [row for row in read_rows(BASES) if row["wikidata"]]
    assert [row["slug"] for row in rows if not re.fullmatch(r"Q[1-9]\d*", row["wikidata"])] == []
    assert [row["slug"] for row in rows if not row["reference"]] == []


@pytest.mark.parametrize(("file", "kinds"), [(BASES, BASE_KINDS), (ACTORS, ACTOR_KINDS)])
def test_kinds_are_of_the_vocabulary(file: str, kinds: set[str]) -> None:
    assert {row["kind"] for row in read_rows(file)} <= kinds


def test_bases_are_many_and_each_has_a_region() -> None:
    rows = read_rows(BASES)
    assert len(rows) >= 110
    assert [row["slug"] for row in rows if not row["region"]] == []


def test_sources_have_a_web_address() -> None:
    assert [row["slug"] for row in read_rows(SOURCES) if not row["url"].startswith("https://")] == []


def test_sources_with_an_owner_or_a_state_name_a_reference_for_it() -> None:
    stated = [row for row in read_rows(SOURCES) if row["owner"] or row["state"]]
    assert len(stated) >= 60
    assert [row["slug"] for row in stated if not re.match(REFERENCE, row["reference"])] == []


def test_states_of_sources_are_known_countries() -> None:
    known = {row["code"] for row in read_rows(COUNTRIES)}
    states = {row["state"] for row in read_rows(SOURCES)} - {""}
    assert len(states) >= 15
    assert states - known == set()


@pytest.mark.parametrize(
    ("file", "name", "slug"),
    [
        (BASES, "K-1", "k1"),
        (BASES, "Kirkuk Air Force Base", "k1"),
        (BASES, "Q-West", "qayyarah"),
        (BASES, "Qayyara West", "qayyarah"),
        (BASES, "al-Qa’im base", "al-qaim"),
        (BASES, "Camp Taji", "taji"),
        (BASES, "Ain Al Asad", "ain-al-asad"),
        (BASES, "Erbil air base", "erbil"),
        (BASES, "Guantánamo", "guantanamo"),
        (ACTORS, "U.S.-led coalition", "us-led-coalition"),
        (ACTORS, "Iraqi army", "iraqi-security-forces"),
        (ACTORS, "Iraqi lawmakers", "iraqi-parliament"),
        (ACTORS, "Kata’ib Hezbollah", "kataib-hezbollah"),
        (ACTORS, "Qassem Suleimani", "qassem-soleimani"),
        (ACTORS, "Hashd al-Sha’abi", "popular-mobilization-forces"),
        (COUNTRIES, "Washington", "united-states"),
        (COUNTRIES, "Irani", "iran"),
        (COUNTRIES, "Bundeswehr", "germany"),
        (COUNTRIES, "Danes", "denmark"),
        (COUNTRIES, "Nigerien", "niger"),
        (SOURCES, "presstv.com", "press-tv"),
        (SOURCES, "Kirkuk Now", "kirkuknow"),
        (SOURCES, "teleSUR", "telesur-english"),
    ],
)
def test_spelling_seen_in_the_press_leads_to_its_row(file: str, name: str, slug: str) -> None:
    assert list_keys(file)[parse_name_key(name)]["slug"] == slug
