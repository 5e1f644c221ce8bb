"""Events as JSON: pages, GeoJSON features for maps, and lines for programs."""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, ClassVar

from flask import Response

from schemas.documents import dump_json
from schemas.responses.features import FeatureCollectionSchema
from schemas.responses.pages import EventPageSchema
from service.api.events.output.kinds import PagedFormat, StreamedFormat
from service.api.http.responses import GEOJSON_TYPE, JSON_TYPE, NDJSON_TYPE, respond_with_features, respond_with_page


class JsonPages(PagedFormat):
    """Pages of JSON, the default."""

    name, label, media_type, schema = "json", "JSON", JSON_TYPE, EventPageSchema
    has_count = True

    def respond(self, full: Iterable[str], shown: Iterable[str], following: str | None, **further: Any) -> Response:
        """Respond with the documents as items."""
        return respond_with_page(shown, following, **further)


class GeoJsonPages(PagedFormat):
    """Pages of GeoJSON features (RFC 7946), for maps."""

    name, label, media_type, schema = "geojson", "GeoJSON", GEOJSON_TYPE, FeatureCollectionSchema
    has_count = True
    is_map = True

    def respond(self, full: Iterable[str], shown: Iterable[str], following: str | None, **further: Any) -> Response:
        """Respond with the documents as properties of features."""
        return respond_with_features(dump_features(full, shown), following, **further)


class JsonLines(StreamedFormat):
    """Newline-delimited JSON, for programs."""

    name, label, extension, media_type = "ndjson", "NDJSON", "ndjson", NDJSON_TYPE
    schema: ClassVar[Any] = {
        "type": "string",
        "description": "All matching events, one per line, each like an item of a JSON page.",
    }

    def write(self, pages: Iterable[Sequence[str]]) -> Iterator[str]:
        """One document per line."""
        return ("".join(f"{document}\n" for document in documents) for documents in pages)


def dump_features(documents: Iterable[str], properties: Iterable[str]) -> Iterator[str]:
    """Dump each event as a GeoJSON feature (RFC 7946); without coordinates it has a null geometry.

    `properties` are their JSON with the selected members, `documents` their full JSON.
    """
    for document, shown in zip(documents, properties, strict=True):
        event = json.loads(document)
        base = event.get("base") or {}
        place = (base.get("longitude"), base.get("latitude"))
        geometry = None if None in place else {"type": "Point", "coordinates": list(place)}
        feature = {"type": "Feature", "id": event.get("id"), "geometry": geometry}
        yield f'{dump_json(feature)[:-1]},"properties":{shown}}}'
