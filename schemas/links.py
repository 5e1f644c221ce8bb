"""Links in documents: absolute paths, so that stored documents are valid on every host."""

from typing import Any
from urllib.parse import quote

from marshmallow import Schema, fields


class PathField(fields.String):
    """A path with the attribute's value, percent-encoded, as keys may contain non-ASCII letters."""

    def __init__(self, template: str, **kwargs: Any):
        super().__init__(dump_only=True, **kwargs)
        self.template = template

    def _serialize(self, value: str | None, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        return None if value is None else self.template.format(quote(value, safe=""))


class LinksField(fields.Nested):
    """An object of paths, built from the same value as the document around it."""

    def __init__(self, links: type[Schema], **kwargs: Any):
        super().__init__(links, required=True, metadata={"description": "Related resources."}, **kwargs)

    def get_value(self, obj: Any, attr: str, accessor: Any = None, default: Any = None) -> Any:
        """Return the whole value instead of one attribute."""
        return obj
