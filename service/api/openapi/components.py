"""Descriptions of the schemas in the OpenAPI document."""

from pathlib import Path
from typing import Any

from schemas.parts.event_types import EVENT_TYPE_MARK

# Those of the codebook, which a process that only answers questions does not read. A test holds them to be the same.
_EVENT_TYPES = Path(__file__).parent / "event_types.txt"
# Sentences for developers begin so.
_INTERNAL = ("Dumps ", "Raises ")


def describe_schemas(api: Any) -> None:
    """Describe each schema by its class's docstring."""
    described = api.spec.components.schemas
    for (kind, *_modifiers), name in api.ma_plugin.converter.refs.items():
        described[name]["description"] = read_description(kind)


def list_event_types(api: Any) -> None:
    """Name the event types that there are wherever a property has one."""
    slugs = _EVENT_TYPES.read_text("utf-8").split()
    for schema in api.spec.components.schemas.values():
        for described in schema.get("properties", {}).values():
            if described.pop(EVENT_TYPE_MARK, False):
                described["enum"] = slugs


def read_description(kind: type) -> str:
    """Return a class's docstring without the sentences for developers."""
    words = " ".join((kind.__doc__ or "").split())
    sentences = words.replace(". ", ".\n").split("\n")
    return " ".join(sentence for sentence in sentences if not sentence.startswith(_INTERNAL))
