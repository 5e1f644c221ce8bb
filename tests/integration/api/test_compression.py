"""Answers that are packed, and what a client has to know of it."""

import gc
import gzip
from collections.abc import Callable

import brotli
import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_compress.compat import compression

UNPACK: dict[str, Callable[[bytes], bytes]] = {
    "zstd": compression.zstd.decompress,
    "br": brotli.decompress,
    "gzip": gzip.decompress,
}
PATHS = [
    "/v1/events",
    "/v1/events?format=csv",
    "/v1/events?format=ndjson",
    "/v1/events?format=geojson",
    "/v1/openapi.json",
]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("encoding", UNPACK)
def test_answer_is_packed_as_the_client_takes_it(client: FlaskClient, path: str, encoding: str) -> None:
    plain = client.get(path, buffered=True)
    packed = client.get(path, headers={"Accept-Encoding": encoding}, buffered=True)
    assert packed.headers["Content-Encoding"] == encoding
    assert UNPACK[encoding](packed.data) == plain.data
    assert len(packed.data) < len(plain.data) / 2
    assert packed.headers.get("ETag") == plain.headers.get("ETag")
    for answer in (plain, packed):
        assert "Accept-Encoding" in answer.headers["Vary"]


@pytest.mark.parametrize(
    ("accepted", "chosen"),
    [
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip, br", "br"),
        ("br;q=0.5, gzip", "gzip"),
        ("*", "zstd"),
        ("gzip;q=0", None),
        ("gzip;q=0, br;q=0, zstd;q=0", None),
        ("identity", None),
        ("compress", None),
        ("", None),
        (";;q=,", None),
    ],
)
def test_encoding_is_the_one_that_the_client_would_have(client: FlaskClient, accepted: str, chosen: str | None) -> None:
    answer = client.get("/v1/events", headers={"Accept-Encoding": accepted})
    assert (answer.status_code, answer.headers.get("Content-Encoding")) == (200, chosen)


def test_packed_answer_asked_again_by_its_etag_is_304(client: FlaskClient) -> None:
    headers = {"Accept-Encoding": "gzip"}
    etag = client.get("/v1/events", headers=headers).headers["ETag"]
    again = client.get("/v1/events", headers={**headers, "If-None-Match": etag})
    assert (again.status_code, again.data) == (304, b"")
    assert "Content-Encoding" not in again.headers


def test_head_has_the_headers_of_the_packed_answer_and_no_body(client: FlaskClient) -> None:
    for path in PATHS:
        answer = client.head(path, headers={"Accept-Encoding": "gzip"}, buffered=True)
        assert (answer.status_code, answer.data, answer.headers["Content-Encoding"]) == (200, b"", "gzip")


def test_short_answer_is_not_packed(client: FlaskClient) -> None:
    assert "Content-Encoding" not in client.get("/healthz", headers={"Accept-Encoding": "gzip"}).headers


def test_file_that_is_packed_is_closed(app: Flask) -> None:
    answer = app.test_client().get("/docs/swagger-ui.css", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    # An open file would be a warning, and so a failure.
    answer.close()
    del answer
    gc.collect()
