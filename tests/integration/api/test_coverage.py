from flask.testing import FlaskClient

from schemas.resources.coverage import SourceCoverageSchema
from tests.integration.api.test_problems import assert_problem


def test_list_coverage_counts_the_articles_of_each_source(client: FlaskClient) -> None:
    page = client.get("/v1/coverage").get_json()
    counts = {item["slug"]: item["article_count"] for item in client.get("/v1/sources").get_json()["items"]}
    assert {item["source"]["slug"]: item["article_count"] for item in page["items"]} == counts
    for item in page["items"]:
        assert item.keys() == SourceCoverageSchema().fields.keys()
        assert sum(month["article_count"] for month in item["months"]) + item["undated_count"] == item["article_count"]
    assert sum(month["article_count"] for month in page["months"]) == sum(counts.values())


def test_list_coverage_of_a_source_by_alias_gives_it_alone(client: FlaskClient) -> None:
    items = client.get("/v1/coverage?source=PressTV").get_json()["items"]
    assert [item["source"]["slug"] for item in items] == ["press-tv"]


def test_list_coverage_in_pages_of_one_gives_all_in_order(client: FlaskClient) -> None:
    url, seen = "/v1/coverage?limit=1", []
    while url:
        page = client.get(url).get_json()
        seen += [item["source"]["slug"] for item in page["items"]]
        url = page["next"]
    assert seen == ["kirkuknow", "press-tv"]


def test_list_coverage_of_an_unknown_source_is_400_with_the_nearest(client: FlaskClient) -> None:
    problem = assert_problem(client.get("/v1/coverage?source=pres-tv"), 400)
    assert (problem["parameter"], problem["nearest"]) == ("source", "press-tv")
