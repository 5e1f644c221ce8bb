"""Descriptions of the schemas in the OpenAPI document."""

from typing import Any

# Sentences for developers begin so.
_INTERNAL = ("Dumps ", "Raises ")


def describe_schemas(api: Any) -> None:
    """Describe each schema by its class's docstring."""
    described = api.spec.components.schemas
    for (kind, *_modifiers), name in api.ma_plugin.converter.refs.items():
        described[name]["description"] = read_description(kind)


def read_description(kind: type) -> str:
    """Return a class's docstring without the sentences for developers."""
    words = " ".join((kind.__doc__ or "").split())
    sentences = words.replace(". ", ".\n").split("\n")
    return " ".join(sentence for sentence in sentences if not sentence.startswith(_INTERNAL))
