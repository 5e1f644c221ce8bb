"""A telling at its place to a finding: date, figures and speaker read beside it."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace

from service.codebook.model import ArgumentRole, Codebook, DateKind
from service.domain.dates import EventDate, Precision
from service.domain.gazetteer import Gazetteer
from service.domain.reports import Figure, Status
from service.extraction.dates.phrases import DatePhrase, find_last_year, find_spoken_year, find_year_beside
from service.extraction.dates.relative import DateContext
from service.extraction.dates.resolver import DateResolver
from service.extraction.decisions import Decision, Reason
from service.extraction.figures import FigureReader, count_force, find_values
from service.extraction.findings import Evidence, Finding, list_fields
from service.extraction.linking import Weighed
from service.extraction.mentions.countries import find_country_near
from service.extraction.mentions.mention import Kind
from service.extraction.offsets import find_reference
from service.extraction.scenes import Reading, Scene, Where
from service.extraction.speakers import SpeakerReader
from service.extraction.text.layout import Part
from service.extraction.timing import Timing
from service.extraction.triggers import Telling

SINCE = re.compile(r"\b(?:since|until|from)(?: the)?\s*$", re.IGNORECASE)
# "Three months ahead of 1 October": what was done was not done then.
LIMIT = re.compile(
    r"\b(?:ahead of|deadline of|deadline|in time for|until|till|up to|after|before) (?:the )?[\w' ,-]{3,20}$",
    re.IGNORECASE,
)
MONTHLY = frozenset({Precision.DAY, Precision.MONTH})
MOVING = frozenset({ArgumentRole.LEAVING, ArgumentRole.ARRIVING})


class FindingBuilder:
    """Builds findings by the codebook. Built once."""

    def __init__(self, codebook: Codebook, gazetteer: Gazetteer, resolver: DateResolver) -> None:
        self._words = codebook.words
        self._timing = Timing(codebook.words)
        self._speakers = SpeakerReader(codebook.words, gazetteer.sources)
        self._figures = FigureReader(codebook.numbers)
        self._resolver = resolver

    def build(self, scene: Scene, weighed: Weighed, chosen: Sequence[Weighed]) -> Decision:
        """The decision about an option, one of those that were chosen in its sentence."""
        triggers = {item.option.reading.telling.token.i for item in chosen}
        rivals = [item for item in chosen if item.option.reading is weighed.option.reading]
        option, sentence = weighed.option, scene.sentence
        reading, where, token = option.reading, option.place.where, option.reading.telling.token
        status, reason = option.verdict.status, option.verdict.reason
        if status is None:
            return decide(scene, reading, f"not told as a fact: {reason}")
        date = self._read_date(scene, weighed, triggers, rivals)
        if date is None and self._is_vague(reading.telling):
            return decide(scene, reading, Reason.VAGUE)
        if status is Status.OCCURRED and _is_ahead(date, scene.surroundings.context):
            status, reason = Status.PLANNED, "after the day of publication"
        figures = self._read_figures(sentence.text, reading)
        speaker = self._speakers.read(sentence.text, scene.parse, token)
        fields = list_fields(
            base=where.base,
            country=where.country,
            date=date,
            participations=option.participations,
            figures=figures,
            speaker=speaker,
        )
        finding = Finding(
            sentence=sentence.index,
            type=option.type,
            family=weighed.family,
            status=status,
            base=where.base,
            unnamed=where.unnamed,
            explicit=where.explicit,
            country=_read_country(scene, where),
            date=date,
            participations=option.participations,
            figures=figures,
            attributed_to=speaker,
            confidence=weighed.probability,
            evidence=(Evidence(sentence.start, sentence.end, fields),),
            trigger=token.text,
            position=sentence.start + scene.parse.offsets[token.i],
        )
        return decide(scene, reading, reason, finding)

    def _is_vague(self, telling: Telling) -> bool:
        """ "A series of attacks on the base" is no event that anybody could count."""
        subjects = (*telling.slots.get("subject", ()), *telling.slots.get("by", ()), telling.token, telling.token.head)
        vague = self._words.vague_events
        return telling.trigger.type == "attack" and any(token.lower_ in vague for token in subjects)

    def _read_date(
        self, scene: Scene, weighed: Weighed, triggers: set[int], rivals: Sequence[Weighed]
    ) -> EventDate | None:
        token, status = weighed.option.reading.telling.token, weighed.option.verdict.status
        if status is Status.DENIED:
            return None
        phrases = scene.phrases
        if status is Status.OCCURRED:
            phrases = tuple(phrase for phrase in phrases if not LIMIT.search(scene.sentence.text[: phrase.end]))
        phrase = _find_own(scene, weighed, rivals)
        phrase = phrase or self._timing.find_date(scene.parse, token, phrases, triggers - {token.i})
        phrase = phrase or scene.surroundings.discourse.find_heading(scene.sentence)
        if phrase is None or (scene.sentence.part is Part.CAPTION and phrase.kind is DateKind.MONTH):
            return None
        date = self.resolve(scene, phrase, future=status is Status.PLANNED)
        # What is still to come was not to come in the past: the phrase dates something else.
        return None if status is Status.PLANNED and _is_over(date, scene.surroundings.context) else date

    def resolve(self, scene: Scene, phrase: DatePhrase, *, future: bool) -> EventDate | None:
        """The date that a phrase means where it stands. What is planned is dated ahead: `future`."""
        surroundings = scene.surroundings
        reference = find_reference(
            surroundings.findings, scene.phrases, phrase, self._resolver, surroundings.context, named=surroundings.named
        )
        year = find_year_beside(scene.sentence.text, scene.phrases, phrase) or _find_spoken_year(scene, phrase)
        context = replace(surroundings.context, future=future, reference=reference, year=year)
        before = tuple(other for other in scene.phrases if other.end <= phrase.start)
        spoken = find_spoken_year(before) or surroundings.discourse.spoken_year
        context = replace(context, spoken=spoken, month=self._find_month(scene, before, context))
        return self._resolver.resolve(phrase, context)

    def find_day(self, scene: Scene) -> dt.date | None:
        """The day that a sentence names last."""
        found = (self.resolve(scene, phrase, future=False) for phrase in reversed(scene.phrases))
        return next((date.first for date in found if date is not None and date.precision is Precision.DAY), None)

    def _find_month(self, scene: Scene, before: tuple[DatePhrase, ...], context: DateContext) -> dt.date | None:
        """The month that the text spoke of last: of a phrase before in the sentence, else of a telling before it."""
        for other in reversed(before):
            found = self._resolver.resolve(other, context)
            if found is not None and found.precision in MONTHLY:
                return found.first
        dates = [finding.date for finding in scene.surroundings.findings if finding.date is not None]
        told = [date.first for date in dates if date.precision in MONTHLY]
        return told[-1] if told else None

    def _is_equipment(self, written: str) -> bool:
        return written.lower().rsplit(maxsplit=1)[-1] in self._words.equipment_nouns

    def _read_figures(self, text: str, reading: Reading) -> tuple[Figure, ...]:
        numbers = self._figures.find(text)
        moving = [argument.mention for argument in reading.arguments if argument.role in MOVING and argument.mention]
        people = [m for m in moving if m.kind is Kind.FORCE and not self._is_equipment(text[m.start : m.end])]
        counted = (count_force(text, numbers, m.start, m.end) for m in people)
        found = [figure for figure in counted if figure is not None]
        return tuple(dict.fromkeys((*found[:1], *find_values(numbers))))


def decide(scene: Scene, reading: Reading, reason: str, finding: Finding | None = None) -> Decision:
    """The decision about a trigger with its arguments."""
    token, trigger = reading.telling.token, reading.telling.trigger
    position = scene.parse.offsets[token.i]
    return Decision(token.text, position, trigger.type, trigger.frame, reading.arguments, reason, finding)


def _find_own(scene: Scene, weighed: Weighed, rivals: Sequence[Weighed]) -> DatePhrase | None:
    """Of "A on 26 December and B on 11 January" the date that stands after a place and before the next."""
    places = sorted(m.start for item in rivals if (m := item.option.place.where.argument.mention) is not None)
    mention = weighed.option.place.where.argument.mention
    if mention is None or len(places) < len(("A", "B")) or len(scene.phrases) < len(places):
        return None
    end = next((place for place in places if place > mention.start), len(scene.sentence.text))
    return next((phrase for phrase in scene.phrases if mention.end <= phrase.start < end), None)


def _find_spoken_year(scene: Scene, phrase: DatePhrase) -> int | None:
    """The year that the sentence dated before a phrase; in a text without a publication date, that it dated last."""
    text = scene.sentence.text
    before = [other for other in scene.phrases if other.end <= phrase.start]
    dated = [p for p in before if not SINCE.search(text[: p.start]) and p.kind is not DateKind.SEASON]
    year = find_last_year(tuple(dated))
    if year is not None:
        return year
    discourse, published = scene.surroundings.discourse, scene.surroundings.context.published
    return discourse.find_year(scene.sentence, published.year) if published else discourse.year


def _read_country(scene: Scene, where: Where) -> str | None:
    if where.base is None or where.base.country:
        return where.base.country if where.base else where.country
    mention = where.argument.mention
    mentions = tuple(scene.parse.mentions.values())
    near = find_country_near(mentions, mention.start, mention.end) if mention else None
    return near or scene.surroundings.country


def _is_over(date: EventDate | None, context: DateContext) -> bool:
    known = date is not None and date.last is not None and context.published is not None
    return known and date.last < context.published  # type: ignore[union-attr, operator] # Both were just seen.


def _is_ahead(date: EventDate | None, context: DateContext) -> bool:
    known = date is not None and date.first is not None and context.published is not None
    return known and date.first > context.published  # type: ignore[union-attr, operator] # Both were just seen.
