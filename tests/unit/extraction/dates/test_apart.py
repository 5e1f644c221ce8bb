"""Dates so long before or after another, each read beside what the sentence has dated."""

import datetime as dt

import pytest

from service.extraction.dates.apart import DistanceContext, date_apart, is_apart
from service.extraction.dates.phrases import DatePhrases
from service.extraction.dates.relative import DateContext
from service.extraction.dates.resolver import DateResolver
from tests.unit.extraction.dates.builders import PUBLISHED

REFERENCE, NEWS = dt.date(2020, 3, 9), dt.date(2020, 3, 27)


def read_apart(
    phrases: DatePhrases,
    resolver: DateResolver,
    text: str,
    reference: dt.date | None = None,
    news: dt.date | None = None,
) -> str | None:
    """The date of the one phrase of a text that is apart from another."""
    found = phrases.find(text)
    context = DateContext(published=PUBLISHED)
    dated = [(phrase, resolver.resolve(phrase, context)) for phrase in found if not is_apart(phrase)]
    [apart] = [phrase for phrase in found if is_apart(phrase)]
    date = date_apart(apart, DistanceContext(text, dated, reference, news))
    return date.edtf if date else None


@pytest.mark.parametrize(("text", "expected"), [("two days after", True), ("two days ago", False), ("Sunday", False)])
def test_is_apart_is_what_needs_the_rest_of_the_sentence(phrases: DatePhrases, text: str, expected: bool) -> None:
    [phrase] = phrases.find(f"They left {text} the attack.")
    assert is_apart(phrase) is expected


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("They left two days after the attack of March 9.", "2020-03-11"),
        ("They left two days before the attack on March 9.", "2020-03-07"),
        ("They left a fortnight after the attack of March 9.", "2020-03-23"),
        ("They left two months after the attack of March 2019.", "2019-05"),
        ("They left two years after the attack of 2015.", "2017"),
        ("They left on March 9, two days after the attack.", "2020-03-07"),
        ("Two days after the attack, on March 9, they left.", "2020-03-07"),
        # What is known of a month or a year tells no day.
        ("They left two days after the attack of March 2019.", None),
        ("They left in March 2019, two days after the attack.", None),
        ("They left two months after the attack of 2015.", None),
        ("They left more than two days after the attack of March 9.", None),
        ("They left a few days after the attack of March 9.", None),
        ("They left two days after the attack.", None),
    ],
)
def test_date_apart_of_a_sentence_with_another_date_gives_the_end_that_it_does_not_date(
    phrases: DatePhrases, resolver: DateResolver, text: str, edtf: str | None
) -> None:
    assert read_apart(phrases, resolver, text) == edtf


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        # "This" is the event told before, other words are of the article's news.
        ("This came two days after a drill.", "2020-03-07"),
        ("The withdrawal came only two days after a drill.", "2020-03-25"),
        ("Two days after the attack they left.", "2020-03-11"),
        ("Just two days before the attack they left.", "2020-03-07"),
        ("Two years after the attack they left.", None),
        ("Their long march to the north, they said, began two days after the attack.", None),
    ],
)
def test_date_apart_of_a_sentence_without_another_date_counts_from_what_was_told_before(
    phrases: DatePhrases, resolver: DateResolver, text: str, edtf: str | None
) -> None:
    assert read_apart(phrases, resolver, text, REFERENCE, NEWS) == edtf
    assert read_apart(phrases, resolver, text) is None


def test_date_apart_beyond_the_calendar_is_null(phrases: DatePhrases, resolver: DateResolver) -> None:
    assert read_apart(phrases, resolver, "Two days before the attack they left.", dt.date.min) is None
