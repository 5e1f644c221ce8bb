from dataclasses import replace

from service.domain.events.reports import Role, Status
from service.extraction.encoder.labels import RELATIONS, Labels, build_labels
from tests.builders import build_event_type

TYPES = (
    build_event_type("withdrawal", "departure", rank=1),
    build_event_type("attack", "attack"),
    build_event_type("handover", "departure", rank=3),
    build_event_type("closure", "departure", rank=2),
    build_event_type("deployment", "arrival"),
)
LABELS = build_labels(TYPES)


def test_build_labels_has_families_in_order_and_departures_by_rank() -> None:
    expected = Labels(
        families=("departure", "attack", "arrival"),
        types=("handover", "closure", "withdrawal"),
        single_types={"attack": "attack", "arrival": "deployment"},
        at_bases=frozenset(row.slug for row in TYPES),
        in_countries=frozenset(row.slug for row in TYPES),
    )
    assert expected == LABELS


def test_build_labels_says_which_types_happen_at_bases_and_which_in_countries() -> None:
    vote = replace(build_event_type("vote", "vote"), place="country")
    attack = replace(build_event_type("attack", "attack"), place="base")
    labels = build_labels((vote, attack, build_event_type("exercise", "exercise")))
    assert labels.at_bases == {"attack", "exercise"}
    assert labels.in_countries == {"vote", "exercise"}


def test_build_labels_of_a_family_of_several_types_takes_the_most_general() -> None:
    types = (build_event_type("attack", "attack", rank=1), build_event_type("raid", "attack", rank=2))
    assert build_labels(types).single_types == build_labels(types[::-1]).single_types == {"attack": "attack"}


def test_list_outcomes_has_each_family_in_each_status() -> None:
    assert LABELS.list_outcomes()[:4] == [
        ("departure", Status.OCCURRED),
        ("departure", Status.PLANNED),
        ("departure", Status.DENIED),
        ("attack", Status.OCCURRED),
    ]
    assert len(set(LABELS.list_outcomes())) == len(LABELS.families) * len(Status)


def test_relations_have_every_role() -> None:
    assert {role.value for role in Role} <= set(RELATIONS)
    assert len(set(RELATIONS)) == len(RELATIONS)
