"""The links of resources: paths of this API, which stored documents do not have, and URLs where they leave it."""

import re
from collections.abc import Mapping
from urllib.parse import quote

from flask import Flask, current_app, request

from schemas.documents import dump_json

# The links of a resource of each collection: each name, and its path with {} for the resource's key.
PATHS: Mapping[str, Mapping[str, str]] = {
    "events": {"self": "/v1/events/{}", "reports": "/v1/events/{}#/reports"},
    "articles": {"self": "/v1/articles/{}"},
    "bases": {"self": "/v1/bases/{}", "events": "/v1/events?base={}"},
    "actors": {"self": "/v1/actors/{}", "events": "/v1/events?actor={}"},
    "sources": {"self": "/v1/sources/{}", "events": "/v1/events?source={}"},
}
_EXTENSION = "basewatch_public_url"
# Most keys are such as need no encoding, which takes four times as long as to see this.
_PLAIN = re.compile(r"[A-Za-z0-9_.~-]*").fullmatch
_MEMBERS = {collection: f',"links":{dump_json(paths)}}}' for collection, paths in PATHS.items()}


def register_public_url(app: Flask, url: str) -> None:
    """Store the URL under which users reach the service; empty where it is unknown."""
    app.extensions[_EXTENSION] = url


def build_public_url(path: str) -> str:
    """Return the URL of a path, for texts that are read elsewhere; the path where the service's URL is unknown.

    It is never taken from the request, whose `Host` anybody can choose.
    """
    url: str = current_app.extensions[_EXTENSION]
    return f"{url or quote(request.root_path)}{path}"


def build_links(collection: str, key: str) -> dict[str, str]:
    """Return the links of one resource."""
    return {name: path.replace("{}", _quote(key)) for name, path in PATHS[collection].items()}


def add_links(document: str, collection: str, key: str) -> str:
    """Add the links to a non-empty JSON object, as its last member; as text, so that no document has to be parsed."""
    return document[:-1] + _MEMBERS[collection].replace("{}", _quote(key))


def _quote(key: str) -> str:
    """Percent-encode a key, which may contain non-ASCII letters; in JSON the result needs no escape."""
    return key if _PLAIN(key) else quote(key, safe="")
