"""Where a telling happens: its place arguments resolved to bases and countries."""

import re
from collections.abc import Iterable, Iterator

from spacy.tokens import Token

from service.codebook.model import ArgumentKind, ArgumentRole, Words
from service.domain.names import parse_slug
from service.domain.places import Base
from service.extraction.arguments import Argument
from service.extraction.discourse import COUNTS
from service.extraction.grammar import BE
from service.extraction.mentions.base_names import BaseNames
from service.extraction.mentions.mention import NAME_KINDS, Kind, Mention
from service.extraction.parsing import Parse
from service.extraction.scenes import Reading, Scene, Where

NAMED = NAME_KINDS | {Kind.BASE}
UNSURE = frozenset({Kind.NAME, Kind.PLACE})
ACTING = frozenset({ArgumentKind.FORCE, ArgumentKind.COUNTRY})
# "The former American air base" is no base any more.
FORMER = re.compile(r"\b(?:former|disused|one-time|erstwhile) (?:[\w.]+ ){0,2}$", re.IGNORECASE)
LISTING_FRAMES = frozenset({"vacate", "close", "hand_over"})
# What forces do this to is a base, so an unknown name in its place is one's.
NAMING_FRAMES = frozenset({"give_up", "vacate", "hand_over", "close", "depart", "depart_from", "receive", "pass_to"})
ELSEWHERE = NAME_KINDS | {Kind.COUNTRY}
JOURNEY_ENDS = frozenset({ArgumentRole.DESTINATION, ArgumentRole.ORIGIN})
# Forces move of themselves; what is handed over, closed or taken has to be named.
MOVING_FRAMES = frozenset({"depart_from", "arrive_at", "end_at", "fire_at", "land_on"})
# A sentence that begins with a name speaks of that.
HEAD = 16
JOURNEY_SLOTS = ("from", "out of", "to", "into")
# These lead to where somebody moves from or to.
LEADING = ("from", "out of", "to", "into", "for", "at", "in", "near", "object")
PLURAL_PRONOUNS = frozenset({"them", "both", "these", "those", "they"})


class Locator:
    """Resolves places by the names of bases and by what the article spoke of before. Built once."""

    def __init__(self, names: BaseNames, words: Words) -> None:
        self._names = names
        self._regions = words.region_words

    def find(self, scene: Scene, reading: Reading, earlier: list[Base]) -> Iterator[Where]:
        """The places of one telling, each once. `earlier` are the bases that the sentence told of before it."""
        found = reading.places
        bases = [argument for argument in found if argument.kind is ArgumentKind.BASE]
        resolved = [where for argument in bases for where in self._resolve(scene, reading, argument, earlier)]
        if not resolved and not any(a.mention is None or a.mention.kind not in UNSURE for a in found):
            resolved = list(_find_unlinked(scene, reading, earlier))
        yielded: set[str] = set()
        for where in resolved:
            key = where.base.slug if where.base else "~unnamed"
            if key not in yielded:
                yielded.add(key)
                yield where
        if not bases:
            yield from _find_country(found)

    def _resolve(self, scene: Scene, reading: Reading, argument: Argument, earlier: list[Base]) -> Iterator[Where]:
        mention = argument.mention
        if mention is not None and FORMER.search(scene.sentence.text[: mention.start]):
            return
        if mention is not None and mention.kind in NAMED:
            base = self._accept(scene, reading, argument, mention, bool(earlier))
            if base is not None:
                yield Where(base, None, argument)
            return
        beside = self._find_beside(scene, argument) or self._find_equated(scene, argument)
        if beside is not None:
            yield Where(beside, None, argument)
            return
        for base in refer(scene, argument, earlier):
            yield Where(base, None, argument, explicit=False)
        if mention is not None and not mention.definite and not mention.plural:
            yield Where(None, None, argument, unnamed=True, explicit=False)

    def _accept(
        self, scene: Scene, reading: Reading, argument: Argument, mention: Mention, after_base: bool
    ) -> Base | None:
        """The base that a name means where it stands; null where it may as well be a town or a person."""
        if mention.kind is Kind.BASE:
            return mention.base
        listed = _is_listed(scene.parse, argument.token, after_base)
        forces = any(other.role is not ArgumentRole.PLACE and other.kind in ACTING for other in reading.arguments)
        if mention.kind is Kind.BARE_BASE:
            spoken = scene.surroundings.military or reading.telling.trigger.frame == "follow"
            return mention.base if listed or forces or spoken else None
        text = scene.sentence.text
        if reading.telling.trigger.frame == "vacate" and mention.kind in UNSURE:
            return self._names.build_base(text[mention.start : mention.end])
        if mention.kind is Kind.PLACE and (argument.token.dep_ != "conj" or self._is_region(text, mention)):
            return None
        # In an article that has told of other bases, what is vacated or closed is one more.
        told = any(f.base is not None for f in scene.surroundings.findings)
        forces = forces or (told and argument.slot == "passive" and reading.telling.trigger.frame in LISTING_FRAMES)
        naming = reading.telling.trigger.frame in NAMING_FRAMES and forces and mention.kind is Kind.NAME
        return self._names.build_base(text[mention.start : mention.end]) if listed or naming else None

    def _find_beside(self, scene: Scene, argument: Argument) -> Base | None:
        """ "At Sharjah, our station was made over": the base that the place beside it names."""
        mention, text = argument.mention, scene.sentence.text
        if mention is None or mention.plural or not mention.definite:
            return None
        for other in scene.parse.mentions.values():
            before = text[: other.start].rstrip().lower()
            if other.kind is Kind.BARE_BASE and before.endswith((" in", " of")) and other.end < mention.start:
                return other.base
            if other.kind in NAME_KINDS and (before == "at" or before.endswith((" at", ",at", "at the"))):
                return other.base or self._names.build_base(text[other.start : other.end])
        return None

    def _find_equated(self, scene: Scene, argument: Argument) -> Base | None:
        """ "Milovice was the last garrison to be given up": the name that the base noun is said of."""
        token, text = argument.token, scene.sentence.text
        wanted = {"attr": "nsubj", "nsubj": "attr"}.get(token.dep_)
        if argument.mention is None or wanted is None or token.head.lower_ not in BE:
            return None
        for child in token.head.children:
            other = scene.parse.mention_of(child)
            if child.dep_ == wanted and other is not None and other.kind in NAMED:
                return other.base or self._names.build_base(text[other.start : other.end])
        return None

    def _is_region(self, text: str, mention: Mention) -> bool:
        words = f"{text[mention.start : mention.end]} {text[mention.end : mention.end + 14]}".lower().split()
        return not self._regions.isdisjoint(words)


