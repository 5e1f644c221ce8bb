"""From scores to events: thresholds, statuses, types of departures, and what belongs to an event."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from service.domain.events.reports import Status
from service.extraction.encoder.decoding import (
    ADDED_PEOPLE_THRESHOLD,
    ADDED_VALUE_THRESHOLD,
    DATE_THRESHOLD,
    EVENT_THRESHOLD,
    FIGURE_THRESHOLD,
    ONLY_DATE_THRESHOLD,
    REPEATED_THRESHOLD,
    ROLE_THRESHOLD,
    Decoder,
    Detection,
)
from service.extraction.encoder.labels import RELATIONS, Labels
from service.extraction.encoder.protocol import Scores
from service.extraction.encoder.windows import ArgumentCandidate, Window
from service.extraction.mentions.mention import Kind
from tests.unit.extraction.builders import (
    build_annotated,
    build_article_windows,
    build_mention,
    build_number,
    build_phrase,
)
from tests.unit.extraction.mentions.naming import COALITION, IRAQI_FORCES, QAYYARAH
from tests.unit.extraction.scripted import WordEncoder

TEXT = "Coalition troops gave K1 and Qayyarah to the army on Sunday with 300 men and $5, Smith said."
TROOPS = build_mention(TEXT, "Coalition troops", Kind.FORCE, actors=[COALITION])
ARMY = build_mention(TEXT, "army", Kind.FORCE, actors=[IRAQI_FORCES])
SMITH = build_mention(TEXT, "Smith", Kind.PERSON)
SUNDAY = build_phrase(TEXT)
MEN, MONEY = build_number(TEXT, "300", 300), build_number(TEXT, "5", 5, "USD")
BASES = (build_mention(TEXT), build_mention(TEXT, "Qayyarah", base=QAYYARAH))
SENTENCE = build_annotated(TEXT, TROOPS, *BASES, ARMY, SMITH, SUNDAY, MEN, MONEY)
OCCURRED, PLANNED, DENIED = Status.OCCURRED, Status.PLANNED, Status.DENIED
Outcomes = Mapping[tuple[str, Status], float]


@pytest.fixture
def window(labels: Labels) -> Window:
    [window] = build_article_windows(WordEncoder(labels), SENTENCE)
    return window


def build_scores(
    labels: Labels,
    window: Window,
    outcomes: Outcomes,
    types: Mapping[str, float] | None = None,
    relations: Mapping[tuple[str, str], float] | None = None,
) -> Scores:
    """Scores of which those of outcomes and types are the same at each place, and of departures alone have arguments
    any relation: the words of one and the relation's name to a probability."""
    none = [0.0] * len(RELATIONS)
    departure = labels.families.index("departure")

    def relate(argument: ArgumentCandidate, family: int) -> list[float]:
        written = TEXT[argument.item.start : argument.item.end]
        return [(relations or {}).get((written, name), 0.0) for name in RELATIONS] if family == departure else none

    places = range(len(window.candidates))
    families = range(len(labels.families))
    return Scores(
        [[outcomes.get(outcome, 0.0) for outcome in labels.list_outcomes()] for _ in places],
        [[(types or {}).get(name, 0.0) for name in labels.types] for _ in places],
        [[[relate(argument, family) for family in families] for argument in window.arguments] for _ in places],
    )


def detect(labels: Labels, window: Window, relations: Mapping[tuple[str, str], float], family: str) -> Detection:
    """The event of a family at the first place."""
    scores = build_scores(labels, window, {(family, OCCURRED): 0.9}, relations=relations)
    return Decoder(labels).detect(window, scores, Decoder(labels).judge(window, scores))[0]


def test_judge_has_each_family_once_at_each_place(labels: Labels, window: Window) -> None:
    judgements = Decoder(labels).judge(window, build_scores(labels, window, {}))
    assert [(one.place, one.family) for one in judgements] == [
        *((place, family) for place in (0, 1) for family in ("departure", "arrival", "attack", "exercise")),
        # The type of a departure is a handover where none is more probable, and no country is handed over.
        *((2, family) for family in ("airstrike", "vote", "exercise")),
    ]
    assert all(one.candidate == window.candidates[one.place] for one in judgements)


