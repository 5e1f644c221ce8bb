"""Lists of bases and dates side by side: which date each base gets, and where none is moved."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from service.domain.events.reports import Status
from service.domain.names.places import Base
from service.extraction.dates.phrases import DatePhrase
from service.extraction.encoder.decoding import DATE_THRESHOLD, Detection, Judgement, Linked
from service.extraction.encoder.labels import Labels
from service.extraction.encoder.lists import pair_lists
from service.extraction.encoder.windows import Window
from tests.unit.extraction.builders import build_annotated, build_article_windows, build_mention, build_phrase
from tests.unit.extraction.mentions.naming import AL_ASAD, K1, QAYYARAH
from tests.unit.extraction.scripted import WordEncoder

BASES = {"K1": K1, "Qayyarah": QAYYARAH, "Asad": AL_ASAD}
DAYS = ("Sunday", "Monday", "Friday")
PAIR = "They left K1 and Qayyarah on Sunday and Monday."


def build_window(labels: Labels, text: str) -> Window:
    """The window of a sentence with the bases and days that stand in it."""
    bases = [build_mention(text, name, base=base) for name, base in BASES.items() if name in text]
    days = [build_phrase(text, day) for day in DAYS if day in text]
    [window] = build_article_windows(WordEncoder(labels), build_annotated(text, *bases, *days))
    return window


def detect(window: Window, base: Base, family: str = "departure", dates: Sequence[Linked] = ()) -> Detection:
    """An event of a window at a base."""
    place, candidate = next((n, one) for n, one in enumerate(window.candidates) if one.base == base)
    judgement = Judgement(place, candidate, "withdrawal", family, Status.OCCURRED, 0.9)
    return Detection(window, judgement, dates=tuple(dates), roles=(), personnel=(), values=())


def link_dates(window: Window, probability: float) -> list[Linked]:
    return [Linked(one, probability) for one in window.arguments if isinstance(one.item, DatePhrase)]


def read_dates(detections: Sequence[Detection]) -> list[list[str]]:
    items = [[linked.argument.item for linked in one.dates] for one in detections]
    return [[item.text for item in row if isinstance(item, DatePhrase)] for row in items]


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        (PAIR, [["Sunday"], ["Monday"]]),
        ("They left K1, Qayyarah and Asad on Sunday, Monday and Friday.", [["Sunday"], ["Monday"], ["Friday"]]),
        ("On Sunday and on Monday they left K1 and then Qayyarah.", [["Sunday"], ["Monday"]]),
        ("They left Qayyarah and K1 on Sunday and Monday.", [["Monday"], ["Sunday"]]),
        # A list of other length, or with other words between, or around the other list, dates nothing.
        ("They left K1 and Qayyarah on Sunday, Monday and Friday.", [[], []]),
        ("They left K1 and Qayyarah on Sunday.", [[], []]),
        ("They left K1 before Qayyarah on Sunday and Monday.", [[], []]),
        ("They left K1 and Qayyarah on Sunday or Monday.", [[], []]),
        ("They left K1 on Sunday and Qayyarah on Monday.", [[], []]),
        ("They left K1 on Sunday and Monday.", [[]]),
    ],
)
def test_pair_lists_dates_each_base_by_its_place_in_the_list(labels: Labels, text: str, dates: list[list[str]]) -> None:
    window = build_window(labels, text)
    found = pair_lists([detect(window, base) for name, base in BASES.items() if name in text])
    assert read_dates(found) == dates


@pytest.mark.parametrize(("linked", "expected"), [(True, 0.75), (False, DATE_THRESHOLD)])
def test_pair_lists_keeps_the_probability_of_the_dates_that_there_were(
    labels: Labels, linked: bool, expected: float
) -> None:
    window = build_window(labels, PAIR)
    dates = link_dates(window, 0.75) if linked else []
    for one in pair_lists([detect(window, base, dates=dates) for base in (K1, QAYYARAH)]):
        assert [date.probability for date in one.dates] == [expected]


def test_pair_lists_leaves_the_order_of_the_detections(labels: Labels) -> None:
    window = build_window(labels, PAIR)
    found = pair_lists([detect(window, QAYYARAH), detect(window, K1)])
    assert [one.judgement.candidate.base for one in found] == [QAYYARAH, K1]
    assert read_dates(found) == [["Monday"], ["Sunday"]]


def test_pair_lists_of_different_events_or_of_a_base_named_elsewhere_changes_nothing(labels: Labels) -> None:
    window = build_window(labels, PAIR)
    one, other = detect(window, K1), detect(window, QAYYARAH, "arrival")
    assert pair_lists([one, other]) == [one, other]
    away = replace(other.judgement, family="departure", candidate=replace(other.judgement.candidate, here=False))
    other = replace(other, judgement=away)
    assert pair_lists([one, other]) == [one, other]
    assert pair_lists([]) == []


@pytest.mark.parametrize(
    ("text", "improbable", "dates"),
    [
        ("They left K1 on Sunday and Qayyarah on Monday.", [], [["Sunday"], ["Monday"]]),
        ("On Sunday they left K1, on Monday Qayyarah.", [], [["Sunday"], ["Monday"]]),
        ("They left K1 on Sunday, and on Monday they left Qayyarah.", [], [["Sunday"], ["Monday"]]),
        ("They left K1 on Sunday and Qayyarah and Asad on Monday.", [], [["Sunday"], ["Monday"], ["Monday"]]),
        ("They left K1 on Sunday and Qayyarah on Monday, he said on Friday.", ["Friday"], [["Sunday"], ["Monday"]]),
        # As many dates as bases there must be, or nothing says which is whose.
        ("They left K1 on Sunday and Qayyarah on Monday, he said on Friday.", [], [[], []]),
        ("They left K1 on Sunday and then, after some days, Qayyarah.", [], [[], []]),
        ("They left K1 on Sunday and Qayyarah on Monday.", ["Sunday"], [[], []]),
    ],
)
def test_pair_lists_dates_bases_that_dates_stand_between_in_their_order(
    labels: Labels, text: str, improbable: list[str], dates: list[list[str]]
) -> None:
    window = build_window(labels, text)
    near = tuple(
        Linked(one, 0.11 if isinstance(one.item, DatePhrase) and one.item.text in improbable else 0.5)
        for one in window.arguments
    )
    found = [replace(detect(window, base), near_dates=near) for name, base in BASES.items() if name in text]
    assert read_dates(pair_lists(found)) == dates
