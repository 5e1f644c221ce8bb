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


class NamedBaseSchema(Schema):
    """The base that a report is about."""

    slug = fields.String(required=True)
    name = fields.String(required=True)


class GivenFigureSchema(FigureSchema):
    """A number that an article gives; only money has a unit."""

    @post_dump
    def drop_missing_unit(self, data: dict[str, Any], **_options: object) -> Mapping[str, Any]:
        """Leave the unit out where there is none."""
        return {name: value for name, value in data.items() if name != "unit" or value is not None}


class ExtractedReportSchema(Schema):
    """What an article says of one event. The date is EDTF text."""

    type = fields.String(required=True)
    status = fields.Enum(Status, by_value=True, required=True)
    base = fields.Nested(NamedBaseSchema, required=True, allow_none=True)
    country = fields.String(required=True, allow_none=True)
    date = fields.Function(lambda report: report.date.edtf if report.date else None)
    actors = fields.List(fields.Nested(ParticipationSchema), required=True, attribute="participations")
    figures = fields.List(fields.Nested(GivenFigureSchema), required=True)
    attributed_to = fields.String(required=True, allow_none=True)
    confidence = fields.Float(required=True)
    quotes = fields.List(fields.Nested(QuoteSchema), required=True)


class ExtractionSchema(Schema):
    """One article with its reports. Dumps an `ExtractionView`."""

    file = fields.String(required=True, attribute="article.file")
    source = fields.String(required=True, allow_none=True, attribute="article.source")
    title = fields.String(required=True, allow_none=True, attribute="article.title")
    published = fields.Date(required=True, allow_none=True, attribute="article.published")
    reports = fields.List(fields.Nested(ExtractedReportSchema), required=True)


def dump_extraction(view: ExtractionView) -> str:
    """One line of JSON."""
    return json.dumps(ExtractionSchema().dump(view), ensure_ascii=False)
