"""Figures of one article, and their summary for an event."""

from marshmallow import Schema, fields

from service.domain.events.reports import Qualifier

_KIND = {"description": "What is counted.", "example": "personnel"}
_EXACT = {"example": "exact"}
_UNIT = {"description": "ISO 4217 code for money; null where things or people are counted.", "example": None}


class FigureSchema(Schema):
    """A figure that one article reports."""

    kind = fields.String(required=True, metadata=_KIND)
    unit = fields.String(required=True, allow_none=True, metadata=_UNIT)
    value = fields.Integer(required=True, metadata={"description": "The number.", "example": 300})
    qualifier = fields.Enum(
        Qualifier,
        by_value=fields.String,
        required=True,
        metadata={"description": "The article's qualifier of the number.", **_EXACT},
    )


def _build_qualifier(description: str) -> fields.Enum[Qualifier]:
    # Versions stored before qualifiers existed have none, and `as_of` returns them unchanged.
    return fields.Enum(
        Qualifier,
        by_value=fields.String,
        metadata={"description": f"{description} Omitted in versions stored before this member existed.", **_EXACT},
    )


class FigureSummarySchema(Schema):
    """Summary of one kind of figure over all reports of an event.

    `low` and `high` are reported numbers, without widening by qualifiers: "nearly 800" means fewer, but not how many.
    `low_qualifier` and `high_qualifier` say whether there may be fewer or more.
    """

    kind = fields.String(required=True, metadata=_KIND)
    unit = fields.String(required=True, allow_none=True, metadata=_UNIT)
    low = fields.Integer(required=True, metadata={"description": "Lowest reported number.", "example": 300})
    best = fields.Integer(required=True, metadata={"description": "Best single number.", "example": 300})
    high = fields.Integer(required=True, metadata={"description": "Highest reported number.", "example": 300})
    report_count = fields.Integer(
        required=True, metadata={"description": "Number of reports that give such a figure.", "example": 2}
    )
    qualifier = _build_qualifier(
        "Qualifier of `best`: `exact` if any report gives it so, else that of most independent reports."
    )
    low_qualifier = _build_qualifier(
        "Qualifier of `low`; `nearly`, `up_to` and `about` mean that there may be fewer. Of several, the one "
        "that leaves the most room below."
    )
    high_qualifier = _build_qualifier(
        "Qualifier of `high`; `at_least`, `more_than` and `about` mean that there may be more. Of several, the "
        "one that leaves the most room above."
    )
