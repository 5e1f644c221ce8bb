"""The files of weights: what is refused, and what holds of scores whatever the weights are."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tokenizers import Tokenizer
from tokenizers.models import WordLevel, WordPiece
from tokenizers.pre_tokenizers import BertPreTokenizer

from service.errors import ModelError
from service.extraction import MODEL
from service.extraction.encoder.labels import RELATIONS, STATUSES, Labels
from service.extraction.encoder.protocol import TokenSpan, TokenWindow
from service.extraction.encoder.runtime import (
    CARD,
    OnnxEncoder,
    compute_digest,
    read_card,
    read_special_tokens,
    read_tokenizer,
)
from service.extraction.encoder.triage import TRIAGE_THRESHOLD
from service.extraction.encoder.windows import MAX_CONTEXT, MAX_HEADLINE, MAX_SENTENCE, build_windows
from service.extraction.mentions.mention import Kind
from tests.unit.extraction.builders import build_annotated, build_mention, build_phrase
from tests.unit.extraction.mentions.naming import COALITION

TEXTS = (
    "US troops left K1 on Sunday.",
    "They had come to K1 before.",
    "The coalition will leave K1 on Sunday, and K1 will be shut.",
)


@pytest.fixture(scope="module")
def encoder(labels: Labels) -> OnnxEncoder:
    return OnnxEncoder(MODEL, labels)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The released folder by links, with a card of its own."""
    for path in MODEL.iterdir():
        (tmp_path / path.name).symlink_to(path)
    card = (MODEL / CARD).read_bytes()
    (tmp_path / CARD).unlink()
    (tmp_path / CARD).write_bytes(card)
    return tmp_path


def change_card(folder: Path, **changes: Any) -> None:
    card = json.loads((folder / CARD).read_bytes())
    (folder / CARD).write_text(json.dumps({**card, **changes}), encoding="utf-8")


def build_token_windows(encoder: OnnxEncoder) -> list[TokenWindow]:
    sentences = [
        build_annotated(text, build_mention(text), *([build_phrase(text)] if "Sunday" in text else ()), index=number)
        for number, text in enumerate(TEXTS)
    ]
    return [window.tokens for window in build_windows(sentences, encoder.cut(TEXTS), encoder.special)]


def build_tokenizer(vocabulary: dict[str, int]) -> Tokenizer:
    return Tokenizer(WordLevel({**vocabulary, "?": 9}, "?"))


def refuse(folder: Path, labels: Labels) -> str:
    with pytest.raises(ModelError) as caught:
        OnnxEncoder(folder, labels)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_read_card_of_the_released_weights_names_files_that_are_there(labels: Labels) -> None:
    card = read_card(MODEL)
    assert {card.graph, card.tokenizer} <= card.files.keys()
    assert all((MODEL / name).is_file() for name in card.files)
    assert (card.families, card.types) == (labels.families, labels.types)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (None, "model.json: cannot be read: No such file or directory; restore the folder as it was released"),
        ("", "model.json: file: Invalid JSON: "),
        ("{", "model.json: file: Invalid JSON: "),
        ("[]", "model.json: file: Input should be an object; restore the folder as it was released"),
        ("{}", "model.json: base: Field required; restore the folder as it was released"),
    ],
)
def test_load_without_a_card_says_so(tmp_path: Path, labels: Labels, text: str | None, message: str) -> None:
    if text is not None:
        (tmp_path / CARD).write_text(text, encoding="utf-8")
    found = refuse(tmp_path, labels)
    assert found.startswith(str(tmp_path / message))
    assert found.endswith("restore the folder as it was released")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"graph": "other.onnx"}, "files does not list other.onnx"),
        ({"triage": "other.onnx"}, "files does not list other.onnx"),
        ({"weights": "x"}, "weights: Extra inputs are not permitted"),
        ({"files": {"encoder.onnx": 1}}, "files.encoder.onnx: Input should be a valid string"),
    ],
)
def test_load_with_a_card_of_another_shape_names_the_member(
    folder: Path, labels: Labels, changes: dict[str, Any], message: str
) -> None:
    change_card(folder, **changes)
    assert message in refuse(folder, labels)


