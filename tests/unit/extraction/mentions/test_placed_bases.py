"""Base nouns and the place that they stand beside."""

import pytest

from service.codebook import Codebook
from service.extraction.mentions.base_names import BaseNames
from service.extraction.mentions.mention import Kind
from service.extraction.mentions.placed_bases import PlacedBases
from service.extraction.text.names import split_words
from tests.unit.extraction.mentions.naming import GAZETTEER


@pytest.fixture(scope="module")
def bases(codebook: Codebook) -> PlacedBases:
    return PlacedBases(BaseNames(GAZETTEER, codebook.words), codebook.words)


def find(bases: PlacedBases, text: str, taken: set[int] | None = None) -> list[tuple[str, str | None]]:
    words = split_words(text)
    spans = list(bases.find(text, words, taken or set()))
    assert {span.kind for span in spans} <= {Kind.BASE, Kind.UNNAMED_BASE}
    return [
        (text[words[span.first].start : words[span.last - 1].end], span.base.slug if span.base else None)
        for span in spans
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("They left the air base at Zarnab.", [("air base at Zarnab", "zarnab")]),
        ("They left the base in Zarnab.", [("base in Zarnab", "zarnab")]),
        ("They left the air base at Đà Nẵng.", [("air base at Đà Nẵng", "da-nang")]),
        ("They left the base at Łask.", [("base at Łask", "lask")]),
        ("They left the base at Шали.", [("base at Шали", "шали")]),
        ("They left the base near Incirlik.", [("base near Incirlik", "incirlik")]),
        (
            "They left the bases at Gao, Menaka and Gossi.",
            [("bases at Gao", "gao"), ("Menaka", "menaka"), ("Gossi", "gossi")],
        ),
        # Some base in a place is none of its name; nor is one in a country or region, or at a year.
        ("They left a base in Zarnab.", [("base", None)]),
        ("They left the base in Iraq.", [("base", None)]),
        ("They left the base in Zarnab province.", [("base", None)]),
        ("They left the base in 2020.", [("base", None)]),
        ("They left the base, at Zarnab.", [("base", None)]),
        ("They left two bases.", [("bases", None)]),
        ("They left a base for the one near Zarnab.", [("base", None), ("one near Zarnab", "zarnab")]),
        ("They were the one near Zarnab.", []),
        ("They left the refugee camp at Zarnab.", []),
        ("They left the army's base.", [("base", None)]),
        ("They left.", []),
    ],
)
def test_find_names_a_base_by_its_place(bases: PlacedBases, text: str, found: list[tuple[str, str | None]]) -> None:
    assert find(bases, text) == found


def test_find_leaves_words_that_are_taken(bases: PlacedBases) -> None:
    assert find(bases, "They left the base.", {3}) == []
