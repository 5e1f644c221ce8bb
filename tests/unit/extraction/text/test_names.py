import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.extraction.mentions.phrases import PhraseSet, is_joined, is_spaced
from service.extraction.text.names import NameIndex, name_key, split_words

INDEX = NameIndex(
    (name, name)
    for name in (
        "US",
        "U.S.",
        "IS",
        "ISF",
        "Islamic State",
        "Islamic State of Iraq",
        "Qa'im",
        "Çiğli",
        "Al-Asad",
        "the coalition",
    )
)


def find(text: str) -> list[str]:
    return [match.value for match in INDEX.find(split_words(text))]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("The US left.", ["US"]),
        ("They told us to leave.", []),
        ("Us too, they said.", []),
        ("IS attacked.", ["IS"]),
        ("This is it. Is it?", []),
        ("The U.S. left.", ["US"]),
        ("ISF came, isf not.", ["ISF"]),
        ("Islamic State attacked.", ["Islamic State"]),
        ("ISLAMIC STATE ATTACKED", ["Islamic State"]),
        ("an islamic state is a state", []),
        ("Islamic State of Iraq attacked.", ["Islamic State of Iraq"]),
        ("Islamic State in Iraq attacked.", ["Islamic State"]),
        ("the US's troops", ["US"]),
        ("Al-Asad's runway", ["Al-Asad"]),
        ("Al Asad and al-Asad", ["Al-Asad", "Al-Asad"]),
        ("Qaim and Qa'im", ["Qa'im", "Qa'im"]),
        ("Cigli and ÇİĞLİ", ["Çiğli", "Çiğli"]),
        ("the coalition and The Coalition", ["the coalition", "the coalition"]),
        ("USA", []),
        ("", []),
    ],
)
def test_find_names_by_their_words_case_and_accents(text: str, names: list[str]) -> None:
    assert find(text) == names


def test_find_of_equal_names_gives_the_first_added() -> None:
    index = NameIndex([("K1", "first"), ("k1", "second")])
    assert [match.value for match in index.find(split_words("K1"))] == ["first"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Troops left K1.", ["Troops", "left", "K1"]),
        ("the U.S. Army", ["the", "U.S.", "Army"]),
        ("US-led", ["US", "led"]),
        ("Iraq's army", ["Iraq", "army"]),
        ("soldiers' camp", ["soldiers", "camp"]),
        ("Qa'im", ["Qa'im"]),
        ("Al-Ta'ji", ["Al", "Ta'ji"]),
        ("İncirlik", ["İncirlik"]),
        ("snake_case", ["snake", "case"]),
        (" \n", []),
    ],
)
def test_split_words_keeps_names_together_without_possessives(text: str, words: list[str]) -> None:
    assert [word.text for word in split_words(text)] == words


@given(st.text(st.characters(exclude_categories=())))
def test_split_words_of_any_text_gives_its_spans(text: str) -> None:
    for word in split_words(text):
        assert text[word.start : word.end] == word.text
        assert word.key == name_key(word.text)


@pytest.mark.parametrize(
    ("one", "other"), [("Qa'im", "qaim"), ("Çiğli", "CIGLI"), ("U.S.", "us"), ("İncirlik", "incirlik")]
)
def test_name_key_of_spellings_of_one_word_is_the_same(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(
    ("text", "first", "length"),
    [
        ("the air base was", 1, 2),
        ("the air bases were", 1, 0),
        ("a base here", 1, 1),
        ("forward operating base Lagman", 0, 3),
        ("Air-Base", 0, 2),
        ("air", 0, 0),
    ],
)
def test_phrase_set_finds_the_longest_phrase_at_a_word(text: str, first: int, length: int) -> None:
    phrases = PhraseSet(["base", "air base", "forward operating base"])
    words = split_words(text)
    assert phrases.length_at(words, first) == length
    if length:
        assert phrases.length_before(words, first + length) == length


def test_phrase_set_before_the_first_word_finds_nothing() -> None:
    assert PhraseSet(["base"]).length_before(split_words("base"), 0) == 0


@pytest.mark.parametrize(
    ("text", "joined", "spaced"),
    [
        ("US troops", True, True),
        ("US-led", True, True),
        ("Iraq's army", True, False),
        ("Gao, Menaka", False, False),
        ("left (K1", False, False),
        ("US", False, False),
    ],
)
def test_words_are_joined_or_spaced_by_what_stands_between(text: str, joined: bool, spaced: bool) -> None:
    words = split_words(text)
    assert (is_joined(text, words, 0), is_spaced(text, words, 0)) == (joined, spaced)
