"""How the document describes the shapes of answers."""

from typing import Any

# What follows is of whoever writes the code.
_INTERNAL = ("Dumps ", "Raises ")


def describe_schemas(api: Any) -> None:
    """Say of each schema what its class says of itself, to users."""
    described = api.spec.components.schemas
    for (kind, *_modifiers), name in api.ma_plugin.converter.refs.items():
        described[name]["description"] = read_purpose(kind)


def read_purpose(kind: type) -> str:
    """Return the docstring of a class without the sentences that are for its makers."""
    words = " ".join((kind.__doc__ or "").split())
    sentences = words.replace(". ", ".\n").split("\n")
    return " ".join(sentence for sentence in sentences if not sentence.startswith(_INTERNAL))
