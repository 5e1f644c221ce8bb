"""How far apart in time reports of one event may be."""

import pytest

from service.codebook import read_codebook
from service.domain.events.agreement import TOLERANCE
from service.merging.time.tolerances import INITIAL_DISTANCE, MAX_PLAN_DISTANCE, RECENT, find_tolerance


@pytest.mark.parametrize(
    ("block", "days"),
    [
        ("departure:k1", 3),
        ("arrival:~IQ", 3),
        ("attack:k1", 0),
        ("attack:departure", 0),
        ("departure", 3),
        ("", 0),
    ],
)
def test_find_tolerance_is_that_of_the_family_of_a_block(block: str, days: int) -> None:
    assert find_tolerance(block) == days


def test_find_tolerance_knows_only_families_of_the_codebook() -> None:
    assert {row.family for row in read_codebook().event_types} >= TOLERANCE.keys()


def test_a_glance_is_shorter_than_the_reaches_that_it_is_before() -> None:
    assert min(RECENT, MAX_PLAN_DISTANCE) > INITIAL_DISTANCE
