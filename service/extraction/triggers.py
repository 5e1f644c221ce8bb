"""Where a parsed sentence tells an event, and what stands in which slot of the telling."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from spacy.tokens import Token

from service.codebook.model import Codebook, Trigger
from service.extraction.grammar import (
    children,
    expand_conjuncts,
    find_object,
    find_prepositions,
    find_subject,
    is_noun,
    is_passive,
    is_verb,
)
from service.extraction.mentions.mention import Kind
from service.extraction.parsing import Parse

# A particle may stand a little away from its verb: "handed the base over".
PARTICLE_REACH = 6
# An object that the parse does not link stands close behind its verb.
OBJECT_REACH = 4
FINITE = frozenset({"VBD", "VBZ", "VBP", "VBN", "MD"})
ENTRY = Trigger(word="(entry of a list)", type="withdrawal", frame="follow", weak=True)


@dataclass(frozen=True, slots=True)
class Telling:
    """A trigger found at a token, with the heads of the noun phrases in its slots."""

    trigger: Trigger
    token: Token
    slots: dict[str, tuple[Token, ...]]


def find_tellings(parse: Parse, codebook: Codebook) -> Iterator[Telling]:
    """All triggers of a sentence, in the order of their words. A line without a verb is an entry of a list, which may
    tell again what was told before: "Fort Amador: 30 September 1996."
    """
    if not any(token.tag_ in FINITE for token in parse.doc):
        roots = [token for token in parse.doc if token.head is token]
        yield from (Telling(ENTRY, root, {}) for root in roots[:1])
    written = frozenset(token.lower_ for token in parse.doc)
    for token in parse.doc:
        mention = parse.mention_of(token)
        if mention is not None and mention.kind is not Kind.WEAPON:
            continue
        key = token.lower_
        if key in codebook.verb_forms and (is_verb(token) or _acts_as_verb(token)):
            yield from _find_verbal(token, [t for t in codebook.verb_forms[key] if _may_fit(t, written)])
        elif is_noun(token) and key in codebook.noun_forms:
            yield from _find_nominal(token, codebook.noun_forms[key], codebook.words.inclusion_verbs)


def _acts_as_verb(token: Token) -> bool:
    """Whether a word that the tagger takes for a noun governs a clause: "Six bombers land at the base"."""
    return any(child.dep_ in {"nsubj", "nsubjpass", "dobj", "prt"} for child in token.children)


def _may_fit(trigger: Trigger, written: frozenset[str]) -> bool:
    """Whether the words that a trigger needs are in a sentence at all."""
    if trigger.particle is not None and not written.issuperset(trigger.particle.split()):
        return False
    if trigger.object is None:
        return True
    last = trigger.object.split()[-1]
    return not written.isdisjoint({last, f"{last}s", last.removesuffix("s")})


def _find_verbal(token: Token, triggers: Sequence[Trigger]) -> Iterator[Telling]:
    # Of "will be gone" the parse takes "gone" for the verb and "be" for its auxiliary.
    if not triggers:
        return
    carrier = token.head if token.dep_ in {"aux", "auxpass"} and is_verb(token.head) else token
    slots = read_verb_slots(carrier)
    matching = [trigger for trigger in triggers if _fits(token, trigger, slots)]
    for trigger in matching:
        if not any(_outdoes(other, trigger) for other in matching):
            yield Telling(trigger, carrier, _take_particle(trigger, slots))


def _take_particle(trigger: Trigger, slots: dict[str, tuple[Token, ...]]) -> dict[str, tuple[Token, ...]]:
    """ "Signed over the base": what a parser takes for a preposition's noun is the particle verb's object."""
    if trigger.particle in slots and "object" not in slots and "passive" not in slots:
        return {**slots, "object": slots[trigger.particle]}
    return slots


def _outdoes(other: Trigger, trigger: Trigger) -> bool:
    """A verb with the particle or object that it stands with means that, and not what it means alone. One that is
    weak leaves the others of other types as they are."""
    more = _specificity(other) > _specificity(trigger)
    return more and (other.type == trigger.type or not other.weak)


def _specificity(trigger: Trigger) -> int:
    return bool(trigger.particle) + bool(trigger.object)


def _fits(token: Token, trigger: Trigger, slots: dict[str, tuple[Token, ...]]) -> bool:
    if trigger.particle and not _has_particle(token, trigger.particle):
        return False
    if trigger.object is None:
        return True
    words = trigger.object.split()
    heads = [*slots.get("object", ()), *slots.get("passive", ()), *slots.get("subject", ())]
    wanted = {words[-1], f"{words[-1]}s", words[-1].removesuffix("s")}
    if any(head.lower_ in wanted for head in heads):
        return True
    following = token.doc[token.i + 1 : token.i + 1 + OBJECT_REACH]
    return any(word.lower_ in wanted for word in following)


def _has_particle(token: Token, particle: str) -> bool:
    wanted = particle.split()
    if token.dep_ in {"aux", "auxpass"} and wanted == [token.head.lower_]:
        return True
    following = [word.lower_ for word in token.doc[token.i + 1 : token.i + 1 + PARTICLE_REACH]]
    if following[: len(wanted)] == wanted:
        return True
    return len(wanted) == 1 and any(
        child.lower_ == particle and child.dep_ in {"prt", "advmod", "prep", "acomp", "advcl", "pcomp", "xcomp", "oprd"}
        for child in token.children
    )


def read_verb_slots(token: Token) -> dict[str, tuple[Token, ...]]:
    """Slots of a verb to the heads of what fills them, coordinated ones included."""
    slots: dict[str, tuple[Token, ...]] = {}
    subject = find_subject(token)
    passive = is_passive(token)
    if subject is not None:
        slots["passive" if passive else "subject"] = tuple(expand_conjuncts(subject))
    found = find_object(token)
    if found is not None:
        slots["object"] = tuple(expand_conjuncts(found))
    if dative := [child for child in token.children if child.dep_ == "dative" and is_noun(child)]:
        slots["dative"] = tuple(expand_conjuncts(dative[0]))
    for preposition, heads in find_prepositions(token):
        slots[preposition] = (*slots.get(preposition, ()), *heads)
    if there := [child for child in token.children if child.lower_ in {"there", "here"} and child.dep_ == "advmod"]:
        slots["at"] = (*slots.get("at", ()), there[0])
    return slots


def _read_predicate(token: Token, inclusion: frozenset[str]) -> dict[str, tuple[Token, ...]]:
    """What the verb says of which a nominal trigger is the subject: "the withdrawal will include A and B"."""
    verb = token.head
    if token.dep_ == "pobj" and verb.lower_ == "for" and is_verb(verb.head):
        # "The base is scheduled for transfer": what is scheduled is what is transferred.
        subject = find_subject(verb.head)
        return {"of": tuple(expand_conjuncts(subject))} if subject is not None else {}
    if token.dep_ not in {"nsubj", "nsubjpass"} or not is_verb(verb):
        return {}
    slots = {name: tuple(heads) for name, heads in find_prepositions(verb) if name in {"at", "from", "to"}}
    found = find_object(verb)
    if found is not None and verb.lower_ in inclusion:
        slots["of"] = tuple(expand_conjuncts(found))
    return slots


def _find_nominal(token: Token, triggers: tuple[Trigger, ...], inclusion: frozenset[str]) -> Iterator[Telling]:
    slots = _read_predicate(token, inclusion)
    for preposition, heads in find_prepositions(token):
        slots[preposition] = (*slots.get(preposition, ()), *heads)
    if owners := children(token, "poss"):
        slots["possessive"] = tuple(head for owner in owners for head in expand_conjuncts(owner))
    if parts := children(token, "compound", "nmod", "amod"):
        slots["compound"] = tuple(head for part in parts for head in expand_conjuncts(part))
    for trigger in triggers:
        yield Telling(trigger, token, slots)
