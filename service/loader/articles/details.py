"""What is said about an article beside its text: in front matter, a manifest, a JSON line or on the command line."""

import datetime as dt
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from service.domain.articles.article import Rendition
from service.domain.articles.provenance import (
    EARLIEST,
    is_language_tag,
    is_one_line,
    is_web_address,
    may_be_published,
    parse_day,
)
from service.errors import ArticleError

# Of a time only its day is kept.
_TIME = re.compile(r"(\d{4}-\d{2}-\d{2})[T ]\d.*", re.ASCII)


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


def check_texts(values: Mapping[str, Any]) -> None:
    """Refuse what JSON gives as another type than text, with an ArticleError: a number may not be what was meant."""
    for name in ("file", *(field.name for field in fields(Details))):
        value = values.get(name)
        if value is not None and not isinstance(value, str):
            shown = json.dumps(value)
            raise ArticleError(f'{name} is {shown[:60]}, which is not a string; write it in quotes, like "…", or null')


def parse_details(values: Mapping[str, Any]) -> Details:
    """The details among some values; other keys are passed over. An ill-formed value is an ArticleError."""
    texts = {name: _parse_text(name, values.get(name)) for name in ("source", "title", "url", "original", "language")}
    return Details(
        published=parse_published(values.get("published")), rendition=_parse_rendition(values.get("rendition")), **texts
    )


def parse_published(value: object) -> dt.date | None:
    """A day written as in 2020-03-29; of a time, its day. Nothing and an empty text are null."""
    if isinstance(value, dt.datetime):
        return value.date()
    if value is None or isinstance(value, dt.date):
        return value
    text = str(value).strip()
    if not text:
        return None
    try:
        if _TIME.fullmatch(text):
            return dt.datetime.fromisoformat(text).date()
        return parse_day(text)
    except ValueError:
        raise ArticleError(f"published is {text!r}, which is not a date; write it like 2020-03-29") from None


def check_details(details: Details, today: dt.date) -> None:
    """Refuse what can be true of no article, with an ArticleError. `today` is that of UTC."""
    for name in ("source", "title", "url", "original", "language"):
        value = getattr(details, name)
        if value is not None and not is_one_line(value):
            raise ArticleError(
                f"{name} has a line break or another character that cannot be shown; write it in one line"
            )
    if details.url is not None and not is_web_address(details.url):
        raise ArticleError(f"url is {details.url!r}, which is not a web address like https://news.example/k1")
    if details.language is not None and not is_language_tag(details.language):
        raise ArticleError(f"language is {details.language!r}, which is not a BCP 47 tag like en or pt-BR")
    if details.published is not None and not may_be_published(details.published, today):
        raise ArticleError(
            f"published is {details.published}, which is not between {EARLIEST} and tomorrow ({today} is today in UTC)"
        )


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
