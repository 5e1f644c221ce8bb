"""Words of searches: what is kept of names and texts, what is asked for, and that the one finds the other."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.names.words import SearchTerm, build_search_words, parse_search_terms


def find(question: str, text: str, *, is_name: bool = False) -> bool:
    """What the databases do: for each term, every word of one of its spellings begins a word that was kept."""
    kept = build_search_words([text] if is_name else [], [] if is_name else [text])

    def begins(word: str) -> bool:
        return any(other.startswith(word) for other in kept)

    return all(any(all(map(begins, words)) for words in term) for term in parse_search_terms(question))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("K-1", ["1", "k", "k1"]),
        ("K1", ["k1"]),
        ("K 1, 2", ["1", "2", "k", "k1"]),
        ("K–1 and K‑1", ["1", "and", "k", "k1"]),
        ("al-Qa'im", ["al", "alqaim", "qaim"]),
        ("Al Qa’im", ["al", "alqaim", "qaim"]),
        ("Alqaʾim", ["alqaim"]),
        ("Ain al-Asad", ["ain", "al", "alasad", "asad"]),
        ("Ain-al-Asad", ["ain", "ainal", "ainalasad", "al", "alasad", "asad"]),
        ("Ørland, Łask, Évreux and Büchel", ["and", "buchel", "evreux", "lask", "orland"]),
        ("İncirlik — Çiğli", ["cigli", "incirlik"]),
        ("air\u00adfield", ["airfield"]),
        ("left—K1", ["k1", "left"]),
        ("a -- b", ["a", "b"]),
        ("base_1", ["1", "base"]),
        ("база", ["x431xx430xx437xx430x"]),
        (" -'- ", []),
    ],
)
def test_build_search_words_of_a_text_keeps_words_and_what_they_make_together(text: str, words: list[str]) -> None:
    assert list(build_search_words([], [text])) == words


def test_build_search_words_of_a_name_also_keeps_what_stands_side_by_side_and_what_an_apostrophe_parts() -> None:
    assert build_search_words(["Deir ez-Zor"], []) == ("deir", "deirez", "deirezzor", "ez", "ezzor", "zor")
    assert build_search_words(["Qa'im Base"], []) == ("base", "im", "qa", "qaim", "qaimbase")


@pytest.mark.parametrize(
    ("question", "terms"),
    [
        ("K-1", [(("k1",),)]),
        ("k1", [(("k1",),)]),
        ("K 1", [(("k1",),)]),
        ("K–1 K1", [(("k1",),)]),
        ("al-Qa'im", [(("alqaim",), ("al", "qaim"))]),
        ("Al Qaim", [(("alqaim",), ("al", "qaim"))]),
        ("alqaim", [(("alqaim",),)]),
        ("US-led base", [(("base",),), (("usled",), ("us", "led"))]),
        ("2020-03-29", [(("20200329",),)]),
        ("al", [(("al",),)]),
        ("Łódź", [(("lodz",),)]),
        ("-'-", []),
    ],
)
def test_parse_search_terms_takes_a_name_for_one_word(question: str, terms: list[SearchTerm]) -> None:
    assert list(parse_search_terms(question)) == terms


SPELLINGS = {
    "k1": ["K-1", "K1", "k1", "K 1", "K‑1", "K–1", "k−1", "Ｋ－1"],
    "qaim": ["al-Qa'im", "al-Qa’im", "Al-Qaim", "Al Qaim", "al qa`im", "alqaim", "Al‑Qaʿim", "AL–QAIM"],
    "asad": ["Ain al-Asad", "Ain Al Asad", "ʿAin al-Asad", "ain alasad", "Aïn al‐Asad"],
    "orland": ["Ørland", "Orland", "ØRLAND", "O\u0308rland"],
    "lask": ["Łask", "Lask", "ŁASK"],
    "evreux": ["Évreux", "Evreux", "E\u0301vreux", "ÉVREUX"],
    "buchel": ["Büchel", "Buchel", "Bu\u0308chel"],
    "incirlik": ["İncirlik", "Incirlik", "ıncirlik"],
    "hmeimim": ["Hmeimim", "Hmeïmim"],
    "osterlen": ["Großenhain", "Grossenhain", "GROSSENHAIN"],
    "arabic": ["عين الأسد", "عين الاسد", "عَيْن الأسد"],
}


@pytest.mark.parametrize(
    ("question", "text"),
    [(one, other) for spellings in SPELLINGS.values() for one in spellings for other in spellings],
)
def test_search_by_any_spelling_finds_a_text_with_any_other(question: str, text: str) -> None:
    assert find(question, f"Forces left {text} on Sunday.")
    assert find(question, f"{text} Air Base", is_name=True)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("K-1", "Forces left Kirkuk at 1 p.m."),
        ("K 1", "Forces left Kirkuk at 1 p.m."),
        ("K-1", "Forces left K-2, 1 of them."),
        ("K1", "Forces left Q1."),
        ("al-Qaim", "Al Asad and Taji"),
        ("alqaim", "Al Asad, Qaim"),
        ("2020-03-29", "in 2020, on 03/29"),
        ("asad", "Ain al-Qaim"),
        ("base", "data-led database"),
    ],
)
def test_search_by_other_words_finds_nothing(question: str, text: str) -> None:
    assert not find(question, text)


@pytest.mark.parametrize("question", ["al-Qa", "alqa", "qai", "al qa", "Al-Qa'i"])
def test_search_by_the_beginning_of_a_name_finds_it(question: str) -> None:
    assert find(question, "al-Qa'im")


@given(st.text(max_size=40))
def test_search_by_any_text_finds_that_text(text: str) -> None:
    assert find(text, text)
    assert all(word and len(word) <= 60 and word.isascii() for word in build_search_words([text], [text]))


@given(st.text(st.characters(codec="utf-8"), max_size=40))
def test_parse_search_terms_ignores_how_accents_are_composed(text: str) -> None:
    composed, decomposed = unicodedata.normalize("NFC", text), unicodedata.normalize("NFD", text)
    assert parse_search_terms(composed) == parse_search_terms(decomposed)
