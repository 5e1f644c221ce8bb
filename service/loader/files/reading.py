"""Shared by all file readers: options, refusals and notices."""

import datetime as dt
import stat
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from service.errors import ArticleError
from service.loader.articles.building import ReadArticle, build_read_article
from service.loader.articles.details import Details, merge_details
from service.loader.files.manifest import Manifest
from service.loader.seeds.sources import SourceIndex


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something given is not an article: `place` is its file, and line or record where it has such."""

    place: str
    reason: str

    def __str__(self) -> str:
        return f"{self.place}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Notice:
    """What was passed over and is no fault, such as pictures in a folder."""

    text: str

    def __str__(self) -> str:
        return self.text


def read_today() -> dt.date:
    """The day that it is now, in UTC."""
    return dt.datetime.now(dt.UTC).date()


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How to read. Of what is said twice, `defaults` (the command line) hold over the manifest, that over the file.

    `today` bounds the days on which articles can have appeared.
    """

    sources: SourceIndex
    max_bytes: int
    manifest: Manifest = field(default_factory=Manifest)
    defaults: Details = field(default_factory=Details)
    today: dt.date = field(default_factory=read_today)


Read = ReadArticle | Refusal | Notice


def attempt(place: str, read: Callable[[], ReadArticle]) -> ReadArticle | Refusal:
    """What is read, or why it cannot be."""
    try:
        return read()
    except ArticleError as error:
        return Refusal(place, str(error))
    except OSError as error:
        return Refusal(place, f"cannot be read: {error.strerror or error}")


def build_article(
    text: str, details: Details, file: str, options: ReadOptions, path: Path | None = None
) -> ReadArticle:
    """An article of a text, with all that is said of it. `file` is its name; `path` where it lies, if it is a file."""
    said = merge_details(details, options.manifest.get_details(file, path), options.defaults)
    return build_read_article(text, said, file, options.sources, today=options.today)


def check_regular(path: Path) -> None:
    """Raise ArticleError unless there is a file that can be read to its end."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        raise ArticleError("does not exist") from None
    if not stat.S_ISREG(mode):
        raise ArticleError("is neither a file nor a folder")
