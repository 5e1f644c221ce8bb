from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from schemas.resources.events import EventSchema
from schemas.resources.reports import AttributedReportSchema
from schemas.responses.items import EventItemSchema

ALL = ["attack-7", "handover-6", "attack-5", "handover-4", "attack-3", "handover-2", "attack-1", "handover-0"]


def list_ids(client: FlaskClient, query: str) -> list[str]:
    answer = client.get(f"/v1/events?{query}")
    assert answer.status_code == 200, answer.text
    return [event["id"] for event in answer.get_json()["items"]]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ALL),
        ("base=k1", ["handover-6", "handover-4", "handover-2", "handover-0"]),
        ("base=K-1", ["handover-6", "handover-4", "handover-2", "handover-0"]),
        ("base=k1%20air%20BASE", ["handover-6", "handover-4", "handover-2", "handover-0"]),
        ("base=k1,q-west", ALL),
        ("base=k1&base=Qayyarah", ALL),
        ("actor=cjtf-oir", ["handover-6", "handover-4", "handover-2", "handover-0"]),
        ("actor=Baghdad&base=k1", []),
        ("source=PressTV", ["attack-3", "handover-2", "attack-1", "handover-0"]),
        ("source=kirkuknow&type=attack", ["attack-7", "attack-5"]),
        ("type=attack,handover&source=KirkukNow", ["attack-7", "handover-6", "attack-5", "handover-4"]),
        ("date=2020-03-29", ["attack-1"]),
        ("date=2020-03", ["attack-3", "handover-2", "attack-1"]),
        ("date=2020-03-29,2020-04-02", ["attack-5", "attack-1"]),
        ("date=2020-04/..", ["attack-7", "handover-6", "attack-5", "handover-4"]),
        ("date=../2020-03-30", ["handover-2", "attack-1"]),
        ("date=2020-03-30/2020-04-01", ["handover-4", "attack-3", "handover-2"]),
        ("date=2019", []),
        ("limit=1", ["attack-7"]),
        ("role=leaving", ["handover-6", "handover-4", "handover-2", "handover-0"]),
        ("role=target&actor=Iraq", ["attack-7", "attack-5", "attack-3", "attack-1"]),
        ("role=leaving&actor=Iraq", []),
        ("role=leaving,target", ALL),
        ("status=occurred", ALL),
        ("status=planned,denied", []),
        ("base!=k1", ["attack-7", "attack-5", "attack-3", "attack-1"]),
        ("base!=K-1&source!=kirkuknow", ["attack-3", "attack-1"]),
        ("base!=k1&base!=q-west", []),
        ("type!=attack&date=2020-03", ["handover-2"]),
        ("actor!=CJTF-OIR", ["attack-7", "attack-5", "attack-3", "attack-1"]),
        ("status!=occurred", []),
        ("date=2020-03&undated=include", ["attack-3", "handover-2", "attack-1", "handover-0"]),
        ("undated=only", ["handover-0"]),
        ("published=2020-03-29", ALL),
        ("published=2020-03-30/..", []),
        ("updated_since=2026-01-31", ALL),
        ("updated_since=2026-01-31T09:30:01Z", []),
        ("bbox=44,35,45,36", ALL),
        ("bbox=-180,-90,44,90", []),
        ("q=sunday+HANDED", ALL),
        ("q=q%C3%A0yyarah", ["attack-7", "attack-5", "attack-3", "attack-1"]),
        ("q=kirkukn+attack", ["attack-7", "attack-5"]),
        ("q=unday", []),
        ("sort=date", ALL[::-1]),
        ("sort=updated&limit=2", ["handover-0", "attack-1"]),
        ("sort=-updated&limit=2", ["attack-7", "handover-6"]),
        ("sort=first_reported&base=k1", ["handover-0", "handover-2", "handover-4", "handover-6"]),
    ],
)
def test_list_events_by_filters_gives_exactly_the_matching(
    client: FlaskClient, query: str, expected: list[str]
) -> None:
    assert list_ids(client, query) == expected


