"""What `extract` prints for one article, a JSON object on a line of its own."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from marshmallow import Schema, fields, post_dump

from schemas.figures import FigureSchema
from schemas.places import ParticipationSchema
from schemas.reports import QuoteSchema
from service.domain.articles import Article
from service.domain.reports import Report, Status


@dataclass(frozen=True, slots=True)
class ExtractionView:
    """What a line is made from: the article, with what its text says of itself, and its reports."""

    article: Article
    reports: tuple[Report, ...]


def _tell(description: str, example: Any, **further: Any) -> dict[str, Any]:
    return {"description": description, "example": example, **further}


class NamedBaseSchema(Schema):
    """The base that a report is about."""

    slug = fields.String(required=True, metadata=_tell("Key of the base.", "k1"))
    name = fields.String(required=True, metadata=_tell("Usual name.", "K1 Air Base"))


class GivenFigureSchema(FigureSchema):
    """A number that an article gives; only money has a unit."""

    unit = fields.String(metadata=_tell("ISO 4217 code; left out where no money is counted.", "USD"))

    @post_dump
    def drop_missing_unit(self, data: dict[str, Any], **_options: object) -> Mapping[str, Any]:
        """Leave the unit out where there is none."""
        return {name: value for name, value in data.items() if name != "unit" or value is not None}


class ExtractedReportSchema(Schema):
    """What an article says of one event. The date is EDTF text."""

    type = fields.String(required=True, metadata=_tell("Slug of the event type.", "handover"))
    status = fields.Enum(
        Status, by_value=fields.String, required=True, metadata=_tell("How far along the event is.", "occurred")
    )
    base = fields.Nested(
        NamedBaseSchema, required=True, allow_none=True, metadata={"description": "Where; null where no base is named."}
    )
    country = fields.String(
        required=True, allow_none=True, metadata=_tell("ISO 3166-1 alpha-2 code; null where unknown.", "IQ")
    )
    date = fields.Function(
        lambda report: report.date.edtf if report.date else None,
        required=True,
        metadata=_tell("When, as EDTF; null where nobody says.", "2020-03-29", type=["string", "null"]),
    )
    actors = fields.List(
        fields.Nested(ParticipationSchema),
        required=True,
        attribute="participations",
        metadata={"description": "Who took part, and how."},
    )
    figures = fields.List(
        fields.Nested(GivenFigureSchema), required=True, metadata={"description": "Numbers that are given."}
    )
    attributed_to = fields.String(
        required=True, allow_none=True, metadata=_tell("Who is quoted as saying so; null for nobody.", "spokesman")
    )
    confidence = fields.Float(required=True, metadata=_tell("How likely it is told.", 0.99, minimum=0, maximum=1))
    quotes = fields.List(
        fields.Nested(QuoteSchema), required=True, metadata={"description": "The words that carry it."}
    )


class ExtractionSchema(Schema):
    """One article with its reports. Dumps an `ExtractionView`."""

    file = fields.String(
        required=True, attribute="article.file", metadata=_tell("Its name; `-` where it has none.", "-")
    )
    source = fields.String(
        required=True,
        allow_none=True,
        attribute="article.source",
        metadata=_tell("Key of the publisher; null where nobody names one.", "kirkuknow"),
    )
    title = fields.String(
        required=True,
        allow_none=True,
        attribute="article.title",
        metadata=_tell("Headline; null where there is none.", None),
    )
    published = fields.Date(
        required=True,
        allow_none=True,
        attribute="article.published",
        metadata=_tell("Day of publication; null where nobody says.", "2020-03-29"),
    )
    reports = fields.List(
        fields.Nested(ExtractedReportSchema), required=True, metadata={"description": "What it reports."}
    )


def dump_extraction(view: ExtractionView) -> str:
    """One line of JSON."""
    return json.dumps(ExtractionSchema().dump(view), ensure_ascii=False)
