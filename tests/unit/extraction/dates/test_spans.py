"""Dates that have a beginning and an end. 29 March 2020, the day of publication, was a Sunday."""

import datetime as dt

import pytest

from service.extraction.dates.phrases import DatePhrases
from service.extraction.dates.relative import DateContext
from service.extraction.dates.resolver import DateResolver
from tests.unit.extraction.dates.builders import PUBLISHED, resolve_one


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("in the last quarter of 2021", "2021-10/2021-12"),
        ("in the first quarter of 2021", "2021-01/2021-03"),
        ("between 2010 and 2012", "2010/2012"),
        ("from 1990 to 1994", "1990/1994"),
        ("in 1990-94", "1990/1994"),
        ("in 2001\u201302", "2001/2002"),
        ("in the course of 1991-1992", "1991/1992"),
        ("between March and May 2020", "2020-03/2020-05"),
        ("from November to February 2020", "2019-11/2020-02"),
        ("from November 2018 until February 2020", "2018-11/2020-02"),
        ("from early May until July 2, 1969", "1969-05/1969-07-02"),
        ("from 31 May to 5 June 2019", "2019-05-31/2019-06-05"),
        ("from 20 December to 5 January 2020", "2019-12-20/2020-01-05"),
        ("18-19 August 2008: a raid", "2008-08-18/2008-08-19"),
        ("between 2012 and 2010", None),
        ("from 7 to 3 March 2020", None),
    ],
)
@pytest.mark.parametrize("published", [None, PUBLISHED])
def test_resolve_a_span_with_its_year_whenever_published(
    phrases: DatePhrases, resolver: DateResolver, text: str, edtf: str | None, published: dt.date | None
) -> None:
    assert resolve_one(phrases, resolver, text, DateContext(published=published)) == edtf


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("in the third quarter of this year", "2020-07/2020-09"),
        ("from January to March", "2020-01/2020-03"),
        ("from November to February", "2019-11/2020-02"),
        ("between Friday and Monday", "2020-03-20/2020-03-23"),
        ("in the night of Saturday to Sunday", "2020-03-28/2020-03-29"),
    ],
)
def test_resolve_a_span_without_its_year_is_the_last_one(
    phrases: DatePhrases, resolver: DateResolver, text: str, edtf: str
) -> None:
    assert resolve_one(phrases, resolver, text, DateContext(published=PUBLISHED)) == edtf
    assert resolve_one(phrases, resolver, text, DateContext()) is None


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("from November to February", "2020-11/2021-02"),
        ("between Friday and Monday", "2020-03-27/2020-03-30"),
    ],
)
def test_resolve_a_span_of_something_to_come_is_the_next_one(
    phrases: DatePhrases, resolver: DateResolver, text: str, edtf: str
) -> None:
    assert resolve_one(phrases, resolver, text, DateContext(published=PUBLISHED, future=True)) == edtf


def test_resolve_a_span_is_of_the_year_that_the_text_is_at(phrases: DatePhrases, resolver: DateResolver) -> None:
    assert resolve_one(phrases, resolver, "from January to March", DateContext(year=1988)) == "1988-01/1988-03"
    assert resolve_one(phrases, resolver, "from November to March", DateContext(year=1988)) == "1988-11/1989-03"
