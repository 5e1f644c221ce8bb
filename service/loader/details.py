"""What is said about an article beside its text: in front matter, a manifest, a JSON line or on the command line."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from service.domain.articles import Rendition
from service.errors import ArticleError


@dataclass(frozen=True, slots=True)
class Details:
    """All is optional. `source` is a publisher's name, slug or alias, as written."""

    source: str | None = None
    title: str | None = None
    url: str | None = None
    published: dt.date | None = None
    rendition: Rendition | None = None
    original: str | None = None
    language: str | None = None


def merge_details(first: Details, *further: Details) -> Details:
    """What all say together; where two differ, the later one holds."""
    merged = first
    for details in further:
        said = {field.name: getattr(details, field.name) for field in fields(Details)}
        merged = replace(merged, **{name: value for name, value in said.items() if value is not None})
    return merged


def parse_details(values: Mapping[str, Any]) -> Details:
    """The details among some values; other keys are passed over. An ill-formed value is an ArticleError."""
    texts = {name: _parse_text(name, values.get(name)) for name in ("source", "title", "url", "original", "language")}
    return Details(
        published=parse_published(values.get("published")), rendition=_parse_rendition(values.get("rendition")), **texts
    )


def parse_published(value: object) -> dt.date | None:
    """A day written as in 2020-03-29; of a moment, its day. Nothing and an empty text are null."""
    if isinstance(value, dt.datetime):
        return value.date()
    if value is None or isinstance(value, dt.date):
        return value
    text = str(value).strip()
    if not text:
        return None
    try:
        return dt.datetime.fromisoformat(text).date()
    except ValueError:
        raise ArticleError(f"published is {text!r}, which is no date; write it like 2020-03-29") from None


def _parse_rendition(value: object) -> Rendition | None:
    if value is None:
        return None
    try:
        return Rendition(str(value))
    except ValueError:
        allowed = " or ".join(Rendition)
        raise ArticleError(f"rendition is {value!r}; it must be {allowed}") from None


def _parse_text(name: str, value: object) -> str | None:
    if value is None:
        return None
    if isinstance(value, dict | list):
        raise ArticleError(f"{name} must be a text, not a {type(value).__name__}")
    return str(value).strip() or None
