from flask.testing import FlaskClient

from schemas.resources.dictionary import DictionarySchema
from service.domain.events.reports import FigureKind, Role, Status


def test_show_dictionary_defines_types_with_their_equivalents_and_counts(told_client: FlaskClient) -> None:
    dictionary = told_client.get("/v1/dictionary").get_json()
    assert dictionary.keys() == DictionarySchema().fields.keys()
    by_type = told_client.get("/v1/events/summary?by=type").get_json()["items"]
    assert {row["type"]: row["count"] for row in by_type} == {
        row["slug"]: row["event_count"] for row in dictionary["types"] if row["event_count"]
    }
    assert all(row.keys() >= {"definition", "family", "plover", "cameo", "acled"} for row in dictionary["types"])


def test_show_dictionary_counts_statuses_and_defines_every_word(told_client: FlaskClient) -> None:
    dictionary = told_client.get("/v1/dictionary").get_json()
    by_status = told_client.get("/v1/events/summary?by=status").get_json()["items"]
    assert {row["status"]: row["count"] for row in by_status} == {
        row["slug"]: row["event_count"] for row in dictionary["statuses"] if row["event_count"]
    }
    assert [row["slug"] for row in dictionary["statuses"]] == list(Status)
    assert [row["slug"] for row in dictionary["roles"]] == list(Role)


def test_show_dictionary_counts_events_by_role_and_precision(told_client: FlaskClient) -> None:
    dictionary = told_client.get("/v1/dictionary").get_json()
    events = told_client.get("/v1/events?limit=200").get_json()["items"]
    for row in dictionary["roles"]:
        found = told_client.get(f"/v1/events?role={row['slug']}&limit=200").get_json()["items"]
        assert row["event_count"] == len(found), row
    for row in dictionary["date_precisions"]:
        found = [event for event in events if event["date"] and event["date"]["precision"] == row["slug"]]
        assert row["event_count"] == len(found), row
    assert sum(row["event_count"] for row in dictionary["roles"]) > 0


def test_show_dictionary_counts_events_by_their_kinds_of_figures(client: FlaskClient) -> None:
    events = client.get("/v1/events?limit=200").get_json()["items"]
    kinds = [{figure["kind"] for figure in event["figures"]} for event in events]
    counts = {row["slug"]: row["event_count"] for row in client.get("/v1/dictionary").get_json()["figure_kinds"]}
    assert counts == {kind: sum(kind in found for found in kinds) for kind in FigureKind}
    assert any(counts.values())


def test_show_dictionary_with_a_parameter_is_400(client: FlaskClient) -> None:
    answer = client.get("/v1/dictionary?by=type")
    assert answer.status_code == 400
    assert answer.get_json()["parameter"] == "by"
