"""Articles, from which reports are extracted."""

from marshmallow import Schema, fields

from schemas.parts.links import LinksField, build_path_field
from schemas.parts.places import SourceReferenceSchema
from service.domain.articles.article import Rendition

# Examples come from seeds/articles, so that they can be tried.
EXAMPLE_ID = "0abd12cde3d5f7b338da2087b97988cfc2697f6c3a63d3d8c46120c1181f38b9"


class ArticleReferenceSchema(Schema):
    """An article as its reports refer to it. Dumps an `ArticleRecord`."""

    id = fields.String(
        required=True,
        metadata={"description": "SHA-256 of the text: another text is another article.", "example": EXAMPLE_ID},
    )
    source = fields.Nested(
        SourceReferenceSchema,
        required=True,
        allow_none=True,
        metadata={"description": "Publisher; null where unknown."},
    )
    title = fields.String(
        required=True,
        allow_none=True,
        metadata={
            "description": "Headline; null where there is none.",
            "example": "Coalition pulls out of two bases, one in Kirkuk and one in Nineveh",
        },
    )
    url = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "URL of publication; null where unknown.", "example": None},
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
            "description": "Whether this is the full text (`full`) or a summary of it (`digest`).",
            "example": "digest",
        },
    )


class ArticleLinksSchema(Schema):
    """Links of an article."""

    self = build_path_field("The article with its reports.", f"/v1/articles/{EXAMPLE_ID}")


class ArticleSchema(ArticleReferenceSchema):
    """An article with its provenance. Dumps an `ArticleRecord`."""

    original = fields.String(
        required=True,
        allow_none=True,
        metadata={
            "description": "The original that a digest summarises; null where unknown.",
            "example": "001_ceefc065d6e0bf41.txt",
        },
    )
    file = fields.String(
        required=True,
        metadata={
            "description": "Name of the file it was read from.",
            "example": "2020-03-29-kirkuknow-k1-qayyarah.md",
        },
    )
    report_count = fields.Integer(
        required=True, metadata={"description": "Number of reports extracted from it.", "example": 4}
    )
    links = LinksField(ArticleLinksSchema)
