"""Date phrases and what they mean. 29 March 2020, the usual day of publication here, was a Sunday."""

import datetime as dt

import pytest
from edtf import parse_edtf
from hypothesis import given
from hypothesis import strategies as st

from service.codebook import Codebook
from service.domain.dates import EventDate, Precision
from service.extraction.dates.phrases import DatePhrases
from service.extraction.dates.relative import DateContext
from service.extraction.dates.resolver import DateResolver

PUBLISHED = dt.date(2020, 3, 29)
REFERENCE = dt.date(2020, 1, 7)
VOCABULARY = """
on in at the of between from to and by since until a two three 3 31 29 30th 1st 1999 2020 2019 March Mar. may May
February Sept. Monday Sun. last next this past coming following previous same early late mid- end beginning year
month week day night days weeks years decade spring winter ago earlier later before after yesterday today tomorrow
overnight 2020-03-29 2020-02-30 1990s , - – /
"""
PARTS = st.sampled_from(VOCABULARY.split())
DAYS = st.one_of(st.none(), st.dates())
CONTEXTS = st.builds(
    DateContext,
    published=DAYS,
    anchor=DAYS,
    year=st.one_of(st.none(), st.integers(1800, 2199)),
    reference=DAYS,
    future=st.booleans(),
)


@pytest.fixture(scope="module")
def phrases(codebook: Codebook) -> DatePhrases:
    return DatePhrases(codebook.dates)


@pytest.fixture(scope="module")
def resolver(codebook: Codebook) -> DateResolver:
    return DateResolver(codebook.dates)


def resolve(phrases: DatePhrases, resolver: DateResolver, text: str, context: DateContext) -> list[EventDate | None]:
    return [resolver.resolve(phrase, context) for phrase in phrases.find(text)]


def resolve_one(phrases: DatePhrases, resolver: DateResolver, text: str, context: DateContext) -> str | None:
    found = [date.edtf for date in resolve(phrases, resolver, text, context) if date]
    assert len(found) <= 1
    return found[0] if found else None


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("on March 29, 2020", "2020-03-29"),
        ("on 29 March 2020", "2020-03-29"),
        ("on the 29th of March 2020", "2020-03-29"),
        ("on Sunday, March 29, 2020", "2020-03-29"),
        ("on 2020-03-29", "2020-03-29"),
        ("on Sept. 11, 2001", "2001-09-11"),
        ("between 3 and 7 March 2020", "2020-03-03/2020-03-07"),
        ("on the night of 3-4 May 2019", "2019-05-03/2019-05-04"),
        ("in March 2020", "2020-03"),
        ("in early March 2020", "2020-03"),
        ("by the end of 1999", "1999"),
        ("at the end of 1999", "1999-12"),
        ("in the summer of 2019", "2019-22"),
        ("in winter 2019", "2019-24"),
        ("in 2019", "2019"),
    ],
)
@pytest.mark.parametrize("published", [None, PUBLISHED, dt.date(1999, 1, 1)])
def test_resolve_a_full_date_whenever_published(
    phrases: DatePhrases, resolver: DateResolver, text: str, edtf: str, published: dt.date | None
) -> None:
    assert resolve_one(phrases, resolver, text, DateContext(published=published)) == edtf


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
    ],
)
def test_resolve_a_relative_date_counts_from_publication(
    phrases: DatePhrases, resolver: DateResolver, text: str, edtf: str | None
) -> None:
    assert resolve_one(phrases, resolver, text, DateContext(published=PUBLISHED)) == edtf


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("on March 30", "2020-03-30"),
        ("on March 26", "2021-03-26"),
        ("on January 3", "2021-01-03"),
        ("on Sunday", "2020-04-05"),
        ("on Monday", "2020-03-30"),
        ("in March", "2020-03"),
        ("in April", "2020-04"),
        ("in January", "2021-01"),
        ("on 26 March 2020", "2020-03-26"),
    ],
)
def test_resolve_of_something_to_come_looks_ahead(
    phrases: DatePhrases, resolver: DateResolver, text: str, edtf: str
) -> None:
    assert resolve_one(phrases, resolver, text, DateContext(published=PUBLISHED, future=True)) == edtf


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("on March 26", "XXXX-03-26"),
        ("on Sunday", None),
        ("yesterday", None),
        ("in March", None),
        ("last month", None),
        ("two days ago", None),
        ("tomorrow", None),
    ],
)
def test_resolve_without_publication_leaves_open_what_it_would_tell(
    phrases: DatePhrases, resolver: DateResolver, text: str, edtf: str | None
) -> None:
    assert resolve_one(phrases, resolver, text, DateContext()) == edtf


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("on March 26", "2020-03-26"),
        ("on December 30", "2019-12-30"),
        ("in March", "2020-03"),
        ("on Sunday", None),
        ("yesterday", None),
        ("last month", None),
    ],
)
def test_resolve_with_an_anchor_takes_only_the_year_from_it(
    phrases: DatePhrases, resolver: DateResolver, text: str, edtf: str | None
) -> None:
    assert resolve_one(phrases, resolver, text, DateContext(anchor=PUBLISHED)) == edtf


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
    ],
)
def test_resolve_of_a_day_beside_another_counts_from_the_event_told_before(
    phrases: DatePhrases, resolver: DateResolver, text: str, edtf: str
) -> None:
    assert resolve_one(phrases, resolver, text, DateContext(published=PUBLISHED, reference=REFERENCE)) == edtf
    assert resolve_one(phrases, resolver, text, DateContext(published=PUBLISHED)) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "they left the base",
        "they may leave the base",
        "2,500 troops and 2020 soldiers",
        "in the 1990s",
        "on February 30",
        "on February 29, 2019",
        "on 31 April",
        "three weeks ago",
        "between 7 and 3 March 2020",
        "in the coming weeks",
    ],
)
def test_resolve_of_no_date_is_never_the_publication_date(
    phrases: DatePhrases, resolver: DateResolver, text: str
) -> None:
    assert resolve_one(phrases, resolver, text, DateContext(published=PUBLISHED)) is None


