"""What a window's scores should be, by what its article tells."""

from collections.abc import Iterator
from dataclasses import dataclass

from service.domain.events.reports import Role
from service.extraction.encoder.labels import DATE, MAX_ADDED_DISTANCE, PERSONNEL, RELATIONS, SPEAKER, VALUE, Labels
from service.extraction.encoder.windows import ArgumentCandidate, Candidate, Window
from service.extraction.mentions.mention import Mention
from service.extraction.mentions.numbers import Number
from service.extraction.text.layout import PLAIN
from service.training.examples.gold import ATTACK, GoldReport
from service.training.examples.studies import Study

# How much a target counts. An event told elsewhere in the article may as well be told here, so that a high score is
# hardly wrong; nor is that of an attack on a country, which attacks on its bases are too.
OPTIONAL, TOLD_ELSEWHERE, TOLD_ELSEWHERE_NOT_NAMED, ATTACK_ON_COUNTRY = 0.3, 0.1, 0.4, 0.2
UNDATED, SPEAKER_WEIGHT = 0.5, 0.5
# A number in a sentence after the one that tells an event mostly counts something else.
OTHER_NUMBER = 0.3
ROLES = tuple(Role)


@dataclass(frozen=True, slots=True)
class RelationTarget:
    """What an argument is to an event of a family at a candidate, all by number; in the order of the relations."""

    candidate: int
    argument: int
    family: int
    values: tuple[float, ...]
    weights: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Targets:
    """`values` and `weights` are those of each candidate, in the order of outcomes and types."""

    values: tuple[tuple[float, ...], ...]
    weights: tuple[tuple[float, ...], ...]
    relations: tuple[RelationTarget, ...]

    def tells(self, labels: Labels) -> bool:
        """Whether the window tells of any event, or adds to one that was told before it."""
        outcomes = len(labels.list_outcomes())
        added = any(any(target.values) for target in self.relations)
        return added or any(any(values[:outcomes]) for values in self.values)


class Labeller:
    """Labels the windows of an article."""

    def __init__(self, study: Study, labels: Labels) -> None:
        self._study, self._labels = study, labels
        self._outcomes = labels.list_outcomes()

    def label(self, window: Window) -> Targets:
        """The targets of a window."""
        asked = self._study.get_text(window.asked)
        here = frozenset(report for report in self._study.gold if overlaps(report.sentence, asked))
        named = frozenset(
            report for report in here if any(place.here and fits(report, place) for place in window.candidates)
        )
        rows: list[tuple[tuple[float, ...], tuple[float, ...]]] = []
        relations: list[RelationTarget] = []
        for number, place in enumerate(window.candidates):
            told = [r for r in self._study.gold if fits(r, place)]
            direct = [r for r in told if r in here and (place.here or r not in named)]
            rows.append(self._label_place(place, told, direct))
            for report in direct:
                relations += self._label_arguments(window, number, report)
            for report in (r for r in told if r not in here):
                relations += self._label_added(window, number, report)
        return Targets(tuple(v for v, _ in rows), tuple(w for _, w in rows), tuple(relations))

    def _label_place(
        self, place: Candidate, told: list[GoldReport], direct: list[GoldReport]
    ) -> tuple[tuple[float, ...], tuple[float, ...]]:
        """Values and weights of a candidate; `direct` are the reports that the sentence itself tells of it."""
        values, weights = [0.0] * len(self._outcomes), [1.0] * len(self._outcomes)
        for number, (family, _) in enumerate(self._outcomes):
            if place.base is None and family == ATTACK:
                weights[number] = ATTACK_ON_COUNTRY
        for report in told:
            weights[self._number(report)] = TOLD_ELSEWHERE if place.here else TOLD_ELSEWHERE_NOT_NAMED
        for report in direct:
            values[self._number(report)] = 1.0
            weights[self._number(report)] = OPTIONAL if report.optional else 1.0
        types = {report.type for report in direct}
        typed = float(bool(types & set(self._labels.types)))
        values += [float(name in types) for name in self._labels.types]
        weights += [typed] * len(self._labels.types)
        return tuple(values), tuple(weights)

    def _number(self, report: GoldReport) -> int:
        return self._outcomes.index((report.family, report.status))

    def _label_arguments(self, window: Window, place: int, report: GoldReport) -> Iterator[RelationTarget]:
        family = self._labels.families.index(report.family)
        for number, argument in enumerate(window.arguments):
            targets = self._label_argument(argument, report)
            if targets:
                values = tuple(targets.get(name, (0.0, 0.0))[0] for name in RELATIONS)
                weights = tuple(targets.get(name, (0.0, 0.0))[1] for name in RELATIONS)
                yield RelationTarget(place, number, family, values, weights)

    def _label_added(self, window: Window, place: int, report: GoldReport) -> Iterator[RelationTarget]:
        """Whether numbers that follow the sentence that tells an event count its people, where nothing up to that
        sentence does: "They left the base on Monday. Some 300 had lived there." """
        sentences, asked = self._study.annotated.sentences, window.asked.sentence.index
        near = range(max(0, asked - MAX_ADDED_DISTANCE), asked)
        told = [n for n in near if overlaps(report.sentence, sentences[n].sentence.text)]
        if not told:
            return
        before = {("personnel", number.value) for item in sentences[: told[-1] + 1] for number in item.numbers}
        if before & report.figures:
            return
        family = self._labels.families.index(report.family)
        for number, argument in enumerate(window.arguments):
            item = self._study.get_item(argument)
            if argument.here and isinstance(item, Number) and item.unit is None:
                counts = ("personnel", item.value) in report.figures
                values = tuple(float(counts and name == PERSONNEL) for name in RELATIONS)
                weights = tuple(float(name == PERSONNEL) * (1.0 if counts else OTHER_NUMBER) for name in RELATIONS)
                yield RelationTarget(place, number, family, values, weights)

    def _label_argument(self, argument: ArgumentCandidate, report: GoldReport) -> dict[str, tuple[float, float]]:
        """Value and weight of each relation that the argument may have."""
        item = self._study.get_item(argument)
        if isinstance(item, Mention):
            text = self._study.get_text(argument.sentence)[item.start : item.end]
            return label_mention(item, text, report)
        if isinstance(item, Number):
            relation, kind = (VALUE, "equipment_value") if item.unit else (PERSONNEL, "personnel")
            return {relation: (float((kind, item.value) in report.figures), 1.0)}
        dates = self._study.get_dates(argument)
        right = report.date is not None and report.date in (dates.past, dates.future)
        return {DATE: (float(right), UNDATED if report.date is None else 1.0)}


def label_mention(mention: Mention, text: str, report: GoldReport) -> dict[str, tuple[float, float]]:
    """Value and weight of each relation that an actor or a speaker may have."""
    said_by = report.attributed_to is not None and text.casefold() in report.attributed_to.casefold()
    targets = {SPEAKER: (float(said_by), SPEAKER_WEIGHT)}
    slugs = {actor.slug for actor in mention.actors}
    if slugs:
        has = {role for slug, role in report.roles if slug in slugs}
        targets |= {role.value: (float(role in has), 1.0) for role in ROLES}
    return targets


def fits(report: GoldReport, place: Candidate) -> bool:
    """Whether a candidate is where a report's event is: its base, or the country of one without a base."""
    if report.base is None:
        return place.base is None and place.country == report.country
    return place.base is not None and place.base.slug in report.slugs


def overlaps(first: str, second: str) -> bool:
    """Whether one of two texts is part of the other, white space and the kind of quotation marks aside."""
    first, second = (" ".join(text.translate(PLAIN).split()) for text in (first, second))
    return first in second or second in first
