import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.codebook import Codebook
from service.extraction.text.layout import MAX_SENTENCE_LENGTH, PLAIN, SURROGATES, Layout, Part

# Any text at all, and text that is mostly what sentences end and lines break with.
TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=())),
    st.text(st.sampled_from("aB1 .!?…\"'“”‘’()[]{}-–—#*:;,|/©\n\r\t\x0b\x1c\x85\u2028\u00a0\u200b\u200f\ufeff\x00")),
)


def read_plain(text: str) -> str:
    """A text with plain quotation marks, hyphens and spaces, character for character."""
    plain = SURROGATES.sub("?", text.translate(PLAIN))
    return "".join(" " if char.isspace() else char for char in plain)


@pytest.fixture(scope="module")
def layout(codebook: Codebook) -> Layout:
    return Layout(codebook.boilerplate)


@given(TEXTS)
def test_split_any_text_gives_offsets_of_it_in_order(layout: Layout, text: str) -> None:
    last = 0
    for place, sentence in enumerate(layout.split(text)):
        assert sentence.index == place
        assert last <= sentence.start < sentence.end <= len(text)
        assert read_plain(text[sentence.start : sentence.end]) == read_plain(sentence.text)
        assert sentence.text == sentence.text.strip()
        last = sentence.end


@given(TEXTS)
def test_split_any_text_keeps_its_last_word(layout: Layout, text: str) -> None:
    assert layout.split(f"{text} end")[-1].text.endswith("end")


@given(TEXTS)
def test_find_lines_of_any_text_gives_offsets_of_it(layout: Layout, text: str) -> None:
    for line in layout.find_lines(text):
        assert read_plain(text[line.start : line.end]) == read_plain(line.text)


@pytest.mark.parametrize(
    "text",
    [
        "a" * 1_000_000,
        "word " * 200_000,
        "(" * 100_000,
        "[]" * 50_000,
        "." * 100_000,
        "." * 100_000 + "x",
        '."' * 50_000 + "x",
        '"' * 100_000,
        "\n" * 1_000_000,
    ],
    ids=["letters", "words", "brackets", "pairs", "stops", "stops in a word", "quoted stops", "quotes", "lines"],
)
# To note every line that is run takes longer than to run it.
@pytest.mark.no_cover
def test_split_a_large_text_without_sentences_is_cut_in_little_time(layout: Layout, text: str) -> None:
    # Of the processor, which others may be using.
    started = time.process_time()
    sentences = layout.split(text)
    assert time.process_time() - started < 3
    assert all(len(sentence.text) <= MAX_SENTENCE_LENGTH for sentence in sentences)


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Gen. Ali left. He went home.", ["Gen. Ali left.", "He went home."]),
        ("Lt. Col. J. Smith spoke. All left.", ["Lt. Col. J. Smith spoke.", "All left."]),
        ("The U.S. Army left. It went.", ["The U.S. Army left.", "It went."]),
        ("He left at 5 p.m. on Monday. It rained.", ["He left at 5 p.m. on Monday.", "It rained."]),
        ("No. 8 Squadron left.", ["No. 8 Squadron left."]),
        ("They have 2.5 tons. It is gone.", ["They have 2.5 tons.", "It is gone."]),
        ("Did they leave? Yes! They did.", ["Did they leave?", "Yes!", "They did."]),
        ('He said: "They left." Then he went.', ['He said: "They left."', "Then he went."]),
        ("They left.Then they came.", ["They left.", "Then they came."]),
        ("They left on May 3, 2014.Then they came.", ["They left on May 3, 2014.", "Then they came."]),
        ('They left."We are glad," she said.', ["They left.", '"We are glad," she said.']),
        ("Sgt.Smith of St.Louis left.", ["Sgt.Smith of St.Louis left."]),
        ("They left... Then they came.", ["They left...", "Then they came."]),
        ("They left...then they came.", ["They left...then they came."]),
        ('They asked "Why?!" Then they came.', ['They asked "Why?!"', "Then they came."]),
        ("They left\u2026 Then they came.", ["They left\u2026", "Then they came."]),
        ("Troops left the \u201cbase\u201d.\u00a0They went.", ['Troops left the "base".', "They went."]),
        ("Only one line", ["Only one line"]),
        ("", []),
        (" \n\t\n", []),
    ],
)
def test_split_a_line_into_its_sentences(layout: Layout, text: str, sentences: list[str]) -> None:
    assert [sentence.text for sentence in layout.split(text)] == sentences


