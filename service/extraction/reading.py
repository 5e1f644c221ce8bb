"""One parsed sentence to its findings: triggers, arguments, status, date, figures and speaker brought together."""

import re
from collections.abc import Iterator
from dataclasses import replace

from spacy.tokens import Token

from service.codebook.model import ArgumentKind, ArgumentRole, Codebook, DateKind
from service.domain.dates import EventDate
from service.domain.gazetteer import Gazetteer
from service.domain.places import Base
from service.domain.reports import Figure, Participation, Role, Status
from service.extraction.arguments import ArgumentReader
from service.extraction.base_names import BaseNames
from service.extraction.countries import find_country_near
from service.extraction.date_phrases import DatePhrase, find_last_year, find_spoken_year, find_year_beside
from service.extraction.dates import DateContext, DateResolver
from service.extraction.decisions import Decision, Reason
from service.extraction.figures import FigureReader, count_force, find_values
from service.extraction.findings import Evidence, Finding, list_fields
from service.extraction.grammar import is_verb
from service.extraction.layout import Part
from service.extraction.locating import Locator
from service.extraction.mentions import Kind
from service.extraction.offsets import find_reference
from service.extraction.participants import read_participations
from service.extraction.scenes import Reading, Scene, Where
from service.extraction.speakers import SpeakerReader
from service.extraction.status import StatusReader
from service.extraction.timing import Timing
from service.extraction.triggers import Telling, find_tellings

# These tell an event of a base even where the parse does not link the base to them.
SINCE = re.compile(r"\b(?:since|until|from)(?: the)?\s*$", re.IGNORECASE)
UNLINKED_FRAMES = frozenset(
    {"hand_over", "give_up", "vacate", "depart_from", "close", "receive", "arrive_at", "end_at", "fire_at", "land_on"}
)
JOURNEYS = {
    ArgumentRole.DESTINATION: ("deployment", Role.ARRIVING),
    ArgumentRole.ORIGIN: ("withdrawal", Role.LEAVING),
}
MOVING = frozenset({ArgumentRole.LEAVING, ArgumentRole.ARRIVING})
# "Followed" repeats a telling of at most this many sentences before.
FOLLOW_REACH = 3
# How sure a finding is: a named base under a verb, less for what had to be resolved.
CERTAIN, REFERRED, UNNAMED = 0.95, 0.8, 0.6


