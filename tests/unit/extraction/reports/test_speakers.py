"""Who says so, as a sentence names him."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.codebook import Codebook
from service.extraction.reports.speakers import MAX_LENGTH, SpeakerReader
from tests.builders import build_source

WORDS = """
said told according to reported was has also the The he a spokesman Colonel Smith army Press TV , ; : " ( ) - on
Sunday in an interview with that who quoted by saying .
"""


@pytest.fixture(scope="module")
def reader(codebook: Codebook) -> SpeakerReader:
    return SpeakerReader(codebook.words, (build_source(),))


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        # Before the verb.
        ("US troops left K1 Air Base, a spokesman said.", "spokesman"),
        ("The Iraqi army said in a statement that troops had left.", "Iraqi army"),
        ("The ministry on Sunday said that troops had left.", "ministry"),
        ("Troops left on Friday, and the minister announced it.", "minister"),
        ("The troops have left; Colonel Smith confirmed it.", "Colonel Smith"),
        ("Iraq's army denied that troops had left.", "Iraq's army"),
        ("The report said that troops had left.", "report"),
        ("The government has announced a plan.", "government"),
        ("US officials have also said that they will leave.", "US officials"),
        ("The army is saying that they left.", "army"),
        ("The general was quoted as saying that they left.", "general"),
        # After it.
        ('"They left," said the spokesman.', "spokesman"),
        ("They left, said Colonel Smith of the army on Monday.", "Colonel Smith of the army"),
        ("They left, said a spokesman, who gave no name.", "spokesman"),
        # By what is no verb.
        ("Troops left, according to the Iraqi army.", "Iraqi army"),
        ("They left, according to the ministry in a statement on Monday.", "ministry"),
        # With the outlet.
        ("The general told Press TV that they left.", "general, via Press TV"),
        ("In an interview with Press TV, General Smith said they left.", "General Smith, via Press TV"),
        ("They left, Press TV reported.", "Press TV"),
        ("The general said that Press TV was shut.", "general"),
    ],
)
def test_read_a_sentence_that_names_its_speaker_gives_him(reader: SpeakerReader, text: str, speaker: str) -> None:
    assert reader.read(text) == speaker


@pytest.mark.parametrize(
    "text",
    [
        "",
        "US troops left K1 Air Base.",
        "He said that they left.",
        "They left, according to it.",
        "It was said that they left.",
        "An attack was reported at K1 Air Base.",
        "Nothing has been announced.",
        "Said nothing.",
        "The",
        f"A {'very ' * 20}old man said that they left.",
    ],
)
def test_read_a_sentence_without_a_speaker_gives_none(reader: SpeakerReader, text: str) -> None:
    assert reader.read(text) is None


@given(st.one_of(st.text(), st.lists(st.sampled_from(WORDS.split()), max_size=16).map(" ".join)))
def test_read_any_text_gives_words_of_it_or_none(reader: SpeakerReader, text: str) -> None:
    found = reader.read(text)
    if found is not None:
        speaker, _, outlet = found.partition(", via ")
        assert speaker in text
        assert 1 < len(speaker) <= MAX_LENGTH
        assert outlet in {"", "Press TV"}
