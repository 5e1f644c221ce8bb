"""How well scores tell what articles tell, threshold by threshold, without any of the steps that come after them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from service.domain.events.reports import Role, Status
from service.extraction.encoder.decoding import DATE_THRESHOLD, EVENT_THRESHOLD, FIGURE_THRESHOLD, ROLE_THRESHOLD
from service.extraction.encoder.labels import DATE, PERSONNEL, RELATIONS, Labels
from service.extraction.encoder.protocol import Scores
from service.extraction.encoder.windows import Candidate
from service.extraction.mentions.mention import Mention
from service.extraction.mentions.numbers import Number
from service.training.examples.base_identity import split_name
from service.training.examples.gold import GoldReport
from service.training.examples.labels import fits
from service.training.examples.studies import Study
from service.training.examples.windows import Example

# That of the extraction, and others around it.
THRESHOLDS = tuple(sorted({EVENT_THRESHOLD, 0.3, 0.4, 0.5, 0.6}))
ARRIVAL = "arrival"


@dataclass(slots=True)
class Count:
    """How many were found, how many there are, and how many were found rightly."""

    right: int = 0
    found: int = 0
    expected: int = 0

    def add(self, found: set[object], expected: set[object]) -> None:
        """Counts the values of one event."""
        self.right += len(found & expected)
        self.found += len(found)
        self.expected += len(expected)

    def render(self) -> str:
        """F1, and precision and recall behind it."""
        precision, recall = self.right / max(1, self.found), self.right / max(1, self.expected)
        return f"{2 * self.right / max(1, self.found + self.expected):.3f} ({precision:.2f}, {recall:.2f})"


@dataclass(slots=True)
class Measurement:
    """The counts of all articles together. `silent` articles tell nothing; `false` is what was found in them. Dates,
    roles and figures are those of events at bases that were found."""

    threshold: float
    bases: Count = field(default_factory=Count)
    countries: Count = field(default_factory=Count)
    dates: Count = field(default_factory=Count)
    roles: Count = field(default_factory=Count)
    personnel: Count = field(default_factory=Count)
    silent: int = 0
    false: int = 0


@dataclass(frozen=True, slots=True)
class Told:
    """The best score of a family in a status at one place of an article."""

    example: Example
    scores: Scores
    place: int
    family: str
    status: Status
    probability: float

    @property
    def candidate(self) -> Candidate:
        """Where it is."""
        return self.example.window.candidates[self.place]

    def is_like(self, other: "Told") -> bool:
        """Whether both tell the same of what may be one place."""
        if (self.family, self.status) != (other.family, other.status):
            return False
        ours, theirs = self.candidate.base, other.candidate.base
        if ours is None or theirs is None:
            return ours is theirs and self.candidate.country == other.candidate.country
        first, second = frozenset(split_name(ours.slug)), frozenset(split_name(theirs.slug))
        return first <= second or second <= first

    def agrees(self, report: GoldReport) -> bool:
        """Whether it is what a report tells."""
        return (self.family, self.status) == (report.family, report.status) and fits(report, self.candidate)


class Measurer:
    """Measures scored windows."""

    def __init__(self, labels: Labels) -> None:
        self._labels = labels

    def measure(
        self,
        studies: Sequence[Study],
        scored: Iterable[tuple[Example, Scores]],
        thresholds: Sequence[float] = THRESHOLDS,
    ) -> list[Measurement]:
        """The counts over the studies for each threshold; `scored` are all their windows."""
        by_study: dict[tuple[str, str], list[Told]] = defaultdict(list)
        for example, scores in scored:
            by_study[example.study.set_name, example.study.file] += self._list_told(example, scores)
        measured = [Measurement(threshold) for threshold in thresholds]
        for study in studies:
            told = sorted(by_study[study.set_name, study.file], key=lambda one: -one.probability)
            for measurement in measured:
                self._measure(study, select_told(told, measurement.threshold), measurement)
        return measured

    def _list_told(self, example: Example, scores: Scores) -> list[Told]:
        return [
            Told(example, scores, place, family, status, probability)
            for place, outcomes in enumerate(scores.outcomes)
            for (family, status), probability in zip(self._labels.list_outcomes(), outcomes, strict=True)
            if probability >= min(THRESHOLDS)
        ]

    def _measure(self, study: Study, told: list[Told], measurement: Measurement) -> None:
        if not study.gold:
            measurement.silent += 1
            measurement.false += len(told)
        bases = [report for report in study.gold if report.base is not None]
        # Of arrivals in a country the gold has only some.
        others = [report for report in study.gold if report.base is None and report.family != ARRIVAL]
        places = [one for one in told if one.candidate.base is not None]
        rest = [one for one in told if one.candidate.base is None and one.family != ARRIVAL]
        for one, report in match_reports(places, bases, measurement.bases):
            self._measure_arguments(one, report, measurement)
        match_reports(rest, others, measurement.countries)

    def _measure_arguments(self, told: Told, report: GoldReport, measurement: Measurement) -> None:
        measurement.dates.add({*self._find_date(told)}, {report.date} if report.date else set())
        measurement.roles.add({*self._find_roles(told)}, {*report.roles})
        expected = {value for kind, value in report.figures if kind == PERSONNEL}
        measurement.personnel.add({*self._find_personnel(told)}, {*expected})

    def _relate(self, told: Told, argument: int, relation: str) -> float:
        family = self._labels.families.index(told.family)
        return told.scores.relations[told.place][argument][family][RELATIONS.index(relation)]

    def _find_date(self, told: Told) -> list[str]:
        """The likeliest date, if it is likely and the event is not denied."""
        if told.status is Status.DENIED:
            return []
        found = [
            (self._relate(told, number, DATE), -number, argument)
            for number, argument in enumerate(told.example.window.arguments)
            if not isinstance(argument.item, Mention | Number)
        ]
        best = max(found, key=lambda one: one[:2], default=None)
        if best is None or best[0] < DATE_THRESHOLD:
            return []
        dates = told.example.study.get_dates(best[2])
        date = dates.future if told.status is Status.PLANNED else dates.past
        return [] if date is None else [date]

    def _find_roles(self, told: Told) -> list[tuple[str, Role]]:
        return [
            (actor.slug, role)
            for number, argument in enumerate(told.example.window.arguments)
            if isinstance(argument.item, Mention)
            for role in Role
            if self._relate(told, number, role.value) >= ROLE_THRESHOLD
            for actor in argument.item.actors
        ]

    def _find_personnel(self, told: Told) -> list[int]:
        return [
            argument.item.value
            for number, argument in enumerate(told.example.window.arguments)
            if isinstance(argument.item, Number) and self._relate(told, number, PERSONNEL) >= FIGURE_THRESHOLD
        ]


def select_told(told: Sequence[Told], threshold: float) -> list[Told]:
    """What is told from a threshold on, each once; `told` begins with the most probable."""
    kept: list[Told] = []
    for one in told:
        if one.probability >= threshold and not any(one.is_like(other) for other in kept):
            kept.append(one)
    return kept


def match_reports(told: list[Told], reports: Sequence[GoldReport], count: Count) -> list[tuple[Told, GoldReport]]:
    """Counts what is found, and gives it with the reports that it is. An optional report is neither asked for nor
    false."""
    left, pairs = list(told), []
    for report in sorted(reports, key=lambda report: report.optional):
        found = next((one for one in left if one.agrees(report)), None)
        if found is not None:
            left.remove(found)
        if not report.optional:
            count.expected += 1
            count.right += found is not None
            count.found += found is not None
            if found is not None:
                pairs.append((found, report))
    count.found += len(left)
    return pairs


def render_measurements(rows: Sequence[Measurement]) -> str:
    """A table in Markdown: F1, in brackets precision and recall."""
    head = (
        "| threshold | events at bases | events in countries | dates | roles | personnel | found in silent articles |\n"
        "| --- | --- | --- | --- | --- | --- | --- |"
    )
    return "\n".join([head, *(_render_row(row) for row in rows)])


def _render_row(row: Measurement) -> str:
    counts = (row.bases, row.countries, row.dates, row.roles, row.personnel)
    cells = " | ".join(count.render() for count in counts)
    return f"| {row.threshold} | {cells} | {row.false} in {row.silent} |"
