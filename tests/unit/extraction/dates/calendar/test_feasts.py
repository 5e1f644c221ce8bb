"""Days that have a name. Easter was 15 April 1990, 12 April 2020 and 21 April 2019."""

import datetime as dt

import pytest

from service.codebook import Codebook
from service.extraction.dates.calendar.feasts import FeastResolver
from service.extraction.dates.phrases import DatePhrases
from service.extraction.dates.relative import DateContext
from tests.unit.extraction.dates.builders import PUBLISHED

NOWHERE, PAPER = DateContext(), DateContext(published=PUBLISHED)
TO_COME = DateContext(published=PUBLISHED, future=True)


@pytest.mark.parametrize(
    ("text", "context", "edtf"),
    [
        ("on New Year's Eve 1990", NOWHERE, "1990-12-31"),
        ("on New Year\u2019s Eve 1990", NOWHERE, "1990-12-31"),
        ("on Easter Monday 1990", NOWHERE, "1990-04-16"),
        ("on Good Friday 1990", NOWHERE, "1990-04-13"),
        ("on Whit Sunday 1990", NOWHERE, "1990-06-03"),
        ("three days before Christmas 1990", NOWHERE, "1990-12-22"),
        ("ten days after Christmas Day 1990", NOWHERE, "1991-01-04"),
        ("around Easter 1990", NOWHERE, "1990-04"),
        ("at Christmas last year", PAPER, "2019-12"),
        ("on Christmas Eve", PAPER, "2019-12-24"),
        ("on Christmas Eve", TO_COME, "2020-12-24"),
        # A feast that moves is looked for in the years beside that of the paper too.
        ("on Easter Sunday", PAPER, "2019-04-21"),
        ("on Easter Sunday", TO_COME, "2020-04-12"),
        ("on Easter Sunday", DateContext(published=dt.date(2020, 4, 11)), "2020-04-12"),
        ("on Easter Sunday", DateContext(published=dt.date(2020, 4, 10)), "2019-04-21"),
        ("on Easter Sunday", DateContext(published=PUBLISHED, year=1990), "1990-04-15"),
        ("on Easter Sunday", NOWHERE, None),
        ("on Christmas Eve", NOWHERE, None),
    ],
)
def test_resolve_a_feast_gives_its_day_and_around_one_its_month(
    codebook: Codebook, phrases: DatePhrases, text: str, context: DateContext, edtf: str | None
) -> None:
    [phrase] = phrases.find(text)
    found = FeastResolver(codebook.dates.feasts).resolve(phrase, context)
    assert (found.edtf if found else None) == edtf


def test_resolve_any_feast_of_the_codebook_gives_a_day(codebook: Codebook, phrases: DatePhrases) -> None:
    resolver = FeastResolver(codebook.dates.feasts)
    for feast in codebook.dates.feasts.keys() - {"christmas", "easter"}:
        [phrase] = phrases.find(f"on {feast} 1990")
        found = resolver.resolve(phrase, NOWHERE)
        assert found is not None, feast
        assert found.first == found.last, feast
