import json
from dataclasses import replace
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine

from service.api.citations.styles import STYLES, CitationStyle
from service.app import create_app
from service.settings import Settings
from tests.integration.api.test_problems import assert_problem

EVENT = "/v1/events/handover-2"


@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.name)
def test_show_event_citation_by_format_and_by_accept_is_the_same(client: FlaskClient, style: CitationStyle) -> None:
    asked = client.get(f"{EVENT}/citation?format={style.name}")
    accepted = client.get(f"{EVENT}/citation", headers={"Accept": style.media_type})
    assert (asked.status_code, asked.mimetype) == (200, style.media_type)
    assert asked.text == accepted.text
    assert asked.headers["Basewatch-Revision"] in asked.text


def test_show_event_citation_has_a_url_that_gives_the_answer_again(client: FlaskClient) -> None:
    (item,) = json.loads(client.get(f"{EVENT}/citation?format=csl").text)
    assert client.get(item["URL"]).get_json() == client.get(EVENT).get_json()


def test_show_list_citation_has_filters_and_a_url_that_gives_the_list_again(told_client: FlaskClient) -> None:
    (item,) = json.loads(told_client.get("/v1/events/citation?type=attack&status!=planned&format=csl").text)
    assert item["title"] == "Events with type=attack; status!=planned"
    items = told_client.get("/v1/events?type=attack&status!=planned").get_json()["items"]
    assert told_client.get(item["URL"]).get_json()["items"] == items
    assert item["note"] == f"{len(items)} events"


def test_show_list_citation_as_of_a_revision_cites_that_one(client: FlaskClient) -> None:
    (item,) = json.loads(client.get("/v1/events/citation?as_of=3&format=csl").text)
    assert (item["version"], item["URL"], item["note"]) == ("revision 3", "/v1/events?as_of=3", "3 events")


def test_citation_of_a_service_with_a_public_url_has_it(stocked_engine: Engine) -> None:
    settings = replace(Settings(), public_url="https://basewatch.example.org/api")
    client = create_app(settings, stocked_engine).test_client()
    (item,) = json.loads(client.get(f"{EVENT}/citation?format=csl", headers={"Host": "evil.example"}).text)
    url = urlsplit(item["URL"])
    assert (url.scheme, url.netloc, url.path) == ("https", "basewatch.example.org", f"/api{EVENT}")


@pytest.mark.parametrize(
    ("path", "parameter", "nearest"),
    [
        (f"{EVENT}/citation?format=bibtx", "format", "bibtex"),
        (f"{EVENT}/citation?base=k1", "base", None),
        ("/v1/events/citation?base=k2", "base", None),
        ("/v1/events/citation?limit=5", "limit", None),
    ],
)
def test_citation_with_a_wrong_parameter_is_400(
    client: FlaskClient, path: str, parameter: str, nearest: str | None
) -> None:
    problem = assert_problem(client.get(path), 400)
    assert (problem["parameter"], problem.get("nearest")) == (parameter, nearest)


def test_show_event_citation_of_an_unknown_event_is_404(client: FlaskClient) -> None:
    assert_problem(client.get("/v1/events/nope/citation"), 404)
