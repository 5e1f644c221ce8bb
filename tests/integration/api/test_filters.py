"""Every filter over HTTP, on events of which some are almost what each asks for; the same answers on both databases."""

import csv
import io
import json
import re
from urllib.parse import parse_qsl

import pytest
from flask.testing import FlaskClient

from service.api.events.arguments import EventFilterSchema
from service.api.input.arguments import list_parameters
from service.domain.queries import EventOrder

ALL = "apia k1-day k1-month nadi nowhere syria taji-day taji-year yearless"
K1 = "k1-day k1-month"
IRAQ = "k1-day k1-month taji-day taji-year"
UNDATED = "nowhere syria yearless"
WORLD = "-180,-90,180,90"


def name_negations(rows: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(re.sub(r"(\w+)!=", r"not_\1=", query), found) for query, found in rows if "!=" in query]


FOUND = [
    ("", ALL),
    # Slug, name and alias; or within one filter.
    ("base=k1", K1),
    ("base=K-1", K1),
    ("base=k1%20air%20BASE", K1),
    ("base=k1,Taji", IRAQ),
    ("base=Camp%20Taji&base=K1", IRAQ),
    ("base=hidden", "yearless"),
    ("actor=us-led-coalition", "k1-day syria taji-day taji-year"),
    ("actor=CJTF-OIR", "k1-day syria taji-day taji-year"),
    ("actor=isf", "k1-day taji-day"),
    ("actor=isf,militia", "k1-day nadi taji-day taji-year yearless"),
    ("actor=Washington", "apia k1-month syria"),
    ("source=press-tv", "k1-day syria taji-day yearless"),
    ("source=PressTV", "k1-day syria taji-day yearless"),
    ("source=kirkuknow", "k1-day k1-month taji-year"),
    ("source=kirkuknow&source=teleSUR", "apia k1-day k1-month nadi taji-year yearless"),
    ("type=handover", "k1-day nowhere taji-day"),
    ("type=attack,withdrawal", "apia k1-month nadi syria taji-year yearless"),
    ("status=planned", "k1-month syria"),
    ("status=planned&status=denied", "k1-month nowhere syria taji-day"),
    ("country=IQ", IRAQ),
    ("country=iq", IRAQ),
    ("country=Baghdad", IRAQ),
    ("country=SY", "syria yearless"),
    ("country=Syria,FJ", "nadi syria yearless"),
    # A role is that of the actor that is asked for, not of another one in the same event.
    ("role=leaving", "apia k1-day k1-month syria taji-day"),
    ("role=receiving,arriving", "k1-day syria taji-day"),
    ("role=target", "taji-year"),
    ("role=attacker", "nadi taji-year yearless"),
    ("actor=us-led-coalition&role=leaving", "k1-day taji-day"),
    ("actor=us-led-coalition&role=arriving", "syria"),
    ("actor=us-led-coalition&role=attacker", ""),
    ("actor=united-states&role=arriving", ""),
    ("actor=isf&role=leaving", ""),
    ("actor=isf,us-led-coalition&role=arriving", "syria taji-day"),
    ("actor=isf,militia&role=leaving,target", ""),
    # None of those that are excluded; what has no base or country is at none.
    ("base!=k1", "apia nadi nowhere syria taji-day taji-year yearless"),
    ("base!=K-1&base!=Taji", "apia nadi nowhere syria yearless"),
    ("base!=k1,taji", "apia nadi nowhere syria yearless"),
    ("actor!=us-led-coalition", "apia k1-month nadi nowhere yearless"),
    ("actor!=isf,militia", "apia k1-month nowhere syria"),
    ("actor!=Washington&role=leaving", "k1-day taji-day"),
    ("source!=press-tv", "apia k1-month nadi nowhere taji-year"),
    ("source!=PressTV,telesur", "k1-month nowhere"),
    ("type!=attack", "apia k1-day k1-month nowhere syria taji-day"),
    ("type!=attack&type!=withdrawal", "k1-day nowhere taji-day"),
    ("status!=occurred", "k1-month nowhere syria taji-day"),
    ("status!=planned,denied", "apia k1-day nadi taji-year yearless"),
    ("country!=IQ", "apia nadi nowhere syria yearless"),
    ("country!=Iraq,Damascus", "apia nadi nowhere"),
    ("base=k1&base!=k1", ""),
    ("base=k1,taji&base!=taji", K1),
    # By intersection: a month or a year has every day in it.
    ("date=2020-03-29", "k1-day k1-month taji-year"),
    ("date=2020-03-30", "k1-month taji-year"),
    ("date=2020-02-29/2020-03-01", "k1-month taji-year"),
    ("date=2020-03", "k1-day k1-month taji-year"),
    ("date=2020", "apia k1-day k1-month taji-day taji-year"),
    ("date=2019", "nadi"),
    ("date=2019-12-31/2020-01-01", "apia nadi taji-year"),
    ("date=2019-12-31,2020-08-23", "nadi taji-day taji-year"),
    ("date=2019-12-31&date=2020-08-23", "nadi taji-day taji-year"),
    ("date=../2019-12-31", "nadi"),
    ("date=2020-08-23/..", "taji-day taji-year"),
    ("date=2020-08-24/..", "taji-year"),
    ("date=../2019-12-30", ""),
    ("date=2021", ""),
    ("date=2020-01-07", "taji-year"),
    ("undated=only", UNDATED),
    ("undated=include", ALL),
    ("date=2019&undated=include", f"nadi {UNDATED}"),
    # Of one article: not between two, nor across them.
    ("published=2020-03-30", "k1-day"),
    ("published=2020-03-29", ""),
    ("published=2020-03", "k1-day k1-month taji-year"),
    ("published=2020-04/2020-08", "taji-day yearless"),
    ("published=2020-01-01,2020-09-01", "nadi taji-year"),
    ("published=2020/..", "apia k1-day k1-month nadi taji-day taji-year yearless"),
    ("published=../2019", ""),
    ("updated_since=2026-01-31", ALL),
    ("updated_since=2026-02-01", ""),
    ("updated_since=2026-01-31T20:00:00Z", "k1-day nowhere"),
    ("updated_since=2026-01-31T20:00:00.000001Z", "k1-day"),
    ("updated_since=2026-01-31T21:30:00%2B01:00", "k1-day"),
    # The edges belong to a box, and one whose west is greater than its east goes across the 180th meridian.
    ("bbox=44,33,45,36", IRAQ),
    ("bbox=44,35,45,36", K1),
    ("bbox=44.25,35.5,44.25,35.5", K1),
    ("bbox=44.26,35,45,36", ""),
    ("bbox=44,35.51,45,36", ""),
    ("bbox=177,-20,-171,-10", "apia nadi"),
    ("bbox=178,-20,-171,-10", "apia"),
    ("bbox=177,-20,-172,-10", "nadi"),
    ("bbox=178,-20,-172,-10", ""),
    ("bbox=177,-16,-171,-10", "apia"),
    ("bbox=177,-20,180,-10", "nadi"),
    ("bbox=-180,-20,-171,-10", "apia"),
    ("bbox=-171,-20,177,-10", ""),
    ("bbox=-180,-90,180,90", "apia k1-day k1-month nadi taji-day taji-year"),
    # By how far it is along the globe, across the 180th meridian too.
    ("near=35.5,44.25", K1),
    ("near=35.5,44.25&radius=1km", K1),
    ("near=35.5,44.27&radius=1km", ""),
    ("near=35.5,44.25&radius=222km", K1),
    ("near=35.5,44.25&radius=222.5km", IRAQ),
    ("near=-17.75,-179.9&radius=500km", "nadi"),
    ("near=-15.5,-179.9&radius=2000km", "apia nadi"),
    ("near=-15.5,-179.9&radius=2000km&bbox=-180,-20,0,0", "apia"),
    ("near=-90,0&radius=2000km", ""),
    ("near=35.5,44.25&radius=300km&status=denied", "taji-day"),
    ("near=35.5,44.25&radius=300km&disputed=false&country!=SY", IRAQ),
    ("near=35.5,44.25&as_of=1", "k1-day"),
    ("near=-15.5,-179.9&radius=2000km&as_of=6", "apia nadi"),
    ("near=-15.5,-179.9&radius=2000km&as_of=5", "nadi"),
    # A region by its name in any spelling.
    ("region=Kirkuk", K1),
    ("region=KIRKUK", K1),
    ("region=kirkuk,Baghdad", IRAQ),
    ("region!=Kirkuk", "apia nadi nowhere syria taji-day taji-year yearless"),
    ("region=Baghdad&status=denied", "taji-day"),
    ("region=Kirkuk&as_of=1", "k1-day"),
    # As exactly as the place is known, and no more exactly.
    ("place_precision=base", "apia k1-day k1-month nadi taji-day taji-year"),
    ("place_precision=region", ""),
    ("place_precision=country", "syria yearless"),
    ("place_precision=region,country&disputed=false", "syria"),
    ("place_precision=base&as_of=1", "k1-day"),
    ("place_precision!=base", "nowhere syria yearless"),
    # Beginnings of words, all of them in one report.
    ("q=dawn", "apia k1-day"),
    ("q=dawn+handed", "k1-day"),
    ("q=flags", "k1-day"),
    ("q=dawn+flags", ""),
    ("q=ROCK", "nadi taji-year"),
    ("q=ocket", ""),
    ("q=kirkuk", "k1-day k1-month taji-year"),
    ("q=kirkuknow+flags", "k1-day"),
    ("q=press+flags", ""),
    # A name is one word, however it is written.
    ("q=K-1", K1),
    ("q=K1", K1),
    ("q=k%201", K1),
    ("q=K%E2%80%931", K1),
    ("q=camptaji", "taji-day taji-year"),
    ("q=P%C5%99ess-TV+dawn", "k1-day"),
    ("q=camp+hit", "taji-year"),
    # Two sources that print one text are one.
    ("min_sources=1", ALL),
    ("min_sources=2", "k1-day yearless"),
    ("min_sources=3", ""),
    # The most confident report counts.
    ("min_confidence=0", ALL),
    ("min_confidence=0.4", ALL),
    ("min_confidence=0.41", "apia k1-day k1-month nadi nowhere syria taji-day yearless"),
    ("min_confidence=0.8", "k1-day syria"),
    ("min_confidence=8e-1", "k1-day syria"),
    ("min_confidence=0.81", "k1-day"),
    ("min_confidence=1", ""),
    ("disputed=true", "yearless"),
    ("disputed=false", "apia k1-day k1-month nadi nowhere syria taji-day taji-year"),
    # What was told then, and by whom it was told then.
    ("as_of=0", ""),
    ("as_of=1", "k1-day"),
    ("as_of=2026-01-31T13:30:00Z", K1),
    ("as_of=2026-01-31", ALL),
    ("as_of=9&status=planned", "k1-day k1-month syria"),
    ("as_of=10&status=planned", "k1-month syria"),
    ("as_of=9&source=kirkuknow", "k1-month taji-year"),
    ("as_of=9&q=flags", ""),
    ("as_of=9&published=2020-03-30", ""),
    ("as_of=9&min_sources=2", "yearless"),
    ("as_of=9&min_confidence=0.8", "syria"),
    ("as_of=9&min_confidence=0.7&base=k1", K1),
    ("as_of=9&updated_since=2026-01-31T20:00:00Z", "nowhere"),
    ("as_of=1&base!=k1", ""),
    # Different filters all hold.
    ("base=k1&type=withdrawal", "k1-month"),
    ("source=press-tv&source!=kirkuknow", "syria taji-day yearless"),
    ("source=kirkuknow&q=dawn", "k1-day"),
    ("country=SY&role=leaving", "syria"),
    ("country=SY&undated=only&disputed=false", "syria"),
    ("date=2020&source=telesur-english&type!=attack", "apia"),
    ("bbox=177,-20,-171,-10&date=2020", "apia"),
    ("date=2020-03&published=2020-09", "taji-year"),
    ("min_sources=2&type=attack", "yearless"),
    ("min_confidence=0.8&status=planned", "syria"),
    ("min_confidence=0.8&min_sources=2", "k1-day"),
    ("status=occurred&country!=IQ&source=telesur-english&q=rockets", "nadi"),
]
# What excludes has a second name, which is an identifier.
FOUND += name_negations(FOUND)


