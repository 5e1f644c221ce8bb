"""What date phrases mean in the order of an article. 29 March 2020, the usual day of publication here, was a Sunday."""

import datetime as dt
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.codebook import Codebook
from service.extraction.dates.phrases import DatePhrases
from service.extraction.dates.reading import DatedPhrase, DateReader
from service.extraction.dates.relative import DateContext
from service.extraction.dates.resolver import DateResolver
from tests.unit.extraction.builders import build_sentence

PUBLISHED = dt.date(2020, 3, 29)
WORDS = """
May 2 - 2018 March 2017: in since on Sunday the 29th of same year two days later following day that month It . , today
"""


class Reader:
    """Paragraphs, each of sentences, to the dates of their phrases."""

    def __init__(self, codebook: Codebook) -> None:
        self._phrases = DatePhrases(codebook.dates)
        self._reader = DateReader(DateResolver(codebook.dates))

    def read(
        self, *paragraphs: Sequence[str], published: dt.date | None = PUBLISHED, anchor: dt.date | None = None
    ) -> list[tuple[DatedPhrase, ...]]:
        texts = [(text, number) for number, paragraph in enumerate(paragraphs) for text in paragraph]
        sentences = [build_sentence(text, index, paragraph=number) for index, (text, number) in enumerate(texts)]
        found = self._reader.read(
            ((s, self._phrases.find(s.text)) for s in sentences), DateContext(published=published, anchor=anchor)
        )
        assert list(found) == list(range(len(sentences)))
        return list(found.values())

    def read_past(self, *paragraphs: Sequence[str], published: dt.date | None = PUBLISHED) -> list[str | None]:
        dated = [one for dates in self.read(*paragraphs, published=published) for one in dates]
        return [one.past.edtf if one.past else None for one in dated]


@pytest.fixture(scope="module")
def reader(codebook: Codebook) -> Reader:
    return Reader(codebook)


@pytest.mark.parametrize(
    ("text", "past", "future"),
    [
        ("They left on Sunday.", "2020-03-29", "2020-04-05"),
        ("They left on March 26.", "2020-03-26", "2021-03-26"),
        ("They left in January.", "2020-01", "2021-01"),
        ("They left on March 26, 2020.", "2020-03-26", "2020-03-26"),
        ("They left two days later.", None, None),
    ],
)
def test_read_a_phrase_has_its_date_of_the_past_and_of_what_is_to_come(
    reader: Reader, text: str, past: str | None, future: str | None
) -> None:
    [[found]] = reader.read([text])
    assert found.phrase.text in text
    assert (found.past.edtf if found.past else None, found.future.edtf if found.future else None) == (past, future)