@pytest.mark.parametrize(
    ("query", "parameter", "nearest"),
    [
        ("bse=k1", "bse", "base"),
        ("base=qayara", "base", "Qayyarah"),
        ("base=k1,qayara", "base", "Qayyarah"),
        ("base=nowhere-at-all", "base", None),
        ("actor=CJTFOR", "actor", "CJTF-OIR"),
        ("source=presstvv", "source", None),
        ("type=handovr", "type", "handover"),
        ("date=yesterdayish", "date", None),
        ("limit=1000", "limit", None),
        ("base!=qayara", "base!", "Qayyarah"),
        ("base=k1&actor!=CJTFOR", "actor!", "CJTF-OIR"),
        ("source!=presstvv", "source!", None),
        ("country!=atlantis", "country!", None),
        ("bas!=k1", "bas!", "base!"),
        ("type!=handovr", "type!", "handover"),
        ("role=leavin", "role", "leaving"),
        ("status!=denid", "status!", "denied"),
        ("undated=no", "undated", None),
        ("sort=dat", "sort", "date"),
        ("format=JSON", "format", "json"),
        ("role=LEAVING", "role", "leaving"),
        ("type=HANDOVER", "type", "handover"),
        ("sort=date&sort=date", "sort", None),
        ("fields=ids", "fields", "id"),
        ("include=report", "include", "reports"),
        ("count=exakt", "count", "exact"),
        ("bbox=1,2,3", "bbox", None),
        ("bbox=1,9,3,4", "bbox", None),
        ("bbox=nan,1,2,3", "bbox", None),
        ("bbox=%2B38,29,49,38", "bbox", None),
        ("bbox=+38,29,49,38", "bbox", None),
        ("bbox=38,%2029,49,38", "bbox", None),
        ("bbox=38.,29,49,.5", "bbox", None),
        ("date=2020&undated=only", "undated", "include"),
        ("bbox=0,0,200,1", "bbox", None),
        ("near=91,0", "near", None),
        ("near=35.5", "near", None),
        ("near=35.5,44.25&radius=0.9km", "radius", None),
        ("near=35.5,44.25&radius=50", "radius", None),
        ("near=35.5,44.25&near=35.5,44.25", "near", None),
        ("radius=50km", "radius", None),
        ("region=kirkuc", "region", "Kirkuk"),
        ("place_precision=bas", "place_precision", "base"),
        ("region!=kirkuc", "region!", "Kirkuk"),
        ("q=%20-%20", "q", None),
        ("q=" + "x" * 300, "q", None),
        ("country=atlantis", "country", None),
        ("updated_since=2026-01-31T09:30:00", "updated_since", None),
        ("published=2020-13", "published", None),
        ("cursor=bm9uc2Vuc2U", "cursor", None),
    ],
)
def test_list_events_by_what_is_unknown_is_400_with_the_nearest(
    client: FlaskClient, query: str, parameter: str, nearest: str | None
) -> None:
    answer = client.get(f"/v1/events?{query}")
    problem = answer.get_json()
    assert answer.status_code == 400
    assert answer.mimetype == "application/problem+json"
    assert problem["parameter"] == parameter
    assert problem["allowed"]
    if nearest:
        assert problem["nearest"] == nearest


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("fields=id,date", {"id", "date"}),
        ("fields=id&include=reports", {"id", "reports", "withheld"}),
        ("fields=id&include=history,claims", {"id", "history", "claims"}),
        ("include=reports", {*EventSchema().fields, "reports", "withheld"}),
    ],
)
def test_list_events_with_fields_and_include_gives_these_members(
    client: FlaskClient, query: str, expected: set[str]
) -> None:
    for event in client.get(f"/v1/events?{query}").get_json()["items"]:
        assert event.keys() == expected


def test_list_events_with_include_gives_what_items_give(client: FlaskClient) -> None:
    for event in client.get("/v1/events?include=reports,history,claims").get_json()["items"]:
        item = client.get(event["links"]["self"]).get_json()
        assert {name: item[name] for name in event} == event
    (event,) = client.get("/v1/events?include=figures&fields=id&limit=1").get_json()["items"]
    assert event["claims"].keys() == {"figures"}


def test_list_events_with_count_says_how_many_match(client: FlaskClient) -> None:
    assert client.get("/v1/events?count=exact&limit=1").get_json()["count"] == len(ALL)
    assert client.get("/v1/events?count=exact&base=k1").get_json()["count"] == 4
    assert client.get("/v1/events?count=exact&date=2019").get_json()["count"] == 0


@pytest.mark.parametrize(
    "query",
    ["limit=3&sort=updated", "limit=3", "limit=1&base=k1,q-west", "limit=2&date=2020&type=attack&type=handover"],
)
def test_list_events_following_next_gives_every_event_once(client: FlaskClient, query: str) -> None:
    expected = list_ids(client, query.split("&", 1)[1] if "&" in query else "")
    assert len(expected) > 2
    url, seen = f"/v1/events?{query}", []
    while url:
        answer = client.get(url)
        page = answer.get_json()
        seen += [event["id"] for event in page["items"]]
        assert answer.headers.get("Link") == (f'<{page["next"]}>; rel="next"' if page["next"] else None)
        url = page["next"]
    assert seen == expected


