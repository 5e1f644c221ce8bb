"""Styles of citations: plain text, BibTeX, and the JSON of citation managers (CSL-JSON)."""

import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from schemas.documents import dump_json

AUTHOR = "Basewatch"
# What BibTeX reads as a command stands behind a backslash, or as a command of its own.
_ESCAPES: Mapping[int, str] = str.maketrans(
    {character: f"\\{character}" for character in "&%$#_{}"}
    | {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """What is cited: `key` names it among others, `url` gives the same answer again, and `note` says who reports it.

    `issued` is the moment of the revision, null before the first.
    """

    key: str
    title: str
    revision: int
    issued: dt.datetime | None
    url: str
    note: str


class CitationStyle(ABC):
    """A style: the value of `format`, its media type, and its schema in the description."""

    name: ClassVar[str]
    media_type: ClassVar[str]
    schema: ClassVar[dict[str, Any]]

    @abstractmethod
    def write(self, citation: Citation) -> str:
        """The text of a response."""


class TextStyle(CitationStyle):
    """A sentence for a footnote."""

    name, media_type = "text", "text/plain"
    schema: ClassVar[dict[str, Any]] = {"type": "string", "description": "A line to paste into a footnote."}

    def write(self, citation: Citation) -> str:
        """One line."""
        day = f" of {citation.issued.date()}" if citation.issued else ""
        note = f" {citation.note}." if citation.note else ""
        return f"{AUTHOR}: {citation.title}. Revision {citation.revision}{day}.{note} {citation.url}\n"


class BibtexStyle(CitationStyle):
    """An entry for LaTeX."""

    name, media_type = "bibtex", "application/x-bibtex"
    schema: ClassVar[dict[str, Any]] = {"type": "string", "description": "One entry of a BibTeX file."}

    def write(self, citation: Citation) -> str:
        """An entry of the kind that all styles know."""
        note = f"Revision {citation.revision}" + (f". {citation.note}" if citation.note else "")
        members = {"author": f"{{{AUTHOR}}}", "title": f"{{{_escape(citation.title)}}}"}
        if citation.issued:
            members |= {"year": str(citation.issued.year), "month": str(citation.issued.month)}
        members |= {"url": citation.url, "note": _escape(note)}
        lines = "".join(f"  {name} = {{{value}}},\n" for name, value in members.items())
        return f"@misc{{{citation.key},\n{lines}}}\n"


class CslStyle(CitationStyle):
    """An item for citation managers."""

    name, media_type = "csl", "application/vnd.citationstyles.csl+json"
    schema: ClassVar[dict[str, Any]] = {
        "type": "array",
        "description": "One item of CSL-JSON.",
        "items": {
            "type": "object",
            "required": ["id", "type", "title", "author", "version", "URL"],
            "properties": {name: {"type": "string"} for name in ("id", "type", "title", "version", "URL", "note")},
        },
        "minItems": 1,
        "maxItems": 1,
    }

    def write(self, citation: Citation) -> str:
        """A list of one item."""
        day = citation.issued
        item = {
            "id": citation.key,
            "type": "dataset",
            "title": citation.title,
            "author": [{"literal": AUTHOR}],
            **({"issued": {"date-parts": [[day.year, day.month, day.day]]}} if day else {}),
            "version": f"revision {citation.revision}",
            "URL": citation.url,
            **({"note": citation.note} if citation.note else {}),
        }
        return f"{dump_json([item])}\n"


# All styles, the default first.
STYLES: Sequence[CitationStyle] = (TextStyle(), BibtexStyle(), CslStyle())


def _escape(text: str) -> str:
    return text.translate(_ESCAPES)
