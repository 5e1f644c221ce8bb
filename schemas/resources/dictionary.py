"""What the words mean that events are described by."""

from typing import Any

from marshmallow import Schema, fields

_COUNT = fields.Integer(required=True, metadata={"description": "Number of current events.", "example": 3})


def _build_equivalent(codebook: str, description: str, example: str) -> fields.String:
    return fields.String(
        required=True,
        allow_none=True,
        attribute=f"type.{codebook}",
        metadata={"description": f"{description}; null for none.", "example": example},
    )


class TypeDefinitionSchema(Schema):
    """An event type, with its nearest equivalents in other codebooks. Dumps an `EventTypeRecord`."""

    slug = fields.String(
        required=True, attribute="type.slug", metadata={"description": "Value of `type`.", "example": "handover"}
    )
    name = fields.String(
        required=True, attribute="type.name", metadata={"description": "Its name.", "example": "Handover"}
    )
    definition = fields.String(
        required=True,
        attribute="type.description",
        metadata={
            "description": "What it means.",
            "example": "Forces leave a base and another force takes it over.",
        },
    )
    family = fields.String(
        required=True,
        attribute="type.family",
        metadata={
            "description": "Reports of types of one family may be of the same event.",
            "example": "departure",
        },
    )
    plover = _build_equivalent("plover", "Nearest PLOVER event type", "RETREAT")
    cameo = _build_equivalent("cameo", "Nearest CAMEO code", "0874")
    acled = _build_equivalent("acled", "Nearest ACLED sub-event type", "Non-violent transfer of territory")
    event_count = _COUNT


def _build_term(name: str) -> tuple[fields.String, fields.String]:
    """The fields of a word and of its definition, of the attribute `name` or else of the value itself."""
    definition = "Somebody announced, ordered or expects it; no source says yet that it happened."
    return (
        fields.String(
            required=True,
            attribute=f"{name}slug",
            metadata={"description": "The word as events have it.", "example": "planned"},
        ),
        fields.String(
            required=True,
            attribute=f"{name}definition",
            metadata={"description": "What it means.", "example": definition},
        ),
    )


class TermSchema(Schema):
    """A word of a vocabulary. Dumps a `Term`."""

    slug, definition = _build_term("")


class CountedTermSchema(Schema):
    """A word of a vocabulary, and how many events have it. Dumps a `CountedTerm`."""

    slug, definition = _build_term("term.")
    event_count = _COUNT


def _list_terms(schema: type[Schema], description: str) -> fields.List[Any]:
    return fields.List(fields.Nested(schema), required=True, metadata={"description": description})


class DictionarySchema(Schema):
    """All words that events and their reports are described by."""

    types = _list_terms(TypeDefinitionSchema, "Event types, by slug.")
    statuses = _list_terms(CountedTermSchema, "Values of `status`.")
    roles = _list_terms(CountedTermSchema, "Values of `role` of an actor.")
    figure_kinds = _list_terms(CountedTermSchema, "Values of `kind` of a figure.")
    date_precisions = _list_terms(CountedTermSchema, "Values of `precision` of a date.")
    qualifiers = _list_terms(TermSchema, "Values of `qualifier` of a figure: how its number is hedged.")