def _find_country(found: list[Argument]) -> Iterator[Where]:
    for argument in found[:1]:
        if argument.mention is not None and argument.mention.kind is Kind.COUNTRY:
            yield Where(None, argument.mention.country, argument)


def refer(scene: Scene, argument: Argument, earlier: list[Base]) -> Iterable[Base]:
    """The bases that "it", "the base" or "those two bases" means."""
    mention, discourse, index = argument.mention, scene.surroundings.discourse, scene.sentence.index
    before = earlier or list(_find_before(scene.parse, argument.token))
    if mention is None:
        return _refer_pronoun(scene, argument, before)
    if not mention.definite:
        return ()
    if mention.plural:
        words = scene.sentence.text[: mention.start].lower().split()[-3:]
        count = next((COUNTS[word] for word in words if word in COUNTS), None)
        return discourse.find_bases(index, count)
    found = before[-1] if before else discourse.find_base(index, _find_owner_country(scene, mention))
    return (found,) if found else ()


def _find_owner_country(scene: Scene, mention: Mention) -> str | None:
    """ "The Iraqi camp": the country whose adjective stands before a base noun."""
    for other in scene.parse.mentions.values():
        if other.kind is Kind.COUNTRY and other.plural and 0 <= mention.start - other.end <= 1:
            return other.country
    return None


def _refer_pronoun(scene: Scene, argument: Argument, before: list[Base]) -> Iterable[Base]:
    discourse, index = scene.surroundings.discourse, scene.sentence.index
    if argument.token.lower_ in PLURAL_PRONOUNS:
        return tuple(dict.fromkeys(before)) or discourse.find_bases(index, None)
    if before:
        return before[-1:]
    recent = discourse.bases[-1:] and discourse.bases[-1][0] >= index - 1
    here = argument.token.lower_ in {"there", "here"}
    found = discourse.find_base(index) if here or (recent and argument.token.lower_ == "it") else None
    return (found,) if found else ()


def _find_before(parse: Parse, token: Token) -> Iterator[Base]:
    for place in sorted(parse.mentions):
        mention = parse.mentions[place]
        if place < token.i and mention.kind is Kind.BASE and mention.base is not None:
            yield mention.base


def _is_listed(parse: Parse, token: Token, after_base: bool) -> bool:
    """Whether a name is coordinated with that of a base: "the K1 camps and Qayyarah district"."""
    while token.dep_ in {"compound", "nmod", "pobj", "prep"} and token.head is not token:
        token = token.head
    head = parse.mention_of(token.head)
    return token.dep_ == "conj" and (after_base or (head is not None and head.kind is Kind.BASE))


