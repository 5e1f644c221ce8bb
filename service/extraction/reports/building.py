"""Detected events to event mentions: dates, actors and figures as values, and the sentences that carry them."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from service.domain.events.agreement import dates_agree, rank_precision
from service.domain.events.dates import EventDate
from service.domain.events.reports import Figure, FigureKind, Participation, Status
from service.domain.names.places import Actor
from service.extraction.dates.reading import DatedPhrase
from service.extraction.encoder.decoding import Detection, Linked
from service.extraction.encoder.windows import Candidate, Item
from service.extraction.mentions.countries import find_country_near
from service.extraction.mentions.mention import Mention
from service.extraction.mentions.numbers import MAX_PERSONNEL, Number
from service.extraction.reports.event_mentions import EventMention, Evidence
from service.extraction.reports.speakers import SpeakerReader
from service.extraction.text.layout import Sentence

# What did not happen has a date only where the text surely says of which day it is denied.
DENIED_DATE_THRESHOLD = 0.7
# Events that happen again and again at one place: each date that a sentence gives is one of them.
REPEATED = frozenset({"attack", "airstrike", "exercise"})


@dataclass(frozen=True, slots=True)
class ArticleFacts:
    """What the rest of the article gives: its day, the country that it is mostly about with a sentence that says so,
    and its dated phrases by the number of their sentence."""

    published: dt.date | None
    country: tuple[str, Sentence] | None
    dates: Mapping[int, tuple[DatedPhrase, ...]]


@dataclass(frozen=True, slots=True)
class _Dated:
    """A date and the sentence that gives it."""

    date: EventDate
    sentence: Sentence
    probability: float


class MentionBuilder:
    """Builds event mentions. Built once."""

    def __init__(self, speakers: SpeakerReader) -> None:
        self._speakers = speakers

    def build(self, detection: Detection, facts: ArticleFacts) -> list[EventMention]:
        """The mentions of a detected event: one, or one for each date of an event that was repeated."""
        speaker = self._speakers.read(detection.window.asked.sentence.text)
        dates = _find_dates(detection, facts)
        repeated = dates if detection.judgement.family in REPEATED else dates[:1]
        chosen: list[_Dated] | list[None] = repeated or [None]
        return [_build_mention(detection, facts, dated, speaker) for dated in chosen]


def _build_mention(
    detection: Detection, facts: ArticleFacts, dated: _Dated | None, speaker: str | None
) -> EventMention:
    judgement, asked = detection.judgement, detection.window.asked.sentence
    date = dated.date if dated else None
    located = _find_country(judgement.candidate, facts)
    participations, figures = _find_participations(detection), list(_find_figures(detection))
    carried = [(sentence, "actors") for _, sentence in participations]
    carried += [(sentence, "figures") for _, sentence in figures]
    return EventMention(
        sentence=asked.index,
        type=judgement.type,
        family=judgement.family,
        status=_settle_status(judgement.status, date, facts.published),
        base=judgement.candidate.base,
        country=located[0] if located else None,
        date=date,
        date_probability=dated.probability if dated else 0.0,
        participations=tuple(participation for participation, _ in participations),
        figures=tuple(figure for figure, _ in figures),
        attributed_to=speaker,
        confidence=judgement.probability,
        evidence=_list_evidence(detection, located[1] if located else None, dated, speaker, carried),
        is_extracted=judgement.is_extracted,
        is_added=detection.is_added,
    )


def _settle_status(status: Status, date: EventDate | None, published: dt.date | None) -> Status:
    """What lies after the day of the paper has not happened yet."""
    ahead = published is not None and date is not None and date.first is not None and date.first > published
    return Status.PLANNED if ahead and status is Status.OCCURRED else status


def _find_dates(detection: Detection, facts: ArticleFacts) -> list[_Dated]:
    """The dates of an event, the most probable first, none that another one already covers."""
    status = detection.judgement.status
    found: list[_Dated] = []
    for linked in detection.dates:
        sentence = linked.argument.sentence.sentence
        phrase = next(one for one in facts.dates[sentence.index] if one.phrase == linked.argument.item)
        date = phrase.future if status is Status.PLANNED else phrase.past
        is_sure = status is not Status.DENIED or linked.probability >= DENIED_DATE_THRESHOLD
        if date is not None and is_sure and not _is_contrary(status, date, facts.published):
            found.append(_Dated(date, sentence, linked.probability))
    found.sort(key=lambda dated: -dated.probability)
    kept: list[_Dated] = []
    for dated in found:
        place = next((n for n, other in enumerate(kept) if dates_agree(other.date, dated.date)), None)
        if place is None:
            kept.append(dated)
        elif rank_precision(dated.date) < rank_precision(kept[place].date):
            kept[place] = dated
    return kept


def _is_contrary(status: Status, date: EventDate, published: dt.date | None) -> bool:
    """A plan is not for a day that was over when it was published."""
    over = published is not None and date.last is not None and date.last < published
    return status is Status.PLANNED and over


def _find_country(candidate: Candidate, facts: ArticleFacts) -> tuple[str, Sentence] | None:
    """The country of a place and the sentence that says so."""
    mention, base = candidate.mention, candidate.base
    listed = candidate.country if base is None else base.country
    country = listed or find_country_near(candidate.sentence.mentions, mention.start, mention.end)
    return (country, candidate.sentence.sentence) if country else facts.country


def _find_participations(detection: Detection) -> list[tuple[Participation, Sentence]]:
    """Each actor in its most probable role with the sentence that says so, in the order of the text. Of two that are
    as probable, what the sentence asked about says is it."""
    best: dict[str, tuple[tuple[float, bool], Participation, Sentence]] = {}
    for argument, role, probability in detection.roles:
        score = probability, argument.here
        for actor in _get_actors(argument.item):
            if actor.slug not in best or score > best[actor.slug][0]:
                best[actor.slug] = score, Participation(actor, role), argument.sentence.sentence
    return [(participation, sentence) for _, participation, sentence in best.values()]


def _get_actors(item: Item) -> tuple[Actor, ...]:
    return item.actors if isinstance(item, Mention) else ()


def _find_figures(detection: Detection) -> Iterator[tuple[Figure, Sentence]]:
    """One number of people, the most probable, and every sum of money, each with its sentence."""
    people = [linked for linked in detection.personnel if _may_count_people(linked)]
    if people:
        argument = max(people, key=lambda linked: linked.probability).argument
        if isinstance(argument.item, Number):
            yield (
                Figure(FigureKind.PERSONNEL.value, argument.item.value, argument.item.qualifier),
                argument.sentence.sentence,
            )
    for argument in (linked.argument for linked in detection.values):
        number = argument.item
        if isinstance(number, Number) and number.unit:
            figure = Figure(FigureKind.EQUIPMENT_VALUE.value, number.value, number.qualifier, number.unit)
            yield figure, argument.sentence.sentence


def _may_count_people(linked: Linked) -> bool:
    number = linked.argument.item
    return isinstance(number, Number) and number.unit is None and number.value <= MAX_PERSONNEL


def _list_evidence(
    detection: Detection,
    located: Sentence | None,
    dated: _Dated | None,
    speaker: str | None,
    carried: Iterable[tuple[Sentence, str]],
) -> tuple[Evidence, ...]:
    """The sentence that mentions the event, then those that carry what it leaves open, such as those of `carried`."""
    asked, candidate = detection.window.asked.sentence, detection.judgement.candidate
    place = candidate.sentence.sentence
    carrying = [(asked, "type"), (asked, "status")]
    carrying += [(place, "base")] if candidate.base is not None else []
    carrying += [(located, "country")] if located else []
    carrying += [(dated.sentence, "date")] if dated else []
    carrying += [*carried, *([(asked, "attributed_to")] if speaker else [])]
    fields: dict[Sentence, dict[str, None]] = {}
    for sentence, name in carrying:
        fields.setdefault(sentence, {})[name] = None
    return tuple(Evidence(s.start, s.end, tuple(names)) for s, names in fields.items())
