"""Output of `extract`: one JSON object per article, one per line."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from marshmallow import Schema, fields, post_dump

from schemas.parts.event_types import EventTypeField
from schemas.parts.figures import FigureSchema
from schemas.parts.places import ParticipationSchema
from schemas.resources.reports import QuoteSchema
from service.domain.articles.article import Article
from service.domain.events.reports import Report, Status


@dataclass(frozen=True, slots=True)
class ExtractionView:
    """The input of a line: the article, with metadata found in its text, and its reports."""

    article: Article
    reports: tuple[Report, ...]


def _describe(description: str, example: Any, **further: Any) -> dict[str, Any]:
    return {"description": description, "example": example, **further}


class NamedBaseSchema(Schema):
    """The base of a report."""

    slug = fields.String(required=True, metadata=_describe("Key of the base.", "k1"))
    name = fields.String(required=True, metadata=_describe("Usual name.", "K1 Air Base"))


class GivenFigureSchema(FigureSchema):
    """A reported figure; only money has a unit."""

    unit = fields.String(metadata=_describe("ISO 4217 code; omitted unless money is counted.", "USD"))

    @post_dump
    def drop_missing_unit(self, data: dict[str, Any], **_options: object) -> Mapping[str, Any]:
        """Omit a missing unit."""
        return {name: value for name, value in data.items() if name != "unit" or value is not None}


class ExtractedReportSchema(Schema):
    """A report: one event as one article describes it. The date is EDTF text."""

    type = EventTypeField(required=True, metadata=_describe("Slug of the event type.", "handover"))
    status = fields.Enum(
        Status, by_value=fields.String, required=True, metadata=_describe("Status of the event.", "occurred")
    )
    base = fields.Nested(
        NamedBaseSchema, required=True, allow_none=True, metadata={"description": "Base; null where no base is named."}
    )
    country = fields.String(
        required=True, allow_none=True, metadata=_describe("ISO 3166-1 alpha-2 code; null where unknown.", "IQ")
    )
    date = fields.Function(
        lambda report: report.date.edtf if report.date else None,
        required=True,
        metadata=_describe("Date, as EDTF; null where undated.", "2020-03-29", type=["string", "null"]),
    )
    actors = fields.List(
        fields.Nested(ParticipationSchema),
        required=True,
        attribute="participations",
        metadata={"description": "Actors with their roles."},
    )
    figures = fields.List(
        fields.Nested(GivenFigureSchema), required=True, metadata={"description": "Reported figures."}
    )
    attributed_to = fields.String(
        required=True,
        allow_none=True,
        metadata=_describe("Whom the article quotes; null where nobody is quoted.", "spokesman"),
    )
    confidence = fields.Float(
        required=True, metadata=_describe("Probability that the article reports it.", 0.99, minimum=0, maximum=1)
    )
    quotes = fields.List(
        fields.Nested(QuoteSchema), required=True, metadata={"description": "Quotes that support the report."}
    )


class ExtractionSchema(Schema):
    """One article with its reports. Dumps an `ExtractionView`."""

    file = fields.String(
        required=True, attribute="article.file", metadata=_describe("File name; `-` where it has none.", "-")
    )
    source = fields.String(
        required=True,
        allow_none=True,
        attribute="article.source",
        metadata=_describe("Slug of the source; null where unknown.", "kirkuknow"),
    )
    title = fields.String(
        required=True,
        allow_none=True,
        attribute="article.title",
        metadata=_describe("Headline; null where there is none.", None),
    )
    published = fields.Date(
        required=True,
        allow_none=True,
        attribute="article.published",
        metadata=_describe("Day of publication; null where unknown.", "2020-03-29"),
    )
    reports = fields.List(
        fields.Nested(ExtractedReportSchema), required=True, metadata={"description": "Extracted reports."}
    )


def dump_extraction(view: ExtractionView) -> str:
    """One line of JSON."""
    return json.dumps(ExtractionSchema().dump(view), ensure_ascii=False)
