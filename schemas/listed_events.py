"""One event as pages give it: whole, with more where that is asked for, or with less."""

from marshmallow import Schema, fields

from schemas.events import EventSchema
from schemas.evidence import ClaimsSchema, HistoryEntrySchema
from schemas.items import WithheldReportSchema
from schemas.reports import AttributedReportSchema


class ListedClaimsSchema(ClaimsSchema):
    """What the reports say, as far as a list was asked for it; with `include=figures`, of figures alone."""


_LISTED_CLAIMS = ListedClaimsSchema(partial=("types", "statuses", "dates"))


class ListedEventSchema(EventSchema):
    """An event whole, with those of its further members that `include` asks for."""

    reports = fields.List(
        fields.Nested(AttributedReportSchema),
        metadata={"description": "What each article says of it; there with `include=reports`."},
    )
    withheld = fields.List(
        fields.Nested(WithheldReportSchema),
        metadata={
            "description": "Reports whose articles were removed since; there with `include=reports`, and only answers "
            "to `as_of` have any."
        },
    )
    history = fields.List(
        fields.Nested(HistoryEntrySchema),
        metadata={"description": "How it was told over time; there with `include=history`."},
    )
    claims = fields.Nested(
        _LISTED_CLAIMS,
        metadata={"description": "Who says what; there with `include=claims`, or of figures with `include=figures`."},
    )


class SelectedEventSchema(ListedEventSchema):
    """An event with those of its members alone that `fields` names, and with what `include` asks for."""


# What no field refers to by its class, by the name that the document has for it.
NAMED_SCHEMAS: dict[str, Schema] = {
    "ListedClaims": _LISTED_CLAIMS,
    "ListedEvent": ListedEventSchema(),
    "SelectedEvent": SelectedEventSchema(partial=True),
}
ANY_EVENT = {"anyOf": [{"$ref": f"#/components/schemas/{name}"} for name in ("ListedEvent", "SelectedEvent")]}
