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
