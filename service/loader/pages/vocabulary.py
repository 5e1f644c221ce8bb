"""The names by which web pages mark their parts: a checked data file."""

import re
from functools import lru_cache
from importlib.resources import files
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict

from service.codebook.model import Pattern
from service.codebook.reading import read_boilerplate_rules, read_model
from service.extraction.text.boilerplate import Boilerplate

SPACES = re.compile(r"\s+")
# Where a word may be broken at a line's end, which is nothing to be read.
BREAKS = re.compile("[\u00ad\u200b\u2060\ufeff]")


def _fold(words: tuple[str, ...]) -> tuple[str, ...]:
    folded = tuple(word.casefold() for word in words)
    if len(set(folded)) < len(folded):
        raise ValueError(f"has a name twice: {next(word for word in folded if folded.count(word) > 1)}")
    return folded


Names = Annotated[tuple[str, ...], AfterValidator(_fold)]


class Vocabulary(BaseModel):
    """`vocabulary.yaml`. Lists of meta names are in the order of trust."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    article_types: Names
    page_types: Names
    publisher_types: Names
    published_meta: Names
    modified_meta: Names
    site_name_meta: Names
    headline_meta: Names
    description_meta: Names
    section_meta: Names
    published_class: Names
    modified_class: Names
    headline_class: Names
    site_class: Names
    lead_class: Names
    aside_tags: Names
    aside_class: Names
    other_tags: Names
    other_class: Names
    modified_words: Pattern
    published_words: Pattern
    month_first: Names
    day_first: Names


@lru_cache(maxsize=1)
def read_vocabulary() -> Vocabulary:
    """The packaged vocabulary. Raises DataFileError."""
    return read_model(files("service.loader.pages") / "vocabulary.yaml", Vocabulary)


@lru_cache(maxsize=1)
def read_boilerplate() -> Boilerplate:
    """What is known of lines that carry nothing; plain texts are read by it too. Raises DataFileError."""
    return Boilerplate(read_boilerplate_rules())


def fold_spaces(text: str | None) -> str:
    """A text of one line, without spaces around it or hyphens that are not shown. Nothing is an empty text."""
    return SPACES.sub(" ", BREAKS.sub("", text or "")).strip()
