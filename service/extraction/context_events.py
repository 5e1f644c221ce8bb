"""Votes, airstrikes and exercises: what happens around the bases, found by the codebook's context rules."""

from collections.abc import Iterator
from dataclasses import replace

from service.codebook.model import Codebook, ContextRule, DateKind
from service.domain.dates import EventDate
from service.domain.places import Actor
from service.domain.reports import Participation, Role, Status
from service.extraction.dates import DateResolver
from service.extraction.decisions import Decision, Reason
from service.extraction.findings import Evidence, Finding
from service.extraction.mentions import Kind, Mention
from service.extraction.names import Word, split_words
from service.extraction.offsets import find_reference
from service.extraction.phrases import PhraseSet
from service.extraction.scenes import Scene

CONFIDENCE = 0.7
# A phrase that begins a sentence dates all that it tells.
FRONT = 4


class _Rule:
    """A context rule with its word lists ready to be matched."""

    def __init__(self, rule: ContextRule) -> None:
        self.rule = rule
        self.triggers = PhraseSet(rule.triggers)
        self.objects = PhraseSet(rule.objects)
        self.about = PhraseSet(rule.about)
        self.blocked = PhraseSet(rule.blocked)
        self.names = PhraseSet(rule.names)


class ContextReader:
    """Reads context events. Built once."""

    def __init__(self, codebook: Codebook, resolver: DateResolver) -> None:
        self._rules = [_Rule(rule) for rule in codebook.context]
        self._words = frozenset(
            word for rule in codebook.context for phrase in rule.triggers for word in phrase.split()
        )
        self._hypothesis = codebook.words.hypothesis_auxiliaries
        self._resolver = resolver

    def may_tell(self, text: str) -> bool:
        """Whether a trigger's word stands in a sentence."""
        return any(word in self._words for word in text.lower().replace("-", " ").split())

    def decide(self, scene: Scene, mentions: tuple[Mention, ...]) -> Iterator[Decision]:
        """What becomes of each rule whose trigger a sentence has, in the order of the rules."""
        words = split_words(scene.sentence.text)
        for rule in self._rules:
            place = _find_phrase(rule.triggers, words)
            if place is None:
                continue
            obstacle = self._find_obstacle(rule, words, mentions)
            found = obstacle or self._build(rule.rule, scene, words[place], mentions)
            finding = found if isinstance(found, Finding) else None
            reason = "told as a fact" if isinstance(found, Finding) else found
            yield Decision(words[place].text, words[place].start, rule.rule.type, None, (), reason, finding)
            if finding is not None:
                told = (*scene.surroundings.findings, finding)
                scene = replace(scene, surroundings=replace(scene.surroundings, findings=told))

    def _find_obstacle(self, rule: _Rule, words: list[Word], mentions: tuple[Mention, ...]) -> Reason | None:
        """Why a rule whose trigger is there does not hold."""
        if _find_phrase(rule.blocked, words) is not None:
            return Reason.BLOCKED
        if _find_phrase(rule.objects, words) is None:
            return Reason.OTHER_MATTER
        if rule.rule.about and _find_phrase(rule.about, words) is None:
            return Reason.OTHER_MATTER
        if any(word.key in self._hypothesis for word in words[:8]):
            return Reason.HYPOTHESIS
        kinds = {actor.kind for mention in mentions for actor in mention.actors}
        named = rule.rule.names and _find_phrase(rule.names, words) is not None
        return None if not rule.rule.actors or kinds & rule.rule.actors or named else Reason.NO_ACTOR

    def _build(self, rule: ContextRule, scene: Scene, trigger: Word, mentions: tuple[Mention, ...]) -> Finding | Reason:
        sentence = scene.sentence
        participations = _read_actors(rule, trigger, sentence.text, mentions)
        if not participations:
            return Reason.NO_ACTOR
        if rule.type == "airstrike" and any(mention.kind is Kind.BASE for mention in mentions):
            return Reason.BASE_NAMED
        date = self._read_date(rule, trigger, scene)
        country = _find_country(mentions, participations) or scene.surroundings.country
        fields = ("type", "status", "country", "actors", *(("date",) if date else ()))
        return Finding(
            sentence=sentence.index,
            type=rule.type,
            family=rule.type,
            status=Status.OCCURRED,
            base=None,
            unnamed=False,
            explicit=True,
            country=country,
            date=date,
            participations=participations,
            figures=(),
            attributed_to=None,
            confidence=CONFIDENCE,
            evidence=(Evidence(sentence.start, sentence.end, fields),),
            trigger=trigger.text,
            position=sentence.start + trigger.start,
        )

    def _read_date(self, rule: ContextRule, trigger: Word, scene: Scene) -> EventDate | None:
        """An airstrike told in passing has only a date that stands after it; others have the sentence's."""
        phrases, surroundings = scene.phrases, scene.surroundings
        taken = any(f.sentence == scene.sentence.index and f.date for f in surroundings.findings)
        after = [p for p in phrases if p.start > trigger.end or (p.start < FRONT and not taken)]
        usable = after[-1:] if rule.type == "airstrike" else [*phrases]
        for phrase in usable:
            reference = find_reference(surroundings.findings, phrases, phrase, self._resolver, surroundings.context)
            found = self._resolver.resolve(phrase, replace(surroundings.context, reference=reference))
            if found is not None and phrase.kind is not DateKind.DECADE:
                return found
        return None


def _find_phrase(phrases: PhraseSet, words: list[Word]) -> int | None:
    return next((place for place in range(len(words)) if phrases.length_at(words, place)), None)


def _find_acting(rule: ContextRule, trigger: Word, text: str, mentions: tuple[Mention, ...]) -> list[Actor]:
    """Who struck stands right before the word: "a US airstrike"; who drills is the last one named before it."""
    before = [mention for mention in mentions if mention.end <= trigger.start and mention.actors]
    before = [mention for mention in before if mention.kind in {Kind.FORCE, Kind.COUNTRY}][-1:]
    if rule.type == "airstrike":
        before = [mention for mention in before if len(text[mention.end : trigger.start].split()) <= 1]
    return [actor for mention in before for actor in mention.actors]


def _is_author(text: str, mention: Mention) -> bool:
    """ "Authorized by President X": who orders a strike is not its target."""
    return "by" in text[max(0, mention.start - 24) : mention.start].lower().split()


def _read_actors(
    rule: ContextRule, trigger: Word, text: str, mentions: tuple[Mention, ...]
) -> tuple[Participation, ...]:
    role = Role(rule.role)
    if rule.actors:
        bodies = [actor for mention in mentions for actor in mention.actors if actor.kind in rule.actors]
        return tuple(Participation(actor, role) for actor in dict.fromkeys(bodies[:1]))
    acting = _find_acting(rule, trigger, text, mentions)
    persons = [mention for mention in mentions if mention.kind is Kind.PERSON]
    targets = [actor for mention in persons if not _is_author(text, mention) for actor in mention.actors]
    found = [Participation(actor, role) for actor in acting]
    if rule.type == "airstrike":
        found += [Participation(actor, Role.TARGET) for actor in targets if actor.kind == "person"]
    return tuple(dict.fromkeys(found)) if acting else ()


def _find_country(mentions: tuple[Mention, ...], participations: tuple[Participation, ...]) -> str | None:
    bodies = next((part.actor.country for part in participations if part.actor.kind == "state_body"), None)
    place = next((mention.country for mention in mentions if mention.kind is Kind.PLACE), None)
    return bodies or place