@pytest.mark.parametrize(("query", "found"), FOUND)
def test_filters_find_exactly_the_events_that_meet_all_in_every_form(
    told_client: FlaskClient, query: str, found: str
) -> None:
    def get(path: str) -> str:
        answer = told_client.get(path)
        assert answer.status_code == 200, answer.text
        return str(answer.data, "utf-8-sig")

    page = json.loads(get(f"/v1/events?count=exact&{query}"))
    assert sorted(event["id"] for event in page["items"]) == found.split()
    assert page["count"] == len(found.split())
    assert json.loads(get(f"/v1/events/summary?{query}"))["items"] == [{"count": page["count"]}]
    lines = get(f"/v1/events?format=ndjson&{query}").splitlines()
    assert sorted(json.loads(line)["id"] for line in lines) == found.split()
    assert (
        sorted(row["id"] for row in csv.DictReader(io.StringIO(get(f"/v1/events?format=csv&{query}")))) == found.split()
    )
    features = json.loads(get(f"/v1/events?format=geojson&{query}"))["features"]
    assert sorted(feature["id"] for feature in features) == found.split()


BOXES = [
    # Asked with a box, in any form; how many match all other filters and have no coordinates.
    (f"bbox={WORLD}", "", len(ALL.split())),
    (f"bbox={WORLD}&country=IQ", "country=IQ", None),
    (f"bbox={WORLD}&undated=only", "undated=only", None),
    (f"bbox={WORLD}&type=attack&min_sources=2", "type=attack&min_sources=2", None),
    (f"bbox={WORLD}&as_of=9", "as_of=9", None),
    (f"bbox={WORLD}&min_confidence=0.8", "min_confidence=0.8", None),
    ("bbox=44,33,45,36&date=2020-03", "date=2020-03", None),
    ("near=1,1&country=SY", "country=SY", None),
    ("near=1,1&radius=5km&bbox=44,33,45,36&date=2020-03", "date=2020-03", None),
    ("near=35.5,44.25&as_of=9", "as_of=9", None),
]


