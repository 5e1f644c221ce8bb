"""A sentence with everything that lists and forms find in it."""

from dataclasses import dataclass

from service.extraction.dates.phrases import DatePhrase
from service.extraction.mentions.mention import Mention
from service.extraction.mentions.numbers import Number
from service.extraction.text.layout import Sentence


@dataclass(frozen=True, slots=True)
class AnnotatedSentence:
    """A sentence and its mentions, date phrases and numbers, all with offsets in the sentence. One that is not
    `asked`, such as a photo credit, is context only and has none."""

    sentence: Sentence
    asked: bool = False
    mentions: tuple[Mention, ...] = ()
    phrases: tuple[DatePhrase, ...] = ()
    numbers: tuple[Number, ...] = ()
