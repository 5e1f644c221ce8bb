"""Lists of bases, actors and sources by every parameter; the same answers on both databases."""

import csv
import io
from urllib.parse import parse_qsl

import pytest
from flask.testing import FlaskClient

from service.api.input.arguments import list_parameters
from service.api.names.arguments import ActorArgumentsSchema, BaseArgumentsSchema, SourceArgumentsSchema

PLACED = "apia k1 nadi taji"
FOUND = {
    "bases": [
        ("", "apia hidden k1 nadi taji"),
        # What is called just so, then what begins so, then aliases, and then later words.
        ("q=k", "k1"),
        ("q=K-1", "k1"),
        ("q=k%201%20AIR", "k1"),
        ("q=camp", "taji apia nadi"),
        ("q=taji", "taji"),
        ("q=base", "k1 hidden"),
        ("q=ase", ""),
        ("q=camp&sort=-events", "taji apia nadi"),
        ("q=camp&country=FJ,WS", "apia nadi"),
        ("country=IQ", "k1 taji"),
        ("country=Baghdad&country=fiji", "k1 nadi taji"),
        ("kind=air_base", "apia hidden k1 nadi taji"),
        ("region=Kirkuk", "k1"),
        ("region=KIRKUK,baghdad", "k1 taji"),
        ("bbox=44,33,45,36", "k1 taji"),
        ("bbox=177,-20,-171,-10", "apia nadi"),
        ("bbox=-180,-90,180,90", PLACED),
        ("near=35.5,44.25&radius=1km", "k1"),
        ("near=35.5,44.25", "k1"),
        ("near=35.5,44.25&radius=222km", "k1"),
        ("near=35.5,44.25&radius=222.5km", "k1 taji"),
        ("near=33.4,44.25&radius=2000km&sort=distance", "taji k1"),
        ("near=33.4,44.25&radius=2000km&sort=name", "taji k1"),
        # Across the 180th meridian.
        ("near=-17.75,-179.9&radius=500km", "nadi"),
        ("near=-15.5,-179.9&radius=2000km&sort=distance", "nadi apia"),
        ("near=-15.5,179.9&radius=2000km&bbox=-180,-20,0,0", "apia"),
        ("near=90,0&radius=2000km", ""),
        ("has_events=true", "apia hidden k1 nadi taji"),
        ("has_events=false", ""),
        ("sort=name", "apia taji hidden k1 nadi"),
        ("sort=-events", "k1 taji apia hidden nadi"),
        ("sort=-latest", "taji k1 apia nadi hidden"),
    ],
    "actors": [
        ("q=i", "isf iraq"),
        ("q=iraq", "iraq isf"),
        ("q=cjtf", "us-led-coalition"),
        ("q=security", "isf"),
        ("q=u", "us-led-coalition united-states"),
        ("kind=state&has_events=true", "united-states"),
        ("kind=coalition", "isf militia us-led-coalition"),
        ("kind=coalition,state&country=US", "united-states"),
        ("country=Fiji", "fiji"),
        ("has_events=false", "fiji iraq samoa syria"),
        ("sort=-events&has_events=true", "us-led-coalition militia united-states isf"),
        ("sort=-latest&kind=coalition", "isf us-led-coalition militia"),
        ("sort=name&kind=state", "fiji iraq samoa syria united-states"),
    ],
    "sources": [
        ("q=k", "kirkuknow"),
        ("q=press", "press-tv"),
        ("q=english", "telesur-english"),
        ("q=tele", "telesur-english"),
        ("country=Iraq", ""),
        ("has_events=true&sort=name", "kirkuknow press-tv telesur-english"),
        ("has_events=false", ""),
        ("sort=-events", "press-tv telesur-english kirkuknow"),
        ("sort=-latest", "press-tv kirkuknow telesur-english"),
    ],
}
CASES = [(name, query, found) for name, cases in FOUND.items() for query, found in cases]
SCHEMAS = {"bases": BaseArgumentsSchema, "actors": ActorArgumentsSchema, "sources": SourceArgumentsSchema}


