"""How likely a telling means a place: the features of the option, weighed with what the codebook learnt."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import exp, fsum

from service.codebook.model import LinkWeights
from service.extraction.options import REMOTE, Option, Source

# A name that may be a town's or a person's is judged alike whatever list has it.
GROUPS = {
    Source.BARE_BASE: "name",
    Source.NAME: "name",
    Source.PLACE: "name",
    Source.REFERENCE: "topic",
    Source.JOURNEY: "frame",
}
# How likely a second kind of event at one base in one sentence has to be.
SURE = 0.75
# Two places of a list are at most so many words apart.
LIST_REACH = 4
COORDINATORS = frozenset({",", "and", "or", "&"})
# How sure a telling is of a base that only a later sentence names.
UNNAMED = 0.6


@dataclass(frozen=True, slots=True)
class Weighed:
    """An option with its features, and the probability that it is told (0 to 1)."""

    option: Option
    features: frozenset[str]
    family: str
    probability: float


class Linker:
    """Weighs options by the codebook. Built once."""

    def __init__(self, weights: LinkWeights) -> None:
        self._weights = weights

    def weigh(self, option: Option, features: frozenset[str], family: str) -> Weighed:
        """The option with its probability, by the weights of the family of events that it would tell."""
        if option.place.where.unnamed:
            # Whether it is one is decided later, when a base is named or none is.
            return Weighed(option, frozenset(), family, UNNAMED if option.enough else 0.0)
        tables = [self._weights.tables[group] for group in list_groups(option, family) if group in self._weights.tables]
        total = self._weights.bias + fsum(table.get(feature, 0.0) for table in tables for feature in features)
        return Weighed(option, features, family, 1 / (1 + exp(-total)))

    def accepts(self, weighed: Weighed) -> bool:
        """Whether the option is likely enough to be told."""
        return weighed.probability >= self._weights.threshold

    def choose(self, weighed: Iterable[Weighed]) -> list[Weighed]:
        """The options of a sentence that are told, in the order of the triggers; each place of a trigger once, by the
        reading that knows most of who takes part.

        Where a sentence tells of a place that it names, it does not also tell of one that was named before.
        """
        ranked = sorted(filter(self.accepts, weighed), key=_rank)
        chosen: dict[tuple[int, str, str], Weighed] = {}
        for item in ranked:
            key = (item.option.reading.telling.token.i, item.family, item.option.key)
            held = chosen.get(key)
            fuller = held is not None and len(item.option.participations) > len(held.option.participations)
            if fuller or (held is None and not _is_taken(item, list(chosen.values()))):
                chosen[key] = item
        return sorted(chosen.values(), key=lambda item: item.option.reading.telling.token.i)


def list_groups(option: Option, family: str) -> tuple[str, ...]:
    """The groups of options whose weights count for one: all, those of its family, and those come by likewise."""
    return "all", family, GROUPS.get(option.place.source, option.place.source.value)


def _rank(item: Weighed) -> tuple[bool, bool, float]:
    source = item.option.place.source
    return source in REMOTE, source is not Source.FRAME, -item.probability


def _is_taken(item: Weighed, chosen: Sequence[Weighed]) -> bool:
    """Whether what was chosen before leaves no room.

    A word tells one kind of event of a place, and a sentence another kind, or a word another place than its frame has,
    only where that is sure. Where a sentence tells of a place that it names, it tells nothing of one named before.
    """
    option, sure = item.option, item.probability >= SURE
    for other in chosen:
        word = other.option.reading.telling.token.i == option.reading.telling.token.i
        if other.option.key == option.key:
            taken = other.family != item.family and (word or not sure)
        else:
            apart = (
                word and option.place.source is not Source.FRAME and not sure and not _is_listed(option, other.option)
            )
            elsewhere = option.place.source in REMOTE or apart
            taken = other.family == item.family and elsewhere
        if taken:
            return True
    return False


def _is_listed(option: Option, other: Option) -> bool:
    """Whether two places stand in one list: "Goundam and Ogossagou"."""
    first, last = sorted((option.place.where.argument.token.i, other.place.where.argument.token.i))
    between = {token.lower_ for token in option.reading.telling.token.doc[first + 1 : last]}
    return last - first <= LIST_REACH and not between.isdisjoint(COORDINATORS)
