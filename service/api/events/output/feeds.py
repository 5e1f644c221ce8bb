"""Pages of events for feed readers: Atom (RFC 4287, paged as RFC 5005 says) and JSON Feed 1.1."""

import json
import re
import uuid
from abc import abstractmethod
from collections.abc import Iterable, Sequence
from typing import Any, ClassVar
from xml.etree import ElementTree as ET

from flask import Response, request

from schemas.documents import dump_json
from service.api.events.output.kinds import PagedFormat
from service.api.events.output.titles import write_summary, write_title
from service.api.events.output.unplaced import set_unplaced_header
from service.api.links import build_links, build_public_url

ATOM_TYPE = "application/atom+xml"
JSON_FEED_TYPE = "application/feed+json"
_ATOM = "http://www.w3.org/2005/Atom"
# Of a feed in which nothing has changed yet.
_NEVER = "1970-01-01T00:00:00Z"
# What no XML document may have.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class _Feed(PagedFormat):
    """What feeds have in common: an entry for each event, and the way to the next page."""

    fixed_columns = True

    def respond(self, full: Iterable[str], shown: Iterable[str], following: str | None, **further: Any) -> Response:
        """Respond with an entry for each event."""
        written = self._write([json.loads(document) for document in full], following)
        response = Response(written, mimetype=self.media_type)
        if following is not None:
            response.headers["Link"] = f'<{following}>; rel="next"'
        return set_unplaced_header(response, further)

    @abstractmethod
    def _write(self, events: Sequence[dict[str, Any]], following: str | None) -> str:
        """The text of a page: the documents of its events, and the path of the next page."""


class AtomPages(_Feed):
    """Atom, for feed readers."""

    name, label, media_type = "atom", "Atom", ATOM_TYPE
    schema: ClassVar[Any] = {
        "type": "string",
        "description": "An Atom feed with an entry for each event of the page. With `sort=-updated` a reader sees what "
        "is new.",
    }

    def _write(self, events: Sequence[dict[str, Any]], following: str | None) -> str:
        feed = ET.Element("feed", xmlns=_ATOM)
        _add(feed, "id", _build_id(_find_own_path()))
        _add(feed, "title", _write_feed_title())
        _add(feed, "updated", max((event["updated_at"] for event in events), default=_NEVER))
        ET.SubElement(ET.SubElement(feed, "author"), "name").text = "Basewatch"
        ET.SubElement(feed, "link", rel="self", href=build_public_url(_find_own_path()))
        if following is not None:
            ET.SubElement(feed, "link", rel="next", href=following)
        for event in events:
            _add_entry(feed, event)
        return ET.tostring(feed, encoding="unicode", xml_declaration=False) + "\n"


class JsonFeedPages(_Feed):
    """JSON Feed, for feed readers."""

    name, label, media_type = "jsonfeed", "JSON Feed", JSON_FEED_TYPE
    schema: ClassVar[Any] = {
        "type": "object",
        "description": "A JSON Feed with an item for each event of the page.",
        "required": ["version", "title", "items"],
        "properties": {
            "version": {"type": "string"},
            "title": {"type": "string"},
            "feed_url": {"type": "string"},
            "next_url": {"type": "string"},
            "items": {"type": "array", "items": {"type": "object", "required": ["id", "url", "title"]}},
        },
    }

    def _write(self, events: Sequence[dict[str, Any]], following: str | None) -> str:
        feed = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": _write_feed_title(),
            "feed_url": build_public_url(_find_own_path()),
            **({"next_url": following} if following else {}),
            "authors": [{"name": "Basewatch"}],
            "items": [_build_item(event) for event in events],
        }
        return dump_json(feed) + "\n"


def _build_item(event: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": _build_id(f"/v1/events/{event['id']}"),
        "url": _build_url(event),
        "title": write_title(event),
        "content_text": write_summary(event),
        "date_modified": event["updated_at"],
        "tags": [event["type"], event["status"]],
    }


def _add_entry(feed: ET.Element, event: dict[str, Any]) -> None:
    entry = ET.SubElement(feed, "entry")
    _add(entry, "id", _build_id(f"/v1/events/{event['id']}"))
    _add(entry, "title", write_title(event))
    _add(entry, "updated", event["updated_at"])
    _add(entry, "summary", write_summary(event))
    ET.SubElement(entry, "link", rel="alternate", href=_build_url(event))
    for term in (event["type"], event["status"]):
        ET.SubElement(entry, "category", term=term)


def _add(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = _NOT_XML.sub("\ufffd", text)


def _build_url(event: dict[str, Any]) -> str:
    return build_public_url(build_links("events", event["id"])["self"])


def _build_id(path: str) -> str:
    """A name of a feed or entry that no host, proxy or page changes."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"basewatch:{path}").urn


def _find_own_path() -> str:
    return request.full_path.rstrip("?")


def _write_feed_title() -> str:
    asked = "; ".join(f"{name}={value}" for name, value in request.args.items(multi=True) if name != "format")
    return f"Basewatch: events with {asked}" if asked else "Basewatch: events"
