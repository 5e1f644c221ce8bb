"""The feed, histories, old ids and `as_of`, over HTTP, on a store that is really loaded and changed."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine

from schemas.responses.changes import ChangeSchema, HistoryChangeSchema
from schemas.responses.items import EventItemSchema
from service.app import create_app
from service.domain.names.places import Source
from service.loader.runs.loading import load_article, load_gazetteer, remove_article
from service.settings import Settings
from service.storage.database.engine import build_engine
from service.storage.database.schema import migrate
from tests.conftest import BACKENDS, make_database
from tests.earlier_schemas import go_back
from tests.loading import GAZETTEER, NOW, build_pipeline, build_read, build_real_merger

K1 = "/v1/events/k1-handover-2020-03-29"
FIRST = build_read("handover k1 -", "a.txt")
SECOND = build_read("handover k1 2020-03-29\nattack Camp_Holland 2020-03", "b.txt", source=Source("daily", "Daily"))
THIRD = build_read("handover k1 2020-03-30 denied", "c.txt", source=Source("post", "Post"))


def load(engine: Engine, hour: int, *reads: Any) -> None:
    pipeline = replace(build_pipeline(), merger=build_real_merger(NOW + timedelta(hours=hour)))
    load_gazetteer(engine, pipeline)
    for read in reads:
        load_article(engine, read, pipeline)


def build_loaded_app(engine: Engine) -> Flask:
    """Three articles, an hour apart: the second gives the first one's event its date, the third denies it."""
    for hour, read in enumerate((FIRST, SECOND, THIRD)):
        load(engine, hour, read)
    return create_app(Settings(), engine)


@pytest.fixture(scope="session", params=BACKENDS)
def unchanged_app(request: pytest.FixtureRequest) -> Iterator[Flask]:
    """One for all tests that only ask."""
    engine = build_engine(make_database(request, request.param, "unchanged"))
    yield build_loaded_app(engine)
    engine.dispose()


@pytest.fixture
def client(unchanged_app: Flask) -> Iterator[FlaskClient]:
    with unchanged_app.test_client() as client:
        yield client


@pytest.fixture
def own_client(engine: Engine) -> Iterator[FlaskClient]:
    """For tests that change the store."""
    with build_loaded_app(engine).test_client() as client:
        yield client


def remove(engine: Engine, read: Any) -> None:
    remove_article(engine, read.article.content_hash, build_real_merger(NOW + timedelta(hours=9)))


def get(client: FlaskClient, url: str) -> Any:
    answer = client.get(url)
    assert answer.status_code == 200, answer.text
    return answer.get_json()


def test_changes_tell_everything_in_order_with_the_event_of_then(client: FlaskClient) -> None:
    items = get(client, "/v1/changes")["items"]
    assert [(item["revision"], item["kind"], item["id"], item["into"]) for item in items] == [
        (1, "added", "k1-handover-undated", None),
        (2, "added", "camp-holland-attack-2020-03", None),
        (2, "added", "k1-handover-2020-03-29", None),
        (2, "merged", "k1-handover-undated", "k1-handover-2020-03-29"),
        (3, "changed", "k1-handover-2020-03-29", None),
    ]
    assert all(item.keys() == ChangeSchema().fields.keys() for item in items)
    assert items[0]["because"] == {"action": "load", "article": FIRST.article.content_hash}
    assert items[0]["at"] == "2026-01-31T09:30:00+00:00"
    assert items[0]["event"]["id"] == "k1-handover-undated"
    assert items[0]["event"]["revision"] == 1
    assert items[3]["event"] is None
    assert items[4]["event"] == get(client, "/v1/events?base=k1")["items"][0]