class SentenceReader:
    """Reads sentences by the codebook. Built once; holds no state of what it reads."""

    def __init__(self, codebook: Codebook, gazetteer: Gazetteer, resolver: DateResolver, names: BaseNames) -> None:
        self._codebook = codebook
        self._arguments = ArgumentReader(codebook)
        self._locator = Locator(names, codebook.words)
        self._status = StatusReader(codebook.words)
        self._timing = Timing(codebook.words)
        self._speakers = SpeakerReader(codebook.words, gazetteer.sources)
        self._figures = FigureReader(codebook.numbers)
        self._resolver = resolver
        self._families = {row.slug: row.family for row in codebook.types}

    def decide(self, scene: Scene) -> Iterator[Decision]:
        """What becomes of every trigger of a sentence; the findings come in the order of their triggers."""
        tellings = find_tellings(scene.parse, self._codebook)
        considered = [Reading(telling, self._arguments.read(scene.parse, telling)) for telling in tellings]
        obstacles = [(reading, self._find_obstacle(reading, scene)) for reading in considered]
        readings = _prefer_fuller([reading for reading, obstacle in obstacles if obstacle is None])
        chosen = {id(reading) for reading in readings}
        yield from (_decide(scene, r, obstacle or Reason.LESSER) for r, obstacle in obstacles if id(r) not in chosen)
        triggers = {reading.telling.token.i for reading in readings}
        earlier: list[Base] = []
        for reading in readings:
            yield from self._decide_places(scene, reading, earlier, triggers)
            yield from self._read_journey(scene, reading, triggers)

    def _decide_places(
        self, scene: Scene, reading: Reading, earlier: list[Base], triggers: set[int]
    ) -> Iterator[Decision]:
        """The decision for each place of a telling. The bases of its findings are added to `earlier`."""
        decision = None
        for where in self._locator.find(scene, reading, earlier):
            decision = self._build(scene, reading, where, triggers)
            yield decision
            if decision.finding is not None and where.base is not None:
                earlier.append(where.base)
        if decision is None:
            yield _decide(scene, reading, Reason.NOWHERE)

    def _find_obstacle(self, reading: Reading, scene: Scene) -> Reason | None:
        """Why a trigger with these arguments tells nothing, wherever it may be."""
        if scene.sentence.text.rstrip("\"' )").endswith("?"):
            return Reason.QUESTION
        return _find_gap(reading) or (Reason.CIVILIAN if self._is_civilian(reading, scene) else None)

    def _read_journey(self, scene: Scene, reading: Reading, triggers: set[int]) -> Iterator[Decision]:
        """The other end of a move between two bases: who left one arrived at the other."""
        for argument in reading.arguments:
            end = JOURNEYS.get(argument.role)
            mention = argument.mention
            if end is None or mention is None or mention.kind not in {Kind.BASE, Kind.BARE_BASE}:
                continue
            decision = self._build(scene, reading, Where(mention.base, None, argument), triggers)
            if decision.finding is not None:
                kind, role = end
                parts = tuple(replace(part, role=role) for part in decision.finding.participations)
                family = self._families[kind]
                finding = replace(decision.finding, type=kind, family=family, participations=parts)
                yield replace(decision, finding=finding)

    def _is_civilian(self, reading: Reading, scene: Scene) -> bool:
        """ "Families left the camp", "the airline closed its base": done by nobody under arms."""
        heads = (*reading.telling.slots.get("subject", ()), *reading.telling.slots.get("by", ()))
        known = {argument.token.i for argument in reading.arguments}
        civilians = self._codebook.words.civilians
        return any(head.lower_ in civilians and head.i not in known for head in heads)

    def _build(self, scene: Scene, reading: Reading, where: Where, triggers: set[int]) -> Decision:
        token, sentence = reading.telling.token, scene.sentence
        told = _read_telling(scene, reading, where)
        if told is None:
            return _decide(scene, reading, Reason.NOTHING_BEFORE)
        verdict = self._status.read(token, reading.telling.trigger.type)
        status, reason = verdict.status, verdict.reason
        if status is None:
            return _decide(scene, reading, f"not told as a fact: {reason}")
        kind, participations = told
        if reading.telling.trigger.frame == "follow" and status is Status.DENIED:
            return _decide(scene, reading, Reason.DENIED_REPEAT)
        if not _is_enough(reading, where, participations):
            return _decide(scene, reading, Reason.NOT_ENOUGH)
        date = self._read_date(scene, token, status, triggers)
        figures = self._read_figures(sentence.text, reading)
        speaker = self._speakers.read(sentence.text, scene.parse, token)
        if date is None and self._is_vague(reading.telling):
            return _decide(scene, reading, Reason.VAGUE)
        if status is Status.OCCURRED and _is_ahead(date, scene.surroundings.context):
            status, reason = Status.PLANNED, "after the day of publication"
        fields = list_fields(
            base=where.base,
            country=where.country,
            date=date,
            participations=participations,
            figures=figures,
            speaker=speaker,
        )
        finding = Finding(
            sentence=sentence.index,
            type=kind,
            family=self._families[kind],
            status=status,
            base=where.base,
            unnamed=where.unnamed,
            explicit=where.explicit,
            country=_read_country(scene, where),
            date=date,
            participations=participations,
            figures=figures,
            attributed_to=speaker,
            confidence=UNNAMED if where.unnamed else CERTAIN if where.explicit else REFERRED,
            evidence=(Evidence(sentence.start, sentence.end, fields),),
            trigger=token.text,
            position=sentence.start + scene.parse.offsets[token.i],
        )
        return _decide(scene, reading, reason, finding)

    def _is_vague(self, telling: Telling) -> bool:
        """ "A series of attacks on the base" is no event that anybody could count."""
        subjects = (*telling.slots.get("subject", ()), *telling.slots.get("by", ()), telling.token, telling.token.head)
        vague = self._codebook.words.vague_events
        return telling.trigger.type == "attack" and any(token.lower_ in vague for token in subjects)

    def _read_date(self, scene: Scene, token: Token, status: Status, triggers: set[int]) -> EventDate | None:
        if status is Status.DENIED:
            return None
        phrase = self._timing.find_date(scene.parse, token, scene.phrases, triggers - {token.i})
        phrase = phrase or scene.surroundings.discourse.find_heading(scene.sentence)
        if phrase is None or (scene.sentence.part is Part.CAPTION and phrase.kind is DateKind.MONTH):
            return None
        return self.resolve(scene, phrase, future=status is Status.PLANNED)

    def resolve(self, scene: Scene, phrase: DatePhrase, *, future: bool) -> EventDate | None:
        """The date that a phrase means where it stands. What is planned is dated ahead: `future`."""
        surroundings = scene.surroundings
        reference = find_reference(surroundings.findings, scene.phrases, phrase, self._resolver, surroundings.context)
        year = find_year_beside(scene.sentence.text, scene.phrases, phrase) or _find_spoken_year(scene, phrase)
        context = replace(surroundings.context, future=future, reference=reference, year=year)
        before = tuple(other for other in scene.phrases if other.end <= phrase.start)
        context = replace(context, spoken=find_spoken_year(before) or surroundings.discourse.spoken_year)
        return self._resolver.resolve(phrase, context)

    def _is_equipment(self, written: str) -> bool:
        return written.lower().rsplit(maxsplit=1)[-1] in self._codebook.words.equipment_nouns

    def _read_figures(self, text: str, reading: Reading) -> tuple[Figure, ...]:
        numbers = self._figures.find(text)
        moving = [argument.mention for argument in reading.arguments if argument.role in MOVING and argument.mention]
        people = [m for m in moving if m.kind is Kind.FORCE and not self._is_equipment(text[m.start : m.end])]
        counted = (count_force(text, numbers, m.start, m.end) for m in people)
        found = [figure for figure in counted if figure is not None]
        return tuple(dict.fromkeys((*found[:1], *find_values(numbers))))


