"""Which patterns of the codebook need to be tried on a sentence."""

import re

import pytest

from service.codebook import Codebook
from service.extraction.dates.phrases import DatePhrases, find_needed_parts


@pytest.mark.parametrize(
    ("pattern", "parts"),
    [
        (r"\b(?P<month>{month}) (?P<day>{day})\b", {"month", "day"}),
        (r"(?:(?P<weekday>{weekday}),? )?(?P<month>{month})", {"month"}),
        (r"(?:in|{season}) (?P<year>{year})(?! ?{unit})", {"year"}),
        (r"(?:(?:of )?(?P<month>{month}))?(?P<year>{year})s", {"year"}),
        (r"\d{4}(?: {month}){0,2} {day}? [({unit]?\({number}\)", {"number", "4"}),
        (r"{month}|{day}", set()),
        (r"today|tomorrow", set()),
    ],
)
def test_find_needed_parts_are_those_outside_of_options_and_alternatives(pattern: str, parts: set[str]) -> None:
    assert find_needed_parts(pattern) == parts


@pytest.mark.parametrize(
    "text",
    [
        "They left on Sunday, MARCH 29, and returned in the summer of 2021.",
        "Two days later, on the 3rd of next month, the last week of May began.",
        "Between April 3 and May 4, 2019 nobody came; that day was the end of 2019.",
        "It was handed over tomorrow week, after the same night.",
    ],
)
def test_find_passes_over_no_pattern_that_matches(codebook: Codebook, text: str) -> None:
    rules = codebook.dates
    spans = [
        match.span() for row in rules.phrases for match in re.finditer(rules.fill(row.pattern), text, re.IGNORECASE)
    ]
    found = DatePhrases(rules).find(text)
    assert spans
    assert [span for span in spans if not any(p.start < span[1] and span[0] < p.end for p in found)] == []


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("In May and June they left.", ["In May", "June"]),
        ("In May, and June, they left.", ["In May", "June"]),
        ("In May and may be again.", ["In May"]),
        ("In May and March 3.", ["In May", "March 3"]),
        ("In 2018 and 2019 men.", ["In 2018"]),
        ("On March 12 and 14, they left.", ["March 12", "14"]),
        ("On March 12 and 14 of them left.", ["March 12"]),
    ],
)
def test_find_what_goes_on_behind_a_phrase_is_one_of_its_own(codebook: Codebook, text: str, spans: list[str]) -> None:
    assert [phrase.text for phrase in DatePhrases(codebook.dates).find(text)] == spans


def test_find_reads_a_number_in_words_as_digits(codebook: Codebook) -> None:
    [phrase] = DatePhrases(codebook.dates).find("Two days ago")
    assert phrase.parts["number"] == "2"