@pytest.mark.parametrize("limit", [1, 2, 4, 5, 200])
def test_changes_resumed_give_each_once_and_what_comes_later(
    own_client: FlaskClient, engine: Engine, limit: int
) -> None:
    whole = get(own_client, "/v1/changes?limit=200")["items"]
    seen: list[Any] = []
    page = get(own_client, f"/v1/changes?limit={limit}")
    while True:
        seen += page["items"]
        if page["next"] is None:
            break
        page = get(own_client, page["next"])
    assert seen == whole
    resumed = f"/v1/changes?since={page['cursor']}"
    nothing = get(own_client, resumed)
    assert (nothing["items"], nothing["next"], nothing["cursor"]) == ([], None, page["cursor"])
    remove(engine, SECOND)
    later = get(own_client, resumed)
    # Without the date that joined them, the event and its denial are two again.
    assert [(item["kind"], item["id"]) for item in later["items"]] == [
        ("added", "k1-handover-2020-03-30"),
        ("added", "k1-handover-undated"),
        ("removed", "camp-holland-attack-2020-03"),
        ("merged", "k1-handover-2020-03-29"),
    ]
    assert {item["because"]["action"] for item in later["items"]} == {"remove"}


ADDED, DATED, MERGED, DENIED = (
    "1 added k1-handover-undated",
    "2 added k1-handover-2020-03-29",
    "2 merged k1-handover-undated",
    "3 changed k1-handover-2020-03-29",
)
HOLLAND = "2 added camp-holland-attack-2020-03"
OF_K1 = [ADDED, DATED, MERGED, DENIED]
ALL = [ADDED, HOLLAND, DATED, MERGED, DENIED]
FILTERED: list[tuple[str, list[str]]] = [
    ("base=k1", OF_K1),
    ("base=K-1", OF_K1),
    ("base=camp%20holland", [HOLLAND]),
    ("base=taji", []),
    ("base=k1,camp-holland", ALL),
    ("base=k1&base=camp-holland", ALL),
    ("actor=US-led%20coalition", ALL),
    ("base=k1&actor=us-led-coalition", OF_K1),
    ("event=k1-handover-2020-03-29", OF_K1[1:]),
    ("event=k1-handover-undated", [ADDED, MERGED]),
    ("event=k1-handover-undated,camp-holland-attack-2020-03", [ADDED, HOLLAND, MERGED]),
    ("event=k1-handover-2020-03-29&base=camp-holland", []),
    ("event=k1-handover-2020-03-29&base=k1&actor=us-led-coalition", OF_K1[1:]),
    ("since=2026-01-30", ALL),
    ("since=2026-01-31", ALL),
    ("since=2026-02-01", []),
    ("since=9999-12-31", []),
    ("since=2026-01-31T10:30:00Z", ALL[1:]),
    ("since=2026-01-31T10:30:00.000001Z", [DENIED]),
    ("since=2026-01-31T11:30:00%2B01:00", ALL[1:]),
    ("base=k1&since=2026-01-31T10:00:00Z", OF_K1[1:]),
]


def list_told(page: Any) -> list[str]:
    return [f"{item['revision']} {item['kind']} {item['id']}" for item in page["items"]]


@pytest.mark.parametrize(("query", "told"), FILTERED)
def test_changes_by_filters_by_pages_are_those_that_are_of_what_is_asked(
    client: FlaskClient, query: str, told: list[str]
) -> None:
    whole = get(client, f"/v1/changes?{query}")
    assert (list_told(whole), whole["next"]) == (told, None)
    url, seen = f"/v1/changes?{query}&limit=1&min_revision=1", []
    while url:
        page = get(client, url)
        seen += page["items"]
        url = page["next"]
    assert seen == whole["items"]
    assert get(client, f"/v1/changes?{query.partition('since')[0]}&since={page['cursor']}")["items"] == []


def test_changes_by_filters_go_on_by_the_cursor_of_any_others(client: FlaskClient) -> None:
    cursor = get(client, "/v1/changes?limit=3")["cursor"]
    page = get(client, f"/v1/changes?base=k1&since={cursor}&limit=1")
    assert list_told(page) == [MERGED]
    assert page["next"] == f"/v1/changes?base=k1&limit=1&since={page['cursor']}"
    assert list_told(get(client, page["next"])) == [DENIED]
    assert list_told(get(client, f"/v1/changes?base=camp-holland&since={cursor}")) == []