def read_slugs(client: FlaskClient, path: str) -> list[str]:
    """The slugs of all pages, from one on."""
    seen: list[str] = []
    url: str | None = path
    while url:
        answer = client.get(url)
        assert answer.status_code == 200, answer.text
        seen += [item["slug"] for item in answer.get_json()["items"]]
        url = answer.get_json()["next"]
    return seen


@pytest.mark.parametrize(("name", "query", "found"), CASES)
def test_list_of_names_gives_what_matches_in_order_in_pages_and_as_a_table(
    told_client: FlaskClient, name: str, query: str, found: str
) -> None:
    path = f"/v1/{name}?{query}"
    for limit in (1, 2, 50):
        assert read_slugs(told_client, f"{path}&limit={limit}") == found.split()
    rows = read_rows(told_client, f"{path}&format=csv")
    assert [row["slug"] for row in rows] == found.split()
    limited = read_rows(told_client, f"{path}&format=csv&limit=1")
    assert [row["slug"] for row in limited] == found.split()[:1]


def read_rows(client: FlaskClient, path: str) -> list[dict[str, str]]:
    answer = client.get(path, buffered=True)
    assert (answer.status_code, answer.mimetype) == (200, "text/csv")
    return list(csv.DictReader(io.StringIO(str(answer.data, "utf-8-sig"))))


@pytest.mark.parametrize("name", FOUND)
def test_lists_of_names_are_asked_by_each_parameter(name: str) -> None:
    asked = {parameter for query, _ in FOUND[name] for parameter, _ in parse_qsl(query)}
    further = {"limit", "cursor", "min_revision", "fields", "format"}
    assert asked | further == set(list_parameters(SCHEMAS[name]()))


@pytest.mark.parametrize(
    ("query", "parameter", "nearest"),
    [
        ("bases?q=", "q", None),
        ("bases?q=-%20-", "q", None),
        ("actors?q=" + "x" * 300, "q", None),
        ("sources?q=a&q=b", "q", None),
        ("bases?country=atlantis", "country", None),
        ("bases?country=Irak", "country", "Iraq"),
        ("bases?kind=air_bas", "kind", "air_base"),
        ("actors?kind=stat", "kind", "state"),
        ("sources?kind=state", "kind", None),
        ("bases?region=kirkuc", "region", "Kirkuk"),
        ("bases?region=", "region", None),
        ("actors?region=Kirkuk", "region", None),
        ("bases?bbox=1,2,3", "bbox", None),
        ("actors?bbox=1,2,3,4", "bbox", None),
        ("bases?near=95,0", "near", None),
        ("bases?near=1", "near", None),
        ("bases?radius=5km", "radius", None),
        ("bases?near=1,1&radius=5", "radius", None),
        ("bases?near=1,1&radius=5mi", "radius", None),
        ("bases?near=1,1&radius=0.5km", "radius", None),
        ("bases?near=1,1&radius=2001km", "radius", None),
        ("bases?sort=distance", "sort", None),
        ("actors?sort=distance", "sort", None),
        ("bases?sort=events", "sort", "-events"),
        ("bases?has_events=1", "has_events", None),
        ("bases?fields=slugs", "fields", "slug"),
        ("bases?fields=slug&format=csv", "fields", None),
        ("actors?format=geojson", "format", None),
        ("bases?format=ndjson", "format", None),
        ("bases?qq=k", "qq", "q"),
    ],
)
def test_list_of_names_by_what_is_unknown_is_400_with_the_nearest(
    told_client: FlaskClient, query: str, parameter: str, nearest: str | None
) -> None:
    answer = told_client.get(f"/v1/{query}")
    problem = answer.get_json()
    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")
    assert problem["parameter"] == parameter
    assert problem["allowed"]
    assert problem.get("nearest") == nearest or nearest is None