@pytest.mark.parametrize(
    ("paragraphs", "dates"),
    [
        # From the event mentioned before, in the sentence or in an earlier one.
        ([["They left on March 25.", "Rockets hit it two days later."]], ["2020-03-25", "2020-03-27"]),
        ([["They left on March 25 and returned the following day."]], ["2020-03-25", "2020-03-26"]),
        ([["They left on March 25."], ["It rained."], ["A day later they returned."]], ["2020-03-25", "2020-03-26"]),
        ([["They left in March.", "Rockets hit it two days later."]], ["2020-03", None]),
        # The month that was named last.
        ([["They left on January 5.", "Rockets hit it on the 7th."]], ["2020-01-05", "2020-01-07"]),
        # A day that begins its line dates the paragraph, and a year beside a phrase is its own.
        ([["May 2, 2018 - They left.", "On May 4 they returned."]], ["2018-05-02", "2018-05-04"]),
        ([["May 2, 2018"], ["On May 4 they returned."]], ["2018-05-02", "2019-05-04"]),
        ([["2018: They left.", "On May 4 they returned."]], ["2018", "2018-05-04"]),
        ([["In 2018, in June, they left."]], ["2018", "2018-06"]),
        # A list in the order of time gives the year only where it changes, or not even there.
        ([["May 2, 2015 - They left."], ["June 4 - They returned."]], ["2015-05-02", "2015-06-04"]),
        ([["May 2, 2015 - They left."], ["7-9 June - They returned."]], ["2015-05-02", "2015-06-07/2015-06-09"]),
        ([["December 2, 2015 - They left."], ["January 4 - They returned."]], ["2015-12-02", "2016-01-04"]),
        ([["2015"], ["June 4 - They returned.", "On June 5 they left."]], ["2015", "2015-06-04", "2015-06-05"]),
        ([["2015, 4 June."], ["They left the following day."]], ["2015-06-04", "2015-06-05"]),
        ([["June 4 - They returned."]], ["2019-06-04"]),
        # A month or season of the year that the text has gone on to.
        ([["They came in May 1991.", "By 1994 they left, and returned that June."]], ["1991-05", "1994", "1994-06"]),
        ([["They came in May 1991.", "By 1994 they left, or the next June."]], ["1991-05", "1994", "1995-06"]),
        ([["They came in May 1991.", "They left that autumn."]], ["1991-05", "1991-23"]),
        # A year long ago holds for the sentences after it in its paragraph, for two of them.
        ([["In June 2014 they left.", "On May 4 they returned."]], ["2014-06", "2014-05-04"]),
        ([["In June 2014 they left.", "It rained.", "On May 4 they returned."]], ["2014-06", "2014-05-04"]),
        ([["In June 2014 they left.", "A.", "B.", "On May 4 they returned."]], ["2014-06", "2019-05-04"]),
        ([["In June 2014 they left."], ["On May 4 they returned."]], ["2014-06", "2019-05-04"]),
        # One long ago holds for all of it.
        ([["In June 1994 they left.", "A.", "B.", "On May 4 they returned."]], ["1994-06", "1994-05-04"]),
        ([["In June 1994 they left."], ["On May 4 they returned."]], ["1994-06", "2019-05-04"]),
        # One of last year, or in passing, does not; nor does any in a text of news, or one that says how long.
        ([["In June 2019 they left.", "On December 4 they returned."]], ["2019-06", "2019-12-04"]),
        ([["The base, built in 2014, is old.", "On February 4 they left."]], ["2014", "2020-02-04"]),
        (
            [["It rained on Sunday."], ["In June 2014 they left.", "On May 4 they returned."]],
            [
                "2020-03-29",
                "2014-06",
                "2019-05-04",
            ],
        ),
        ([["Since June 2014 they stayed.", "On May 4 they left."]], ["2014-06", "2019-05-04"]),
        ([["In June 2014 they left.", "In July of the same year they returned."]], ["2014-06", "2014-07"]),
        # A span of years is not the year of what follows.
        ([["In 1990-94 they left.", "On February 4 they returned."]], ["1990/1994", "2020-02-04"]),
        # Several months, years or days behind one another.
        ([["They left two bases in May and June."]], ["2019-05", "2019-06"]),
        ([["They left in May, June and July 2018."]], ["2018-05", "2018-06", "2018-07"]),
        ([["They left in December and January 2018."]], ["2017-12", "2018-01"]),
        ([["They left in May and 40 came."]], ["2019-05"]),
        ([["They left in 2018 and 2019, 2020 men."]], ["2018", "2019"]),
        ([["They left in 2018 and 2019 men came."]], ["2018"]),
        ([["They came on 25 March and 5 May 2018."]], ["2018-03-25", "2018-05-05"]),
        ([["They came on March 25 and May 5, 2018."]], ["2018-03-25", "2018-05-05"]),
        ([["They came on March 12 and 14."]], ["2020-03-12", "2020-03-14"]),
        ([["They came on March 12 and 14 left."]], ["2020-03-12"]),
        ([["They came on 12 and 14 March."]], ["2020-03-12", "2020-03-14"]),
        ([["They came on the 24th and 25th of September 1967."]], ["1967-09-24", "1967-09-25"]),
        # As precise as what was dated before.
        ([["They left Kidal in October 2018, and Tessalit a month after that."]], ["2018-10", "2018-11"]),
        ([["In January 2014 they left.", "Four weeks later it was sold."]], ["2014-01", "2014-02"]),
        ([["They left on March 3.", "A week later it was sold."]], ["2020-03-03", "2020-03-10"]),
        ([["It closed in 1994, and Bentwaters a year sooner."]], ["1994", "1993"]),
        ([["It closed on March 2.", "In 1994 they left, and there the year before."]], ["2020-03-02", "1994", "1993"]),
        ([["A year ago, on March 26, they left."]], ["2019", "2019-03-26"]),
    ],
)
def test_read_a_phrase_counts_from_what_the_text_dated_before(
    reader: Reader, paragraphs: list[list[str]], dates: list[str | None]
) -> None:
    assert reader.read_past(*paragraphs) == dates