@pytest.mark.parametrize(
    ("name", "trained"),
    [
        ("families", ["attack"]),
        ("types", ["closure", "handover", "withdrawal"]),
        ("statuses", ["planned"]),
        ("relations", ["date"]),
        ("kinds", ["base"]),
    ],
)
def test_load_weights_of_other_labels_names_them_and_what_to_do(
    folder: Path, labels: Labels, name: str, trained: list[str]
) -> None:
    change_card(folder, **{name: trained})
    message = refuse(folder, labels)
    assert f"trained with the {name} {', '.join(trained)}, but the codebook has " in message
    assert message.endswith("; take the codebook that it was released with, or train it again")


def test_load_without_one_of_the_files_names_it(folder: Path, labels: Labels) -> None:
    (folder / read_card(folder).tokenizer).unlink()
    message = refuse(folder, labels)
    expected = "tokenizer.json: cannot be read: No such file or directory; restore the folder as it was released"
    assert message.endswith(expected)


def test_load_a_changed_file_names_it_with_both_digests(folder: Path, labels: Labels) -> None:
    card = read_card(folder)
    path = folder / card.tokenizer
    changed = path.read_bytes() + b" "
    path.unlink()
    path.write_bytes(changed)
    message = refuse(folder, labels)
    digests = f"SHA-256 is {compute_digest(path)}, model.json says {card.files[card.tokenizer]}"
    assert message == f"{path}: {digests}; restore the folder as it was released"


@pytest.mark.parametrize(
    ("vocabulary", "first", "end"),
    [({"[CLS]": 5, "[SEP]": 6}, 5, 6), ({"<s>": 0, "</s>": 2}, 0, 2)],
)
def test_read_special_tokens_finds_them_by_either_name(vocabulary: dict[str, int], first: int, end: int) -> None:
    special = read_special_tokens(build_tokenizer({**vocabulary, ">>": 8}))
    assert (special.first, special.end, special.mark) == (first, end, (8,))


def test_read_special_tokens_of_a_vocabulary_without_them_says_so() -> None:
    with pytest.raises(ModelError, match=r"none of <s>, \[CLS\]; take the one that it was trained with"):
        read_special_tokens(build_tokenizer({}))


@pytest.mark.parametrize("written", ["<s>", "</s>", "<mask>", "[SEP]", "[CLS]"])
def test_read_tokenizer_cuts_special_tokens_that_an_article_writes_as_plain_text(tmp_path: Path, written: str) -> None:
    special = ["<s>", "</s>", "<mask>", "[SEP]", "[CLS]", "[UNK]"]
    pieces = [*special, "<", "/", ">", "[", "]", "s", "mask", "SEP", "CLS", "left"]
    tokenizer = Tokenizer(WordPiece({piece: number for number, piece in enumerate(pieces)}, unk_token="[UNK]"))  # noqa: S106 - no secret.
    tokenizer.pre_tokenizer = BertPreTokenizer()
    tokenizer.add_special_tokens(special)
    tokenizer.save(str(tmp_path / "tokenizer.json"))
    assert tokenizer.encode(f"left {written}").tokens == ["left", written]

    read = read_tokenizer(tmp_path / "tokenizer.json")
    found = read.encode(f"left {written} left", add_special_tokens=False)
    assert [piece for piece in found.tokens if piece in special] == []
    assert "".join(found.tokens) == f"left{written}left"
    assert read_special_tokens(read).end == pieces.index("</s>")


def test_special_tokens_of_the_released_weights_are_three_kinds(encoder: OnnxEncoder) -> None:
    special = encoder.special
    assert special.mark
    assert len({special.first, special.end, *special.mark}) == 2 + len(set(special.mark))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "US troops left K1.",
        "\u0130ncirlik \U0001f680 d\u00e9j\u00e0 vu \u57fa\u5730",
        "a\x00b\ufeff",
        "x" * 500,
        "word " * 300,
    ],
)
def test_cut_any_text_gives_offsets_of_it_in_order(encoder: OnnxEncoder, text: str) -> None:
    [tokens] = encoder.cut([text])
    assert len(tokens.ids) == len(tokens.offsets)
    assert all(0 <= first <= last <= len(text) for first, last in tokens.offsets)
    assert list(tokens.offsets) == sorted(tokens.offsets)