@pytest.mark.parametrize(("boxed", "unboxed", "total"), BOXES)
def test_filter_by_box_says_how_many_that_match_have_no_coordinates(
    told_client: FlaskClient, boxed: str, unboxed: str, total: int | None
) -> None:
    features = told_client.get(f"/v1/events?format=geojson&limit=200&{unboxed}").get_json(force=True)
    unplaced = len([feature for feature in features["features"] if feature["geometry"] is None])
    assert features["unplaced_count"] == unplaced
    assert total is None or len(features["features"]) == total
    for path in ("/v1/events?limit=1&", "/v1/events?format=geojson&", "/v1/events/summary?"):
        assert told_client.get(path + boxed).get_json(force=True)["unplaced_count"] == unplaced
    for form in ("csv", "ndjson"):
        answer = told_client.get(f"/v1/events?format={form}&limit=1&{boxed}", buffered=True)
        assert answer.headers["Basewatch-Unplaced-Count"] == str(unplaced)
        assert "Basewatch-Unplaced-Count" in answer.headers["Access-Control-Expose-Headers"]


@pytest.mark.parametrize("sort", EventOrder)
@pytest.mark.parametrize("further", ["", "&disputed=false"])
def test_pages_of_what_is_near_hold_each_event_once_in_any_order(
    told_client: FlaskClient, sort: EventOrder, further: str
) -> None:
    expected = told_client.get(f"/v1/events?bbox=44,33,45,36&sort={sort}{further}").get_json()["items"]
    seen, url = [], f"/v1/events?near=34.5,44.25&radius=200km&limit=1&sort={sort}{further}"
    while url:
        page = told_client.get(url).get_json()
        seen += page["items"]
        url = page["next"]
    assert seen == expected
    assert len(seen) == len(IRAQ.split())