def _find_owned(scene: Scene, reading: Reading) -> Base | None:
    """ "The garrison of Camp Holland left": the base that those who act belong to."""
    acting = [argument for argument in reading.arguments if argument.role not in JOURNEY_ENDS]
    for argument in acting:
        for token in argument.token.subtree:
            mention = scene.parse.mention_of(token)
            if mention is None or token.dep_ not in {"pobj", "compound", "poss"}:
                continue
            if mention.kind in {Kind.BASE, Kind.BARE_BASE}:
                return mention.base
            if mention.kind is Kind.NAME and token.head.lower_ == "at":
                text = scene.sentence.text
                return Base(slug=parse_slug(text[mention.start : mention.end]), name=text[mention.start : mention.end])
            if mention.kind is Kind.UNNAMED_BASE and mention.definite and not mention.plural:
                return scene.surroundings.discourse.find_base(scene.sentence.index)
    return None


def _find_unlinked(scene: Scene, reading: Reading, earlier: list[Base]) -> Iterator[Where]:
    """The base of a telling that the parse gives no place: the actors' own, that of the verb before, the sentence's
    only one, or the one that the text is speaking of."""
    argument = _find_carrier(reading)
    if argument is None or _has_other_object(reading):
        return
    owned = _find_owned(scene, reading)
    if owned is not None:
        yield Where(owned, None, argument)
        return
    if earlier and reading.telling.token.dep_ == "conj":
        yield Where(earlier[-1], None, argument)
        return
    mentions = scene.parse.mentions.values()
    ends = {id(argument.mention) for argument in reading.arguments if argument.role in JOURNEY_ENDS}
    text = scene.sentence.text
    bases = [m for m in mentions if m.kind is Kind.BASE and m.base is not None and id(m) not in ends]
    bases = [m for m in bases if not FORMER.search(text[: m.start])]
    named = {m.base.slug: m.base for m in bases if m.base is not None}
    if len(named) == 1 and not earlier:
        yield Where(next(iter(named.values())), None, argument)
    elif not named and not ends and not earlier and _may_mean_topic(scene, reading):
        topic = scene.surroundings.discourse.find_topic(scene.sentence.index)
        if topic is not None:
            yield Where(topic, None, argument, explicit=False)


def _has_other_object(reading: Reading) -> bool:
    """ "Passed a resolution", "closed the gap": what was done was done to something else than a base."""
    known = {argument.token.i for argument in reading.arguments}
    heads = (*reading.telling.slots.get("object", ()), *reading.telling.slots.get("passive", ()))
    idiom = reading.telling.trigger.object is not None
    return not idiom and any(head.i not in known for head in heads)


def _find_carrier(reading: Reading) -> Argument | None:
    """What stands for the place that is not there: the first argument, or the trigger of an idiom by itself."""
    if reading.arguments:
        return reading.arguments[0]
    telling = reading.telling
    if telling.trigger.object is None:
        return None
    return Argument("", ArgumentRole.PLACE, ArgumentKind.BASE, telling.token, None)


def _may_mean_topic(scene: Scene, reading: Reading) -> bool:
    """ "The last soldiers flew out on Monday": forces that move, and no word of any other place."""
    forces = any(argument.kind in ACTING for argument in reading.arguments)
    idiom = reading.telling.trigger.object is not None
    led = [head for slot in LEADING for head in reading.telling.slots.get(slot, ())]
    mentions = [scene.parse.mention_of(head) for head in led]
    elsewhere = any(mention is not None and mention.kind in ELSEWHERE for mention in mentions)
    known = {argument.token.i for argument in reading.arguments}
    named = [h for slot in JOURNEY_SLOTS for h in reading.telling.slots.get(slot, ()) if h.i not in known]
    elsewhere = elsewhere or any(head.tag_.startswith("NN") for head in named)
    headed = any(m.kind in NAMED and m.start < HEAD for m in scene.parse.mentions.values())
    token = reading.telling.token
    # Of forces that "will be redeployed" with no place named, nothing says that this base is meant.
    ahead = any(child.lower_ in {"will", "would", "shall"} for child in token.children)
    moving = token.tag_ != "VBG" or any(child.dep_ == "aux" for child in token.children)
    frame = reading.telling.trigger.frame
    able = frame in MOVING_FRAMES or (frame in NAMING_FRAMES and "to" in reading.telling.slots)
    return (idiom or (forces and able)) and moving and not ahead and not elsewhere and not headed
