"""A page costs the same number of statements whatever its size, and a stream the same for each of its batches."""

from itertools import pairwise

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine

from service.api.events.arguments import Inclusion
from service.api.events.output import streams as event_streams
from service.api.events.output.formats import FORMAT_NAMES
from service.app import create_app
from service.settings import Settings
from tests.integration.api.statements import drop_begins, list_statements

# Each asks first for the last revision, from which follows whether anything must be answered at all.
LISTS = [
    ("/v1/events?limit={limit}", 2),
    ("/v1/events?limit={limit}&date=2020", 2),
    ("/v1/events?limit={limit}&base=k1,q-west&date=2020", 3),
    ("/v1/events?limit={limit}&as_of=3", 3),
    ("/v1/events?limit={limit}&updated_since=2026-01-01", 3),
    ("/v1/events?limit={limit}&q=coalition&role=leaving&bbox=0,0,90,90&published=2020&base!=q-west", 4),
    ("/v1/events?limit={limit}&base=k1,q-west&actor=iraq,cjtf-oir&source=press-tv,kirkuknow&type=attack,handover", 6),
    ("/v1/events?limit={limit}&undated=include&min_sources=1&min_confidence=0.5&disputed=false&status=occurred", 2),
    *((f"/v1/events?limit={{limit}}&sort={key}", 2) for key in ("date", "-first_reported", "updated")),
    ("/v1/events?limit={limit}&fields=id,date", 2),
    ("/v1/events?limit={limit}&count=exact", 3),
    ("/v1/events?limit={limit}&include=reports", 3),
    *((f"/v1/events?limit={{limit}}&include={name}", 3) for name in ("history", "claims", "figures")),
    ("/v1/events?limit={limit}&include=reports,history,claims,figures&fields=id&count=exact", 5),
    ("/v1/events?limit={limit}&format=geojson", 3),
    ("/v1/events?limit={limit}&bbox=0,0,90,90", 3),
    ("/v1/events?limit={limit}&near=35.5,44.3&radius=900km&region=Kirkuk", 5),
    ("/v1/events?limit={limit}&format=geojson&include=reports,claims&count=exact", 6),
    # What is sent while it is made has a session of its own, and asks for the revision of that.
    ("/v1/events?limit={limit}&format=csv", 3),
    ("/v1/events?limit={limit}&format=csv&bbox=0,0,90,90", 4),
    ("/v1/events?limit={limit}&format=ndjson", 3),
    ("/v1/events?limit={limit}&format=ndjson&include=reports,claims", 5),
    # Each facet is one, and one more for names.
    ("/v1/events?limit={limit}&facets=type,month&date=2020", 4),
    ("/v1/events?limit={limit}&facets=base,actor,source", 8),
    ("/v1/events/summary?by=base,month&fill=true&date=2020", 3),
    ("/v1/events/summary?by=base&order=count&limit={limit}", 3),
    ("/v1/events/summary?by=base&limit={limit}&format=geojson", 4),
    ("/v1/events/summary?by=base&limit={limit}&format=csv", 3),
    ("/v1/changes?limit={limit}", 2),
    ("/v1/changes?limit={limit}&base=k1,q-west&actor=iraq", 5),
    ("/v1/changes?limit={limit}&event=handover-2,handover-0&since=2026-01-01", 4),
    ("/v1/events/handover-2/history?limit={limit}", 3),
    ("/v1/bases?limit={limit}", 3),
    ("/v1/bases?limit={limit}&q=k&near=35.5,44.3&region=kirkuk&sort=distance", 7),
    ("/v1/bases?limit={limit}&format=geojson", 3),
    ("/v1/actors?limit={limit}", 2),
    ("/v1/sources?limit={limit}", 2),
    ("/v1/sources?limit={limit}&q=k&sort=-latest", 2),
    ("/v1/articles?limit={limit}", 2),
    ("/v1/coverage?limit={limit}", 4),
    *((f"/v1/events?limit={{limit}}&format={name}", 2) for name in ("atom", "jsonfeed")),
    ("/v1/events?limit={limit}&format=ical", 3),
]


@pytest.fixture
def client(stocked_engine: Engine) -> FlaskClient:
    """One that keeps no response, so that each request is answered from the store."""
    return create_app(Settings(response_cache_mb=0), stocked_engine).test_client()


@pytest.mark.parametrize(("path", "count"), LISTS)
@pytest.mark.parametrize("limit", [1, 200])
def test_list_sends_a_number_of_statements_that_no_page_size_changes(
    client: FlaskClient, stocked_engine: Engine, path: str, count: int, limit: int
) -> None:
    client.get(path.format(limit=limit), buffered=True)
    with list_statements(stocked_engine) as sent:
        assert client.get(path.format(limit=limit), buffered=True).status_code == 200
    assert len(drop_begins(sent)) == count, sent


def test_lists_are_all_asked_in_every_form_and_with_all_that_they_include(client: FlaskClient) -> None:
    paths = client.get("/v1/openapi.json").get_json()["paths"]
    lists = {
        path
        for path, item in paths.items()
        if any(known["name"] == "limit" for known in item.get("get", {"parameters": []})["parameters"])
    }
    asked = [path.replace("handover-2", "{id}") for path, _ in LISTS]
    assert lists <= {path.partition("?")[0] for path in asked}
    words = {word for path in asked for part in path.split("&") for word in part.partition("=")[2].split(",")}
    assert words >= {*Inclusion, *FORMAT_NAMES} - {"json"}


@pytest.mark.parametrize(
    ("query", "more"), [("format=csv", 1), ("format=ndjson", 1), ("format=ndjson&include=reports", 2)]
)
def test_stream_sends_as_many_statements_for_each_batch(
    client: FlaskClient, stocked_engine: Engine, monkeypatch: pytest.MonkeyPatch, query: str, more: int
) -> None:
    monkeypatch.setattr(event_streams, "BATCH", 2)
    counts = []
    for limit in (2, 4, 6):
        with list_statements(stocked_engine) as sent:
            client.get(f"/v1/events?{query}&limit={limit}", buffered=True)
        counts.append(len(drop_begins(sent)))
    assert [after - before for before, after in pairwise(counts)] == [more, more]