@pytest.mark.parametrize(
    "dateline",
    [
        "BAGHDAD (AP) \u2014 ",
        "BAGHDAD, March 29 (Reuters) - ",
        "KIRKUK, Iraq \u2014 ",
        "Baghdad (AFP) \u2013 ",
    ],
)
def test_split_a_line_with_a_dateline_leaves_it_out(layout: Layout, dateline: str) -> None:
    (sentence,) = layout.split(f"{dateline}Troops left the base.")
    assert (sentence.text, sentence.start) == ("Troops left the base.", len(dateline))


@pytest.mark.parametrize(
    ("line", "part"),
    [
        ("File photo: a soldier stands at K1.", Part.FILE_PHOTO),
        ("A soldier stands at K1 (file photo)", Part.FILE_PHOTO),
        ("A soldier stands at K1 in 2017. Archive photo", Part.FILE_PHOTO),
        ("A soldier stands at K1 (Photo by AFP)", Part.CAPTION),
        ("A soldier at K1 on March 29, 2020 / Getty Images", Part.CAPTION),
        ("Share this article", Part.BOILERPLATE),
        ("Read more: Another story", Part.BOILERPLATE),
        ("https://example.org/a", Part.BOILERPLATE),
        ("(https://example.org/a  www.example.org/b", Part.BOILERPLATE),
        ("https://example.org/a has more", Part.BODY),
        ("News / Middle East / Iraq", Part.BOILERPLATE),
        ("Politics | Iraq & Syria, 2020", Part.BOILERPLATE),
        ("News//Iraq", Part.BODY),
        ("News / Iraq: troops leave", Part.BODY),
        ("Photo: AFP", Part.BOILERPLATE),
        ("Photos courtesy : AFP", Part.BOILERPLATE),
        ("Picture by a soldier", Part.BOILERPLATE),
        ("Photograph  AFP", Part.BOILERPLATE),
        ("Photographers of many papers stood at the base.", Part.BODY),
        ("Related stories :", Part.BOILERPLATE),
        ("More from Iraq >>", Part.BOILERPLATE),
        ("More from Iraq : troops leave", Part.BODY),
        ("\u00a9 Somebody", Part.BOILERPLATE),
        ("(c) 2020 Somebody", Part.BOILERPLATE),
        ("Copyright Somebody", Part.BOILERPLATE),
        ("All rights reserved.", Part.BOILERPLATE),
        ("Source: Reuters", Part.CREDIT),
        ("Troops left the base on Monday, and nobody shared this.", Part.BODY),
        ("Readers of the base's newspaper left.", Part.BODY),
    ],
)
def test_split_a_line_says_what_it_is(layout: Layout, line: str, part: Part) -> None:
    text = f"Troops left the base on Monday.\n\n{line}\n\nThey went home.\n"
    found = {text[sentence.start : sentence.end]: sentence.part for sentence in layout.split(text)}
    assert {part for words, part in found.items() if words in line} == {part}
    assert found["They went home."] is Part.BODY


@pytest.mark.parametrize(
    ("text", "headline"),
    [
        ("Troops leave base\n\nTroops left the base.", "Troops leave base"),
        ("# Troops leave base\n\nTroops left the base.", "# Troops leave base"),
        ("Share this\n\nTroops leave base\n\nTroops left the base.", "Troops leave base"),
        ("Troops left the base.\n\nThey went home.", None),
        ("Troops leave base", None),
        (f"{'Troops leave base and ' * 20}go\n\nTroops left the base.", None),
    ],
)
def test_split_marks_a_short_first_line_without_a_stop_as_headline(
    layout: Layout, text: str, headline: str | None
) -> None:
    found = [sentence.text for sentence in layout.split(text) if sentence.part is Part.HEADLINE]
    assert found == ([headline] if headline else [])


def test_split_a_wrapped_paragraph_joins_its_lines(layout: Layout) -> None:
    text = "A line that is longer than fifty-five characters so it wraps\nonto the next line. Then more."
    assert [sentence.start for sentence in layout.split(text)] == [0, text.index("Then")]


def test_split_counts_paragraphs_by_empty_lines(layout: Layout) -> None:
    text = "Troops left. They went.\n\n\nOthers came.\n"
    assert [sentence.paragraph for sentence in layout.split(text)] == [0, 0, 1]
