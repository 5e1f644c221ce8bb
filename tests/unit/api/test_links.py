import json

import pytest
from marshmallow import Schema

from schemas.resources.articles import ArticleLinksSchema
from schemas.resources.events import EventLinksSchema
from schemas.resources.names import ActorLinksSchema, BaseLinksSchema, SourceLinksSchema
from service.api.links import PATHS, add_links, build_links

SCHEMAS = {
    "events": EventLinksSchema,
    "articles": ArticleLinksSchema,
    "bases": BaseLinksSchema,
    "actors": ActorLinksSchema,
    "sources": SourceLinksSchema,
}


@pytest.mark.parametrize(
    ("event_id", "path"), [("k1", "/v1/events/k1"), ("ä b/c#?", "/v1/events/%C3%A4%20b%2Fc%23%3F")]
)
def test_build_links_of_any_key_are_percent_encoded(event_id: str, path: str) -> None:
    assert build_links("events", event_id) == {"self": path, "reports": f"{path}#/reports"}


@pytest.mark.parametrize("collection", PATHS)
def test_build_links_gives_the_links_that_are_described(collection: str) -> None:
    described: Schema = SCHEMAS[collection]()
    examples = {name: field.metadata["example"] for name, field in described.fields.items()}
    key = examples["self"].removeprefix(f"/v1/{collection}/")
    assert build_links(collection, key) == examples


@pytest.mark.parametrize("key", ["k1", "ä", '"quoted"', "back\\slash", "{}"])
def test_add_links_adds_them_as_the_last_member(key: str) -> None:
    linked = json.loads(add_links('{"slug":"x","name":"{}"}', "bases", key))
    assert linked == {"slug": "x", "name": "{}", "links": build_links("bases", key)}
    assert list(linked)[-1] == "links"
