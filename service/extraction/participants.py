"""Who does what in a telling."""

import re

from spacy.tokens import Token

from service.codebook.model import ArgumentRole
from service.domain.places import Actor
from service.domain.reports import Participation, Role
from service.extraction.arguments import Argument
from service.extraction.grammar import children, governors
from service.extraction.mentions.mention import Kind, Mention
from service.extraction.scenes import Reading, Scene, Where

ROLES = {role.value: role for role in Role}
# "The troops" are those of a telling at most this many sentences before.
FORCE_REACH = 6
DEFINITE = frozenset({"the", "its", "these", "those", "his", "their", "remaining", "last"})
OPPOSED = re.compile(r"\b(?:fighting|battling|against|combating|fight|battle) (?:[\w-]+ ){0,3}$", re.IGNORECASE)


def read_participations(scene: Scene, reading: Reading, where: Where) -> tuple[Participation, ...]:
    """The actors of a telling with their roles, in the order of the frame's slots."""
    found: list[Participation] = []
    for argument in reading.arguments:
        role = ROLES.get(argument.role.value)
        mention = argument.mention
        if role is None or (mention is not None and _is_opposed(scene.sentence.text, mention)):
            continue
        actors = mention.actors if mention else ()
        if mention is None or (mention.kind is Kind.FORCE and not actors):
            actors = _refer_force(scene, argument, role, where)
        found += [Participation(actor, role) for actor in actors]
    return tuple(dict.fromkeys(found))


def _is_opposed(text: str, mention: Mention) -> bool:
    """ "Forces fighting the group left": the group is not who left."""
    return OPPOSED.search(text[max(0, mention.start - 40) : mention.start]) is not None


def _find_owners(scene: Scene, token: Token) -> tuple[Actor, ...]:
    """ "Madrid says its instructors will leave": whose they are, by the subject of a verb above."""
    if not any(child.lower_ in {"its", "their"} and child.dep_ == "poss" for child in token.children):
        return ()
    for governor in governors(token):
        for subject in children(governor, "nsubj", "nsubjpass"):
            mention = scene.parse.mention_of(subject)
            if mention is not None and mention.actors and subject.i < token.i:
                return mention.actors
    return ()


def _refer_force(scene: Scene, argument: Argument, role: Role, where: Where) -> tuple[Actor, ...]:
    """Whose "the troops" and "they" are: of those who left or came in the tellings before; else of the last named.

    Nobody leaves a base of their own country in a sentence that does not say so.
    """
    if owners := _find_owners(scene, argument.token):
        return owners
    definite = argument.mention is None or any(child.lower_ in DEFINITE for child in argument.token.children)
    if (
        argument.token.lower_ == "we"
        or not definite
        or argument.role not in {ArgumentRole.LEAVING, ArgumentRole.ARRIVING}
    ):
        return ()
    index, country = scene.sentence.index, where.base.country if where.base else where.country
    for finding in reversed(scene.surroundings.findings):
        told = tuple(part.actor for part in finding.participations if part.role is role)
        if told and index - finding.sentence <= FORCE_REACH:
            return told
    found = scene.surroundings.discourse.find_force(index)
    return tuple(actor for actor in found if actor.country != country)
