"""What speaks for and against an option: features, each a short text that is the same for all texts alike.

They tell of grammar, distance and discourse, and of the words of the codebook, but never of the names of an article:
what was learnt from one war holds for another.
"""

import re
from collections.abc import Iterator, Sequence

from spacy.tokens import Token

from service.codebook.model import ArgumentRole, Words
from service.extraction.grammar import is_verb
from service.extraction.locating import FORMER
from service.extraction.mentions.mention import NAME_KINDS, Kind, Mention
from service.extraction.mentions.names import name_key
from service.extraction.options import REMOTE, Option, Source
from service.extraction.scenes import Scene

HIGHEST = 25
# Features that begin so are words of the sentence; they count for a family of events alone.
WORD = "word of the sentence: "
DEPENDENCIES = frozenset(
    {
        "ROOT",
        "acl",
        "advcl",
        "amod",
        "appos",
        "ccomp",
        "compound",
        "conj",
        "dobj",
        "nsubj",
        "nsubjpass",
        "pcomp",
        "pobj",
        "relcl",
        "xcomp",
    }
)
FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
KINDS = (
    Kind.FORCE,
    Kind.COUNTRY,
    Kind.WEAPON,
    Kind.UNNAMED_BASE,
    Kind.PERSON,
    Kind.NAME,
    Kind.PLACE,
    Kind.BARE_BASE,
)
SOMEWHERE = re.compile(r"\b(?:in|at|near|from|to|into|outside|around|towards?|for)(?: the)? $", re.IGNORECASE)
PLACED = frozenset({Kind.NAME, Kind.PLACE, Kind.BARE_BASE, Kind.COUNTRY})
LENGTHS = (6, 10, 15, 22, 32, 45)
PATHS, GAPS, AGES, COUNTS = (1, 2, 3, 4, 6, 9), (1, 2, 3, 5, 8, 12, 20), (0, 1, 2, 4, 8), (0, 1, 2, 3, 5)
WORDS = (1, 3, 5, 8, 12)
SHARES = (-6, -3, -1, 1, 3, 6, 10)
SLOTS = ("subject", "object", "passive")


class Describer:
    """Describes options by the word classes of the codebook. Built once."""

    def __init__(self, words: Words) -> None:
        self._small = words.small_words
        self._pointing = words.pointing_words

    def describe_sentence(self, scene: Scene) -> frozenset[str]:
        """The features that all options of a sentence have."""
        return frozenset((*_describe_mentions(scene), *self._describe_words(scene), *_describe_article(scene)))

    def describe_option(
        self, scene: Scene, option: Option, rivals: Sequence[Option], triggers: frozenset[int]
    ) -> frozenset[str]:
        """The features of an option beside those of its sentence. `rivals` are all options of its telling, `triggers`
        the numbers of the tokens in the sentence that may tell something."""
        return frozenset(
            (
                *_describe_telling(option),
                *_describe_arguments(scene, option),
                *_describe_place(option),
                *self._describe_name(scene, option),
                *_describe_link(scene, option, triggers),
                *_describe_rivals(scene, option, rivals),
                *_describe_discourse(scene, option),
                *_describe_topic(scene, option),
            )
        )

    def _describe_words(self, scene: Scene) -> Iterator[str]:
        words = {token.lower_ for token in scene.parse.doc}
        yield from (f"says {word}" for word in self._pointing & words)
        # Names are written with capitals, and what is learnt must not know them.
        yield from (f"{WORD}{token.lower_}" for token in scene.parse.doc if token.is_lower and token.is_alpha)
        yield f"length={_bucket(len(scene.parse.doc), LENGTHS)}"

    def _describe_name(self, scene: Scene, option: Option) -> Iterator[str]:
        """How the sentence writes the place, if it does."""
        mention, text = option.place.where.argument.mention, scene.sentence.text
        if mention is None:
            return
        yield from _describe_slot(option, mention)
        before = text[: mention.start].lower().split()[-1:]
        yield f"before={before[0] if before and before[0] in self._small else 'other'}"
        following = text[mention.end : mention.end + 1]
        yield f"after={following if following in '.,:;' else 'word'}"
        if mention.start == 0:
            yield "begins"
        if FORMER.search(text[: mention.start]):
            yield "former"
        if mention.kind in NAME_KINDS:
            written = text[mention.start : mention.end]
            yield f"name words={min(3, len(written.split()))} {mention.kind}"
            yield from (f"name {trait}" for trait in scene.surroundings.traits.get(name_key(written), ()))


