"""Which season a phrase means."""

import datetime as dt

import pytest

from service.extraction.dates.phrases import DatePhrases
from service.extraction.dates.relative import DateContext
from service.extraction.dates.resolver import DateResolver
from tests.unit.extraction.dates.builders import PUBLISHED, resolve_one


@pytest.mark.parametrize(
    ("text", "context", "edtf"),
    [
        ("the following autumn", DateContext(latest=dt.date(1992, 3, 1)), "1992-23"),
        ("the following spring", DateContext(latest=dt.date(1992, 3, 1)), "1993-21"),
        ("the previous spring", DateContext(latest=dt.date(1992, 9, 1)), "1992-21"),
        ("in the summer", DateContext(published=PUBLISHED), "2019-22"),
        ("in the spring", DateContext(published=PUBLISHED), "2020-21"),
        ("in the summer", DateContext(published=PUBLISHED, future=True), "2020-22"),
        ("in the spring", DateContext(published=PUBLISHED, future=True), "2021-21"),
        ("in the summer", DateContext(year=2012), "2012-22"),
        ("in the summer", DateContext(), None),
        ("in the summer of last year", DateContext(published=PUBLISHED), "2019-22"),
        ("in the autumn of the preceding year", DateContext(spoken=2006), "2005-23"),
        # The season that the paper is of is not the last one.
        ("last spring", DateContext(published=PUBLISHED), "2019-21"),
    ],
)
def test_resolve_a_season_is_that_which_the_text_or_the_paper_is_next_to(
    phrases: DatePhrases, resolver: DateResolver, text: str, context: DateContext, edtf: str | None
) -> None:
    assert resolve_one(phrases, resolver, text, context) == edtf
