"""One parsed sentence to its findings: triggers and arguments, the places that they may mean, and which they do."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from service.codebook.model import ArgumentKind, ArgumentRole, Codebook
from service.domain.gazetteer import Gazetteer
from service.domain.places import Base
from service.domain.reports import Participation, Role, Status
from service.extraction.arguments import ArgumentReader
from service.extraction.building import FindingBuilder, decide
from service.extraction.dates.resolver import DateResolver
from service.extraction.decisions import Decision, Reason
from service.extraction.features import Describer
from service.extraction.grammar import is_verb
from service.extraction.linking import Linker, Weighed
from service.extraction.locating import Locator
from service.extraction.mentions.base_names import BaseNames
from service.extraction.mentions.mention import Kind
from service.extraction.options import Option, Place, PlaceFinder, Source
from service.extraction.participants import read_participations
from service.extraction.scenes import Reading, Scene, Where
from service.extraction.status import StatusReader, Verdict
from service.extraction.triggers import find_tellings

# These tell an event of a base even where the parse does not link the base to them.
UNLINKED_FRAMES = frozenset(
    {"hand_over", "give_up", "vacate", "depart_from", "close", "receive", "arrive_at", "end_at", "fire_at", "land_on"}
)
JOURNEYS = {
    ArgumentRole.DESTINATION: ("deployment", Role.ARRIVING),
    ArgumentRole.ORIGIN: ("withdrawal", Role.LEAVING),
}
# Nothing that is known of the place outweighs these.
HARD = frozenset({Reason.QUESTION, Reason.CIVILIAN})
# "Followed" repeats a telling of at most this many sentences before.
FOLLOW_REACH = 3
ATTACK = "attack"


@dataclass(frozen=True, slots=True)
class Considered:
    """A trigger with its arguments, what speaks against it, and whether it is told as a fact."""

    reading: Reading
    obstacle: Reason | None
    verdict: Verdict


class SentenceReader:
    """Reads sentences by the codebook. Built once; holds no state of what it reads."""

    def __init__(self, codebook: Codebook, gazetteer: Gazetteer, resolver: DateResolver, names: BaseNames) -> None:
        self._codebook = codebook
        self._arguments = ArgumentReader(codebook)
        self._places = PlaceFinder(names, codebook.words, Locator(names, codebook.words))
        self._status = StatusReader(codebook.words)
        self._describer = Describer(codebook.words)
        self._linker = Linker(codebook.links)
        self.builder = FindingBuilder(codebook, gazetteer, resolver)
        self._families = {row.slug: row.family for row in codebook.types}

    def decide(self, scene: Scene) -> tuple[list[Decision], list[Weighed]]:
        """What becomes of every trigger of a sentence, the findings in the order of their triggers; and every place
        that one of them could have meant, weighed."""
        considered = self._consider(scene)
        weighed = self._weigh(scene, considered)
        chosen = self._linker.choose(weighed)
        told = {id(item.option.reading) for item in chosen}
        decisions = [self.builder.build(scene, item, chosen) for item in chosen]
        rest = (item for item in considered if id(item.reading) not in told)
        return [*(decide(scene, item.reading, _find_reason(item, weighed)) for item in rest), *decisions], weighed

    def _consider(self, scene: Scene) -> list[Considered]:
        tellings = find_tellings(scene.parse, self._codebook)
        readings = [Reading(telling, self._arguments.read(scene.parse, telling)) for telling in tellings]
        obstacles = {id(reading): self._find_obstacle(reading, scene) for reading in readings}
        told = {(reading.telling.token.i, reading.telling.trigger.type == ATTACK): reading for reading in readings}
        verdicts = {
            key: self._status.read(reading.telling.token, reading.telling.trigger.type) for key, reading in told.items()
        }
        fullest = _prefer_fuller(reading for reading in readings if obstacles[id(reading)] is None)
        return [
            Considered(
                reading,
                obstacles[id(reading)] or (None if id(reading) in fullest else Reason.LESSER),
                verdicts[reading.telling.token.i, reading.telling.trigger.type == ATTACK],
            )
            for reading in readings
        ]

    def _find_obstacle(self, reading: Reading, scene: Scene) -> Reason | None:
        """Why a trigger with these arguments tells nothing by its frame, wherever it may be."""
        if scene.sentence.text.rstrip("\"' )").endswith("?"):
            return Reason.QUESTION
        return _find_gap(reading) or (Reason.CIVILIAN if self._is_civilian(reading) else None)

    def _is_civilian(self, reading: Reading) -> bool:
        """ "Families left the camp", "the airline closed its base": done by nobody under arms."""
        heads = (*reading.telling.slots.get("subject", ()), *reading.telling.slots.get("by", ()))
        known = {argument.token.i for argument in reading.arguments}
        civilians = self._codebook.words.civilians
        # "The contingent, some 260 people, left": who is both is under arms.
        return not any(head.i in known for head in heads) and any(head.lower_ in civilians for head in heads)

    def _weigh(self, scene: Scene, considered: Iterable[Considered]) -> list[Weighed]:
        """All options of a sentence. What a telling means depends on the bases of those before it."""
        told = [item for item in considered if item.obstacle not in HARD and item.verdict.status]
        triggers = frozenset(item.reading.telling.token.i for item in told)
        common = self._describer.describe_sentence(scene) if told else frozenset()
        found: list[Weighed] = []
        earlier: list[Base] = []
        for item in told:
            options = list(self._find_options(scene, item, earlier))
            weighed = [
                self._linker.weigh(
                    o, common | self._describer.describe_option(scene, o, options, triggers), self._families[o.type]
                )
                for o in options
            ]
            accepted = filter(self._linker.accepts, weighed)
            earlier += [base for w in accepted if (base := w.option.place.where.base) is not None]
            found += weighed
        return found

    def _find_options(self, scene: Scene, item: Considered, earlier: list[Base]) -> Iterator[Option]:
        reading = item.reading
        for place in self._places.find(scene, reading, earlier, framed=item.obstacle is None):
            told = _read_telling(scene, reading, place.where)
            if told is not None and not _is_denied_repeat(item) and not _is_own(place.where, told[1]):
                yield self._build_option(item, place, *told)
        yield from self._find_journeys(scene, item)

    @staticmethod
    def _build_option(item: Considered, place: Place, kind: str, participations: tuple[Participation, ...]) -> Option:
        enough = _is_enough(item.reading, place.where, participations)
        return Option(item.reading, place, kind, participations, item.verdict, item.obstacle, enough)

    def _find_journeys(self, scene: Scene, item: Considered) -> Iterator[Option]:
        """The other end of a move between two bases: who left one arrived at the other."""
        for argument in item.reading.arguments:
            end, mention = JOURNEYS.get(argument.role), argument.mention
            if end is None or mention is None or mention.kind not in {Kind.BASE, Kind.BARE_BASE}:
                continue
            kind, role = end
            where = Where(mention.base, None, argument)
            parts = tuple(replace(part, role=role) for part in read_participations(scene, item.reading, where))
            yield self._build_option(item, Place(where, Source.JOURNEY), kind, parts)


def _find_reason(item: Considered, weighed: Iterable[Weighed]) -> str:
    """Why a trigger tells nothing: what its frame says, and how near the likeliest place came."""
    if item.verdict.status is None and item.obstacle is None:
        return f"not told as a fact: {item.verdict.reason}"
    own = [w for w in weighed if w.option.reading is item.reading]
    best = max(own, key=lambda w: w.probability, default=None)
    if best is None:
        return item.obstacle or Reason.NOWHERE
    likely = f"{best.option.key.lstrip('~') or 'a base'} is {best.probability:.0%} likely"
    return f"{item.obstacle}; {likely}" if item.obstacle else likely


def _is_own(where: Where, participations: Iterable[Participation]) -> bool:
    """Whether forces would leave the country that is theirs."""
    own = {part.actor.country for part in participations if part.role is Role.LEAVING}
    return where.base is None and where.country in own


def _is_denied_repeat(item: Considered) -> bool:
    return item.reading.telling.trigger.frame == "follow" and item.verdict.status is Status.DENIED


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


def _prefer_fuller(readings: Iterable[Reading]) -> set[int]:
    """Of several readings of one word the one with most arguments, the codebook's order deciding between equals."""
    best: dict[int, Reading] = {}
    for reading in readings:
        held = best.get(reading.telling.token.i)
        if held is None or len(reading.arguments) > len(held.arguments):
            best[reading.telling.token.i] = reading
    return {id(reading) for reading in best.values()}


def _read_telling(scene: Scene, reading: Reading, where: Where) -> tuple[str, tuple[Participation, ...]] | None:
    """The type and the actors; of "followed" those of the last telling of a base, null where there is none."""
    trigger = reading.telling.trigger
    of_base = any(argument.kind is ArgumentKind.BASE for argument in reading.places)
    if where.base is None and not where.unnamed and (of_base or trigger.type != "withdrawal"):
        return None
    if trigger.frame != "follow":
        return trigger.type, read_participations(scene, reading, where)
    told = [f for f in scene.surroundings.findings if f.base is not None]
    if told and scene.sentence.index - told[-1].sentence <= FOLLOW_REACH:
        return told[-1].type, told[-1].participations
    return (trigger.type, ()) if scene.surroundings.military else None


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