def _describe_telling(option: Option) -> Iterator[str]:
    trigger, token = option.reading.telling.trigger, option.reading.telling.token
    yield f"frame={trigger.frame}"
    yield f"frame={trigger.frame} {option.place.source}"
    yield f"word={trigger.word}"
    if trigger.weak:
        yield "weak"
        yield f"weak {option.place.source}"
    yield f"specific={bool(trigger.particle) + bool(trigger.object)}"
    yield f"obstacle={option.obstacle.name if option.obstacle else 'none'}"
    yield f"enough={option.enough}"
    yield f"status={option.verdict.status}"
    yield f"tag={token.tag_}"
    yield f"dependency={token.dep_ if token.dep_ in DEPENDENCIES else 'other'}"


def _describe_arguments(scene: Scene, option: Option) -> Iterator[str]:
    reading = option.reading
    known = {argument.token.i for argument in reading.arguments}
    for argument in reading.arguments:
        pronoun = argument.role is ArgumentRole.PLACE and argument.mention is None
        yield f"has={argument.role}{' pronoun' if pronoun else ''}"
    for slot in SLOTS:
        heads = reading.telling.slots.get(slot, ())
        if not heads:
            yield f"{slot}=none"
        elif any(head.i in known for head in heads):
            yield f"{slot}=known"
        else:
            yield f"{slot}={'named' if any(scene.parse.mention_of(head) for head in heads) else 'unknown'}"
    if option.participations:
        yield "actors"


def _describe_place(option: Option) -> Iterator[str]:
    where, source = option.place.where, option.place.source
    yield f"source={source}"
    if source is Source.FRAME:
        yield f"frame slot={where.argument.slot}"
        yield f"frame explicit={where.explicit}"
    if where.base is None:
        yield "unnamed" if where.unnamed else "country"
    elif where.base.country:
        yield "listed"


def _describe_slot(option: Option, mention: Mention) -> Iterator[str]:
    """Whether the frame reads the mention as its place, even where it may as well be something else."""
    source = option.place.source
    filled = [argument for argument in option.reading.places if argument.mention is mention]
    yield f"in its slot {filled[0].slot if filled else 'none'}"
    yield f"in its slot={bool(filled)} {source}"
    if filled:
        yield f"in its slot {option.reading.telling.trigger.frame} {source}"


def _describe_link(scene: Scene, option: Option, triggers: frozenset[int]) -> Iterator[str]:
    """How the parse and the order of words connect the place with the trigger."""
    trigger, place = option.reading.telling.token, option.place.where.argument.token
    if option.place.source is Source.TOPIC:
        return
    yield from _describe_path(trigger, place)
    low, high = sorted((trigger.i, place.i))
    between = scene.parse.doc[low + 1 : high]
    yield f"side={'after' if place.i > trigger.i else 'before'}"
    yield f"gap={_bucket(high - low, GAPS)}"
    marks = {word.text for word in between}
    yield from (f"between {mark}" for mark in (",", ";", ":") if mark in marks)
    if any(word.tag_ in FINITE for word in between):
        yield "between finite"
    if any(low < number < high for number in triggers):
        yield "between trigger"
    if any(low < i < high and m.kind in {Kind.BASE, Kind.BARE_BASE} for i, m in scene.parse.mentions.items()):
        yield "between base"


def _describe_path(trigger: Token, place: Token) -> Iterator[str]:
    """The way from the place up and down to the trigger, over the word that governs both."""
    up, down = _climb(place), _climb(trigger)
    steps = {token.i: number for number, token in enumerate(down)}
    rise = next((number for number, token in enumerate(up) if token.i in steps), None)
    if rise is None:
        yield "path=none"
        return
    fall = steps[up[rise].i]
    verbs = sum(is_verb(token) for token in (*up[1:rise], *down[1:fall]))
    yield f"path length={_bucket(rise + fall, PATHS)}"
    yield f"path verbs={min(verbs, 3)}"
    if rise == 0 and fall == 0:
        yield "path=same"
    elif fall == 0:
        last = up[rise - 1]
        yield f"path=below {last.dep_}{' ' + last.lower_ if last.dep_ in {'prep', 'agent'} else ''}"
        yield "path=below"
    elif rise == 0:
        yield f"path=above {down[fall - 1].dep_}"
        yield "path=above"
    else:
        yield f"path=beside {up[rise - 1].dep_} {down[fall - 1].dep_}"
        yield "path=beside"