def test_changes_by_a_name_of_the_past_tell_how_its_events_ended(own_client: FlaskClient, engine: Engine) -> None:
    cursor = get(own_client, "/v1/changes?base=camp-holland")["cursor"]
    remove(engine, SECOND)
    assert own_client.get("/v1/events?base=camp-holland").status_code == 400
    (later,) = get(own_client, f"/v1/changes?base=camp-holland&since={cursor}")["items"]
    assert (later["kind"], later["id"], later["event"]) == ("removed", "camp-holland-attack-2020-03", None)
    assert get(own_client, f"/v1/changes?event=camp-holland-attack-2020-03&since={cursor}")["items"] == [later]


@pytest.mark.parametrize(
    ("query", "parameter", "nearest"),
    [
        ("base=camp-hollnd", "base", "camp-holland"),
        ("base=k1,zzz", "base", None),
        ("base=", "base", None),
        ("base=" + ",".join(["k1"] * 51), "base", None),
        ("actor=us-led-coaliton", "actor", "us-led-coalition"),
        ("event=k1-handover-2020-03-28", "event", "k1-handover-2020-03-29"),
        ("event=K1-HANDOVER-2020-03-29", "event", None),
        ("event=%00", "event", None),
        ("not_base=k1", "not_base", "base"),
        ("format=csv", "format", None),
    ],
)
def test_changes_by_what_is_unknown_is_400_naming_the_nearest(
    client: FlaskClient, query: str, parameter: str, nearest: str | None
) -> None:
    answer = client.get(f"/v1/changes?{query}")
    assert (answer.status_code, answer.get_json()["parameter"]) == (400, parameter)
    assert answer.get_json().get("nearest") == nearest
    assert answer.get_json()["allowed"]


@pytest.mark.parametrize(
    ("since", "words"),
    [
        ("2026-01-31T09:30:00", "needs a time zone"),
        ("2026-13-01", "is not a timestamp"),
        ("20260131", "needs a time zone"),
        ("0001-01-01T00:00:00%2B14:00", "out of range"),
        ("1" * 3000, "too long"),
        ("", "it is empty"),
    ],
)
def test_changes_since_what_is_no_moment_is_400_with_what_may_be(client: FlaskClient, since: str, words: str) -> None:
    problem = client.get(f"/v1/changes?since={since}")
    assert (problem.status_code, problem.get_json()["parameter"]) == (400, "since")
    assert words in problem.get_json()["detail"]
    assert "`cursor` of a page" in problem.get_json()["allowed"]


@pytest.mark.parametrize("since", ["nonsense", "MC4w", "%00", "a" * 3000])
def test_changes_since_what_is_no_cursor_is_400(client: FlaskClient, since: str) -> None:
    problem = client.get(f"/v1/changes?since={since}")
    assert (problem.status_code, problem.get_json()["parameter"]) == (400, "since")


def test_changes_of_an_empty_store_give_a_cursor_to_come_back_with(engine: Engine) -> None:
    with create_app(Settings(), engine).test_client() as client:
        page = get(client, "/v1/changes")
        assert page["items"] == []
        assert get(client, f"/v1/changes?since={page['cursor']}") == page


def test_history_tells_what_differed_and_because_of_which_article(client: FlaskClient) -> None:
    items = get(client, f"{K1}/history")["items"]
    assert [(item["revision"], item["kind"], item["id"]) for item in items] == [
        (2, "added", "k1-handover-2020-03-29"),
        (2, "merged", "k1-handover-undated"),
        (3, "changed", "k1-handover-2020-03-29"),
    ]
    assert all(item.keys() == HistoryChangeSchema().fields.keys() for item in items)
    changed = items[2]
    assert changed["because"]["article"] == THIRD.article.content_hash
    differences = {item["field"]: (item["before"], item["after"]) for item in changed["differences"]}
    assert differences["disputed"] == ([], ["status"])
    assert differences["report_count"] == (2, 3)
    assert differences["independent_source_count"] == (2, 3)
    assert not differences.keys() & {"revision", "updated_at", "date"}


def test_history_by_pages_gives_each_change_once(client: FlaskClient) -> None:
    url, seen = f"{K1}/history?limit=1", []
    while url:
        page = get(client, url)
        seen += page["items"]
        url = page["next"]
    assert seen == get(client, f"{K1}/history")["items"]