def test_bases_near_a_place_say_how_far_they_are_and_others_do_not(told_client: FlaskClient) -> None:
    page = told_client.get("/v1/bases?near=33.5,44.25&radius=300km&sort=distance").get_json()
    assert [(item["slug"], item["distance_km"]) for item in page["items"]] == [("taji", 0.0), ("k1", 222.4)]
    assert page["unplaced_count"] == 1
    assert page["unplaced_event_count"] > 0
    page = told_client.get("/v1/bases").get_json()
    assert not any("distance_km" in item for item in page["items"])
    assert "unplaced_count" not in page


@pytest.mark.parametrize(
    ("query", "unplaced"), [("bbox=0,0,1,1", 1), ("bbox=0,0,1,1&country=IQ", 0), ("near=0,0&q=hidden", 1)]
)
def test_bases_by_place_say_how_many_that_match_have_no_coordinates(
    told_client: FlaskClient, query: str, unplaced: int
) -> None:
    for path in ("/v1/bases?", "/v1/bases?format=geojson&"):
        assert told_client.get(path + query).get_json(force=True)["unplaced_count"] == unplaced
    answer = told_client.get(f"/v1/bases?format=csv&{query}", buffered=True)
    assert answer.headers["Basewatch-Unplaced-Count"] == str(unplaced)
    assert "Basewatch-Unplaced-Count" not in told_client.get("/v1/bases?format=csv", buffered=True).headers


@pytest.mark.parametrize("how", [{"query_string": "format=geojson"}, {"headers": {"Accept": "application/geo+json"}}])
def test_bases_as_geojson_are_points_or_have_none(told_client: FlaskClient, how: dict[str, object]) -> None:
    answer = told_client.get("/v1/bases", **how)
    assert answer.mimetype == "application/geo+json"
    collection = answer.get_json(force=True)
    assert (collection["type"], collection["next"], collection["unplaced_count"]) == ("FeatureCollection", None, 1)
    places = {feature["id"]: feature["geometry"] for feature in collection["features"]}
    assert places["k1"] == {"type": "Point", "coordinates": [44.25, 35.5]}
    assert places["hidden"] is None
    items = told_client.get("/v1/bases").get_json()["items"]
    assert [feature["properties"] for feature in collection["features"]] == items


def test_names_with_fields_have_these_members_in_every_form(told_client: FlaskClient) -> None:
    for name in FOUND:
        for item in told_client.get(f"/v1/{name}?fields=slug,name").get_json()["items"]:
            assert item.keys() == {"slug", "name"}
    features = told_client.get("/v1/bases?fields=name&format=geojson").get_json(force=True)["features"]
    assert all(feature["properties"].keys() == {"name"} for feature in features)
    assert all(feature["id"] for feature in features)
    (item,) = told_client.get("/v1/bases?fields=distance_km&near=35.5,44.25").get_json()["items"]
    assert item == {"distance_km": 0.0}


def test_names_as_csv_have_all_members_but_links(told_client: FlaskClient) -> None:
    row = read_rows(told_client, "/v1/bases?q=k1&format=csv")[0]
    item = told_client.get("/v1/bases/k1").get_json()
    assert row.keys() == (item.keys() - {"links"}) | {"distance_km"}
    assert (row["aliases"], row["latitude"], row["distance_km"]) == ("K-1; K1", "35.5", "")
    answer = told_client.get("/v1/actors", headers={"Accept": "text/csv"}, buffered=True)
    assert answer.headers["Content-Disposition"] == "attachment; filename=actors.csv"
    assert int(answer.headers["Basewatch-Revision"]) > 0


def test_name_list_with_cursor_of_another_question_is_400(told_client: FlaskClient) -> None:
    following = told_client.get("/v1/bases?sort=-events&limit=1").get_json()["next"]
    cursor = following.partition("cursor=")[2]
    for query in ("", "sort=name&", "q=k&", "sort=-events&country=IQ&"):
        answer = told_client.get(f"/v1/bases?{query}cursor={cursor}")
        assert (answer.status_code, answer.get_json()["parameter"]) == (400, "cursor")
