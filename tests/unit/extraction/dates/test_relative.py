"""Relative dates. 29 March 2020, the usual day of publication here, was a Sunday."""

import datetime as dt

import pytest

from service.extraction.dates.phrases import DatePhrases
from service.extraction.dates.relative import DateContext
from service.extraction.dates.resolver import DateResolver
from tests.unit.extraction.dates.builders import PUBLISHED, resolve_one

REFERENCE = dt.date(2020, 1, 7)


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("on March 26", "2020-03-26"),
        ("on 26 March", "2020-03-26"),
        ("on Feb. 3", "2020-02-03"),
        ("on December 30", "2019-12-30"),
        ("on the twenty-third of January", "2020-01-23"),
        ("on February third", "2020-02-03"),
        ("on the last day of February", "2020-02-29"),
        ("on the 28th, at noon", "2020-03-28"),
        ("on Saturday the 28th, at noon", "2020-03-28"),
        ("on the 28th jets struck", "2020-03-28"),
        ("on the morning of the 28th, at noon", "2020-03-28"),
        ("on the 28th floor", None),
        ("on the 28th armoured brigade", None),
        ("on the 30th, at noon", None),
        ("last March", "2019-03"),
        ("in September of last year", "2019-09"),
        ("by the end of the month", "2020-03"),
        ("five years ago today", "2015-03-29"),
        ("from 3 to 7 March", "2020-03-03/2020-03-07"),
        ("in January", "2020-01"),
        ("in May", "2019-05"),
        ("in mid-July", "2019-07"),
        ("on Sunday", "2020-03-29"),
        ("on Monday", "2020-03-23"),
        ("on Tuesday morning", "2020-03-24"),
        ("last Monday", "2020-03-23"),
        ("last Sunday", "2020-03-22"),
        ("next Friday", "2020-04-03"),
        ("today", "2020-03-29"),
        ("yesterday", "2020-03-28"),
        ("tomorrow", "2020-03-30"),
        ("overnight", "2020-03-28/2020-03-29"),
        ("two days ago", "2020-03-27"),
        ("a month ago", "2020-02"),
        ("two years ago", "2018"),
        ("last week", "2020-03-16/2020-03-22"),
        ("last month", "2020-02"),
        ("next week", "2020-03-30/2020-04-05"),
        ("next month", "2020-04"),
        ("next year", "2021"),
        ("this year", "2020"),
        ("last year", "2019"),
        ("last summer", "2019-22"),
        # Weeks are rounded: the week that holds the day.
        ("two weeks ago", "2020-03-09/2020-03-15"),
        ("a fortnight ago", "2020-03-09/2020-03-15"),
        ("three weeks ago today", "2020-03-08"),
        ("twenty years ago", "2000"),
        ("forty-two years ago", "1978"),
        ("a hundred and twenty-five years before", None),
        ("It is nine months since they left", "2019-06"),
        ("It's only fifteen years now since they left", "2005"),
        ("in December of the year before last", "2018-12"),
        ("on that wet September day last year", "2019-09"),
        ("in the middle of the year", "2020"),
        ("in about October", "2019-10"),
        ("a defeat for May", None),
        ("a year ago this month", "2019-03"),
        ("half a year ago", None),
        ("on Wednesday of last week", "2020-03-18"),
        ("on Wednesday this week", "2020-03-25"),
        ("at the weekend", "2020-03-28/2020-03-29"),
        ("last weekend", "2020-03-28/2020-03-29"),
        ("next weekend", "2020-04-04/2020-04-05"),
        ("before the month is out", "2020-03"),
        ("in the course of the year", "2020"),
        ("on the 2nd of this month", "2020-03-02"),
        ("on the 30th of this month", "2020-03-30"),
        ("on the last Thursday of February", "2020-02-27"),
        ("on New Year's Eve", "2019-12-31"),
        ("the day after Christmas", "2019-12-26"),
        ("shortly before Christmas", "2019-12"),
        ("around the Christmas tree", None),
        ("on Ash Wednesday", "2020-02-26"),
        ("on Easter Sunday", "2019-04-21"),
        ("in the new year", "2020"),
        ("over the past day", "2020-03-28/2020-03-29"),
        ("within the last 24 hours", "2020-03-28/2020-03-29"),
        ("on 5/6/2011", None),
        ("on March 11 last", "2020-03-11"),
        ("last June 15", "2019-06-15"),
    ],
)
def test_resolve_a_relative_date_counts_from_publication(
    phrases: DatePhrases, resolver: DateResolver, text: str, edtf: str | None
) -> None:
    assert resolve_one(phrases, resolver, text, DateContext(published=PUBLISHED)) == edtf


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("the following day", "2020-01-08"),
        ("the next day", "2020-01-08"),
        ("the next month", "2020-02"),
        ("the day before", "2020-01-06"),
        ("the same day", "2020-01-07"),
        ("two days earlier", "2020-01-05"),
        ("three days later", "2020-01-10"),
        ("a month later", "2020-02"),
        ("the previous Sunday", "2020-01-05"),
        ("the following Monday", "2020-01-13"),
        ("a week later", "2020-01-14"),
        ("two weeks earlier", "2019-12-24"),
        ("a fortnight afterwards", "2020-01-21"),
        ("two nights before.", "2020-01-05"),
        ("five days before that", "2020-01-02"),
        ("a few days later", "2020-01"),
        ("several nights afterwards", "2020-01"),
        ("the week before", "2019-12-30/2020-01-05"),
        ("in the week that followed", "2020-01-13/2020-01-19"),
        ("the same week", "2020-01-06/2020-01-12"),
        ("a year sooner", "2019"),
    ],
)
def test_resolve_of_a_day_beside_another_counts_from_the_event_mentioned_before(
    phrases: DatePhrases, resolver: DateResolver, text: str, edtf: str
) -> None:
    assert resolve_one(phrases, resolver, text, DateContext(published=PUBLISHED, reference=REFERENCE)) == edtf
    assert resolve_one(phrases, resolver, text, DateContext(published=PUBLISHED)) is None


@pytest.mark.parametrize(
    "text", ["some days earlier", "a few weeks later", "a few days ago", "a few days after it began"]
)
def test_resolve_of_a_few_that_may_leave_the_month_is_null(
    phrases: DatePhrases, resolver: DateResolver, text: str
) -> None:
    assert resolve_one(phrases, resolver, text, DateContext(reference=REFERENCE)) is None
