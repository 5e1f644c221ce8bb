"""Facets of a list are what summaries say under the same filters, of the same revision."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from service.api.events.counting.facets import Facet

FILTERS = ("", "date=2020", "base=k1", "type=handover&date=2020-03", "min_sources=1&status!=denied", "as_of=5")
PERIODS = (Facet.MONTH, Facet.YEAR)


def read_page(client: FlaskClient, query: str) -> dict[str, Any]:
    answer = client.get(f"/v1/events?{query}")
    assert answer.status_code == 200, answer.text
    page: dict[str, Any] = answer.get_json()
    return page


@pytest.mark.parametrize("filters", FILTERS)
def test_facets_are_the_groups_of_summaries_with_most_events_first_and_periods_in_order(
    told_client: FlaskClient, filters: str
) -> None:
    page = read_page(told_client, f"{filters}&limit=1&facets={','.join(Facet)}")
    assert list(page["facets"]) == list(Facet)
    for facet, items in page["facets"].items():
        order = "key" if facet in PERIODS else "count"
        expected = told_client.get(f"/v1/events/summary?{filters}&by={facet}&order={order}").get_json()["items"]
        assert items == expected[: None if facet in PERIODS else 20], facet


def test_facets_are_those_of_all_pages(told_client: FlaskClient) -> None:
    page = read_page(told_client, "limit=2&facets=type")
    following = told_client.get(page["next"]).get_json()
    assert following["items"] != page["items"]
    assert following["facets"] == page["facets"]


def test_facets_are_limited_but_for_periods(told_client: FlaskClient) -> None:
    page = read_page(told_client, "facets=type,month&facet_limit=1")
    whole = read_page(told_client, "facets=type,month")
    assert page["facets"]["type"] == whole["facets"]["type"][:1] != whole["facets"]["type"]
    assert page["facets"]["month"] == whole["facets"]["month"]
    assert len(whole["facets"]["month"]) > 1


def test_list_without_facets_has_none(client: FlaskClient) -> None:
    assert "facets" not in read_page(client, "limit=1")


@pytest.mark.parametrize(
    ("query", "parameter", "nearest"),
    [
        *((f"facets=type&format={form}", "facets", None) for form in ("csv", "ndjson", "geojson")),
        ("facets=types", "facets", "type"),
        ("facets=day", "facets", None),
        ("facets=", "facets", None),
        ("facets=type&facet_limit=1001", "facet_limit", None),
    ],
)
def test_facets_that_cannot_be_given_are_400(
    client: FlaskClient, query: str, parameter: str, nearest: str | None
) -> None:
    answer = client.get(f"/v1/events?{query}")
    assert (answer.status_code, answer.get_json()["parameter"]) == (400, parameter)
    assert nearest is None or answer.get_json()["nearest"] == nearest
