"""From the scores of a window to detections: the events in it, each with its arguments."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from service.domain.events.reports import Role, Status
from service.extraction.dates.phrases import DatePhrase
from service.extraction.encoder.labels import DATE, DEPARTURE, PERSONNEL, RELATIONS, VALUE, Labels
from service.extraction.encoder.protocol import Scores
from service.extraction.encoder.windows import ArgumentCandidate, Candidate, Item, Window
from service.extraction.mentions.mention import Kind, Mention
from service.extraction.mentions.numbers import Number

# An event that is at least as probable is extracted. F1 is about the same from 0.4 to 0.45; a higher threshold extracts
# fewer events from articles that have none.
EVENT_THRESHOLD = 0.43
# An event that is as probable only adds to another mention of it: "The withdrawal of 300 men from K1 ...".
REPEATED_THRESHOLD = 0.06
DATE_THRESHOLD = 0.33
# An event without any such date has the most probable one of its own sentence, if that is as probable.
ONLY_DATE_THRESHOLD = 0.1
ROLE_THRESHOLD = 0.5
FIGURE_THRESHOLD = 0.25
# A number in a sentence that does not tell the event itself: "Some 300 had lived there."
ADDED_PEOPLE_THRESHOLD, ADDED_VALUE_THRESHOLD = 0.8, 0.5
ROLES = tuple(role for role in Role if role.value in RELATIONS)


@dataclass(frozen=True, slots=True)
class Judgement:
    """The most probable status of a family of events at the candidate at a `place` of the window. It is extracted from
    the threshold on."""

    place: int
    candidate: Candidate
    type: str
    family: str
    status: Status
    probability: float

    @property
    def is_extracted(self) -> bool:
        """Whether it counts as an event."""
        return self.probability >= EVENT_THRESHOLD

    @property
    def may_be_repeated(self) -> bool:
        """Whether it counts if another sentence mentions the same event."""
        return not self.is_extracted and self.candidate.base is not None and self.probability >= REPEATED_THRESHOLD


@dataclass(frozen=True, slots=True)
class Linked:
    """An argument with the probability that it belongs to the event."""

    argument: ArgumentCandidate
    probability: float


@dataclass(frozen=True, slots=True)
class Detection:
    """An event that is found in a window. `dates`, `personnel` and `values` are in the order of the text. `near_dates`
    are all that the sentence asked about gives and that are not quite improbable. One that `is_added` is no event: it
    has figures of an event that a sentence before it may have told."""

    window: Window
    judgement: Judgement
    dates: tuple[Linked, ...]
    roles: tuple[tuple[ArgumentCandidate, Role, float], ...]
    personnel: tuple[Linked, ...]
    values: tuple[Linked, ...]
    near_dates: tuple[Linked, ...] = ()
    is_added: bool = False


class Decoder:
    """Reads scores by the labels that they are in the order of."""

    def __init__(self, labels: Labels) -> None:
        self._labels = labels

    def judge(self, window: Window, scores: Scores) -> list[Judgement]:
        """For each candidate and family the most probable status, extracted or not."""
        return [
            judgement
            for place, candidate in enumerate(window.candidates)
            for judgement in self._judge(window, place, candidate, scores)
        ]

    def detect(self, window: Window, scores: Scores, judgements: Sequence[Judgement]) -> list[Detection]:
        """The extracted events with their arguments; also those at bases that may repeat another mention, and figures
        that may be added to one."""
        found = [judgement for judgement in judgements if judgement.is_extracted or judgement.may_be_repeated]
        events = [
            self._detect(window, judgement, scores) for judgement in found if not _is_of_a_base(judgement, judgements)
        ]
        others = (judgement for judgement in judgements if judgement not in found and judgement.candidate.base)
        return events + [added for one in others if (added := self._find_added(window, one, scores)) is not None]

    def _judge(self, window: Window, place: int, candidate: Candidate, scores: Scores) -> Iterator[Judgement]:
        best: dict[str, tuple[float, Status]] = {}
        for (family, status), probability in zip(self._labels.list_outcomes(), scores.outcomes[place], strict=True):
            if family not in best or probability > best[family][0]:
                best[family] = probability, status
        possible = self._list_possible(window, candidate)
        for family, (probability, status) in best.items():
            event_type = self._name_type(family, scores.types[place])
            if event_type in possible:
                yield Judgement(place, candidate, event_type, family, status, probability)

    def _list_possible(self, window: Window, candidate: Candidate) -> frozenset[str]:
        """The types that may happen at a candidate. A country may stand for a base there that nobody names."""
        if candidate.base is not None:
            return self._labels.at_bases
        named = any(other.here and other.base is not None for other in window.candidates)
        unnamed = any(mention.kind is Kind.UNNAMED_BASE for mention in window.asked.mentions)
        return self._labels.in_countries | (self._labels.at_bases if unnamed and not named else frozenset())

    def _name_type(self, family: str, types: Sequence[float]) -> str:
        """The most probable type of a departure; any other family has one type of its own."""
        if family != DEPARTURE:
            return self._labels.single_types[family]
        return max(zip(types, self._labels.types, strict=True), key=lambda pair: pair[0])[1]

    def _find_added(self, window: Window, judgement: Judgement, scores: Scores) -> Detection | None:
        """The numbers that a sentence gives of an event without telling of it."""
        scored = [one for one in self._list_scored(window, judgement, scores) if one[0].here]
        people = _link(scored, Number, PERSONNEL, ADDED_PEOPLE_THRESHOLD)
        values = _link(scored, Number, VALUE, ADDED_VALUE_THRESHOLD)
        return Detection(window, judgement, (), (), people, values, is_added=True) if people or values else None

    def _detect(self, window: Window, judgement: Judgement, scores: Scores) -> Detection:
        scored = self._list_scored(window, judgement, scores)
        near = _link_near_dates(scored)
        return Detection(
            window=window,
            judgement=judgement,
            dates=_link(scored, DatePhrase, DATE, DATE_THRESHOLD) or _choose_only_date(near),
            roles=tuple(_find_roles(scored)),
            personnel=_link(scored, Number, PERSONNEL, FIGURE_THRESHOLD),
            values=_link(scored, Number, VALUE, FIGURE_THRESHOLD),
            near_dates=near,
        )

    def _list_scored(self, window: Window, judgement: Judgement, scores: Scores) -> "Scored":
        """The arguments of a window, each with the scores of its relations to a judged event."""
        family, relations = self._labels.families.index(judgement.family), scores.relations[judgement.place]
        return [(argument, relations[n][family]) for n, argument in enumerate(window.arguments)]


def _is_of_a_base(judgement: Judgement, others: Sequence[Judgement]) -> bool:
    """Whether an event in a country is extracted at a base there, and at least as probable: to leave one of its bases
    is not to leave the country."""
    return judgement.candidate.base is None and any(
        _is_at_a_base_of(judgement, other) and _is_as_sure(judgement, other) for other in others
    )


def _is_at_a_base_of(judgement: Judgement, other: Judgement) -> bool:
    """Whether another judgement is of a base that may lie in the country of the first."""
    base = other.candidate.base
    return base is not None and base.country in {judgement.candidate.country, None}


def _is_as_sure(judgement: Judgement, other: Judgement) -> bool:
    """Whether another judgement extracts the same kind of event, and is at least as probable as the first."""
    same = (other.family, other.status) == (judgement.family, judgement.status)
    return same and other.is_extracted and other.probability >= judgement.probability


Scored = Sequence[tuple[ArgumentCandidate, Sequence[float]]]


def _link(scored: Scored, kind: type[Item], relation: str, threshold: float) -> tuple[Linked, ...]:
    """The arguments of a kind that are as probable; a score means nothing for what cannot have the relation."""
    place = RELATIONS.index(relation)
    return tuple(
        Linked(argument, scores[place])
        for argument, scores in scored
        if isinstance(argument.item, kind) and scores[place] >= threshold
    )


def _link_near_dates(scored: Scored) -> tuple[Linked, ...]:
    """The date phrases of the sentence asked about that may be meant."""
    return tuple(one for one in _link(scored, DatePhrase, DATE, ONLY_DATE_THRESHOLD) if one.argument.here)


def _choose_only_date(near: Sequence[Linked]) -> tuple[Linked, ...]:
    """The most probable of some dates, of equals the first."""
    return (max(near, key=lambda linked: linked.probability),) if near else ()


def _find_roles(scored: Scored) -> Iterator[tuple[ArgumentCandidate, Role, float]]:
    for argument, scores in scored:
        for role in ROLES if isinstance(argument.item, Mention) else ():
            probability = scores[RELATIONS.index(role.value)]
            if probability >= ROLE_THRESHOLD:
                yield argument, role, probability
