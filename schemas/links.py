"""URLs inside documents: absolute paths, so that a stored document is right on every host."""

from typing import Any
from urllib.parse import quote

from marshmallow import Schema, fields


class PathField(fields.String):
    """A path with the attribute's value in it. Keys may hold letters of any script, so it is percent-encoded."""

    def __init__(self, template: str, **kwargs: Any):
        super().__init__(dump_only=True, **kwargs)
        self.template = template

    def _serialize(self, value: str | None, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        return None if value is None else self.template.format(quote(value, safe=""))


class LinksField(fields.Nested):
    """An object of paths that are made from the same value as the document around it."""

    def __init__(self, links: type[Schema], **kwargs: Any):
        super().__init__(links, required=True, metadata={"description": "Where to go on from here."}, **kwargs)

    def get_value(self, obj: Any, attr: str, accessor: Any = None, default: Any = None) -> Any:
        """The whole value, where other fields take one attribute of it."""
        return obj
