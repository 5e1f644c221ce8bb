"""What a window's scores should be."""

import pytest

from service.domain.events.reports import Role, Status
from service.extraction.encoder.labels import RELATIONS
from service.extraction.mentions.mention import Kind
from service.training.examples.gold import GoldReport
from service.training.examples.labels import Labeller, Targets, overlaps
from service.training.examples.studies import PhraseDates
from tests.unit.training.building import (
    LABELS,
    build_force,
    build_last_window,
    build_mention,
    build_number,
    build_phrase,
    build_report,
    build_sentence,
    build_study,
)

BEFORE = "Iraq spoke of Camp Bravo."
ASKED = "Some 300 US troops left Camp Alpha with gear worth $5 on Monday, Smith said."
SENTENCES = (
    build_sentence(
        BEFORE,
        [
            build_mention(BEFORE, "Camp Bravo", slug="bravo"),
            build_mention(BEFORE, "Iraq", Kind.COUNTRY, country="IQ"),
        ],
    ),
    build_sentence(
        ASKED,
        [
            build_mention(ASKED, "Camp Alpha", slug="alpha"),
            build_force(ASKED, "US troops", "united-states"),
            build_mention(ASKED, "Smith", Kind.PERSON),
        ],
        [build_phrase(ASKED, "Monday")],
        [build_number(ASKED, "300", 300), build_number(ASKED, "$5", 5, "USD")],
        index=1,
    ),
)
# In the order of the window.
BRAVO, IRAQ, ALPHA = range(3)
FORCE, SPEAKER, MONDAY, PERSONNEL, VALUE = range(5)
DEPARTURE = ("departure", Status.OCCURRED)
ATTACK = ("attack", Status.OCCURRED)
MEANT = PhraseDates("2020-03-29", "2020-04-05")


def label(*gold: GoldReport) -> Targets:
    return Labeller(build_study(SENTENCES, gold, MEANT), LABELS).label(build_last_window(SENTENCES))


def get_outcome(targets: Targets, place: int, outcome: tuple[str, Status]) -> tuple[float, float]:
    number = LABELS.list_outcomes().index(outcome)
    return targets.values[place][number], targets.weights[place][number]


@pytest.mark.parametrize(
    ("report", "place", "outcome", "expected"),
    [
        pytest.param(build_report(ASKED), ALPHA, DEPARTURE, (1, 1), id="told of the base that is named"),
        pytest.param(build_report(ASKED), BRAVO, DEPARTURE, (0, 1), id="told of another base"),
        pytest.param(build_report(ASKED), IRAQ, DEPARTURE, (0, 1), id="told of a base in the country"),
        pytest.param(build_report(ASKED), ALPHA, ("departure", Status.PLANNED), (0, 1), id="told in another status"),
        pytest.param(build_report(ASKED, optional=True), ALPHA, DEPARTURE, (1, 0.3), id="optional"),
        pytest.param(build_report("Else."), ALPHA, DEPARTURE, (0, 0.1), id="told elsewhere, named here"),
        pytest.param(
            build_report("Else.", base="bravo", base_name=None),
            BRAVO,
            DEPARTURE,
            (0, 0.4),
            id="told elsewhere, named before",
        ),
        pytest.param(
            build_report(ASKED, base="bravo", base_name=None), BRAVO, DEPARTURE, (1, 1), id="told here, named before"
        ),
        pytest.param(build_report(ASKED, base=None), IRAQ, DEPARTURE, (1, 1), id="told of the country"),
        pytest.param(
            build_report(ASKED, base=None, country="SY"), IRAQ, DEPARTURE, (0, 1), id="told of another country"
        ),
        pytest.param(build_report(ASKED), IRAQ, ATTACK, (0, 0.2), id="attack on a country"),
        pytest.param(
            build_report(ASKED, base=None, family="attack", type="attack"), IRAQ, ATTACK, (1, 1), id="told of a country"
        ),
    ],
)
def test_label_of_a_place_is_by_what_is_told_where(
    report: GoldReport, place: int, outcome: tuple[str, Status], expected: tuple[float, float]
) -> None:
    assert get_outcome(label(report), place, outcome) == expected


def test_label_of_a_base_named_here_and_before_is_of_the_one_here() -> None:
    before = "The US air base Alpha is large."
    sentences = (
        build_sentence(before, [build_mention(before, "Alpha", Kind.NAME, slug="alpha-air-base")]),
        SENTENCES[1],
    )
    window = build_last_window(sentences)
    targets = Labeller(
        build_study(sentences, [build_report(ASKED, slugs=frozenset({"alpha", "alpha-air-base"}))]), LABELS
    ).label(window)
    assert [c.here for c in window.candidates] == [False, True]
    assert get_outcome(targets, 0, DEPARTURE) == (0, 0.4)
    assert get_outcome(targets, 1, DEPARTURE) == (1, 1)


def test_label_of_two_reports_keeps_the_direct_one() -> None:
    targets = label(build_report(ASKED), build_report("Else."))
    assert get_outcome(targets, ALPHA, DEPARTURE) == (1, 1)


@pytest.mark.parametrize(
    ("event_type", "values", "weights"),
    [
        ("handover", (1, 0, 0), (1, 1, 1)),
        ("withdrawal", (0, 0, 1), (1, 1, 1)),
        ("attack", (0, 0, 0), (0, 0, 0)),
    ],
)
def test_types_are_learnt_from_departures_only(
    event_type: str, values: tuple[float, ...], weights: tuple[float, ...]
) -> None:
    family = "attack" if event_type == "attack" else "departure"
    targets = label(build_report(ASKED, type=event_type, family=family))
    assert targets.values[ALPHA][-3:] == values
    assert targets.weights[ALPHA][-3:] == weights


