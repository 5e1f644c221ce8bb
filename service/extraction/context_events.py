"""Votes, airstrikes and exercises: what happens around the bases, found by the codebook's context rules."""

import re
from collections.abc import Iterator
from dataclasses import replace

from service.codebook.model import Codebook, ContextRule, DateKind
from service.domain.dates import EventDate
from service.domain.places import Actor
from service.domain.reports import Participation, Role, Status
from service.extraction.dates.resolver import DateResolver
from service.extraction.decisions import Decision, Reason
from service.extraction.findings import Evidence, Finding
from service.extraction.mentions.mention import Kind, Mention
from service.extraction.mentions.names import Word, split_words
from service.extraction.mentions.phrases import PhraseSet
from service.extraction.offsets import find_reference
from service.extraction.scenes import Scene
from service.extraction.status import StatusReader, Verdict
from service.extraction.timing import token_at

CONFIDENCE = 0.7
# A phrase that begins a sentence dates all that it tells.
FRONT = 4
TOKEN = re.compile(r"[a-z0-9]+")
NEAR = re.compile(r"\b(?:near|outside|close to|beside)(?: the)? ?$", re.IGNORECASE)


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
        self._needs = [_list_needs(rule) for rule in codebook.context]
        self._status = StatusReader(codebook.words)
        self._ahead = codebook.words.hypothesis_auxiliaries | codebook.words.plan_auxiliaries
        self._resolver = resolver

    def may_tell(self, text: str) -> bool:
        """Whether a sentence has the words that some rule asks for."""
        words = set(TOKEN.findall(text.lower()))
        return any(all(any(need <= words for need in needs) for needs in rule) for rule in self._needs)

    def decide(self, scene: Scene, mentions: tuple[Mention, ...]) -> Iterator[Decision]:
        """What becomes of each rule whose trigger a sentence has, in the order of the rules."""
        words = split_words(scene.sentence.text)
        for rule in self._rules:
            place = _find_phrase(rule.triggers, words)
            if place is None:
                continue
            found = _find_obstacle(rule, words, mentions) or self._build(rule.rule, scene, words[place], mentions)
            reason, finding = found if isinstance(found, tuple) else (found, None)
            yield Decision(words[place].text, words[place].start, rule.rule.type, None, (), reason, finding)
            if finding is not None:
                told = (*scene.surroundings.findings, finding)
                scene = replace(scene, surroundings=replace(scene.surroundings, findings=told))

    def _build(
        self, rule: ContextRule, scene: Scene, trigger: Word, mentions: tuple[Mention, ...]
    ) -> tuple[str, Finding] | str:
        sentence = scene.sentence
        verdict = self._read_status(scene, trigger, rule)
        if verdict.status is None:
            return f"not told as a fact: {verdict.reason}"
        if rule.type == "airstrike" and any(_is_hit(mention, sentence.text) for mention in mentions):
            return Reason.BASE_NAMED
        participations = _read_actors(rule, trigger, sentence.text, mentions)
        date = self._read_date(rule, trigger, scene)
        country = _find_country(rule, mentions, participations) or scene.surroundings.country
        # Of a parliament that no list has, the country says whose it is.
        if not participations and (country is None or not rule.names):
            return Reason.NO_ACTOR
        fields = ("type", "status", "country", "actors", *(("date",) if date else ()))
        finding = Finding(
            sentence=sentence.index,
            type=rule.type,
            family=rule.type,
            status=verdict.status,
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
        return verdict.reason, finding

    def _read_status(self, scene: Scene, trigger: Word, rule: ContextRule) -> Verdict:
        token = token_at(scene.parse, trigger.start)
        if token is None:
            return Verdict(None, "in an aside")
        if rule.type == "airstrike":
            # Strikes are told in passing, deep in sentences about something else, which says nothing of them.
            ahead = next((child.lower_ for child in token.children if child.lower_ in self._ahead), None)
            return Verdict(None, ahead) if ahead else Verdict(Status.OCCURRED, "told as a fact")
        return self._status.read(token, rule.type)

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


def _list_needs(rule: ContextRule) -> list[list[frozenset[str]]]:
    """For each list of a rule that asks for something the sets of words of which one must be there."""
    asked = (rule.triggers, rule.objects, rule.about)
    return [[frozenset(TOKEN.findall(phrase)) for phrase in phrases] for phrases in asked if phrases]


def _is_hit(mention: Mention, text: str) -> bool:
    """Whether a base is named, and not only to say near what something was hit."""
    return mention.kind is Kind.BASE and NEAR.search(text[: mention.start]) is None


def _find_obstacle(rule: _Rule, words: list[Word], mentions: tuple[Mention, ...]) -> Reason | None:
    """Why a rule whose trigger is there does not hold."""
    if _find_phrase(rule.blocked, words) is not None:
        return Reason.BLOCKED
    for phrases, wanted in ((rule.objects, rule.rule.objects), (rule.about, rule.rule.about)):
        if wanted and _find_phrase(phrases, words) is None:
            return Reason.OTHER_MATTER
    kinds = {actor.kind for mention in mentions for actor in mention.actors}
    named = bool(rule.rule.names) and _find_phrase(rule.names, words) is not None
    return None if not rule.rule.actors or kinds & rule.rule.actors or named else Reason.NO_ACTOR


def _find_phrase(phrases: PhraseSet, words: list[Word]) -> int | None:
    return next((place for place in range(len(words)) if phrases.length_at(words, place)), None)


def _find_acting(rule: ContextRule, trigger: Word, text: str, mentions: tuple[Mention, ...]) -> list[Actor]:
    """Who struck stands right before the word: "a US airstrike"; who drills is the last one named before it."""
    acting = [mention for mention in mentions if mention.kind in {Kind.FORCE, Kind.COUNTRY} and mention.actors]
    before = [mention for mention in acting if mention.end <= trigger.start][-1:]
    if rule.type == "airstrike":
        before = [mention for mention in before if len(text[mention.end : trigger.start].split()) <= rule.reach]
    elif not before:
        before = acting[:1]
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


def _find_country(
    rule: ContextRule, mentions: tuple[Mention, ...], participations: tuple[Participation, ...]
) -> str | None:
    """The country of a state's body, else that of a place, else of a body that no list has: "Kyrgyz MPs"."""
    bodies = next((part.actor.country for part in participations if part.actor.kind == "state_body"), None)
    place = next((mention.country for mention in mentions if mention.kind is Kind.PLACE), None)
    owner = next((mention.country for mention in mentions if mention.kind is Kind.COUNTRY), None)
    return bodies or place or (owner if rule.names else None)