def test_cut_several_texts_is_to_cut_each(encoder: OnnxEncoder) -> None:
    assert encoder.cut(TEXTS) == [tokens for text in TEXTS for tokens in encoder.cut([text])]


def test_score_has_the_shape_of_candidates_arguments_and_labels(encoder: OnnxEncoder, labels: Labels) -> None:
    window = build_token_windows(encoder)[-1]
    [scores] = encoder.score([window])
    candidates, families = len(window.candidates), len(labels.families)
    assert np.shape(scores.outcomes) == (candidates, families * len(STATUSES))
    assert np.shape(scores.types) == (candidates, len(labels.types))
    assert np.shape(scores.relations) == (candidates, len(window.arguments), families, len(RELATIONS))
    for array in (scores.outcomes, scores.types, scores.relations):
        assert np.min(array) >= 0
        assert np.max(array) <= 1
        assert np.array_equal(np.round(array, 4), array)


def test_score_a_window_is_the_same_in_any_company(encoder: OnnxEncoder) -> None:
    windows = build_token_windows(encoder)
    together = encoder.score(windows)
    assert encoder.score(windows[::-1])[::-1] == together
    assert [encoder.score([window])[0] for window in windows] == together
    assert encoder.score([windows[0], windows[0]]) == [together[0]] * 2


def test_score_of_no_window_is_nothing(encoder: OnnxEncoder) -> None:
    assert encoder.score([]) == []


def test_score_a_window_without_arguments_has_outcomes(encoder: OnnxEncoder) -> None:
    text = TEXTS[1]
    [window] = build_windows([build_annotated(text, build_mention(text))], encoder.cut([text]), encoder.special)
    [scores] = encoder.score([window.tokens])
    assert window.tokens.arguments == ()
    assert len(scores.outcomes) == len(window.candidates)
    assert all(len(of_candidate) == 0 for of_candidate in scores.relations)


def test_score_the_largest_window_is_possible(encoder: OnnxEncoder) -> None:
    size = MAX_SENTENCE + MAX_CONTEXT + MAX_HEADLINE + 5
    ids = (encoder.special.first, *[encoder.special.mark[0]] * (size - 1))
    span = TokenSpan(size - 2, size - 1, 1)
    [scores] = encoder.score([TokenWindow(ids, (1,) * size, (span,), (span,))])
    assert np.isfinite(scores.relations).all()


def test_load_knows_every_kind_of_mention(encoder: OnnxEncoder) -> None:
    text = TEXTS[0]
    for kind in Kind:
        item = build_mention(text, "troops", kind, actors=[COALITION], country="IQ")
        annotated = build_annotated(text, item, build_mention(text))
        [window] = build_windows([annotated], encoder.cut([text]), encoder.special)
        [scores] = encoder.score([window.tokens])
        assert np.isfinite(scores.outcomes).all()


def test_triage_finds_what_tells_of_an_event_likelier_than_what_does_not(encoder: OnnxEncoder) -> None:
    telling, silent = encoder.cut(["Rockets hit the base on Sunday night.", "Tickets cost five dollars for adults."])
    assert encoder.triage(telling) > 10 * TRIAGE_THRESHOLD > TRIAGE_THRESHOLD > encoder.triage(silent)


def test_triage_of_the_same_sentence_is_the_same(encoder: OnnxEncoder) -> None:
    assert len({encoder.triage(tokens) for tokens in encoder.cut([TEXTS[0]] * 3)}) == 1


def test_triage_of_no_words_and_of_many_is_a_probability(encoder: OnnxEncoder) -> None:
    for tokens in encoder.cut(["", "US troops left K1. " * MAX_SENTENCE]):
        assert 0 <= encoder.triage(tokens) <= 1


def test_triage_without_its_graph_asks_about_every_sentence(folder: Path, labels: Labels) -> None:
    change_card(folder, triage=None)
    encoder = OnnxEncoder(folder, labels)
    assert [encoder.triage(tokens) for tokens in encoder.cut(["Tickets cost five dollars.", ""])] == [1, 1]
