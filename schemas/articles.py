"""Articles: what reports stand in."""

from marshmallow import Schema, fields

from schemas.links import LinksField, PathField
from schemas.places import SourceReferenceSchema
from service.domain.articles import Rendition

_ID = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"


class ArticleReferenceSchema(Schema):
    """An article as the reports in it name it. Dumps an `ArticleRecord`."""

    id = fields.String(
        required=True,
        metadata={"description": "SHA-256 of what was read: another text is another article.", "example": _ID},
    )
    source = fields.Nested(
        SourceReferenceSchema,
        required=True,
        allow_none=True,
        metadata={"description": "Publisher; null where neither file nor text names one."},
    )
    title = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "Headline; null where there is none.", "example": "Base in Kirkuk changes hands"},
    )
    url = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "Where it was published.", "example": "https://news.example/k1"},
    )
    published = fields.Date(
        required=True, allow_none=True, metadata={"description": "Day of publication.", "example": "2020-03-29"}
    )
    language = fields.String(required=True, metadata={"description": "BCP 47 code of the text.", "example": "en"})
    rendition = fields.Enum(
        Rendition,
        by_value=fields.String,
        required=True,
        metadata={
            "description": "Whether quotes stand in the full text (`full`) or in a summary of it (`digest`).",
            "example": "digest",
        },
    )


class ArticleLinksSchema(Schema):
    """Where to go on from an article."""

    self = PathField(
        "/v1/articles/{}",
        attribute="id",
        required=True,
        metadata={"description": "The article with its reports.", "example": f"/v1/articles/{_ID}"},
    )


class ArticleSchema(ArticleReferenceSchema):
    """An article with where it came from. Dumps an `ArticleRecord`."""

    original = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "What a digest sums up, where that is known.", "example": None},
    )
    file = fields.String(
        required=True, metadata={"description": "Name of the file it was read from.", "example": "k1-handover.md"}
    )
    report_count = fields.Integer(
        required=True, metadata={"description": "How many reports were found in it.", "example": 2}
    )
    links = LinksField(ArticleLinksSchema)
