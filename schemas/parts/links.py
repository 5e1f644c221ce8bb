"""Links in documents: described here, and added by the API, whose paths they are."""

from typing import Any

from marshmallow import Schema, fields, missing


class LinksField(fields.Nested):
    """An object of paths. Dumping a value leaves it out: what is stored has no links."""

    def __init__(self, links: type[Schema], **kwargs: Any):
        super().__init__(links, required=True, metadata={"description": "Related resources."}, **kwargs)

    def get_value(self, obj: Any, attr: str, accessor: Any = None, default: Any = None) -> Any:
        """No value has links."""
        return missing


def build_path_field(description: str, example: str) -> fields.String:
    """Describe a link: an absolute path, which is valid on every host."""
    return fields.String(required=True, dump_only=True, metadata={"description": description, "example": example})
