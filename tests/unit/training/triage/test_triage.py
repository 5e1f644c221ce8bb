"""Looking at sentences alone, with a tiny encoder of random weights. Needs PyTorch, which only training does."""

from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import WhitespaceSplit

from service.errors import ModelError
from service.extraction.encoder.protocol import Tokens
from service.extraction.encoder.runtime import OnnxEncoder
from service.training.release.calibration import Calibration
from service.training.release.card import TRIAGE, Origin, add_triage, write_card
from tests.unit.training.building import LABELS

WHY = "PyTorch and onnx are not installed: make an environment of requirements/train.txt"
torch = pytest.importorskip("torch", reason=WHY)
onnx = pytest.importorskip("onnx", reason=WHY)

from service.training.network.encoder import Encoder, EncoderShape  # noqa: E402 - after what only some have
from service.training.network.net import EventNet  # noqa: E402
from service.training.release.export import export_graph  # noqa: E402
from service.training.release.quantisation import quantise_graph  # noqa: E402
from service.training.triage.graphs import read_lower_layers  # noqa: E402
from service.training.triage.head import SentenceHead, SentenceStates, score_sentences, train_head  # noqa: E402
from service.training.triage.making import (  # noqa: E402
    AskedSentence,
    StateReader,
    render_consequences,
    write_triage,
)

WORDS = ("[CLS]", "[SEP]", ">>", "[UNK]", "troops", "left", "the", "base", "bread", "was", "sold")
SIZE = 128


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny encoder as it is released, whose marks are added before the third of its layers."""
    folder = tmp_path_factory.mktemp("encoder")
    torch.manual_seed(1)
    shape = EncoderShape(
        model_type="mpnet",
        hidden_size=SIZE,
        intermediate_size=SIZE,
        num_attention_heads=2,
        num_hidden_layers=3,
        layer_norm_eps=1e-5,
        vocab_size=len(WORDS),
        max_position_embeddings=514,
    )
    export_graph(EventNet(Encoder(shape), LABELS, marked_layer=2).eval(), Calibration(), folder / "whole.onnx")
    files = quantise_graph(folder / "whole.onnx", folder, "encoder.onnx")
    tokenizer = Tokenizer(WordLevel({word: number for number, word in enumerate(WORDS)}, "[UNK]"))
    tokenizer.pre_tokenizer = WhitespaceSplit()
    tokenizer.save(str(folder / "tokenizer.json"))
    write_card(folder, files, LABELS, Origin("tiny", "x", "0" * 64, "nothing", 7, {}), [])
    return folder


def build_states(tells: bool, tokens: int) -> SentenceStates:
    """States of which one token has a large value where the sentence tells of an event."""
    states = np.random.default_rng(tokens).normal(0, 0.3, (tokens, 8)).astype(np.float16)
    states[tokens // 2, 3] = 4 if tells else 0
    return SentenceStates(states, tells)


SENTENCES = [build_states(number % 3 == 0, 3 + number % 7) for number in range(600)]


def test_head_learns_what_one_token_says() -> None:
    chances = score_sentences(train_head(SENTENCES), SENTENCES)
    told = [chance for chance, one in zip(chances, SENTENCES, strict=True) if one.tells]
    others = [chance for chance, one in zip(chances, SENTENCES, strict=True) if not one.tells]
    assert min(told) > max(others)


def test_head_trained_twice_is_the_same() -> None:
    first, second = (score_sentences(train_head(SENTENCES[:200]), SENTENCES[:5]) for _ in range(2))
    assert first == second


def test_head_of_a_padded_sentence_scores_as_without_padding() -> None:
    head = SentenceHead(8).eval()
    some = SENTENCES[:7]
    alone = [chance for one in some for chance in score_sentences(head, [one])]
    assert score_sentences(head, some) == pytest.approx(alone, abs=1e-5)


def test_lower_layers_of_a_graph_name_its_weights_and_copy_none(folder: Path) -> None:
    lower = read_lower_layers(folder / "encoder.onnx", 2)
    named = (entry for tensor in lower.graph.initializer for entry in tensor.external_data)
    assert {entry.value for entry in named if entry.key == "location"} == {"encoder-weights-1.bin"}
    assert [one.name for one in lower.graph.input] == ["ids"]


def test_lower_layers_above_the_marks_are_refused(folder: Path) -> None:
    with pytest.raises(ModelError, match="has no 3 layers below the marks"):
        read_lower_layers(folder / "encoder.onnx", 3)


def test_graph_of_triage_gives_the_probability_of_its_head(folder: Path) -> None:
    encoder = OnnxEncoder(folder, LABELS)
    sentences = [AskedSentence(tokens, tells=True) for tokens in encoder.cut(["troops left the base", "bread", ""])]
    reader, head = StateReader(folder / "encoder.onnx", encoder), SentenceHead(SIZE).eval()
    write_triage(head, reader.lower, folder / TRIAGE)
    add_triage(folder, "nothing", [])
    released = OnnxEncoder(folder, LABELS)
    found = [released.triage(sentence.tokens) for sentence in sentences]
    assert found == pytest.approx(score_sentences(head, reader.read(sentences)), abs=1e-3)
    assert len(set(found)) == len(found)
    assert released.triage(Tokens((), ())) == found[2]


def test_consequences_say_what_is_passed_over_and_what_is_kept() -> None:
    table = render_consequences("of four", [0.001, 0.025, 0.2, 0.9], [False, True, False, True])
    assert "| 0.01 | 0.25 | 1.000 |" in table
    assert "| 0.03 | 0.50 | 0.500 |" in table
