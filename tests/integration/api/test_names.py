import pytest
from flask.testing import FlaskClient
from marshmallow import Schema

from schemas.resources.articles import ArticleSchema
from schemas.resources.names import ActorSchema, BaseSchema, SourceSchema
from schemas.responses.items import ArticleItemSchema


@pytest.mark.parametrize(
    ("path", "schema", "key", "keys"),
    [
        ("/v1/bases", BaseSchema(), "slug", ["k1", "q-west"]),
        ("/v1/actors", ActorSchema(), "slug", ["iraq", "us-led-coalition"]),
        ("/v1/sources", SourceSchema(), "slug", ["kirkuknow", "press-tv"]),
    ],
)
def test_list_in_pages_of_one_gives_all_in_order(
    client: FlaskClient, path: str, schema: Schema, key: str, keys: list[str]
) -> None:
    url, seen = f"{path}?limit=1", []
    while url:
        page = client.get(url).get_json()
        seen += page["items"]
        url = page["next"]
    assert [item[key] for item in seen] == keys
    assert all(item.keys() == schema.fields.keys() for item in seen)


@pytest.mark.parametrize("path", ["/v1/bases", "/v1/actors", "/v1/sources"])
def test_list_each_item_is_found_by_its_link_and_counts_its_events(client: FlaskClient, path: str) -> None:
    for item in client.get(path).get_json()["items"]:
        assert client.get(item["links"]["self"]).get_json() == item
        assert len(client.get(item["links"]["events"]).get_json()["items"]) == item["event_count"]


def test_list_articles_each_item_is_found_by_its_link_with_its_reports(client: FlaskClient) -> None:
    articles = client.get("/v1/articles").get_json()["items"]
    assert len(articles) == 8
    for article in articles:
        item = client.get(article["links"]["self"]).get_json()
        assert article.keys() == ArticleSchema().fields.keys()
        assert item.keys() == ArticleItemSchema().fields.keys()
        assert len(item["reports"]) == article["report_count"] == 1


def test_show_base_by_alias_gives_it(client: FlaskClient) -> None:
    assert client.get("/v1/bases/K-1").get_json()["slug"] == "k1"


def test_show_source_says_who_owns_it_which_state_is_behind_it_and_who_says_so(client: FlaskClient) -> None:
    told, untold = (client.get(f"/v1/sources/{slug}").get_json() for slug in ("press-tv", "kirkuknow"))
    assert [told[name] for name in ("owner", "state", "reference")] == ["Broadcasting", "IR", "Wikipedia"]
    assert [untold[name] for name in ("owner", "state", "reference")] == [None, None, None]


@pytest.mark.parametrize("path", ["/v1/bases/x", "/v1/actors/%F0%9F%92%A5", "/v1/sources/-", "/v1/articles/x"])
def test_show_unknown_is_404(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer.mimetype == "application/problem+json"


@pytest.mark.parametrize("path", ["/v1/bases", "/v1/actors", "/v1/sources", "/v1/articles"])
def test_list_with_cursor_of_another_list_is_400(client: FlaskClient, path: str) -> None:
    cursor = client.get("/v1/events?limit=1").get_json()["next"].partition("cursor=")[2]
    answer = client.get(f"{path}?cursor={cursor}")
    assert (answer.status_code, answer.get_json()["parameter"]) == (400, "cursor")