def test_filter_without_a_box_counts_none_that_have_no_coordinates(told_client: FlaskClient) -> None:
    assert "unplaced_count" not in told_client.get("/v1/events").get_json()
    assert "Basewatch-Unplaced-Count" not in told_client.get("/v1/events?format=csv", buffered=True).headers


def test_bases_say_how_many_events_are_at_none_with_coordinates(told_client: FlaskClient) -> None:
    events = told_client.get("/v1/events?limit=200").get_json()["items"]
    unplaced = [event for event in events if event["base"] is None or event["base"]["latitude"] is None]
    for path in ("/v1/bases", "/v1/bases?limit=1"):
        assert told_client.get(path).get_json()["unplaced_event_count"] == len(unplaced) > 0


def test_filters_are_all_asked_for_and_each_finds_some_and_not_all() -> None:
    told = {name for query, found in FOUND for name, _ in parse_qsl(query) if 0 < len(found) < len(ALL)}
    assert told == set(list_parameters(EventFilterSchema())) - {"min_revision"}


def test_filter_excluded_by_both_of_its_names_is_400(told_client: FlaskClient) -> None:
    answer = told_client.get("/v1/events?base!=k1&not_base=taji")
    assert (answer.status_code, answer.get_json()["parameter"]) == (400, "not_base")


@pytest.mark.parametrize("parameter", ["base!", "not_base"])
def test_filter_that_excludes_an_unknown_name_is_400_by_its_own_name(told_client: FlaskClient, parameter: str) -> None:
    answer = told_client.get(f"/v1/events?{parameter}=k9")
    assert (answer.status_code, answer.get_json()["parameter"]) == (400, parameter)


def test_filters_by_alias_and_slug_give_the_same_answer(told_client: FlaskClient) -> None:
    for alias, slug in (
        ("base=K-1", "base=k1"),
        ("actor=cjtf%20oir", "actor=us-led-coalition"),
        ("source=PressTV", "source=press-tv"),
    ):
        assert told_client.get(f"/v1/events?{alias}").data == told_client.get(f"/v1/events?{slug}").data
