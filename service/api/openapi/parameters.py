"""Descriptions of query parameters in the OpenAPI document."""

from collections.abc import Mapping
from typing import Any

from marshmallow import fields


def describe_parameter(_converter: Any, field: fields.Field[Any], *, ret: Mapping[str, Any]) -> dict[str, Any]:
    """Describe allowed values in words, and move the example where Swagger UI does not prefill it.

    Swagger UI prefills its form with each `example`, and all of them together match almost nothing; it does not prefill
    the `examples` of a schema.
    """
    schema = dict(ret["schema"])
    sentences = [ret["description"]]
    if "pattern" in {**schema, **schema.get("items", {})}:
        sentences.append(f"Allowed: {field.metadata['allowed']}.")
    if "example" in schema:
        example = schema.pop("example")
        schema["examples"] = [example]
        sentences.append(f"Example: `{ret['name']}={write_value(example)}`.")
    return {"description": " ".join(sentences), "schema": schema}


def drop_marked_parameters(document: dict[str, Any]) -> None:
    """Leave out second names of parameters that are no identifiers, as `base!`: from them and from `base`, generators
    of clients make the same name, and then nothing of the operation."""
    for item in document["paths"].values():
        for operation in item.values():
            if isinstance(operation, dict) and "parameters" in operation:
                kept = (parameter for parameter in operation["parameters"] if not parameter["name"].endswith("!"))
                operation["parameters"] = list(kept)


def write_value(value: Any) -> str:
    """Return a value as in a query string, without percent-encoding."""
    if isinstance(value, list):
        return ",".join(map(write_value, value))
    return str(value).lower() if isinstance(value, bool) else str(value)
