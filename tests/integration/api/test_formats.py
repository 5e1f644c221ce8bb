"""The forms in which events can be had, and counts of them."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from schemas.resources.event_lines import COLUMNS, write_event_line
from schemas.tables import write_header
from service.api.events.arguments import EventArguments
from service.api.events.output import streams as event_streams
from service.api.events.output.formats import FORMATS, choose_format
from service.api.events.output.kinds import StreamedFormat
from tests.integration.api.test_events import ALL

TYPES = {
    "json": "application/json",
    "geojson": "application/geo+json",
    "csv": "text/csv",
    "ndjson": "application/x-ndjson",
}


def get(client: FlaskClient, query: str, **headers: str) -> TestResponse:
    answer = client.get(f"/v1/events?{query}", headers=headers)
    assert answer.status_code == 200, answer.text
    return answer


def read_ids(answer: TestResponse) -> list[str]:
    if answer.mimetype == TYPES["csv"]:
        return [row["id"] for row in csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig")))]
    if answer.mimetype == TYPES["ndjson"]:
        return [json.loads(line)["id"] for line in answer.text.splitlines()]
    found = answer.get_json(force=True)
    return [item["id"] for item in (found["features"] if answer.mimetype == TYPES["geojson"] else found["items"])]


@pytest.mark.parametrize("query", ["", "base=k1", "date=2020-03&sort=date", "limit=3", "q=zzz", "source!=kirkuknow"])
@pytest.mark.parametrize("form", TYPES)
def test_list_events_in_any_form_gives_the_same_events(client: FlaskClient, query: str, form: str) -> None:
    answer = get(client, f"{query}&format={form}".lstrip("&"))
    assert answer.mimetype == TYPES[form]
    assert read_ids(answer) == read_ids(get(client, query))
    assert answer.headers["Basewatch-Revision"] == "8"


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("*/*", "json"),
        ("text/csv", "csv"),
        ("text/*", "csv"),
        ("application/*", "json"),
        ("text/csv;q=0.5, application/geo+json", "geojson"),
        ("application/x-ndjson, application/json;q=0.9", "ndjson"),
        ("text/html, application/json;q=0.1", "json"),
        ("application/json;q=0, */*;q=0.1", "geojson"),
    ],
)
def test_list_events_by_accept_gives_the_form_that_is_wanted_most(client: FlaskClient, accept: str, form: str) -> None:
    assert get(client, "limit=2", Accept=accept).mimetype == TYPES[form]


def test_list_events_format_outweighs_accept(client: FlaskClient) -> None:
    assert get(client, "format=csv", Accept="application/json").mimetype == TYPES["csv"]


@pytest.mark.parametrize("form", ["csv", "ndjson"])
def test_list_events_whole_comes_in_batches_in_one_order(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    monkeypatch.setattr(event_streams, "BATCH", 3)
    assert read_ids(get(client, f"format={form}")) == ALL
    assert read_ids(get(client, f"format={form}&limit=7")) == ALL[:7]
    assert read_ids(get(client, f"format={form}&sort=date")) == ALL[::-1]


def test_list_events_as_csv_has_a_header_and_a_cell_for_each_column(client: FlaskClient) -> None:
    answer = get(client, "format=csv&date=2020-03-30")
    assert answer.data.startswith(b"\xef\xbb\xbfid,type,status,")
    assert answer.headers["Content-Disposition"] == "attachment; filename=events.csv"
    [row] = csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig")))
    assert tuple(row) == COLUMNS
    assert {name: value for name, value in row.items() if value} == {
        "id": "handover-2",
        "type": "handover",
        "status": "occurred",
        "date": "2020-03-30",
        "date_first": "2020-03-30",
        "date_last": "2020-03-30",
        "date_precision": "day",
        "base": "k1",
        "base_name": "K1 Air Base",
        "country": "IQ",
        "region": "Kirkuk",
        "latitude": "35.5",
        "longitude": "44.25",
        "place_precision": "base",
        "leaving": "us-led-coalition",
        "personnel_low": "300",
        "personnel_best": "300",
        "personnel_high": "300",
        "personnel_qualifier": "exact",
        "personnel_low_qualifier": "exact",
        "personnel_high_qualifier": "exact",
        "sources": "press-tv",
        "independent_source_count": "1",
        "report_count": "1",
        "confidence": "0.75",
        "first_reported": "2020-03-29",
        "revision": "3",
        "updated_at": "2026-01-31T09:30:00.000002+00:00",
    }


# Filters, sorts and states that differ in how a page is found; "limit" and batches come on top.
STREAMED = (
    *("", "sort=date", "sort=-updated", "sort=first_reported", "limit=3", "as_of=6", "as_of=6&base=k1"),
    *("base=k1,taji", "actor=isf", "actor=isf,militia&role=receiving,attacker", "source=press-tv,kirkuknow"),
    *("date=2020&undated=include", "date=2020-03/2020-04&sort=-updated", "country=IQ&type=handover", "base!=k1"),
    *(
        "bbox=40,30,50,40",
        "bbox=170,-20,-160,-10&date=2019/2020",
        "near=35.5,44.3&radius=400km",
        "near=35.5,44.3&radius=400km&status=occurred",
    ),
    *("q=base", "q=zzz"),
)


@pytest.mark.parametrize("batch", [2, 1_000])
@pytest.mark.parametrize("query", STREAMED)
def test_list_events_as_csv_has_the_line_of_each_event_of_the_json_in_its_order(
    told_client: FlaskClient, monkeypatch: pytest.MonkeyPatch, query: str, batch: int
) -> None:
    monkeypatch.setattr(event_streams, "BATCH", batch)
    documents = get(told_client, f"{query}&format=ndjson").text.splitlines()
    lines = [write_event_line(json.loads(document)) for document in documents]
    written = get(told_client, f"{query}&format=csv").data.decode()
    assert written == "".join([write_header(COLUMNS), *lines])


def test_list_events_as_geojson_has_points_of_longitude_and_latitude(client: FlaskClient) -> None:
    found = get(client, "format=geojson&limit=1&fields=id,type&count=exact").get_json(force=True)
    assert found["type"] == "FeatureCollection"
    assert found["count"] == 8
    assert found["features"] == [
        {
            "type": "Feature",
            "id": "attack-7",
            "geometry": {"type": "Point", "coordinates": [44.25, 35.5]},
            "properties": {"id": "attack-7", "type": "attack"},
        }
    ]
    assert read_ids(client.get(found["next"])) == ["handover-6"]


@pytest.mark.parametrize(
    "query",
    [
        *(f"{member}&format=csv" for member in ("fields=id", "include=reports", "count=exact")),
        "count=exact&format=ndjson",
    ],
)
def test_list_events_as_what_has_no_place_for_it_is_400(client: FlaskClient, query: str) -> None:
    answer = client.get(f"/v1/events?{query}")
    assert (answer.status_code, answer.get_json()["parameter"]) == (400, query.partition("=")[0])


def test_list_events_as_ndjson_takes_fields_and_include(client: FlaskClient) -> None:
    lines = get(client, "format=ndjson&fields=id&include=reports").text.splitlines()
    assert [set(json.loads(line)) for line in lines] == [{"id", "reports", "withheld"}] * len(ALL)


@pytest.mark.parametrize("form", ["csv", "ndjson"])
def test_list_events_whole_with_a_wrong_name_is_400_before_anything_is_sent(client: FlaskClient, form: str) -> None:
    assert client.get(f"/v1/events?format={form}&base=nowhere").status_code == 400


K1 = {"slug": "k1", "name": "K1 Air Base"}
Q_WEST = {"slug": "q-west", "name": "Qayyarah Airfield West"}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("by=type", [{"type": "attack", "count": 4}, {"type": "handover", "count": 4}]),
        ("by=base", [{"base": K1, "count": 4}, {"base": Q_WEST, "count": 4}]),
        ("by=status,country", [{"status": "occurred", "country": "IQ", "count": 8}]),
        ("by=month", [{"month": "2020-03", "count": 3}, {"month": "2020-04", "count": 4}, {"month": None, "count": 1}]),
        ("by=year&by=type&base=k1", [
            {"year": "2020", "type": "handover", "count": 3},
            {"year": None, "type": "handover", "count": 1},
        ]),
        ("by=day&type=attack&fill=true&date=../2020-03", [
            {"day": "2020-03-29", "count": 1},
            {"day": "2020-03-30", "count": 0},
            {"day": "2020-03-31", "count": 1},
        ]),
        ("by=type,day&fill=true&date=2020-03-29/2020-03-30", [
            {"type": "attack", "day": "2020-03-29", "count": 1},
            {"type": "attack", "day": "2020-03-30", "count": 0},
            {"type": "handover", "day": "2020-03-29", "count": 0},
            {"type": "handover", "day": "2020-03-30", "count": 1},
        ]),
        ("by=source&base=k1", [
            {"source": {"slug": "kirkuknow", "name": "KirkukNow"}, "count": 2},
            {"source": {"slug": "press-tv", "name": "Press TV"}, "count": 2},
        ]),
        ("by=source&source=press-tv", [{"source": {"slug": "press-tv", "name": "Press TV"}, "count": 4}]),
        ("by=source&source!=press-tv", [{"source": {"slug": "kirkuknow", "name": "KirkukNow"}, "count": 4}]),
        ("by=actor&as_of=1", [{"actor": {"slug": "us-led-coalition", "name": "US-led coalition"}, "count": 1}]),
        ("by=base&date=2019", []),
        ("", [{"count": 8}]),
        ("base=k1&fill=false", [{"count": 4}]),
        ("by=month,year&fill=true&type=handover&date=2020-03/..", [
            {"month": "2020-03", "year": "2020", "count": 1},
            {"month": "2020-04", "year": "2020", "count": 2},
        ]),
        ("date=2019", [{"count": 0}]),
        ("by=month&fill=true&date=../2019", []),
    ],
)  # fmt: skip
def test_summarise_counts_events_by_what_is_asked(client: FlaskClient, query: str, expected: list[Any]) -> None:
    answer = client.get(f"/v1/events/summary?{query}")
    assert answer.status_code == 200, answer.text
    assert answer.get_json() == {"items": expected, "next": None}
    assert answer.headers["Basewatch-Revision"]


def test_summarise_filled_has_every_period_for_what_has_no_base_too(told_client: FlaskClient) -> None:
    answer = told_client.get("/v1/events/summary?by=base,year&fill=true&status=planned")
    assert answer.get_json()["items"] == [
        {"base": K1, "year": "2020", "count": 1},
        {"base": None, "year": "2020", "count": 0},
        {"base": None, "year": None, "count": 1},
    ]


@pytest.mark.parametrize("by", ["month,year", "year,month"])
def test_summarise_filled_by_two_periods_has_no_month_of_another_year(told_client: FlaskClient, by: str) -> None:
    items = told_client.get(f"/v1/events/summary?by={by}&fill=true").get_json()["items"]
    told = [(item["month"], item["year"]) for item in items if item["month"]]
    assert ("2020-02", "2020") in told
    assert all(month.startswith(year) for month, year in told)
    assert len({year for _, year in told}) > 1
    assert len(told) == len(set(told))


@pytest.mark.parametrize(
    ("query", "parameter", "nearest"),
    [
        ("by=bas", "by", "base"),
        ("by=base,type,day", "by", None),
        ("by=", "by", None),
        ("by=base&fill=yes", "fill", None),
        ("by=base&fill=true", "fill", None),
        ("fill=true", "fill", None),
        ("by=base&limit=0", "limit", None),
        ("by=base&limit=10001", "limit", None),
        ("by=base&order=counts", "order", "count"),
        ("by=base&format=ndjson", "format", "json"),
        ("by=type&format=geojson", "format", None),
        ("by=base,type&format=geojson", "format", None),
        ("by=base&bse=k1", "bse", "base"),
    ],
)
def test_summarise_by_what_cannot_be_is_400(
    client: FlaskClient, query: str, parameter: str, nearest: str | None
) -> None:
    answer = client.get(f"/v1/events/summary?{query}")
    assert (answer.status_code, answer.get_json()["parameter"]) == (400, parameter)
    assert answer.get_json().get("nearest") == nearest


@pytest.mark.parametrize("media_type", ["application/geo+json", "text/csv", "application/x-ndjson", "application/json"])
def test_form_is_accepted_whatever_its_parameters(client: FlaskClient, media_type: str) -> None:
    headers = {"Accept": f"image/png, {media_type}; charset=utf-8"}
    assert client.get("/v1/events", headers=headers, buffered=True).mimetype == media_type


class IdLines(StreamedFormat):
    """A format of ids alone."""

    name, label, extension, media_type, schema = "ids", "ids", "ids", "text/plain", {"type": "string"}
    fixed_columns = True

    def write(self, pages: Iterable[Sequence[str]]) -> Iterator[str]:
        return (json.loads(document)["id"] + "\n" for documents in pages for document in documents)


def test_format_that_is_added_as_a_class_is_chosen_and_written(client: FlaskClient) -> None:
    formats, expected = (*FORMATS, IdLines()), read_ids(get(client, ""))
    with client.application.test_request_context("/v1/events", headers={"Accept": "text/plain"}):
        by_accept = choose_format(None, formats)
        chosen = choose_format("ids", formats)
        assert isinstance(chosen, IdLines)
        assert by_accept is chosen
        response = event_streams.stream_events(EventArguments(limit=50), chosen)
        assert response.get_data(as_text=True).splitlines() == expected
    assert response.mimetype == "text/plain"
    assert response.headers["Content-Disposition"] == "attachment; filename=events.ids"
