"""Numbers as one article gives them, and as an event sums them up."""

from marshmallow import Schema, fields

from service.domain.reports import Qualifier

_KIND = {"description": "What is counted.", "example": "personnel"}
_EXACT = {"example": "exact"}
_UNIT = {"description": "ISO 4217 code of money; null where things or people are counted.", "example": None}


class FigureSchema(Schema):
    """A number that one article gives."""

    kind = fields.String(required=True, metadata=_KIND)
    unit = fields.String(required=True, allow_none=True, metadata=_UNIT)
    value = fields.Integer(required=True, metadata={"description": "The number.", "example": 300})
    qualifier = fields.Enum(
        Qualifier,
        by_value=fields.String,
        required=True,
        metadata={"description": "How the article hedges the number.", **_EXACT},
    )


def _build_qualifier(description: str) -> fields.Enum[Qualifier]:
    # Versions of events that were stored before hedges were kept have none, and `as_of` gives them as they were.
    return fields.Enum(
        Qualifier,
        by_value=fields.String,
        metadata={"description": f"{description} Left out in versions that are older than this member.", **_EXACT},
    )


class FigureSummarySchema(Schema):
    """What all reports of an event say of one kind of figure.

    `low` and `high` are numbers that reports give, and no hedge widens them: "nearly 800" says that there were fewer,
    and not how many. Whether there may be fewer or more is told by `low_qualifier` and `high_qualifier`.
    """

    kind = fields.String(required=True, metadata=_KIND)
    unit = fields.String(required=True, allow_none=True, metadata=_UNIT)
    low = fields.Integer(required=True, metadata={"description": "Lowest number that a report gives.", "example": 300})
    best = fields.Integer(
        required=True, metadata={"description": "Number to show where one is wanted.", "example": 300}
    )
    high = fields.Integer(
        required=True, metadata={"description": "Highest number that a report gives.", "example": 300}
    )
    report_count = fields.Integer(
        required=True, metadata={"description": "How many reports give such a number.", "example": 2}
    )
    qualifier = _build_qualifier(
        "The hedge of `best`: `exact` where a report gives it without one, else that of most independent reports."
    )
    low_qualifier = _build_qualifier(
        "The hedge of `low`; with `nearly`, `up_to` and `about` there may be fewer. Of several that which leaves the "
        "most room below."
    )
    high_qualifier = _build_qualifier(
        "The hedge of `high`; with `at_least`, `more_than` and `about` there may be more. Of several that which leaves "
        "the most room above."
    )
