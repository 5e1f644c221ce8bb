"""What is believed of proxies: prefixes become the beginning of paths, and so must lead nowhere else."""

import pytest
from sqlalchemy import Engine

from service.app import create_app
from service.settings import Settings


@pytest.mark.parametrize(
    ("count", "prefix", "beginning"),
    [
        (1, "/basewatch", "/basewatch/v1/events?"),
        (1, "/a/b.c", "/a/b.c/v1/events?"),
        (0, "/basewatch", "/v1/events?"),
        (1, "//evil.example", "/v1/events?"),
        (1, "https://evil.example", "/v1/events?"),
        (1, "/a b", "/v1/events?"),
        (1, "/a, //evil.example", "/v1/events?"),
    ],
)
def test_prefix_is_believed_of_trusted_proxies_where_it_is_a_path(
    stocked_engine: Engine, count: int, prefix: str, beginning: str
) -> None:
    client = create_app(Settings(trusted_proxies=count), stocked_engine).test_client()
    answer = client.get("/v1/events?limit=1", headers={"X-Forwarded-Prefix": prefix})
    assert answer.get_json()["next"].startswith(beginning)


def test_prefix_makes_another_answer(stocked_engine: Engine) -> None:
    client = create_app(Settings(trusted_proxies=1), stocked_engine).test_client()
    etag = client.get("/v1/events?limit=1", headers={"X-Forwarded-Prefix": "/a"}).headers["ETag"]
    assert client.get("/v1/events?limit=1", headers={"If-None-Match": etag}).status_code == 200