@pytest.mark.parametrize(
    ("family", "places"),
    [
        ("vote", [2]),
        ("airstrike", [2]),
        ("attack", [0, 1]),
        ("arrival", [0, 1]),
        ("departure", [0, 1]),
        ("exercise", [0, 1]),
    ],
)
def test_detect_has_an_event_only_where_its_type_may_happen(
    labels: Labels, window: Window, family: str, places: list[int]
) -> None:
    assert [candidate.base for candidate in window.candidates] == [BASES[0].base, QAYYARAH, None]
    scores = build_scores(labels, window, {(family, OCCURRED): 1.0})
    found = Decoder(labels).detect(window, scores, Decoder(labels).judge(window, scores))
    assert [one.judgement.place for one in found if one.judgement.is_extracted] == places


@pytest.mark.parametrize(
    ("text", "names", "families"),
    [
        ("Iraq gave its last base to them.", (), {"departure", "arrival", "attack", "airstrike", "vote", "exercise"}),
        ("Iraq gave them money.", (), {"airstrike", "vote", "exercise"}),
        # Where the sentence names a base, it is that one.
        ("Iraq gave its base K1 to them.", ("K1",), {"airstrike", "vote", "exercise"}),
    ],
)
def test_judge_what_happens_at_bases_is_of_a_country_only_by_a_base_without_a_name(
    labels: Labels, text: str, names: tuple[str, ...], families: set[str]
) -> None:
    unnamed = [build_mention(text, "base", Kind.UNNAMED_BASE)] if "base" in text else []
    country = build_mention(text, "Iraq", Kind.COUNTRY, country="IQ")
    sentence = build_annotated(text, country, *unnamed, *(build_mention(text, name) for name in names))
    [window] = build_article_windows(WordEncoder(labels), sentence)
    judgements = Decoder(labels).judge(window, build_scores(labels, window, {}))
    assert {one.family for one in judgements if one.candidate.base is None} == families


@pytest.mark.parametrize(
    ("probability", "extracted"),
    [(EVENT_THRESHOLD, True), (EVENT_THRESHOLD - 0.0001, False), (1.0, True), (0.0, False)],
)
def test_judge_extracts_what_is_as_probable_as_the_threshold(
    labels: Labels, window: Window, probability: float, extracted: bool
) -> None:
    scores = build_scores(labels, window, {("attack", OCCURRED): probability})
    judgements = Decoder(labels).judge(window, scores)
    assert {one.family for one in judgements if one.is_extracted} == ({"attack"} if extracted else set())
    detections = Decoder(labels).detect(window, scores, judgements)
    assert sum(one.judgement.is_extracted for one in detections) == (2 if extracted else 0)


@pytest.mark.parametrize(
    ("probability", "count"), [(REPEATED_THRESHOLD, 2), (REPEATED_THRESHOLD - 0.0001, 0), (EVENT_THRESHOLD - 0.0001, 2)]
)
def test_detect_of_a_repeated_event_at_a_base_gives_it_as_not_extracted(
    labels: Labels, window: Window, probability: float, count: int
) -> None:
    scores = build_scores(labels, window, {("attack", OCCURRED): probability})
    detections = Decoder(labels).detect(window, scores, Decoder(labels).judge(window, scores))
    assert [one.judgement.is_extracted for one in detections] == [False] * count


@pytest.mark.parametrize(
    ("relations", "count"),
    [
        ({("300", "personnel"): ADDED_PEOPLE_THRESHOLD}, 2),
        ({("300", "personnel"): ADDED_PEOPLE_THRESHOLD - 0.0001}, 0),
        ({("5", "value"): ADDED_VALUE_THRESHOLD}, 2),
        ({("on Sunday", "date"): 1.0, ("army", "receiving"): 1.0, ("5", "value"): ADDED_VALUE_THRESHOLD - 0.0001}, 0),
    ],
)
def test_detect_of_no_event_has_its_figures_alone_where_these_are_probable(
    labels: Labels, window: Window, relations: Mapping[tuple[str, str], float], count: int
) -> None:
    scores = build_scores(labels, window, {}, relations=relations)
    detections = Decoder(labels).detect(window, scores, Decoder(labels).judge(window, scores))
    assert [(one.is_added, one.judgement.is_extracted, len(one.personnel + one.values)) for one in detections] == [
        (True, False, 1)
    ] * count
    assert all(not (one.dates or one.roles) for one in detections)
    assert {one.judgement.family for one in detections} <= {"departure"}


