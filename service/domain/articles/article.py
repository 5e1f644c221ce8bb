"""One text of one source."""

import hashlib
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Rendition(StrEnum):
    """Whether the text is the publisher's own or a summary of it in our words."""

    FULL = "full"
    DIGEST = "digest"


@dataclass(frozen=True, slots=True)
class Article:
    """An article as it came from a file, a line or a request body, before extraction.

    `text` is the text as read; every quote's offsets count its characters. `source` is the publisher's
    slug, or null where neither the caller nor the text names one. `file` is the name it was read from.
    """

    text: str
    file: str
    source: str | None = None
    title: str | None = None
    url: str | None = None
    published: date | None = None
    language: str = "en"
    rendition: Rendition = Rendition.FULL
    original: str | None = None

    @property
    def content_hash(self) -> str:
        """SHA-256 (hex) over all that can change what is found or shown: the same hash is the same article."""
        published = self.published.isoformat() if self.published else None
        parts = (self.text, self.source, self.title, self.url, published, self.language, self.rendition, self.original)
        return hashlib.sha256(repr(tuple(str(p) if p is not None else None for p in parts)).encode()).hexdigest()
