"""How an article was read, sentence by sentence: the intermediate results of the same steps as an extraction."""

from dataclasses import dataclass
from enum import StrEnum

from service.domain.articles.article import Article
from service.domain.events.reports import Report
from service.extraction.dates.reading import DatedPhrase
from service.extraction.encoder.decoding import Judgement
from service.extraction.mentions.mention import Mention
from service.extraction.reports.event_mentions import EventMention
from service.extraction.text.layout import Sentence


class Reason(StrEnum):
    """Why a sentence is not asked about."""

    OTHER_WORLD = "the article is of sport, fiction or civil life"
    NOT_MILITARY = "the article hardly speaks of forces"
    NOT_EVIDENCE = "such lines are not read"
    NO_PLACE = "names no place, and neither do the sentences before it"
    ASIDE = "names nothing, and the last base was named too far before it"
    TOO_LONG = "what it names stands too far back in a long sentence"
    UNLIKELY = "by itself it hardly tells of an event"


@dataclass(frozen=True, slots=True)
class SentenceExplanation:
    """What was made of a sentence: why it was passed over, or else what it names, how probable each event is at each
    place, and the event mentions that it gives. One that is passed over as
    too long or unlikely has what it names, too."""

    sentence: Sentence
    passed_over: Reason | None = None
    mentions: tuple[Mention, ...] = ()
    dates: tuple[DatedPhrase, ...] = ()
    judgements: tuple[Judgement, ...] = ()
    event_mentions: tuple[EventMention, ...] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    """An article as an extraction gives it, its sentences, and the reports that their event mentions were joined to."""

    article: Article
    sentences: tuple[SentenceExplanation, ...]
    reports: tuple[Report, ...]