def _climb(token: Token) -> list[Token]:
    found = [token]
    while found[-1].head is not found[-1] and len(found) < HIGHEST:
        found.append(found[-1].head)
    return found


def _describe_rivals(scene: Scene, option: Option, rivals: Sequence[Option]) -> Iterator[str]:
    named = {m.base.slug for m in scene.parse.mentions.values() if m.kind is Kind.BASE and m.base is not None}
    yield f"bases={min(3, len(named))}"
    if named == {option.key}:
        yield "only base"
    elif named and option.key not in named:
        yield "another base"
    if any(rival.place.source is Source.FRAME and rival.key != option.key for rival in rivals):
        yield "another in the frame"


def _describe_mentions(scene: Scene) -> Iterator[str]:
    mentions, text = scene.parse.mentions.values(), scene.sentence.text
    kinds = {mention.kind for mention in mentions}
    yield from (f"names {kind}" for kind in KINDS if kind in kinds)
    if any(mention.kind is Kind.FORCE and mention.actors for mention in mentions):
        yield "names forces of"
    if any(m.kind in PLACED and SOMEWHERE.search(text[: m.start]) for m in mentions):
        yield "somewhere"
    if '"' in text:
        yield "quoted"
    if scene.phrases:
        yield "dated"
    yield f"part={scene.sentence.part}"


def _describe_article(scene: Scene) -> Iterator[str]:
    subject = scene.surroundings.subject
    yield f"military words={_bucket(subject.military, WORDS)}"
    yield f"sport words={_bucket(subject.sport, COUNTS)}"
    yield f"fiction words={_bucket(subject.fiction, COUNTS)}"
    yield f"civil words={_bucket(subject.civil, COUNTS)}"
    more = subject.military - 2 * subject.civil - 3 * subject.sport - 3 * subject.fiction
    yield f"military more={_bucket(more, SHARES)}"
    yield f"military={scene.surroundings.military}"


def _describe_discourse(scene: Scene, option: Option) -> Iterator[str]:
    discourse, key = scene.surroundings.discourse, option.key
    told = [finding for finding in scene.surroundings.findings if finding.base and finding.base.slug == key]
    same = any(finding.type == option.type for finding in told)
    yield f"told={'same' if same else 'other' if told else 'nothing'}"
    if any(finding.type == option.type for finding in scene.surroundings.findings):
        yield "type told"
    if discourse.bases and discourse.bases[0][1].slug == key:
        yield "first of the article"
    last = [place for place, base in (*discourse.bases, *discourse.towns) if base.slug == key]
    yield f"ago={_bucket(scene.sentence.index - max(last), AGES) if last else 'never'}"
    yield f"count={_bucket(discourse.counts[key], COUNTS)}"
    if discourse.main is not None and discourse.main.slug == key:
        yield "main"
    if discourse.label is not None and discourse.label[1].slug == key:
        yield "label"
    if list(discourse.counts) == [key]:
        yield "only one of the article"


def _describe_topic(scene: Scene, option: Option) -> Iterator[str]:
    """Of a place that the sentence does not name, how near it is to what the text speaks of."""
    discourse, base = scene.surroundings.discourse, option.place.where.base
    if option.place.source not in REMOTE or base is None:
        return
    yield from (f"topic {trait}" for trait in scene.surroundings.traits.get(name_key(base.name), ()))
    if option.place.source is Source.TOPIC:
        topics = [topic.slug for topic in discourse.find_topics(scene.sentence.index)]
        yield f"topic={topics.index(base.slug)} of {len(topics)}"


def _bucket(number: int, edges: Sequence[int]) -> str:
    return next((str(edge) for edge in edges if number <= edge), "more")
