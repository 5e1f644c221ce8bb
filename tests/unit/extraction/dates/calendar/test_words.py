"""Months and days of the month as they are written."""

import pytest

from service.codebook import Codebook
from service.extraction.dates.calendar.words import CalendarWords


@pytest.fixture(scope="module")
def words(codebook: Codebook) -> CalendarWords:
    return CalendarWords(codebook.dates)


@pytest.mark.parametrize(
    ("text", "month"),
    [("3", 3), ("03", 3), ("12", 12), ("Mar.", 3), ("March", 3), ("march", 3), ("sept.", 9), ("sept", 9), ("may", 5)],
)
def test_read_month_reads_a_number_a_name_and_what_is_short_for_it(words: CalendarWords, text: str, month: int) -> None:
    assert words.read_month(text) == month


def test_read_month_of_another_word_is_a_value_error_each_time(words: CalendarWords) -> None:
    for _ in range(2):
        with pytest.raises(ValueError, match="brumaire"):
            words.read_month("brumaire")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("3", 3),
        ("03", 3),
        ("3rd", 3),
        ("31st", 31),
        ("first", 1),
        ("tenth", 10),
        ("twentieth", 20),
        ("twenty-third", 23),
        ("thirtieth", 30),
        ("thirty-first", 31),
    ],
)
def test_read_day_reads_figures_and_words(words: CalendarWords, text: str, day: int) -> None:
    assert words.read_day(text) == day
