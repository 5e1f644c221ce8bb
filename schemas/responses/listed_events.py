"""Events in pages: with all default members, with additional ones that `include` asks for, or with selected ones."""

from marshmallow import Schema, fields

from schemas.resources.events import EventSchema
from schemas.resources.evidence import ClaimsSchema, HistoryEntrySchema
from schemas.resources.reports import AttributedReportSchema
from schemas.responses.items import WithheldReportSchema


class ListedClaimsSchema(ClaimsSchema):
    """Claims of the reports that `include` asks for; with `include=figures`, about figures alone."""


_LISTED_CLAIMS = ListedClaimsSchema(partial=("types", "statuses", "dates"))


class ListedEventSchema(EventSchema):
    """An event with the additional members that `include` asks for, or with those that `fields` asks for alone."""

    reports = fields.List(
        fields.Nested(AttributedReportSchema),
        metadata={"description": "Reports of the event; with `include=reports`."},
    )
    withheld = fields.List(
        fields.Nested(WithheldReportSchema),
        metadata={
            "description": "Reports whose articles have been removed; with `include=reports`, and only with `as_of`."
        },
    )
    history = fields.List(
        fields.Nested(HistoryEntrySchema),
        metadata={"description": "History of the reported status; with `include=history`."},
    )
    claims = fields.Nested(
        _LISTED_CLAIMS,
        metadata={
            "description": "Claims of each source; with `include=claims`, or about figures with `include=figures`."
        },
    )


# No member is there always, for `fields` may leave any out; generators of clients need one schema for all forms.
LISTED_EVENT = ListedEventSchema(partial=True)
# Schemas that no field refers to by class, by their names in the OpenAPI document.
NAMED_SCHEMAS: dict[str, Schema] = {
    "ListedClaims": _LISTED_CLAIMS,
    "ListedEvent": LISTED_EVENT,
}
