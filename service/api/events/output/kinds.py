"""Kinds of output formats: of pages, and of all events in one response."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, ClassVar

from flask import Response


class EventFormat(ABC):
    """An output format of events: the value of `format`, its media type, and its schema in the description.

    `label` is how people call it. With `fixed_columns`, members of events cannot be selected or added.
    """

    name: ClassVar[str]
    label: ClassVar[str]
    media_type: ClassVar[str]
    schema: ClassVar[Any]
    fixed_columns: ClassVar[bool] = False
    has_count: ClassVar[bool] = False


class PagedFormat(EventFormat):
    """A format of pages. Where it `is_map`, a page counts the events without coordinates; where it `has_count`, all."""

    is_map: ClassVar[bool] = False

    @abstractmethod
    def respond(self, full: Iterable[str], shown: Iterable[str], following: str | None, **further: Any) -> Response:
        """Respond with a page: `full` are the JSON documents of its events, `shown` those with the selected members,
        `following` the path of the next page, `further` more members of the page."""


class StreamedFormat(EventFormat):
    """A format of all matching events in one response, and the extension of its files.

    Where it is `of_lines`, it is made of the lines of CSV that are stored, and not of JSON.
    """

    extension: ClassVar[str]
    of_lines: ClassVar[bool] = False

    @abstractmethod
    def write(self, pages: Iterable[Sequence[str]]) -> Iterator[str]:
        """The text of the response, from pages of JSON documents or of lines; it must not hold more than a page."""
