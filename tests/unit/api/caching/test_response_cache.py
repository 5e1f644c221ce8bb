"""What is kept of responses: bounded, of one revision, and for the very same question alone."""

import pytest

from service.api.caching.response_cache import KeptResponse, ResponseCache

FIRST, SECOND = (1, "2020-03-29"), (2, "2020-03-30")
RESPONSE = KeptResponse("200 OK", (("ETag", 'W/"1"'),), b"{}", "/v1/events")


def build_question(number: int) -> tuple[str, ...]:
    return ("", "/v1/events", f"limit={number}")


def build_response(size: int) -> KeptResponse:
    return KeptResponse("200 OK", (), b"x" * size, "/v1/events")


def test_find_what_was_kept_of_the_revision_gives_it_and_nothing_else() -> None:
    cache = ResponseCache(1_000_000)
    cache.keep(FIRST, build_question(1), RESPONSE)
    assert cache.find(FIRST, build_question(1)) is RESPONSE
    assert cache.find(FIRST, build_question(2)) is None
    assert cache.find(SECOND, build_question(1)) is None
    # A store that was replaced by another, which has as many revisions.
    assert cache.find((1, "2020-03-30"), build_question(1)) is None


def test_keep_of_another_revision_lets_all_others_go() -> None:
    cache = ResponseCache(1_000_000)
    cache.keep(FIRST, build_question(1), RESPONSE)
    cache.keep(SECOND, build_question(2), RESPONSE)
    assert cache.find(FIRST, build_question(1)) is None
    assert cache.find(SECOND, build_question(1)) is None
    assert cache.find(SECOND, build_question(2)) is RESPONSE


def test_keep_more_than_there_is_room_for_lets_the_least_recently_used_go() -> None:
    cache = ResponseCache(100_000)
    for number in range(3):
        cache.keep(FIRST, build_question(number), build_response(25_000))
    assert cache.find(FIRST, build_question(0)) is not None
    cache.keep(FIRST, build_question(3), build_response(25_000))
    assert [cache.find(FIRST, build_question(number)) is not None for number in range(4)] == [True, False, True, True]


@pytest.mark.parametrize("size", [0, 1, 400_000])
def test_keep_any_number_of_responses_stays_within_the_bytes(size: int) -> None:
    cache = ResponseCache(1_000_000)
    for number in range(1000):
        cache.keep(FIRST, build_question(number), build_response(size))
    kept = [number for number in range(1000) if cache.find(FIRST, build_question(number))]
    assert kept
    assert len(kept) * max(size, 1_000) <= 1_000_000
    assert kept[-1] == 999


def test_keep_one_that_is_larger_than_all_room_keeps_nothing() -> None:
    cache = ResponseCache(1_000)
    cache.keep(FIRST, build_question(1), build_response(2_000))
    assert cache.find(FIRST, build_question(1)) is None
