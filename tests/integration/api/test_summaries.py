"""Summaries as charts, tables and maps need them: the largest groups first, all periods that were asked for, CSV and
GeoJSON."""

import csv
import io
from typing import Any

import pytest
from flask.testing import FlaskClient

SUMMARY = "/v1/events/summary"
K1 = {"slug": "k1", "name": "K1 Air Base"}


def read_items(client: FlaskClient, query: str) -> list[dict[str, Any]]:
    answer = client.get(f"{SUMMARY}?{query}")
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.get_json()["items"]
    return items


@pytest.mark.parametrize("by", ["month", "base", "actor", "type,month", "base,day", "source,status", "day"])
@pytest.mark.parametrize("filters", ["", "&date=2020", "&min_sources=1", "&as_of=9"])
def test_summary_in_the_order_of_counts_has_the_largest_groups_first_and_equal_ones_by_their_keys(
    told_client: FlaskClient, by: str, filters: str
) -> None:
    by_key = read_items(told_client, f"by={by}{filters}")
    # Sorting is stable.
    by_count = sorted(by_key, key=lambda item: -item["count"])
    assert read_items(told_client, f"by={by}{filters}&order=count") == by_count
    for limit in (1, 2, 5):
        assert read_items(told_client, f"by={by}{filters}&order=count&limit={limit}") == by_count[:limit]
        assert read_items(told_client, f"by={by}{filters}&limit={limit}") == by_key[:limit]
    assert len({item["count"] for item in by_count}) > 1 or filters or by == "day"


def test_summary_that_is_filled_and_limited_has_the_first_of_all_periods(client: FlaskClient) -> None:
    query = "by=month&fill=true&date=2020-02/2020-05&type=handover"
    assert read_items(client, f"{query}&limit=2") == [
        {"month": "2020-02", "count": 0},
        {"month": "2020-03", "count": 1},
    ]
    assert read_items(client, f"{query}&limit=1&order=count") == [{"month": "2020-04", "count": 2}]


@pytest.mark.parametrize(
    ("query", "periods"),
    [
        ("by=month&date=2020-02-10/2020-05", ["2020-02", "2020-03", "2020-04", "2020-05"]),
        ("by=month&date=2019-12/2020-01", ["2019-12", "2020-01"]),
        ("by=day&date=2020-04-28/2020-05-02", ["2020-04-28", "2020-04-29", "2020-04-30", "2020-05-01", "2020-05-02"]),
        ("by=year&date=2018/2020", ["2018", "2019", "2020"]),
        # Of several ranges, each is filled by itself.
        ("by=month&date=2020-01/2020-02&date=2020-06", ["2020-01", "2020-02", "2020-06"]),
        ("by=month&date=2020-02/..", ["2020-03", "2020-04"]),
        ("by=month", ["2020-03", "2020-04", None]),
    ],
)
def test_summary_filled_has_all_periods_of_a_date_with_two_ends_and_else_those_found(
    client: FlaskClient, query: str, periods: list[str | None]
) -> None:
    [key] = [part.removeprefix("by=") for part in query.split("&") if part.startswith("by=")]
    assert [item[key] for item in read_items(client, f"{query}&fill=true")] == periods


def test_summary_filled_for_more_periods_than_are_given_is_400(client: FlaskClient) -> None:
    answer = client.get(f"{SUMMARY}?by=month&fill=true&date=0001/9999")
    assert (answer.status_code, answer.get_json()["parameter"]) == (400, "fill")


def read_rows(text: str) -> list[list[str]]:
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


@pytest.mark.parametrize("by", ["", "by=base", "by=base,month", "by=type,source", "by=country,status", "by=actor,day"])
def test_summary_as_csv_has_a_row_for_each_group_with_its_keys_and_names(told_client: FlaskClient, by: str) -> None:
    items = read_items(told_client, by)
    answer = told_client.get(f"{SUMMARY}?{by}&format=csv")
    assert answer.mimetype == "text/csv"
    assert answer.headers["Content-Disposition"] == "attachment; filename=summary.csv"
    header, *rows = read_rows(answer.text)
    assert len(rows) == len(items)
    for item, row in zip(items, rows, strict=True):
        flat: dict[str, str] = {}
        for name, value in item.items():
            flat[name] = str(value["slug"] if isinstance(value, dict) else "" if value is None else value)
            if name in {"base", "actor", "source"}:
                flat[f"{name}_name"] = value["name"] if value else ""
        assert dict(zip(header, row, strict=True)) == flat


def test_summary_as_csv_is_chosen_by_accept_and_says_how_many_have_no_place(told_client: FlaskClient) -> None:
    answer = told_client.get(f"{SUMMARY}?by=type&bbox=-180,-90,180,90", headers={"Accept": "text/csv"})
    expected = told_client.get(f"{SUMMARY}?by=type&bbox=-180,-90,180,90").get_json()["unplaced_count"]
    assert answer.mimetype == "text/csv"
    assert int(answer.headers["Basewatch-Unplaced-Count"]) == expected > 0


def test_summary_by_base_as_geojson_has_the_bases_with_coordinates(told_client: FlaskClient) -> None:
    answer = told_client.get(f"{SUMMARY}?by=base&format=geojson&order=count")
    assert answer.mimetype == "application/geo+json"
    page = answer.get_json()
    assert (page["type"], page["next"]) == ("FeatureCollection", None)
    counts = {item["base"]["slug"]: item["count"] for item in read_items(told_client, "by=base") if item["base"]}
    assert page["features"]
    for feature in page["features"]:
        base = told_client.get(f"/v1/bases/{feature['id']}").get_json()
        assert feature["geometry"] == {"type": "Point", "coordinates": [base["longitude"], base["latitude"]]}
        named = {name: base[name] for name in ("slug", "name", "country")}
        assert feature["properties"] == {**named, "count": counts[base["slug"]]}
    total = read_items(told_client, "")[0]["count"]
    assert page["unplaced_count"] + sum(feature["properties"]["count"] for feature in page["features"]) == total


@pytest.mark.parametrize("filters", ["", "&country=IQ&status=occurred", "&date=2020", "&base=k1", "&status=denied"])
@pytest.mark.parametrize("form", ["", "&bbox=-180,-90,180,90", "&near=36.3,43.1&radius=500km", "&limit=1"])
def test_summary_on_a_map_counts_what_it_leaves_out_as_lists_do(
    told_client: FlaskClient, filters: str, form: str
) -> None:
    page = told_client.get(f"{SUMMARY}?by=base&format=geojson{form}{filters}").get_json()
    listed = told_client.get(f"/v1/events?format=geojson{form}{filters}").get_json()
    assert page["unplaced_count"] == listed["unplaced_count"]