def test_history_of_an_ended_id_is_there_and_of_an_unknown_one_404(client: FlaskClient) -> None:
    items = get(client, "/v1/events/k1-handover-undated/history")["items"]
    assert [item["kind"] for item in items] == ["added", "merged"]
    assert client.get("/v1/events/k1-handover-undatd/history").status_code == 404


def test_old_id_is_301_to_the_one_that_it_goes_on_as(client: FlaskClient) -> None:
    answer = client.get("/v1/events/k1-handover-undated", base_url="http://localhost/news")
    assert answer.status_code == 301
    assert answer.headers["Location"] == "/news/v1/events/k1-handover-2020-03-29"
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.mimetype == "application/problem+json"
    assert "k1-handover-2020-03-29" in answer.get_json()["detail"]


def test_gone_id_is_410_with_the_reason_and_as_of_still_tells_it(own_client: FlaskClient, engine: Engine) -> None:
    before = get(own_client, "/v1/events/camp-holland-attack-2020-03")
    remove(engine, SECOND)
    answer = own_client.get("/v1/events/camp-holland-attack-2020-03")
    assert answer.status_code == 410
    assert "the articles that reported it were removed" in answer.get_json()["detail"]
    assert "as_of=3" in answer.get_json()["detail"]
    then = get(own_client, "/v1/events/camp-holland-attack-2020-03?as_of=3")
    assert then.keys() == EventItemSchema().fields.keys()
    assert then == before | {"reports": [], "withheld": then["withheld"]}
    (withheld,) = then["withheld"]
    assert (withheld["article"], withheld["source"]) == (SECOND.article.content_hash, "daily")
    (listed,) = get(own_client, "/v1/events?base=camp-holland&as_of=3&include=reports")["items"]
    assert (listed["reports"], listed["withheld"]) == ([], [withheld])
    assert own_client.get("/v1/events?base=camp-holland").status_code == 400
    assert own_client.get("/v1/bases/camp-holland").status_code == 404


@pytest.mark.parametrize(
    ("as_of", "ids"),
    [
        ("0", []),
        ("1", ["k1-handover-undated"]),
        ("2", ["k1-handover-2020-03-29", "camp-holland-attack-2020-03"]),
        ("3", ["k1-handover-2020-03-29", "camp-holland-attack-2020-03"]),
        ("2026-01-31T09:29:59Z", []),
        ("2026-01-31T09:30:00Z", ["k1-handover-undated"]),
        ("2026-01-31T10:59:00Z", ["k1-handover-2020-03-29", "camp-holland-attack-2020-03"]),
        ("2026-01-31T11:59:00%2B01:00", ["k1-handover-2020-03-29", "camp-holland-attack-2020-03"]),
        ("2026-01-30", []),
        ("2026-01-31", ["k1-handover-2020-03-29", "camp-holland-attack-2020-03"]),
    ],
)
def test_list_events_as_of_gives_what_was_told_then(client: FlaskClient, as_of: str, ids: list[str]) -> None:
    answer = client.get(f"/v1/events?as_of={as_of}")
    assert [event["id"] for event in answer.get_json()["items"]] == ids
    assert get(client, f"/v1/events?as_of={answer.headers['Basewatch-Revision']}") == answer.get_json()


HERE, THERE = "bbox=44,35,45,36", "bbox=44,36.5,45,37"


def test_list_events_as_of_in_a_box_gives_what_was_said_to_be_there_then(
    own_client: FlaskClient, engine: Engine
) -> None:
    before = get(own_client, f"/v1/events?as_of=3&{HERE}")
    assert before["items"]
    moved = [replace(base, latitude=36.75) if base.slug == "k1" else base for base in GAZETTEER.bases]
    pipeline = replace(build_pipeline(), gazetteer=replace(GAZETTEER, bases=tuple(moved)), merger=build_real_merger())
    load_gazetteer(engine, pipeline)
    assert get(own_client, f"/v1/events?as_of=3&{HERE}") == before
    assert get(own_client, f"/v1/events?as_of=3&{THERE}")["items"] == []
    assert get(own_client, f"/v1/events?{HERE}")["items"] == []
    assert [event["base"]["latitude"] for event in get(own_client, f"/v1/events?{THERE}")["items"]] == [36.75]


