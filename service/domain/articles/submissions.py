"""An article as a request submits it."""

import datetime as dt
from dataclasses import dataclass

from service.domain.articles.article import Rendition


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """A text or a web page, one of which is there, and what is said of it. `source` is a publisher's name, as written.

    `file` names the article among those of its source: another submission of that name corrects it.
    """

    text: str | None = None
    html: str | None = None
    file: str | None = None
    source: str | None = None
    title: str | None = None
    url: str | None = None
    published: dt.date | None = None
    language: str | None = None
    rendition: Rendition | None = None
    original: str | None = None