@pytest.mark.parametrize(
    ("text", "precision", "days"),
    [
        ("2020-03-29", Precision.DAY, (dt.date(2020, 3, 29), dt.date(2020, 3, 29))),
        ("in February 2020", Precision.MONTH, (dt.date(2020, 2, 1), dt.date(2020, 2, 29))),
        ("in spring 2020", Precision.SEASON, (dt.date(2020, 3, 1), dt.date(2020, 5, 31))),
        ("in winter 2019", Precision.SEASON, (dt.date(2019, 12, 1), dt.date(2020, 2, 29))),
        ("in 2020", Precision.YEAR, (dt.date(2020, 1, 1), dt.date(2020, 12, 31))),
        ("from 3 to 7 March 2020", Precision.INTERVAL, (dt.date(2020, 3, 3), dt.date(2020, 3, 7))),
        ("on March 26", Precision.YEARLESS, (None, None)),
    ],
)
def test_resolve_gives_precision_and_possible_days(
    phrases: DatePhrases,
    resolver: DateResolver,
    text: str,
    precision: Precision,
    days: tuple[dt.date | None, dt.date | None],
) -> None:
    (found,) = resolve(phrases, resolver, text, DateContext())
    assert found is not None
    assert (found.precision, (found.first, found.last)) == (precision, days)


@given(st.one_of(st.text(), st.lists(PARTS, max_size=8).map(" ".join)), CONTEXTS)
def test_resolve_any_text_gives_valid_dates_or_none(
    phrases: DatePhrases, resolver: DateResolver, text: str, context: DateContext
) -> None:
    for found in resolve(phrases, resolver, text, context):
        if found is not None:
            parse_edtf(found.edtf)
            assert (found.first is None) == (found.last is None) == (found.precision is Precision.YEARLESS)
            assert found.first is None or found.last is None or found.first <= found.last


@given(st.text(st.sampled_from("MarchmayMay 123456789,-/'.and \n")))
def test_find_phrases_of_any_text_gives_spans_that_do_not_overlap(phrases: DatePhrases, text: str) -> None:
    last = 0
    for phrase in phrases.find(text):
        assert last <= phrase.start < phrase.end
        assert text[phrase.start : phrase.end] == phrase.text
        last = phrase.end
