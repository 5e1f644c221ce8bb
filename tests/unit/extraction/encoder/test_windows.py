"""What an encoder is asked of each sentence, and with what before it."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.names.places import Base
from service.extraction.annotation import AnnotatedSentence
from service.extraction.dates.phrases import DatePhrase
from service.extraction.encoder.labels import Labels
from service.extraction.encoder.protocol import TokenSpan
from service.extraction.encoder.windows import (
    KINDS,
    MAX_CONTEXT,
    MAX_CONTEXT_SENTENCES,
    MAX_HEADLINE,
    MAX_SENTENCE,
    MAX_UNNAMED_DISTANCE,
    WRITTEN,
    Window,
    classify_writing,
    names_place,
)
from service.extraction.mentions.mention import Kind, Mention
from service.extraction.text.layout import Part
from tests.unit.extraction.builders import (
    build_annotated,
    build_article_windows,
    build_mention,
    build_number,
    build_phrase,
)
from tests.unit.extraction.mentions.naming import COALITION, INCIRLIK, IRAQI_FORCES, K1, QAYYARAH
from tests.unit.extraction.scripted import SPECIAL, WordEncoder

LEFT = "US troops left K1 on Sunday."


@pytest.fixture
def encoder(labels: Labels) -> WordEncoder:
    return WordEncoder(labels)


def build_asked(index: int = 0) -> AnnotatedSentence:
    return build_annotated(LEFT, build_mention(LEFT), index=index)


def build_plain(words: int, index: int, part: Part = Part.BODY) -> AnnotatedSentence:
    """A sentence of so many words that names nothing, each with its number."""
    return build_annotated(" ".join([f"w{index}"] * words), index=index, part=part, asked=False)


def read_only(encoder: WordEncoder, *sentences: AnnotatedSentence) -> tuple[Window, str]:
    """The last window and its words."""
    window = build_article_windows(encoder, *sentences)[-1]
    return window, encoder.read(window.tokens)


def test_build_windows_of_a_sentence_alone_has_it_after_the_mark(encoder: WordEncoder) -> None:
    window, words = read_only(encoder, build_asked())
    assert words == "[first] >> US troops left K1 on Sunday . [end]"
    assert window.tokens.ids[:2] == (SPECIAL.first, *SPECIAL.mark)
    assert [mark % 2 for mark in window.tokens.marks] == [0, *[1] * 9]


def test_build_windows_of_later_sentences_has_those_before_as_context(encoder: WordEncoder) -> None:
    window, words = read_only(encoder, build_plain(2, 0), build_plain(1, 1), build_asked(2), build_plain(1, 3))
    assert words == "[first] w0 w0 [end] w1 [end] >> US troops left K1 on Sunday . [end]"
    assert [mark % 2 for mark in window.tokens.marks] == [0] * 6 + [1] * 9
    assert encoder.read_asked(window.tokens) == "US troops left K1 on Sunday ."


@pytest.mark.parametrize(
    ("sizes", "kept"),
    [
        ([10, MAX_CONTEXT - 1], [1]),
        ([10, MAX_CONTEXT], []),
        ([MAX_CONTEXT - 5, 3], [0, 1]),
        ([MAX_CONTEXT - 4, 3], [1]),
        # What is nearer and too long hides what is farther.
        ([1, MAX_CONTEXT, 3], [2]),
        ([1] * (MAX_CONTEXT_SENTENCES + 2), list(range(2, MAX_CONTEXT_SENTENCES + 2))),
    ],
)
def test_build_windows_has_as_much_context_as_there_is_room_for(
    encoder: WordEncoder, sizes: list[int], kept: list[int]
) -> None:
    context = [build_plain(size, number) for number, size in enumerate(sizes)]
    _, words = read_only(encoder, *context, build_asked(len(sizes)))
    assert [number for number in range(len(sizes)) if f"w{number} " in words] == kept
    assert all(words.count(f"w{number} ") == sizes[number] for number in kept)


@pytest.mark.parametrize("size", [5, MAX_HEADLINE + 5])
def test_build_windows_far_from_the_headline_begins_with_it(encoder: WordEncoder, size: int) -> None:
    headline = build_plain(size, 0, Part.HEADLINE)
    _, words = read_only(encoder, headline, build_plain(MAX_CONTEXT, 1), build_asked(2))
    assert words.startswith("[first] w0 ")
    assert words.count("w0") == min(size, MAX_HEADLINE)
    assert "w1" not in words


def test_build_windows_near_the_headline_has_it_once(encoder: WordEncoder) -> None:
    _, words = read_only(encoder, build_plain(3, 0, Part.HEADLINE), build_plain(1, 1), build_asked(2))
    assert words.count("w0") == 3


def build_named(index: int, base: Base = K1) -> AnnotatedSentence:
    text = f"{base.name} is big."
    return build_annotated(text, build_mention(text, base.name, base=base), index=index)


def build_unnamed(index: int) -> AnnotatedSentence:
    text = "Troops of Iraq left."
    return build_annotated(text, build_mention(text, "Iraq", Kind.COUNTRY, country="IQ"), index=index)


def test_build_windows_far_from_any_base_begins_with_the_sentence_that_named_one_last(encoder: WordEncoder) -> None:
    article = [build_named(0, QAYYARAH), build_named(1), build_plain(MAX_CONTEXT, 2), build_unnamed(3)]
    window, words = read_only(encoder, *article)
    assert words == "[first] K1 Air Base is big . [end] >> Troops of Iraq left . [end]"
    assert [candidate.base for candidate in window.candidates] == [K1, None]
    assert not window.candidates[0].here


def test_build_windows_near_a_base_has_no_other_sentence_that_named_one(encoder: WordEncoder) -> None:
    article = [build_named(0, QAYYARAH), build_plain(MAX_CONTEXT, 1), build_named(2), build_unnamed(3)]
    _, words = read_only(encoder, *article)
    assert words == "[first] K1 Air Base is big . [end] >> Troops of Iraq left . [end]"


@pytest.mark.parametrize(
    ("distance", "text", "asked"),
    [
        (MAX_UNNAMED_DISTANCE, "They left.", True),
        (MAX_UNNAMED_DISTANCE + 1, "They left.", False),
        (MAX_UNNAMED_DISTANCE + 1, "Troops of Iraq left.", True),
        (MAX_UNNAMED_DISTANCE + 1, "They left on Sunday.", True),
    ],
)
def test_build_windows_has_none_for_a_sentence_that_names_nothing_far_behind_a_base(
    encoder: WordEncoder, distance: int, text: str, asked: bool
) -> None:
    items: list[Mention | DatePhrase] = []
    if "Iraq" in text:
        items = [build_mention(text, "Iraq", Kind.FORCE, actors=(IRAQI_FORCES,))]
    elif "Sunday" in text:
        items = [build_phrase(text, "Sunday")]
    between = [build_plain(1, number) for number in range(1, distance)]
    article = [build_named(0), *between, build_annotated(text, *items, index=distance)]
    found = [window.asked.sentence.index for window in build_article_windows(encoder, *article)]
    assert (distance in found) is asked


def find_reminder(sentences: list[AnnotatedSentence], context: list[int], place: int) -> int | None:
    """By its definition: the last sentence that named a base, if neither the asked one nor its context does."""
    named = [number for number, item in enumerate(sentences[: place + 1]) if item.mentions and item.mentions[0].base]
    return named[-1] if named and named[-1] not in {*context, place} else None


@given(st.lists(st.sampled_from(["base", "country", "nothing", "much"]), min_size=1, max_size=14))
def test_build_windows_of_any_article_has_the_reminder_that_the_definition_gives(
    labels: Labels, kinds: list[str]
) -> None:
    encoder = WordEncoder(labels)
    build = {"base": build_named, "country": build_unnamed}
    sizes = {"nothing": 3, "much": MAX_CONTEXT // 2}
    article = [
        build[kind](number) if kind in build else build_plain(sizes[kind], number) for number, kind in enumerate(kinds)
    ]
    windows = {window.asked.sentence.index: window for window in build_article_windows(encoder, *article)}
    tokens = encoder.cut([item.sentence.text for item in article])
    for place in [number for number, kind in enumerate(kinds) if kind in build]:
        context = [
            number
            for number in range(max(0, place - MAX_CONTEXT_SENTENCES), place)
            if sum(len(one.ids) + 1 for one in tokens[number:place]) <= MAX_CONTEXT
        ]
        reminder = find_reminder(article, context, place)
        expected = [SPECIAL.first]
        for number in [*([] if reminder is None else [reminder]), *context]:
            expected += [*tokens[number].ids, SPECIAL.end]
        assert list(windows[place].tokens.ids) == [*expected, *SPECIAL.mark, *tokens[place].ids, SPECIAL.end]


class CountedMentions(tuple[Mention, ...]):
    """Mentions that say how often they were read."""

    reads: list[int]

    def __iter__(self) -> Iterator[Mention]:
        self.reads.append(1)
        return super().__iter__()


def test_build_windows_of_a_long_article_without_bases_reads_each_sentence_few_times(encoder: WordEncoder) -> None:
    size, reads = 1_000, list[int]()
    article = [build_unnamed(number) for number in range(size)]
    mentions = [CountedMentions(item.mentions) for item in article]
    for counted in mentions:
        counted.reads = reads
    windows = build_article_windows(
        encoder, *(replace(item, mentions=counted) for item, counted in zip(article, mentions, strict=True))
    )
    assert len(windows) == size
    # Looking back from each to the beginning would be half a million.
    assert len(reads) < 50 * size


@pytest.mark.parametrize(
    ("kind", "meaning", "is_named"),
    [
        (Kind.BASE, {"base": K1}, True),
        (Kind.PLACE, {"base": QAYYARAH}, True),
        (Kind.COUNTRY, {"country": "IQ"}, True),
        (Kind.PERSON, {"actors": [IRAQI_FORCES]}, True),
        (Kind.FORCE, {"actors": [IRAQI_FORCES]}, False),
        (Kind.PERSON, {}, False),
        (Kind.UNNAMED_BASE, {}, False),
    ],
)
def test_names_place_is_true_of_what_a_window_asks_about(
    encoder: WordEncoder, kind: Kind, meaning: dict[str, Any], is_named: bool
) -> None:
    item = build_annotated("It is X.", build_mention("It is X.", "X", kind, **meaning))
    assert names_place(item) is is_named
    assert bool(build_article_windows(encoder, item)) is is_named


def test_names_place_is_true_of_a_sentence_whose_place_is_too_far_back_for_a_window(encoder: WordEncoder) -> None:
    text = f"{'word ' * MAX_SENTENCE}K1"
    item = build_annotated(text, build_mention(text))
    assert names_place(item)
    assert build_article_windows(encoder, item) == []


def test_build_windows_of_the_headline_itself_has_it_only_after_the_mark(encoder: WordEncoder) -> None:
    headline = build_annotated(LEFT, build_mention(LEFT), part=Part.HEADLINE)
    _, words = read_only(encoder, headline)
    assert words == "[first] >> US troops left K1 on Sunday . [end]"


def test_build_windows_cuts_a_long_sentence_off_with_what_it_names_there(encoder: WordEncoder) -> None:
    filler = " ".join(["word"] * (MAX_SENTENCE - 1))
    text = f"K1 {filler} Qayyarah on Sunday"
    mentions = (build_mention(text), build_mention(text, "Qayyarah", base=QAYYARAH))
    window, words = read_only(encoder, build_annotated(text, *mentions, build_phrase(text)))
    assert [(one.mention.base, one.base, one.country) for one in window.candidates] == [
        (K1, K1, None),
        (K1, None, "IQ"),
    ]
    assert window.arguments == ()
    assert len(words.split()) == MAX_SENTENCE + 3


def test_build_windows_of_a_place_that_is_cut_in_two_keeps_its_beginning(encoder: WordEncoder) -> None:
    text = f"{'word ' * (MAX_SENTENCE - 1)}Camp Holland"
    window, _ = read_only(encoder, build_annotated(text, build_mention(text, "Camp Holland")))
    base, country = window.tokens.candidates
    assert [encoder.read(window.tokens, span) for span in (base, country)] == ["Camp", "Camp"]


def test_build_windows_of_several_mentions_of_a_place_has_the_last(encoder: WordEncoder) -> None:
    first = build_annotated("K1 is old.", build_mention("K1 is old."), index=0)
    text = "K1 is K1 Base."
    last = build_annotated(text, build_mention(text), build_mention(text, "K1 Base"), index=1)
    window, _ = read_only(encoder, first, last)
    assert [one.base for one in window.candidates] == [K1, None]
    assert [(one.here, one.sentence) for one in window.candidates] == [(True, last)] * 2
    assert [encoder.read(window.tokens, span) for span in window.tokens.candidates] == ["K1 Base"] * 2


@pytest.mark.parametrize(
    ("kind", "here", "candidates"),
    [
        (Kind.BASE, True, 1),
        (Kind.BASE, False, 1),
        (Kind.BARE_BASE, True, 1),
        (Kind.BARE_BASE, False, 1),
        (Kind.NAME, True, 1),
        (Kind.NAME, False, 1),
        # Towns of the context are too many to ask about.
        (Kind.PLACE, True, 1),
        (Kind.PLACE, False, 0),
        (Kind.COUNTRY, True, 1),
        (Kind.COUNTRY, False, 1),
        (Kind.UNNAMED_BASE, True, 0),
        (Kind.FORCE, True, 0),
        (Kind.PERSON, True, 0),
        (Kind.WEAPON, True, 0),
    ],
)
def test_build_windows_asks_about_bases_names_and_countries_and_towns_of_the_sentence(
    encoder: WordEncoder, kind: Kind, here: bool, candidates: int
) -> None:
    country = "IQ" if kind is Kind.COUNTRY else None
    mention = build_mention("It is X.", "X", kind, base=None if country else INCIRLIK, country=country)
    naming = build_annotated("It is X.", mention, index=0, asked=here)
    windows = build_article_windows(encoder, naming, build_annotated("It was hit.", index=1, asked=not here))
    assert [candidate.here for window in windows for candidate in window.candidates][:1] == [here] * candidates


IN_X = "It is X in Iraq."
MOSUL = replace(QAYYARAH, slug="mosul", name="Mosul", country=None)
# What implies a country: a base, a town, a parliament.
IMPLYING: tuple[tuple[Kind, dict[str, Any]], ...] = (
    (Kind.BASE, {"base": QAYYARAH}),
    (Kind.BARE_BASE, {"base": QAYYARAH}),
    # As a town that is not where the base of the name lies.
    (Kind.BARE_BASE, {"base": INCIRLIK, "country": "IQ"}),
    (Kind.PLACE, {"base": MOSUL, "country": "IQ"}),
    (Kind.PERSON, {"actors": [replace(IRAQI_FORCES, slug="parliament")]}),
)


@pytest.mark.parametrize(("kind", "meaning"), IMPLYING)
@pytest.mark.parametrize("here", [True, False])
def test_build_windows_asks_last_about_the_country_that_a_base_a_town_or_a_parliament_implies(
    encoder: WordEncoder, kind: Kind, meaning: dict[str, Any], here: bool
) -> None:
    mention = build_mention(IN_X, "X", kind, **meaning)
    naming = build_annotated(IN_X, mention, index=0, asked=here)
    window, words = read_only(encoder, naming, build_annotated("It was hit.", index=1, asked=not here))
    *places, candidate = window.candidates
    assert (candidate.base, candidate.country, candidate.here) == (None, "IQ", here)
    assert (candidate.mention, candidate.sentence) == (mention, naming)
    number = KINDS.index("country") * 2 + here
    assert window.tokens.candidates[-1] == TokenSpan(words.split().index("X"), words.split().index("X"), number)
    # A town of the context implies its country, but is no candidate itself, as a parliament is nowhere.
    is_asked = kind is not Kind.PERSON and (here or kind is not Kind.PLACE)
    assert [(place.base, place.mention) for place in places] == [(mention.base, mention)] * is_asked


@pytest.mark.parametrize(("kind", "meaning"), IMPLYING)
@pytest.mark.parametrize("order", [1, -1])
def test_build_windows_where_a_country_is_named_implies_it_not_again(
    encoder: WordEncoder, kind: Kind, meaning: dict[str, Any], order: int
) -> None:
    implying, country = (
        build_mention(IN_X, "X", kind, **meaning),
        build_mention(IN_X, "Iraq", Kind.COUNTRY, country="IQ"),
    )
    window, words = read_only(encoder, build_annotated(IN_X, *(implying, country)[::order]))
    assert [one.mention for one in window.candidates if one.base is None] == [country]
    number, iraq = KINDS.index("country") * 2 + 1, words.split().index("Iraq")
    assert [span for span in window.tokens.candidates if span.kind == number] == [TokenSpan(iraq, iraq, number)]


def test_build_windows_implies_each_country_once_by_the_last_that_lies_in_it(encoder: WordEncoder) -> None:
    text = "K1, Incirlik and Qayyarah were hit."
    incirlik = build_mention(text, "Incirlik", base=INCIRLIK)
    qayyarah = build_mention(text, "Qayyarah", base=QAYYARAH)
    window, _ = read_only(encoder, build_annotated(text, build_mention(text), incirlik, qayyarah))
    assert [one.base for one in window.candidates] == [K1, INCIRLIK, QAYYARAH, None, None]
    assert [(one.country, one.mention) for one in window.candidates[3:]] == [("IQ", qayyarah), ("TR", incirlik)]


@pytest.mark.parametrize(
    ("kind", "meaning"),
    [
        (Kind.NAME, {"base": Base(slug="x", name="X")}),
        (Kind.BASE, {"base": Base(slug="x", name="X")}),
        (Kind.PLACE, {"base": MOSUL}),
        (Kind.PERSON, {"actors": [COALITION]}),
        (Kind.PERSON, {}),
        # Forces are away from home.
        (Kind.FORCE, {"actors": [IRAQI_FORCES]}),
        (Kind.UNNAMED_BASE, {}),
    ],
)
def test_build_windows_of_what_is_of_no_country_implies_none(
    encoder: WordEncoder, kind: Kind, meaning: dict[str, Any]
) -> None:
    windows = build_article_windows(encoder, build_annotated(IN_X, build_mention(IN_X, "X", kind, **meaning)))
    assert [one for window in windows for one in window.candidates if one.country or not one.base] == []


def test_build_windows_of_a_name_without_letters_or_digits_has_no_candidate(encoder: WordEncoder) -> None:
    mention = build_mention("It is X.", "X", Kind.NAME, base=Base(slug="", name="X"))
    assert build_article_windows(encoder, build_annotated("It is X.", mention)) == []


def test_build_windows_without_a_place_nearby_is_none(encoder: WordEncoder) -> None:
    force = build_mention("Troops left.", "Troops", Kind.FORCE, actors=[COALITION])
    assert build_article_windows(encoder, build_annotated("Troops left.", force)) == []


def test_build_windows_passes_over_sentences_that_are_not_asked(encoder: WordEncoder) -> None:
    asked = [build_asked(0), build_annotated(LEFT, build_mention(LEFT), index=1, asked=False), build_asked(2)]
    windows = build_article_windows(encoder, *asked)
    assert [window.asked.sentence.index for window in windows] == [0, 2]


@pytest.mark.parametrize(
    ("written", "kind", "is_argument"),
    [
        ("US", Kind.COUNTRY, True),
        ("troops", Kind.FORCE, True),
        ("troops", Kind.PERSON, True),
        ("troops", Kind.NAME, True),
        ("troops", Kind.WEAPON, False),
        ("troops", Kind.UNNAMED_BASE, False),
    ],
)
def test_build_windows_has_as_arguments_who_may_act(
    encoder: WordEncoder, written: str, kind: Kind, is_argument: bool
) -> None:
    actors = [COALITION] if kind is Kind.COUNTRY else []
    mention = build_mention(LEFT, written, kind, actors=actors)
    window, _ = read_only(encoder, build_annotated(LEFT, mention, build_mention(LEFT)))
    assert [encoder.read(window.tokens, span) for span in window.tokens.arguments] == [written] * is_argument


def test_build_windows_numbers_kinds_and_says_where_each_stands(encoder: WordEncoder) -> None:
    text = "About 300 left Qayyarah on Sunday."
    before = build_annotated(LEFT, build_mention(LEFT), build_phrase(LEFT), index=0)
    number, place = build_number(text, "300", 300), build_mention(text, "Qayyarah", Kind.BARE_BASE, base=QAYYARAH)
    window, words = read_only(encoder, before, build_annotated(text, place, build_phrase(text), number, index=1))
    position = words.split().index
    kinds = ("base", "bare_base", "country", "date", "number")
    base, bare, country, date, count = (KINDS.index(kind) * 2 for kind in kinds)
    assert window.tokens.candidates == (
        TokenSpan(position("K1"), position("K1"), base),
        TokenSpan(position("Qayyarah"), position("Qayyarah"), bare + 1),
        # The country that both lie in, by the last.
        TokenSpan(position("Qayyarah"), position("Qayyarah"), country + 1),
    )
    last_sunday = len(words.split()) - 3
    assert window.tokens.arguments == (
        TokenSpan(position("Sunday"), position("Sunday"), date),
        TokenSpan(last_sunday, last_sunday, date + 1),
        TokenSpan(position("300"), position("300"), count + 1),
    )
    assert [argument.here for argument in window.arguments] == [False, True, True]


@pytest.mark.parametrize(
    ("piece", "written"),
    [
        ("", "other"),
        ("left", "lower"),
        ("Troops", "title"),
        ("K", "title"),
        ("McGurk", "title"),
        ("US", "upper"),
        ("K1", "upper"),
        ("300", "digit"),
        ("1st", "digit"),
        (".", "other"),
        ("\u0663", "digit"),
        ("\u57fa\u5730", "other"),
    ],
)
def test_classify_writing_of_a_piece_tells_capitals_and_digits(piece: str, written: str) -> None:
    assert classify_writing(piece) == WRITTEN[written]


def test_build_windows_marks_how_each_token_is_written(encoder: WordEncoder) -> None:
    window, words = read_only(encoder, build_asked())
    marks = dict(zip(words.split(), window.tokens.marks, strict=True))
    assert marks["[first]"] == 0
    assert [marks[word] for word in (">>", "[end]")] == [1, 1]
    assert [marks[word] for word in ("US", "troops", "K1", "Sunday", ".")] == [
        1 + 2 * WRITTEN[written] for written in ("upper", "lower", "upper", "title", "other")
    ]


@given(sizes=st.lists(st.integers(0, 130), min_size=1, max_size=12), headline=st.booleans())
def test_build_windows_of_any_article_keeps_to_its_sizes(labels: Labels, sizes: list[int], headline: bool) -> None:
    encoder = WordEncoder(labels)
    sentences = [
        build_annotated(
            text := f"K1 {'word ' * size}.",
            build_mention(text),
            index=number,
            part=Part.HEADLINE if headline and number == 0 else Part.BODY,
        )
        for number, size in enumerate(sizes)
    ]
    windows = build_article_windows(encoder, *sentences)
    assert [window.asked for window in windows] == sentences
    for window in windows:
        tokens = window.tokens
        assert len(tokens.ids) == len(tokens.marks) <= MAX_SENTENCE + MAX_CONTEXT + MAX_HEADLINE + 4
        assert len(tokens.candidates) == len(window.candidates)
        assert [(one.base, one.country) for one in window.candidates] == [(K1, None), (None, "IQ")]
        assert all(0 <= span.first <= span.last < len(tokens.ids) for span in tokens.candidates)
        assert all(one % 2 <= other % 2 for one, other in pairwise(tokens.marks))