@pytest.mark.parametrize(
    ("changes", "argument", "relation", "expected"),
    [
        pytest.param({}, MONDAY, "date", (1, 1), id="date as past"),
        pytest.param({"date": "2020-04-05"}, MONDAY, "date", (1, 1), id="date as future"),
        pytest.param({"date": "2021"}, MONDAY, "date", (0, 1), id="another date"),
        pytest.param({"date": None}, MONDAY, "date", (0, 0.5), id="no date"),
        pytest.param({}, PERSONNEL, "personnel", (1, 1), id="personnel"),
        pytest.param({"figures": frozenset()}, PERSONNEL, "personnel", (0, 1), id="no figure"),
        pytest.param({"figures": frozenset({("equipment_value", 300)})}, PERSONNEL, "personnel", (0, 1), id="money"),
        pytest.param({"figures": frozenset({("equipment_value", 5)})}, VALUE, "value", (1, 1), id="value"),
        pytest.param({}, VALUE, "personnel", (0, 0), id="money is no personnel"),
        pytest.param({}, FORCE, "leaving", (1, 1), id="role"),
        pytest.param({}, FORCE, "attacker", (0, 1), id="another role"),
        pytest.param({"roles": frozenset({("iran", Role.LEAVING)})}, FORCE, "leaving", (0, 1), id="another actor"),
        pytest.param({}, SPEAKER, "leaving", (0, 0), id="who is no listed actor has no role to learn"),
        pytest.param({"attributed_to": "Gen. SMITH"}, SPEAKER, "speaker", (1, 0.5), id="speaker"),
        pytest.param({}, SPEAKER, "speaker", (0, 0.5), id="no speaker"),
        pytest.param({}, MONDAY, "speaker", (0, 0), id="a date does not speak"),
    ],
)
def test_label_of_an_argument_is_by_what_the_report_has(
    changes: dict[str, object], argument: int, relation: str, expected: tuple[float, float]
) -> None:
    targets = label(build_report(ASKED, **changes))
    found = [row for row in targets.relations if (row.candidate, row.argument) == (ALPHA, argument)]
    number = RELATIONS.index(relation)
    assert [(row.values[number], row.weights[number]) for row in found] == [expected]
    assert [row.family for row in found] == [LABELS.families.index("departure")]


def test_arguments_without_an_event_have_no_targets() -> None:
    assert label(build_report("Else.")).relations == ()


LEFT, HOUSED = "US troops left Camp Alpha on Monday.", "Some 300 soldiers and 40 cooks had lived there."


@pytest.mark.parametrize(
    ("before", "figures", "expected"),
    [
        pytest.param((LEFT,), {("personnel", 300)}, [(1, 1), (0, 0.3)], id="counted after it"),
        pytest.param((LEFT, "It rained.", "It snowed."), {("personnel", 300)}, [(1, 1), (0, 0.3)], id="soon after it"),
        pytest.param((LEFT, *("It rained.",) * 3), {("personnel", 300)}, [], id="far after it"),
        pytest.param((LEFT,), set(), [(0, 0.3), (0, 0.3)], id="not counted"),
        pytest.param((LEFT,), {("personnel", 12)}, [(0, 0.3), (0, 0.3)], id="counted elsewhere"),
        pytest.param((f"{LEFT[:-1]} with 300 men.",), {("personnel", 300)}, [], id="counted where it is told"),
    ],
)
def test_label_of_numbers_after_an_event_is_whether_they_count_its_people(
    before: tuple[str, ...], figures: set[tuple[str, int]], expected: list[tuple[float, float]]
) -> None:
    told = before[0]
    numbers = [build_number(told, "300", 300)] if "300" in told else []
    first = build_sentence(told, [build_mention(told, "Camp Alpha", slug="alpha")], (), numbers)
    others = [build_sentence(text, index=n) for n, text in enumerate(before[1:], start=1)]
    people = [build_number(HOUSED, "300", 300), build_number(HOUSED, "40", 40)]
    force = [build_force(HOUSED, "soldiers", "united-states")]
    sentences = (first, *others, build_sentence(HOUSED, force, (), people, index=len(before)))
    report = build_report(told, figures=frozenset(figures))
    targets = Labeller(build_study(sentences, [report]), LABELS).label(build_last_window(sentences))
    place = RELATIONS.index("personnel")
    assert [(row.values[place], row.weights[place]) for row in targets.relations] == expected
    assert all(sum(row.weights) == row.weights[place] for row in targets.relations)
    assert targets.tells(LABELS) is any(value for value, _ in expected)


@pytest.mark.parametrize(("report", "expected"), [(build_report(ASKED), True), (build_report("Else."), False)])
def test_window_tells_where_any_outcome_is_right(report: GoldReport, expected: bool) -> None:
    assert label(report).tells(LABELS) is expected


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [("They left. It ended.", "They  left.", True), ("left.", "They\nleft.", True), ("They left", "It ended", False)],
)
def test_texts_overlap_where_one_is_part_of_the_other(first: str, second: str, expected: bool) -> None:
    assert overlaps(first, second) is expected