@pytest.mark.parametrize(
    ("outcomes", "status", "probability"),
    [
        ({OCCURRED: 0.6, PLANNED: 0.7, DENIED: 0.1}, PLANNED, 0.7),
        ({OCCURRED: 0.2, PLANNED: 0.1, DENIED: 0.3}, DENIED, 0.3),
        # Of two that are as probable the first of the labels.
        ({OCCURRED: 0.7, PLANNED: 0.7, DENIED: 0.7}, OCCURRED, 0.7),
        ({PLANNED: 0.7, DENIED: 0.7}, PLANNED, 0.7),
        ({}, OCCURRED, 0.0),
    ],
)
def test_judge_a_family_has_its_most_probable_status(
    labels: Labels,
    window: Window,
    outcomes: Mapping[Status, float],
    status: Status,
    probability: float,
) -> None:
    outcomes_of_departure = {("departure", one): value for one, value in outcomes.items()}
    scores = build_scores(labels, window, outcomes_of_departure, {"withdrawal": 0.9})
    found = [
        (one.status, one.probability) for one in Decoder(labels).judge(window, scores) if one.family == "departure"
    ]
    assert found == [(status, probability)] * 3


@pytest.mark.parametrize(
    ("family", "types", "event_types"),
    [
        ("departure", {"closure": 0.6, "handover": 0.5}, ["closure"] * 2),
        ("departure", {"withdrawal": 0.1}, ["withdrawal"] * 3),
        # Of two that are as probable the one of higher rank.
        ("departure", {"withdrawal": 0.5, "closure": 0.5}, ["closure"] * 2),
        ("arrival", {"closure": 0.6}, ["deployment"] * 2),
        ("attack", {"closure": 0.6}, ["attack"] * 2),
        ("vote", {}, ["vote"]),
    ],
)
def test_judge_names_departures_by_their_most_probable_type_and_others_by_their_own(
    labels: Labels, window: Window, family: str, types: Mapping[str, float], event_types: list[str]
) -> None:
    scores = build_scores(labels, window, {(family, OCCURRED): 0.9}, types)
    assert [one.type for one in Decoder(labels).judge(window, scores) if one.is_extracted] == event_types


def build_departures(labels: Labels, window: Window, probabilities: list[float]) -> Scores:
    """Scores of a withdrawal, as probable at each place as is said."""
    departure = labels.list_outcomes().index(("departure", OCCURRED))
    scores = build_scores(labels, window, {}, {"withdrawal": 0.9})
    outcomes = [
        [p if n == departure else 0.0 for n in range(len(row))]
        for p, row in zip(probabilities, scores.outcomes, strict=True)
    ]
    return replace(scores, outcomes=outcomes)


@pytest.mark.parametrize(
    ("probabilities", "places"),
    [([0.9, 0.0, 0.8], [0]), ([0.9, 0.0, 0.9], [0]), ([0.8, 0.0, 0.9], [0, 2]), ([0.1, 0.0, 0.9], [2])],
)
def test_detect_a_departure_of_a_country_and_less_surely_of_a_base_there_has_both(
    labels: Labels, window: Window, probabilities: list[float], places: list[int]
) -> None:
    scores = build_departures(labels, window, probabilities)
    found = Decoder(labels).detect(window, scores, Decoder(labels).judge(window, scores))
    assert [one.judgement.place for one in found if one.judgement.is_extracted] == places


def test_detect_has_arguments_of_its_own_kind_alone(labels: Labels, window: Window) -> None:
    written = [TEXT[one.item.start : one.item.end] for one in window.arguments]
    everything = {(words, relation): 0.9 for words in written for relation in RELATIONS}
    found = detect(labels, window, everything, "departure")
    assert [linked.argument.item for linked in found.dates] == [SUNDAY]
    assert [linked.argument.item for linked in found.personnel] == [MEN, MONEY]
    assert [linked.argument.item for linked in found.values] == [MEN, MONEY]
    assert [argument.item for argument, role, _ in found.roles if role.value == "leaving"] == [TROOPS, ARMY, SMITH]