@pytest.mark.parametrize(
    ("paragraphs", "dates"),
    [
        # The text dates what stands before "after".
        ([["They shelled it on March 27, three days after the other side struck."]], ["2020-03-27", "2020-03-24"]),
        ([["They leave on March 27, a day before the deadline."]], ["2020-03-27", "2020-03-28"]),
        ([["They left in May 2019, nearly four months after notice was served."]], ["2019-05", "2019-01"]),
        ([["It closed in 1994, forty-two years after it opened, they say."]], ["1994", "1952"]),
        ([["On March 27, two weeks after it was overrun, they left."]], ["2020-03-27", "2020-03-13"]),
        ([["Two days after the other side struck, they left: on March 27."]], ["2020-03-25", "2020-03-27"]),
        ([["They left on March 27.", "This came only a day after the French did."]], ["2020-03-27", "2020-03-26"]),
        # What has a name of its own is the news that the article began with.
        (
            [
                ["They left K1 on March 27.", "It was hit on January 9."],
                ["The withdrawal came two days after a drill."],
            ],
            ["2020-03-27", "2020-01-09", "2020-03-25"],
        ),
        ([["They left on January 9.", "The withdrawal came two days after a drill."]], ["2020-01-09", "2020-01-07"]),
        # The text dates what stands behind it.
        ([["They left two days after the attack of March 9."]], ["2020-03-11", "2020-03-09"]),
        ([["They left a day before the March 9 deadline."]], ["2020-03-08", "2020-03-09"]),
        ([["They were hit on March 9.", "Two days after the attack they left."]], ["2020-03-09", "2020-03-11"]),
        # It dates neither, or not closely enough.
        ([["They left two days after the attack."]], [None]),
        ([["They left in March, two days after the attack."]], ["2020-03", None]),
        ([["They left on March 27, more than a year after they came."]], ["2020-03-27", None]),
        ([["They left on March 27, some days after they came."]], ["2020-03-27", None]),
        ([["It opened on March 9.", "Ten years after independence it is shut."]], ["2020-03-09", None]),
        ([["On March 27 they said that two days after the attack they left."]], ["2020-03-27", None]),
        ([["They left on March 27, 999 years after they came."]], ["2020-03-27", "1021"]),
    ],
)
def test_read_of_a_distance_gives_the_end_that_is_not_dated_otherwise(
    reader: Reader, paragraphs: list[list[str]], dates: list[str | None]
) -> None:
    assert reader.read_past(*paragraphs) == dates


def test_read_of_something_to_come_counts_from_it(reader: Reader) -> None:
    [[first, second]] = reader.read(["They follow by April 11, and the others by the end of that month."])
    assert [date.edtf for date in (first.future, second.future) if date] == ["2020-04-11", "2020-04"]
    assert [date.edtf for date in (first.past, second.past) if date] == ["2019-04-11", "2019-04"]


@pytest.mark.parametrize(
    ("paragraphs", "past", "future"),
    [
        # No plan of the paper's is of a year that the text has only told of.
        ([["They came in May 2016.", "They go in October."]], "2016-10", "2020-10"),
        ([["They came in May 2016.", "They go on October 4."]], "2016-10-04", "2020-10-04"),
        # In a list of what happened it may be.
        ([["May 2, 2016 - They are to go in October."]], "2016-10", "2016-10"),
        ([["They go in 2022, in October."]], "2022-10", "2022-10"),
        ([["They go in a year's time."]], None, "2021"),
    ],
)
def test_read_of_something_to_come_has_no_year_long_ago(
    reader: Reader, paragraphs: list[list[str]], past: str | None, future: str | None
) -> None:
    last = reader.read(*paragraphs)[len(paragraphs[0]) - 1][-1]
    assert (last.past.edtf if last.past else None, last.future.edtf if last.future else None) == (past, future)


def test_read_without_a_day_of_publication_takes_the_year_that_was_named_last(reader: Reader) -> None:
    paragraphs = [["On June 3, 2019, they left."], ["On July 4 they returned."]]
    assert reader.read_past(*paragraphs, published=None) == ["2019-06-03", "2019-07-04"]
    assert reader.read_past(["On July 4 they returned."], published=None) == ["XXXX-07-04"]


@given(
    st.lists(st.lists(st.sampled_from(WORDS.split()), max_size=8).map(" ".join), max_size=5),
    st.sampled_from((None, PUBLISHED, dt.date.min, dt.date.max)),
    st.sampled_from((None, PUBLISHED, dt.date.min, dt.date.max)),
)
def test_read_any_sentences_dates_each_phrase_whatever_follows(
    reader: Reader, texts: list[str], published: dt.date | None, anchor: dt.date | None
) -> None:
    found = reader.read(texts, published=published, anchor=anchor)
    assert reader.read([*texts, "It was on May 4, 2011."], published=published, anchor=anchor)[:-1] == found
