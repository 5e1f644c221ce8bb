"""Which year a phrase means that gives none, or that names it by another one."""

import datetime as dt

import pytest

from service.codebook.model import DateKind
from service.extraction.dates.calendar.years import find_phrase_year, find_said_year, find_year
from service.extraction.dates.phrases import DatePhrase
from service.extraction.dates.relative import DateContext
from tests.unit.extraction.dates.builders import PUBLISHED

PAPER = DateContext(published=PUBLISHED)


def build_phrase(**parts: str) -> DatePhrase:
    return DatePhrase(0, 1, DateKind.MONTH, parts, "-")


@pytest.mark.parametrize(
    ("said", "context", "year"),
    [
        ("last year", PAPER, 2019),
        ("of this year", PAPER, 2020),
        ("next year", PAPER, 2021),
        ("of the year before last", PAPER, 2018),
        ("last year", DateContext(spoken=1991), None),
        ("of the same year", DateContext(spoken=1991), 1991),
        ("that year", DateContext(reference=dt.date(1991, 5, 1)), 1991),
        ("that year", DateContext(year=1991), 1991),
        # The year that the text named last counts before that of an event, and that before what it speaks of.
        ("that year", DateContext(spoken=1991, reference=dt.date(1992, 5, 1), year=1993), 1991),
        ("that year", DateContext(reference=dt.date(1992, 5, 1), year=1993), 1992),
        ("the preceding year", DateContext(spoken=1991), 1990),
        ("the year before", DateContext(spoken=1991), 1990),
        ("the next year", DateContext(spoken=1991), 1992),
        ("of the year after", DateContext(spoken=1991), 1992),
        ("that year", PAPER, None),
        ("", DateContext(spoken=1991), None),
    ],
)
def test_find_said_year_counts_from_the_paper_or_from_what_the_text_named(
    said: str, context: DateContext, year: int | None
) -> None:
    assert find_said_year(build_phrase(whichyear=said), context) == year


@pytest.mark.parametrize(
    ("month", "day", "context", "year"),
    [
        (3, 29, PAPER, 2020),
        # A paper may be dated a day before what it tells of.
        (3, 30, PAPER, 2020),
        (3, 31, PAPER, 2019),
        (4, None, PAPER, 2019),
        (3, 29, DateContext(published=PUBLISHED, future=True), 2020),
        (3, 28, DateContext(published=PUBLISHED, future=True), 2021),
        # A month that has begun may still be to come; one that is over may not.
        (3, None, DateContext(published=PUBLISHED, future=True), 2020),
        (2, None, DateContext(published=PUBLISHED, future=True), 2021),
        # 29 February is the 28th of a year that has none.
        (2, 29, DateContext(published=dt.date(2021, 3, 1)), 2021),
        (2, 29, DateContext(year=2021), 2021),
        (3, 31, DateContext(published=PUBLISHED, year=1991), 1991),
        (3, 29, DateContext(), None),
    ],
)
def test_find_year_is_that_of_the_text_or_next_to_the_paper(
    month: int, day: int | None, context: DateContext, year: int | None
) -> None:
    assert find_year(month, day, context) == year


def test_find_year_near_an_anchor_may_be_that_beside_it() -> None:
    assert find_year(12, 31, DateContext(anchor=dt.date(2020, 1, 2))) == 2019
    assert find_year(1, 1, DateContext(anchor=dt.date(2020, 12, 30))) == 2021


def test_find_phrase_year_takes_the_phrase_before_the_text() -> None:
    context = DateContext(published=PUBLISHED, year=1991, spoken=1992)
    assert find_phrase_year(build_phrase(year="1990", whichyear="that year"), 3, 1, context) == 1990
    assert find_phrase_year(build_phrase(whichyear="that year"), 3, 1, context) == 1992
    assert find_phrase_year(build_phrase(), 3, 1, context) == 1991