@pytest.mark.parametrize(
    ("written", "relation", "threshold"),
    [
        ("Sunday", "date", ONLY_DATE_THRESHOLD),
        ("army", "receiving", ROLE_THRESHOLD),
        ("300", "personnel", FIGURE_THRESHOLD),
        ("5", "value", FIGURE_THRESHOLD),
    ],
)
def test_detect_has_what_is_as_probable_as_its_threshold(
    labels: Labels, window: Window, written: str, relation: str, threshold: float
) -> None:
    def count(probability: float) -> int:
        found = detect(labels, window, {(written, relation): probability}, "departure")
        linked = (found.dates, found.roles, found.personnel, found.values)
        return sum(map(len, linked))

    assert (count(threshold), count(threshold - 0.0001)) == (1, 0)


@pytest.mark.parametrize(
    ("sunday", "monday", "friday", "dates"),
    [
        (DATE_THRESHOLD, DATE_THRESHOLD, 0.0, ["Sunday", "Monday"]),
        (DATE_THRESHOLD, DATE_THRESHOLD - 0.01, 0.0, ["Sunday"]),
        (ONLY_DATE_THRESHOLD, ONLY_DATE_THRESHOLD + 0.01, 0.0, ["Monday"]),
        (ONLY_DATE_THRESHOLD, ONLY_DATE_THRESHOLD, 0.0, ["Sunday"]),
        # What stands in the context has to be as probable as any.
        (0.0, 0.0, DATE_THRESHOLD, ["Friday"]),
        (0.0, 0.0, DATE_THRESHOLD - 0.01, []),
    ],
)
def test_detect_without_a_probable_date_has_the_best_of_the_sentence(
    labels: Labels, sunday: float, monday: float, friday: float, dates: list[str]
) -> None:
    before, text = "It was cold on Friday.", "Troops left K1 on Sunday, not Monday."
    asked = build_annotated(text, build_mention(text), build_phrase(text), build_phrase(text, "Monday"))
    context = build_annotated(before, build_phrase(before, "Friday"))
    window = build_article_windows(WordEncoder(labels), context, asked)[-1]
    scores = build_scores(labels, window, {("departure", OCCURRED): 0.9})
    known = {"Sunday": sunday, "Monday": monday, "Friday": friday}
    place = RELATIONS.index("date")
    for one in scores.relations:
        for argument, families in zip(window.arguments, one, strict=True):
            for relations in families:
                relations[place] = known[argument.item.text]  # type: ignore[index,union-attr]
    [found, *_] = Decoder(labels).detect(window, scores, Decoder(labels).judge(window, scores))
    assert [linked.argument.item.text for linked in found.dates] == dates  # type: ignore[union-attr]


def test_detect_of_a_family_has_nothing_of_another(labels: Labels, window: Window) -> None:
    relations = {("Sunday", "date"): 0.9, ("army", "receiving"): 0.9}
    assert detect(labels, window, relations, "departure").dates
    assert not detect(labels, window, relations, "attack").dates


def test_detect_has_each_event_with_the_arguments_of_its_own_place(labels: Labels, window: Window) -> None:
    scores = build_scores(labels, window, {("departure", OCCURRED): 0.9}, relations={("Sunday", "date"): 0.9})
    elsewhere = build_scores(labels, window, {}).relations[1]
    scores = replace(scores, relations=[scores.relations[0], elsewhere, elsewhere])
    found = Decoder(labels).detect(window, scores, Decoder(labels).judge(window, scores))
    assert [(one.judgement.candidate.base, len(one.dates)) for one in found] == [
        (BASES[0].base, 1),
        (QAYYARAH, 0),
    ]


def test_detect_has_every_role_that_is_probable(labels: Labels, window: Window) -> None:
    found = detect(labels, window, {("army", "receiving"): 0.6, ("army", "actor"): 0.7}, "departure")
    assert [(role.value, probability) for _, role, probability in found.roles] == [("receiving", 0.6), ("actor", 0.7)]
