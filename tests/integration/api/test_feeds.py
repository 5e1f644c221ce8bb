"""Lists of events as feeds and as calendars, which other programs subscribe to."""

import datetime as dt
import json
from xml.etree import ElementTree as ET

import pytest
from flask.testing import FlaskClient
from icalendar import Calendar, Event
from sqlalchemy import Engine, text

from service.app import create_app
from service.settings import Settings
from tests.integration.api.conftest import stock
from tests.integration.api.test_problems import assert_problem

ATOM = "{http://www.w3.org/2005/Atom}"


def parse_xml(text: str) -> ET.Element:
    return ET.fromstring(text)  # noqa: S314 - our own answer.


def read_atom(client: FlaskClient, query: str) -> ET.Element:
    answer = client.get(f"/v1/events?format=atom{query}")
    assert (answer.status_code, answer.mimetype) == (200, "application/atom+xml")
    return parse_xml(answer.text)


def read_text(element: ET.Element, name: str) -> str:
    return element.findtext(f"{ATOM}{name}") or ""


def read_entries(client: FlaskClient, query: str = "") -> list[Event]:
    answer = client.get(f"/v1/events?format=ical{query}")
    assert (answer.status_code, answer.mimetype) == (200, "text/calendar")
    return [entry for entry in Calendar.from_ical(answer.text).walk("VEVENT") if isinstance(entry, Event)]


def test_list_events_as_atom_has_an_entry_for_each_event_in_order(client: FlaskClient) -> None:
    feed = read_atom(client, "&limit=3")
    items = client.get("/v1/events?limit=3").get_json()["items"]
    entries = feed.findall(f"{ATOM}entry")
    assert [link.get("href") for entry in entries for link in entry.findall(f"{ATOM}link")] == [
        item["links"]["self"] for item in items
    ]
    assert [read_text(entry, "updated") for entry in entries] == [item["updated_at"] for item in items]
    assert read_text(feed, "updated") == max(item["updated_at"] for item in items)
    assert len({read_text(entry, "id") for entry in entries} | {read_text(feed, "id")}) == 4
    assert read_text(entries[0], "title") == "Attack, Qayyarah Airfield West, IQ, 2020-04-04"
    assert read_text(entries[0], "summary") == "target: Iraq; personnel: 300; sources: KirkukNow"


@pytest.mark.parametrize("form", ["atom", "jsonfeed"])
def test_list_events_as_feed_in_pages_of_three_gives_all_once(client: FlaskClient, form: str) -> None:
    url: str | None = f"/v1/events?format={form}&limit=3"
    seen: list[str] = []
    while url:
        answer = client.get(url)
        if form == "atom":
            feed = parse_xml(answer.text)
            seen += [read_text(entry, "id") for entry in feed.iter(f"{ATOM}entry")]
            url = next((link.get("href") for link in feed.findall(f"{ATOM}link") if link.get("rel") == "next"), None)
        else:
            page = json.loads(answer.text)
            seen += [item["id"] for item in page["items"]]
            url = page.get("next_url")
    assert len(seen) == len(set(seen)) == 8


def test_list_events_as_feeds_have_the_same_ids_and_titles(client: FlaskClient) -> None:
    entries = read_atom(client, "&base=k1").findall(f"{ATOM}entry")
    feed = json.loads(client.get("/v1/events?format=jsonfeed&base=k1").text)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["title"] == "Basewatch: events with base=k1"
    assert [(read_text(entry, "id"), read_text(entry, "title")) for entry in entries] == [
        (item["id"], item["title"]) for item in feed["items"]
    ]
    assert client.get(feed["items"][0]["url"]).status_code == 200


def test_list_events_as_atom_without_events_is_a_valid_feed(client: FlaskClient) -> None:
    feed = read_atom(client, "&q=zzz")
    assert read_text(feed, "updated") == "1970-01-01T00:00:00Z"
    assert not feed.findall(f"{ATOM}entry")


def test_list_events_as_atom_with_what_no_xml_may_have_is_well_formed(engine: Engine) -> None:
    stock(engine, 2)
    with engine.begin() as connection:
        changed = "UPDATE event SET document = replace(document, 'Qayyarah Airfield West', 'Q<&\\u000b\\ud800>')"
        connection.execute(text(changed))
    client = create_app(Settings(), engine).test_client()
    titles = [read_text(entry, "title") for entry in read_atom(client, "").findall(f"{ATOM}entry")]
    assert "Attack, Q<&\ufffd\ufffd>, IQ, 2020-03-29" in titles


def test_list_events_as_calendar_has_an_entry_over_the_days_of_each_dated_event(client: FlaskClient) -> None:
    entries = {str(entry["uid"]): entry for entry in read_entries(client)}
    items = [item for item in client.get("/v1/events").get_json()["items"] if item["date"]]
    assert entries.keys() == {f"{item['id']}@basewatch" for item in items}
    entry = entries["handover-2@basewatch"]
    assert (entry.start, entry.end) == (dt.date(2020, 3, 30), dt.date(2020, 3, 31))
    assert (entry["status"], entry["location"]) == ("CONFIRMED", "K1 Air Base")
    assert str(entry["summary"]) == "Handover, K1 Air Base, IQ, 2020-03-30"


def test_list_events_as_calendar_marks_plans_as_tentative(told_client: FlaskClient) -> None:
    planned = {item["id"] for item in told_client.get("/v1/events?status=planned").get_json()["items"] if item["date"]}
    entries = read_entries(told_client, "&status=planned")
    assert planned
    assert {str(entry["uid"]) for entry in entries} == {f"{slug}@basewatch" for slug in planned}
    assert {str(entry["status"]) for entry in entries} == {"TENTATIVE"}


@pytest.mark.parametrize("form", ["atom", "jsonfeed", "ical"])
@pytest.mark.parametrize("parameter", ["fields=id", "include=reports", "count=exact"])
def test_list_events_as_feed_with_what_it_cannot_give_is_400(client: FlaskClient, form: str, parameter: str) -> None:
    problem = assert_problem(client.get(f"/v1/events?format={form}&{parameter}"), 400)
    assert problem["parameter"] == parameter.partition("=")[0]


def test_list_events_as_feed_with_a_box_says_how_many_have_no_place(told_client: FlaskClient) -> None:
    expected = told_client.get("/v1/events?bbox=38,29,49,38").get_json()["unplaced_count"]
    answer = told_client.get("/v1/events?bbox=38,29,49,38&format=atom")
    assert answer.headers["Basewatch-Unplaced-Count"] == str(expected)