def _find_spoken_year(scene: Scene, phrase: DatePhrase) -> int | None:
    """The year that the sentence dated before a phrase; in a text without a publication date, that it dated last."""
    text = scene.sentence.text
    before = [other for other in scene.phrases if other.end <= phrase.start]
    dated = [p for p in before if not SINCE.search(text[: p.start]) and p.kind is not DateKind.SEASON]
    year = find_last_year(tuple(dated))
    if year is not None or scene.surroundings.context.published is not None:
        return year
    return scene.surroundings.discourse.year


def _decide(scene: Scene, reading: Reading, reason: str, finding: Finding | None = None) -> Decision:
    token, trigger = reading.telling.token, reading.telling.trigger
    position = scene.parse.offsets[token.i]
    return Decision(token.text, position, trigger.type, trigger.frame, reading.arguments, reason, finding)


def _find_gap(reading: Reading) -> Reason | None:
    """What the arguments lack for an event: a place, an actor or a weapon."""
    trigger, places = reading.telling.trigger, reading.places
    if not reading.arguments and trigger.object is None:
        return Reason.NO_ARGUMENT
    if trigger.frame not in UNLINKED_FRAMES and not places:
        return Reason.NO_PLACE
    if trigger.frame in {"land_on", "fire_at"}:
        armed = any(argument.role is ArgumentRole.INSTRUMENT for argument in reading.arguments)
        return None if armed else Reason.NO_WEAPON
    pronoun = any(argument.mention is None for argument in places)
    told = any(argument.role is not ArgumentRole.PLACE for argument in reading.arguments)
    resolvable = told and all(argument.slot == "passive" for argument in places)
    return Reason.ATTACK_ON_PRONOUN if trigger.type == "attack" and pronoun and not resolvable else None


def _prefer_fuller(readings: list[Reading]) -> list[Reading]:
    """Of several readings of one word the one with most arguments, the codebook's order deciding between equals."""
    best: dict[int, Reading] = {}
    for reading in readings:
        held = best.get(reading.telling.token.i)
        if held is None or len(reading.arguments) > len(held.arguments):
            best[reading.telling.token.i] = reading
    return [best[place] for place in sorted(best)]


def _read_telling(scene: Scene, reading: Reading, where: Where) -> tuple[str, tuple[Participation, ...]] | None:
    """The type and the actors; of "followed" those of the last telling of a base, null where there is none."""
    if reading.telling.trigger.frame != "follow":
        return reading.telling.trigger.type, read_participations(scene, reading, where)
    told = [f for f in scene.surroundings.findings if f.base is not None]
    if told and scene.sentence.index - told[-1].sentence <= FOLLOW_REACH:
        return told[-1].type, told[-1].participations
    return (reading.telling.trigger.type, ()) if scene.surroundings.military else None


def _read_country(scene: Scene, where: Where) -> str | None:
    if where.base is None or where.base.country:
        return where.base.country if where.base else where.country
    mention = where.argument.mention
    mentions = tuple(scene.parse.mentions.values())
    near = find_country_near(mentions, mention.start, mention.end) if mention else None
    return near or scene.surroundings.country


def _is_enough(reading: Reading, where: Where, participations: tuple[Participation, ...]) -> bool:
    """Whether a telling with its place says enough to be an event and not a turn of phrase."""
    trigger = reading.telling.trigger
    if where.base is None and not where.unnamed:
        leaving = [part for part in participations if part.role is Role.LEAVING]
        force = any(a.role is ArgumentRole.LEAVING and a.kind is ArgumentKind.FORCE for a in reading.arguments)
        own = any(part.actor.country == where.country for part in leaving)
        return bool(leaving) and force and not own and trigger.type == "withdrawal"
    if trigger.frame == "station":
        token = reading.telling.token
        state = token.dep_ in {"acl", "amod"} or any(child.lower_ == "had" for child in token.children)
        return not state and any(argument.role is ArgumentRole.ARRIVING for argument in reading.arguments)
    if trigger.frame in {"arrive", "arrive_at", "host"}:
        arriving = [argument for argument in reading.arguments if argument.role is ArgumentRole.ARRIVING]
        return any(argument.mention is not None for argument in arriving) or bool(arriving and participations)
    if trigger.frame in {"pass_to", "fall_to"}:
        known = {argument.token.i for argument in reading.arguments}
        heads = [head for slot in ("to", "into") for head in reading.telling.slots.get(slot, ())]
        receiver = any(head.i not in known and head.ent_type_ == "" for head in heads)
        return is_verb(reading.telling.token) and (bool(participations) or (receiver and where.explicit))
    return True


def _is_ahead(date: EventDate | None, context: DateContext) -> bool:
    known = date is not None and date.first is not None and context.published is not None
    return known and date.first > context.published  # type: ignore[union-attr, operator] # Both were just seen.
