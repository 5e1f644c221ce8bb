"""How the document describes what a query string may hold."""

from collections.abc import Mapping
from typing import Any

from marshmallow import fields


def describe_parameter(_converter: Any, field: fields.Field[Any], *, ret: Mapping[str, Any]) -> dict[str, Any]:
    """Say in words what values look like, and give the example where no page of requests fills it in.

    A page that lets users try requests writes an `example` into its form, and all of them at once ask for very
    little; it leaves alone what stands among the `examples` of a schema.
    """
    schema = dict(ret["schema"])
    sentences = [ret["description"]]
    if "pattern" in {**schema, **schema.get("items", {})}:
        sentences.append(f"It may be {field.metadata['allowed']}.")
    if "example" in schema:
        example = schema.pop("example")
        schema["examples"] = [example]
        sentences.append(f"Such as `{ret['name']}={write_value(example)}`.")
    return {"description": " ".join(sentences), "schema": schema}


def write_value(value: Any) -> str:
    """Return a value as a query string has it, but for percent signs."""
    if isinstance(value, list):
        return ",".join(map(write_value, value))
    return str(value).lower() if isinstance(value, bool) else str(value)