def test_events_of_an_older_schema_are_where_their_documents_say(own_client: FlaskClient, engine: Engine) -> None:
    before = get(own_client, f"/v1/events?{HERE}")
    go_back(engine, "0004")
    migrate(engine)
    assert before["items"]
    assert get(own_client, f"/v1/events?{HERE}") == before
    assert get(own_client, f"/v1/events?{THERE}")["items"] == []


def test_answers_name_the_revision_that_gives_them_again(own_client: FlaskClient, engine: Engine) -> None:
    told = own_client.get("/v1/events?limit=1")
    item = own_client.get(K1)
    assert told.headers["Basewatch-Revision"] == item.headers["Basewatch-Revision"] == "3"
    assert "Basewatch-Revision" in told.headers["Access-Control-Expose-Headers"]
    load(engine, 5, build_read("handover k1 2020-03-29", "d.txt", source=Source("four", "Four")))
    assert own_client.get(K1).get_json() != item.get_json()
    assert get(own_client, f"{K1}?as_of=3") == item.get_json()
    assert get(own_client, "/v1/events?limit=1&as_of=3")["items"] == told.get_json()["items"]


@pytest.mark.parametrize(
    ("as_of", "words"),
    [
        ("4", "the last is 3"),
        ("2999-01-01", "must be at least a minute in the past"),
        ("2999-01-01T00:00:00Z", "must be at least a minute in the past"),
        ("2026-01-31T09:30:00", "zone"),
        ("9999-12-31", "out of range"),
        ("0001-01-01T00:00:00%2B14:00", "out of range"),
        ("1234567890", "is not a timestamp"),
        ("-1", "is not a timestamp"),
        ("now", "is not a timestamp"),
        ("20260131", "the last is 3"),
    ],
)
@pytest.mark.parametrize("path", ["/v1/events", K1])
def test_as_of_what_has_not_been_is_400(client: FlaskClient, path: str, as_of: str, words: str) -> None:
    answer = client.get(f"{path}?as_of={as_of}")
    assert answer.status_code == 400, answer.text
    assert answer.get_json()["parameter"] == "as_of"
    assert words in answer.get_json()["detail"]


def test_as_of_before_an_event_was_known_is_404(client: FlaskClient) -> None:
    assert client.get(f"{K1}?as_of=1").status_code == 404
    assert client.get("/v1/events/k1-handover-undated?as_of=1").status_code == 200


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("disputed=true", 1),
        ("disputed=false", 1),
        ("min_sources=1", 2),
        ("min_sources=3", 1),
        ("min_sources=4", 0),
        ("min_confidence=0.75", 2),
        ("min_confidence=0.76", 0),
        ("disputed=true&as_of=2", 0),
        ("min_sources=2&disputed=true", 1),
    ],
)
def test_list_events_by_dispute_and_sources(client: FlaskClient, query: str, count: int) -> None:
    assert len(get(client, f"/v1/events?{query}")["items"]) == count


@pytest.mark.parametrize(
    "query", ["disputed=yes", "disputed=", "disputed=1", "min_sources=0", "min_sources=-1", "min_sources=x"]
)
def test_list_events_by_dispute_and_sources_ill_formed_is_400(client: FlaskClient, query: str) -> None:
    answer = client.get(f"/v1/events?{query}")
    assert (answer.status_code, answer.get_json()["parameter"]) == (400, query.partition("=")[0])


def test_item_says_who_claims_what(client: FlaskClient) -> None:
    item = get(client, K1)
    assert [(claim["value"], claim["sources"]) for claim in item["claims"]["statuses"]] == [
        ("occurred", ["daily", "press-tv"]),
        ("denied", ["post"]),
    ]
    assert {claim["value"] for claim in item["claims"]["dates"]} == {"2020-03-29", "2020-03-30", None}
    assert item["claims"]["figures"][0]["value"]["value"] == 300
    assert [entry["status"] for entry in item["history"]] == ["occurred", "denied"]
    assert item["disputed"] == ["status"]
