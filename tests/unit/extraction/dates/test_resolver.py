"""Date phrases and what they mean. 29 March 2020, the usual day of publication here, was a Sunday."""

import datetime as dt

import pytest
from edtf import parse_edtf
from hypothesis import given
from hypothesis import strategies as st

from service.domain.events.dates import Precision
from service.extraction.dates.phrases import DatePhrases
from service.extraction.dates.relative import DateContext
from service.extraction.dates.resolver import DateResolver
from tests.unit.extraction.dates.builders import PUBLISHED, resolve, resolve_one

REFERENCE = dt.date(2020, 1, 7)
VOCABULARY = """
on in at the of between from to and by since until a two three 3 31 29 30th 1st 1999 2020 2019 March Mar. may May
February Sept. Monday Sun. last next this past coming following previous same early late mid- end beginning year
month week day night days weeks years decade spring winter fortnight weekend quarter Christmas that year's of ago
earlier later before after yesterday today tomorrow
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
    spoken=st.one_of(st.none(), st.integers(1800, 2199)),
    month=DAYS,
    latest=DAYS,
)


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
        ("on the first of September of 1995", "1995-09-01"),
        ("on the last day of 2007", "2007-12-31"),
        ("on the last night of February 1966", "1966-02-28"),
        ("in the last days of 1983", "1983-12"),
        ("on the last Thursday of February 2007", "2007-02-22"),
        ("on the second Monday in May 2019", "2019-05-13"),
        ("on New Year's Eve 1993", "1993-12-31"),
        ("on New Year\u2019s Day of 1980", "1980-01-01"),
        ("four days before Christmas of 1997", "1997-12-21"),
        ("by Christmas 1971", "1971-12"),
        ("at Easter 1975", "1975-03"),
        ("on Good Friday 1956", "1956-03-30"),
        ("on Easter Monday, 1990", "1990-04-16"),
        ("two days after Easter of 1990", "1990-04-17"),
        ("on Whit Sunday 1944", "1944-05-28"),
        ("All Saints\u2019 Day 1918", "1918-11-01"),
        ("left 16/10/2019", "2019-10-16"),
        ("left 10/16/2019", "2019-10-16"),
        ("on Tuesday, 3.5.2011", "2011-05-03"),
        ("on 03. 05. 2011", "2011-05-03"),
        ("to be returned in FY2021", "2020-10-01/2021-09-30"),
        ("in fiscal 2021 or later", "2021"),
        ("The year, as the plaque says, was 1990.", "1990"),
        ("in the winter of 1992\u201393", "1992-24"),
        ("1978, September \u2014 they left", "1978-09"),
        ("one January morning in 2016", "2016-01"),
        ("as early as 1992", "1992"),
        ("some time around 2016", "2016"),
        ("1957, 15 October. They left", "1957-10-15"),
        ("Davis Barracks / closed 1995", "1995"),
        ("not later than 1977", "1977"),
        ("as long ago as 2014", "2014"),
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
        ("on March 30", "2020-03-30"),
        ("on March 26", "2021-03-26"),
        ("on January 3", "2021-01-03"),
        ("on Sunday", "2020-04-05"),
        ("on Monday", "2020-03-30"),
        ("in March", "2020-03"),
        ("in April", "2020-04"),
        ("scheduled for June", "2020-06"),
        ("in January", "2021-01"),
        ("on 26 March 2020", "2020-03-26"),
        ("on the 31st, at noon", "2020-03-31"),
        ("this weekend", "2020-03-28/2020-03-29"),
        ("on New Year's Eve", "2020-12-31"),
        ("before Christmas", "2020-12"),
        ("on Good Friday", "2020-04-10"),
        ("by Palm Sunday", "2020-04-05"),
        ("by Ash Wednesday", "2021-02-17"),
        ("in the new year", "2021"),
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
        ("on Easter Sunday", None),
        ("over the past day", None),
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
        "some weeks ago",
        "two days after the attack",
        "the day before the attack",
        "a year and twelve days after, there",
        "four weeks less two days later.",
        "half a year after that",
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


@pytest.mark.parametrize(
    ("text", "context", "edtf"),
    [
        # From the month that the text dated last.
        ("that November", DateContext(month=dt.date(2018, 5, 1)), "2018-11"),
        ("the following January", DateContext(month=dt.date(2018, 5, 1)), "2019-01"),
        ("the previous July", DateContext(month=dt.date(2018, 5, 1)), "2017-07"),
        ("the previous March", DateContext(month=dt.date(2018, 5, 1)), "2018-03"),
        ("that November", DateContext(year=2017), "2017-11"),
        ("that November", DateContext(), None),
        ("on the 7th, at noon", DateContext(month=dt.date(2018, 5, 1)), "2018-05-07"),
        ("on the 7th, at noon", DateContext(), None),
        ("the preceding December", DateContext(month=dt.date(2018, 1, 1)), "2017-12"),
        ("that May", DateContext(published=PUBLISHED, month=dt.date(2020, 1, 1)), "2019-05"),
        # A day that is still ahead of the paper is that of the month before.
        ("on the 27th a raid", DateContext(published=dt.date(2017, 8, 3), month=dt.date(2017, 8, 2)), "2017-07-27"),
        ("on the last day of the month", DateContext(published=PUBLISHED, month=dt.date(2020, 2, 26)), "2020-02-29"),
        ("on the last day of the month", DateContext(published=PUBLISHED), None),
        ("on the last day of the month", DateContext(published=PUBLISHED, future=True), "2020-03-31"),
        ("by the end of the month", DateContext(month=dt.date(1986, 10, 15)), "1986-10"),
        ("by the end of that month", DateContext(month=dt.date(2019, 10, 1)), "2019-10"),
        # A month is counted from a month, a year from a year.
        ("a month after that", DateContext(month=dt.date(2018, 10, 1)), "2018-11"),
        ("four weeks later", DateContext(month=dt.date(2004, 1, 1)), "2004-02"),
        ("twelve months on, they left", DateContext(month=dt.date(2013, 6, 1)), "2014-06"),
        ("two weeks later", DateContext(month=dt.date(2004, 1, 1)), None),
        ("three days later", DateContext(month=dt.date(2004, 1, 1)), None),
        ("three years earlier", DateContext(latest=dt.date(1996, 1, 1), reference=REFERENCE), "1993"),
        ("the year before", DateContext(latest=dt.date(1991, 1, 1)), "1990"),
        ("before the year was out", DateContext(latest=dt.date(1978, 10, 1)), "1978"),
        ("at month's end", DateContext(month=dt.date(1980, 10, 17)), "1980-10"),
        # From the year that it named last.
        ("in May of the same year", DateContext(spoken=2016), "2016-05"),
        ("in May of the following year", DateContext(spoken=2016), "2017-05"),
        ("on May 3 of that year", DateContext(spoken=2016), "2016-05-03"),
        ("in May of the same year", DateContext(), None),
        ("that September 16", DateContext(spoken=1991), "1991-09-16"),
        ("by the end of June that year", DateContext(spoken=1989), "1989-06"),
        ("this March", DateContext(published=PUBLISHED, year=1993), "2020-03"),
        ("next March", DateContext(published=PUBLISHED), "2021-03"),
    ],
)
def test_resolve_counts_from_the_month_year_and_season_that_the_text_is_at(
    phrases: DatePhrases, resolver: DateResolver, text: str, context: DateContext, edtf: str | None
) -> None:
    assert resolve_one(phrases, resolver, text, context) == edtf