def test_list_events_with_cursor_of_other_filters_is_400(client: FlaskClient) -> None:
    following = client.get("/v1/events?limit=1&base=k1").get_json()["next"]
    assert client.get(following).status_code == 200
    answer = client.get(following.replace("base=k1", "base=q-west"))
    assert (answer.status_code, answer.get_json()["parameter"]) == (400, "cursor")


def test_list_events_behind_a_prefix_keeps_it_in_next(client: FlaskClient) -> None:
    following = client.get("/v1/events?limit=1", base_url="http://localhost/news").get_json()["next"]
    assert urlsplit(following).path == "/news/v1/events"


def test_list_events_each_item_has_the_documented_fields(client: FlaskClient) -> None:
    for event in client.get("/v1/events").get_json()["items"]:
        assert event.keys() == EventSchema().fields.keys()
    undated = client.get("/v1/events").get_json()["items"][-1]
    assert undated["date"] is None


def test_list_events_shows_what_was_stored(client: FlaskClient) -> None:
    event = client.get("/v1/events?date=2020-03-30").get_json()["items"][0]
    assert event == {
        "id": "handover-2",
        "type": "handover",
        "status": "occurred",
        "date": {"edtf": "2020-03-30", "first": "2020-03-30", "last": "2020-03-30", "precision": "day"},
        "base": {
            "slug": "k1",
            "name": "K1 Air Base",
            "country": "IQ",
            "region": "Kirkuk",
            "latitude": 35.5,
            "longitude": 44.25,
        },
        "country": "IQ",
        "place_precision": "base",
        "actors": [{"slug": "us-led-coalition", "name": "US-led coalition", "role": "leaving"}],
        "figures": [
            {
                **{"kind": "personnel", "unit": None, "low": 300, "best": 300, "high": 300, "report_count": 1},
                **dict.fromkeys(("qualifier", "low_qualifier", "high_qualifier"), "exact"),
            }
        ],
        "sources": [{"slug": "press-tv", "name": "Press TV"}],
        "independent_source_count": 1,
        "report_count": 1,
        "confidence": 0.75,
        "first_reported": "2020-03-29",
        "disputed": [],
        "revision": 3,
        "updated_at": "2026-01-31T09:30:00.000002+00:00",
        "links": {"self": "/v1/events/handover-2", "reports": "/v1/events/handover-2#/reports"},
    }


def test_show_event_follows_its_link_and_tells_what_it_rests_on(client: FlaskClient) -> None:
    listed = client.get("/v1/events?date=2020-03-30").get_json()["items"][0]
    event = client.get(listed["links"]["self"]).get_json()
    assert event.keys() == EventItemSchema().fields.keys()
    assert {name: event[name] for name in listed} == listed
    (report,) = event["reports"]
    assert report.keys() == AttributedReportSchema().fields.keys()
    assert report["quotes"][0] == {
        "text": "On Sunday the coalition handed the base over.",
        "start": 0,
        "end": 45,
        "supports": ["type", "date"],
    }
    assert report["figures"] == [{"kind": "personnel", "unit": None, "value": 300, "qualifier": "exact"}]
    assert report["attributed_to"] == "a spokesman"
    assert report["article"]["source"] == {"slug": "press-tv", "name": "Press TV"}
    assert [entry["report"] for entry in event["history"]] == [report["id"]]


@pytest.mark.parametrize("path", ["nope", "K1", "%F0%9F%92%A5", "a" * 200, "a" * 201, "%00", "a%0Ab", "..", "%FF"])
def test_show_event_unknown_is_404(client: FlaskClient, path: str) -> None:
    answer = client.get(f"/v1/events/{path}")
    assert answer.status_code == 404
    assert answer.mimetype == "application/problem+json"


def test_list_events_head_has_the_headers_of_get_and_no_body(app: Flask) -> None:
    with app.test_client() as client:
        got = client.get("/v1/events?limit=1", headers={"X-Request-Id": "one"})
        asked = client.head("/v1/events?limit=1", headers={"X-Request-Id": "one"})
    assert asked.headers == got.headers
    assert asked.data == b""
