"""Names of bases swapped, and all offsets moved along."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.events.reports import Qualifier
from service.domain.names.places import Base
from service.extraction.annotation import AnnotatedSentence
from service.extraction.mentions.mention import Kind, Mention
from service.extraction.mentions.numbers import Number
from service.training.examples.augmentation import Edit, NamePool, apply_edits, map_offsets, swap_names
from service.training.examples.studies import list_items
from tests.unit.training.building import (
    build_force,
    build_mention,
    build_number,
    build_phrase,
    build_random,
    build_sentence,
)

TEXT = "On Monday 300 US troops left Camp Alpha, and by June Alpha was empty."
SENTENCE = build_sentence(
    TEXT,
    [
        build_mention(TEXT, "Camp Alpha", slug="alpha"),
        build_force(TEXT, "US troops", "united-states"),
        build_mention(TEXT, "Alpha was", Kind.NAME, slug="alpha"),
    ],
    [build_phrase(TEXT, "Monday"), build_phrase(TEXT, "June")],
    [build_number(TEXT, "300", 300)],
)
OTHER = "Fort Very Long Name fell, and so did Delta."
POOL = NamePool(
    [
        SENTENCE,
        build_sentence(
            OTHER,
            [
                build_mention(OTHER, "Fort Very Long Name", slug="long"),
                build_mention(OTHER, "Delta", Kind.NAME, slug="delta"),
            ],
        ),
    ]
)


def list_texts(sentence: AnnotatedSentence) -> list[str]:
    return [sentence.sentence.text[item.start : item.end] for item in list_items(sentence)]


def swap(sentences: list[AnnotatedSentence], probability: float = 1.0, seed: int = 1) -> list[AnnotatedSentence]:
    return list(swap_names(sentences, POOL, build_random(seed), probability))


def test_swap_names_gives_names_of_other_bases_of_the_same_kind() -> None:
    (found,) = swap([SENTENCE])
    assert found.sentence.text == "On Monday 300 US troops left Fort Very Long Name, and by June Delta empty."
    assert list_texts(found) == ["Fort Very Long Name", "US troops", "Delta", "Monday", "June", "300"]
    assert [mention.base for mention in found.mentions] == [mention.base for mention in SENTENCE.mentions]


def test_swap_names_writes_a_name_the_same_throughout_an_article() -> None:
    first, second = swap([SENTENCE, SENTENCE])
    assert first == second


def test_swap_names_with_no_probability_changes_nothing() -> None:
    assert swap([SENTENCE], 0.0) == [SENTENCE]


def test_swap_names_without_another_base_changes_nothing() -> None:
    assert swap_names([SENTENCE], NamePool([SENTENCE]), build_random(1), 1.0) == (SENTENCE,)


@pytest.mark.parametrize(("kind", "slug"), [(Kind.PLACE, "alpha"), (Kind.NAME, None)])
def test_swap_names_leaves_what_may_be_no_base(kind: Kind, slug: str | None) -> None:
    text = "They left Alpha."
    sentence = build_sentence(text, [build_mention(text, "Alpha", kind, slug=slug)])
    assert swap([sentence]) == [sentence]


def test_map_offsets_within_a_replaced_name_are_its_ends() -> None:
    starts, ends = map_offsets(6, [Edit(2, 4, "xyz")])
    assert starts == [0, 1, 2, 2, 5, 6, 7]
    assert ends == [0, 1, 2, 5, 5, 6, 7]


POOL_NAMES = {"Camp Alpha", "Alpha was", "Fort Very Long Name", "Delta"}
WORD = st.text("abc ", min_size=1, max_size=6)


@given(st.lists(st.tuples(WORD, st.sampled_from([None, Kind.BASE, Kind.NAME, Kind.FORCE])), min_size=1), st.integers())
def test_offsets_stay_exact_whatever_is_swapped(parts: list[tuple[str, Kind | None]], seed: int) -> None:
    mentions, numbers, start = [], [], 0
    for number, (part, kind) in enumerate(parts):
        end = start + len(part)
        if kind is None:
            numbers.append(Number(start, end, number, Qualifier.EXACT, None))
        else:
            base = None if kind is Kind.FORCE else Base(f"base-{number}", part)
            mentions.append(Mention(start, end, kind, base))
        start = end
    sentence = build_sentence("".join(part for part, _ in parts), mentions, numbers=numbers)
    (found,) = swap([sentence], 0.5, seed)
    for old, new, item in zip(list_texts(sentence), list_texts(found), list_items(sentence), strict=True):
        assert new == old or (isinstance(item, Mention) and item.base is not None and new in POOL_NAMES)
    pieces = sorted(list_items(found), key=lambda item: item.start)
    assert "".join(found.sentence.text[item.start : item.end] for item in pieces) == found.sentence.text


@given(st.text("ab", max_size=12), st.data())
def test_apply_edits_changes_the_text_between_offsets_only(text: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=6, unique=True)))
    edits = [Edit(a, b, data.draw(st.text("xy", max_size=4))) for a, b in zip(cuts[::2], cuts[1::2], strict=False)]
    expected = text
    for edit in reversed(edits):
        expected = expected[: edit.start] + edit.text + expected[edit.end :]
    assert apply_edits(build_sentence(text), edits).sentence.text == expected
