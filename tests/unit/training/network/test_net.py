"""The net and what is made of it, on a tiny one with random weights. Needs PyTorch, which only training does."""

from pathlib import Path
from typing import Literal

import numpy as np
import pytest
from tokenizers import Tokenizer
from tokenizers.models import WordLevel

from service.errors import ModelError
from service.extraction.encoder.protocol import Scores, TokenSpan, TokenWindow
from service.extraction.encoder.runtime import OnnxEncoder
from service.training.release.calibration import Calibration
from service.training.release.card import Origin, write_card
from tests.unit.training.building import (
    LABELS,
    WordCutter,
    build_last_window,
    build_mention,
    build_random,
    build_report,
    build_sentence,
    build_study,
)

WHY = "PyTorch and onnx are not installed: make an environment of requirements/train.txt"
torch = pytest.importorskip("torch", reason=WHY)
onnx = pytest.importorskip("onnx", reason=WHY)

from service.training.examples.labels import Labeller  # noqa: E402 - after what only some have
from service.training.examples.windows import EpochBuilder, Example, ExampleBuilder  # noqa: E402
from service.training.network.batches import collate, collate_examples, count_tokens, draw_batches, list_all_pairs  # noqa: E402
from service.training.network.checkpoints import Checkpoint, mix_weights, read_checkpoint, write_checkpoint  # noqa: E402
from service.training.network.encoder import Encoder, EncoderShape, number_distances  # noqa: E402
from service.training.network.loop import Settings, Trainer, compute_loss  # noqa: E402
from service.training.network.net import EventNet, freeze_below  # noqa: E402
from service.training.network.scoring import NetEncoder, split_scores  # noqa: E402
from service.training.release.export import export_graph  # noqa: E402
from service.training.release.quantisation import quantise_graph, split_outliers  # noqa: E402
from service.training.release.restoring import restore_weights  # noqa: E402

TEXT = "They left Camp Alpha, not Camp Bravo."
KINDS: tuple[Literal["mpnet", "bert"], ...] = ("mpnet", "bert")


def build_net(kind: Literal["mpnet", "bert"] = "mpnet", marked_layer: int = 1) -> EventNet:
    torch.manual_seed(1)
    shape = EncoderShape(
        model_type=kind,
        hidden_size=16,
        intermediate_size=64,
        num_attention_heads=2,
        num_hidden_layers=2,
        layer_norm_eps=1e-5,
        vocab_size=300,
        max_position_embeddings=514,
    )
    net = EventNet(Encoder(shape), LABELS, marked_layer)
    net.eval()
    # The relations of words must not be all alike, as they are at first.
    for weights in net.parameters():
        torch.nn.init.normal_(weights, std=0.3)
    return net


def build_window(tokens: int, candidates: int, arguments: int) -> TokenWindow:
    rng = build_random(tokens)

    def draw_span() -> TokenSpan:
        first = rng.randrange(tokens)
        return TokenSpan(first, min(tokens - 1, first + 2), rng.randrange(22))

    return TokenWindow(
        tuple(rng.randrange(300) for _ in range(tokens)),
        tuple(rng.randrange(10) for _ in range(tokens)),
        tuple(draw_span() for _ in range(candidates)),
        tuple(draw_span() for _ in range(arguments)),
    )


WINDOWS = [build_window(*sizes) for sizes in ((7, 1, 0), (40, 3, 5), (200, 2, 1), (12, 4, 9))]


def find_difference(first: Scores, second: Scores) -> float:
    """The largest difference of any score."""
    pairs = [(first.outcomes, second.outcomes), (first.types, second.types), (first.relations, second.relations)]
    return max((float(np.abs(np.array(a) - np.array(b)).max()) for a, b in pairs if np.array(a).size), default=0.0)


def write_files(net: EventNet, folder: Path, calibration: Calibration, max_bytes: int = 90_000_000) -> list[str]:
    export_graph(split_outliers(net, WINDOWS), calibration, folder / "whole.onnx")
    files = quantise_graph(folder / "whole.onnx", folder, "encoder.onnx", max_bytes)
    vocabulary = {"[CLS]": 0, "[SEP]": 1, ">>": 2, "[UNK]": 3}
    Tokenizer(WordLevel(vocabulary, "[UNK]")).save(str(folder / "tokenizer.json"))
    write_card(folder, files, LABELS, Origin("tiny", "x", "0" * 64, "nothing", 7, {}), [])
    return files


@pytest.mark.parametrize("kind", KINDS)
def test_files_score_as_the_net_does(tmp_path: Path, kind: Literal["mpnet", "bert"]) -> None:
    net = build_net(kind)
    write_files(net, tmp_path, Calibration())
    encoder = OnnxEncoder(tmp_path, LABELS)
    for window, expected in zip(WINDOWS, NetEncoder(net, WordCutter()).score(WINDOWS), strict=True):
        (found,) = encoder.score([window])
        assert find_difference(found, expected) < 0.1
        assert len(found.relations[0]) == len(window.arguments)


def test_net_restored_from_its_files_is_what_it_was_but_for_rounding(tmp_path: Path) -> None:
    net, restored = build_net(), build_net()
    write_files(net, tmp_path, Calibration())
    restored.load_state_dict(restore_weights(tmp_path / "encoder.onnx"))
    for name, weights in net.state_dict().items():
        largest = float(weights.abs().max())
        assert float((restored.state_dict()[name] - weights).abs().max()) <= largest / 100


def test_files_without_weights_beside_them_restore_nothing(tmp_path: Path) -> None:
    for name in write_files(build_net(), tmp_path, Calibration(), max_bytes=1)[1:]:
        (tmp_path / name).unlink()
    with pytest.raises(ModelError, match=r"encoder\.onnx: no graph with its weights beside it"):
        restore_weights(tmp_path / "encoder.onnx")


@pytest.mark.parametrize("kind", KINDS)
def test_graph_in_32_bits_scores_exactly_as_the_net_does(tmp_path: Path, kind: Literal["mpnet", "bert"]) -> None:
    import onnxruntime  # noqa: PLC0415 - only whoever trains compares graphs

    from service.training.release.export import WindowScorer  # noqa: PLC0415

    net, calibration = build_net(kind), Calibration(0.7, -0.4)
    export_graph(net, calibration, tmp_path / "whole.onnx")
    session = onnxruntime.InferenceSession(tmp_path / "whole.onnx", providers=["CPUExecutionProvider"])
    for window in WINDOWS:
        spans = [
            np.array([(s.first, s.last, s.kind) for s in some], dtype=np.int64).reshape(-1, 3)
            for some in (window.candidates, window.arguments)
        ]
        inputs = [np.array([window.ids]), np.array([window.marks]), *spans]
        found = session.run(None, dict(zip(("ids", "marks", "candidates", "arguments"), inputs, strict=True)))
        with torch.no_grad():
            expected = WindowScorer(net, calibration)(*map(torch.from_numpy, inputs))
        for ours, theirs in zip(found, expected, strict=True):
            np.testing.assert_allclose(ours, theirs.numpy(), atol=1e-5)


def test_only_the_encoder_is_in_8_bits(tmp_path: Path) -> None:
    write_files(build_net(), tmp_path, Calibration())
    nodes = onnx.load(tmp_path / "encoder.onnx", load_external_data=False).graph.node
    rounded = [node.name for node in nodes if node.op_type == "MatMulInteger"]
    assert len(rounded) == 6 * 2
    assert all("/encoder/layers." in name for name in rounded)


def test_calibration_is_in_the_files(tmp_path: Path) -> None:
    net = build_net()
    write_files(net, tmp_path, Calibration(0.0, 2.0))
    (scores,) = OnnxEncoder(tmp_path, LABELS).score(WINDOWS[:1])
    assert np.array(scores.outcomes) == pytest.approx(1 / (1 + np.exp(-2.0)), abs=1e-4)


def test_weights_are_spread_over_as_many_files_as_they_need(tmp_path: Path) -> None:
    files = write_files(build_net(), tmp_path, Calibration(), max_bytes=600_000)
    assert files[0] == "encoder.onnx"
    assert len(files) > 2
    assert all(0 < (tmp_path / name).stat().st_size <= 600_000 for name in files[1:])
    assert {(tmp_path / name).stat().st_mode & 0o777 for name in files} == {0o644}
    OnnxEncoder(tmp_path, LABELS)


def score_together(net: EventNet, windows: list[TokenWindow]) -> list[Scores]:
    """The scores of one batch in 32 bits."""
    with torch.no_grad():
        places, pairs = net(collate(windows, [list_all_pairs(window) for window in windows]))
    return split_scores(windows, torch.sigmoid(places), torch.sigmoid(pairs), len(LABELS.list_outcomes()))


@pytest.mark.parametrize("kind", KINDS)
def test_scores_of_a_window_do_not_depend_on_others_in_the_batch(kind: Literal["mpnet", "bert"]) -> None:
    net = build_net(kind)
    for window, scores in zip(WINDOWS, score_together(net, WINDOWS), strict=True):
        assert find_difference(score_together(net, [window])[0], scores) < 1e-4


def test_outliers_split_off_change_no_score() -> None:
    net = build_net()
    split = split_outliers(net, WINDOWS)
    for ours, theirs in zip(score_together(net, WINDOWS), score_together(split, WINDOWS), strict=True):
        assert find_difference(ours, theirs) < 1e-4


def test_training_lowers_the_loss_and_leaves_frozen_layers_alone() -> None:
    net = build_net()
    freeze_below(net)
    sentence = build_sentence(
        TEXT, [build_mention(TEXT, "Camp Alpha", slug="alpha"), build_mention(TEXT, "Camp Bravo", slug="bravo")]
    )
    study = build_study([sentence], [build_report(TEXT)])
    window = build_last_window([sentence])
    example = Example(study, window, Labeller(study, LABELS).label(window))
    (examples,) = draw_batches([example], build_random(1), count_tokens)
    batch, targets = collate_examples(examples)
    frozen, optimiser = net.encoder.layers[0].q.weight.clone(), torch.optim.AdamW(net.parameters(), lr=0.01)
    losses = []
    for _ in range(20):
        places, pairs = net(batch)
        loss = compute_loss(places, pairs, targets)
        losses.append(float(loss.detach()))
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    assert losses[-1] < 0.5 * losses[0]
    assert torch.equal(frozen, net.encoder.layers[0].q.weight)


class RememberingTeacher:
    """Leaves the targets as they are, and keeps what it was given."""

    def __init__(self) -> None:
        self.given: list[Example] = []

    def teach(self, example: Example) -> Example:
        self.given.append(example)
        return example


@pytest.mark.parametrize("taught", [True, False])
def test_trainer_learns_from_every_batch_once_whether_taught_or_not(tmp_path: Path, taught: bool) -> None:
    sentence = build_sentence(TEXT, [build_mention(TEXT, "Camp Alpha", slug="alpha")])
    studies = [build_study([sentence], [build_report(TEXT)])] * 32
    epochs = EpochBuilder(ExampleBuilder(WordCutter(), LABELS), LABELS, studies)
    teacher = RememberingTeacher() if taught else None
    Trainer(build_net(), epochs, Settings(epochs=2), tmp_path / "some.pt", teacher).train()
    assert read_checkpoint(tmp_path / "some.pt", LABELS).done == 4
    if teacher is not None:
        assert len(teacher.given) == 2 * len(studies)


def test_checkpoint_read_again_is_what_was_written(tmp_path: Path) -> None:
    net = build_net()
    write_checkpoint(tmp_path / "some.pt", Checkpoint(net.state_dict(), 7, before=5), LABELS)
    kept = read_checkpoint(tmp_path / "some.pt", LABELS)
    assert (kept.done, kept.before) == (7, 5)
    net.load_state_dict(kept.state)


def test_mix_of_two_states_lies_between_them() -> None:
    first, second = {"a": torch.tensor([1.0, 3.0])}, {"a": torch.tensor([2.0, 5.0])}
    assert mix_weights(first, second, 0.25)["a"].tolist() == [1.25, 3.5]


def test_checkpoint_with_types_in_another_order_is_put_into_ours(tmp_path: Path) -> None:
    net, order = build_net(), tuple(reversed(LABELS.types))
    state = {name: weights.clone() for name, weights in net.state_dict().items()}
    for name in ("head.4.weight", "head.4.bias"):
        state[name][-3:] = state[name][-3:].flip(0)
    torch.save({"state": state, "done": 1, "types": order}, tmp_path / "old.pt")
    kept = read_checkpoint(tmp_path / "old.pt", LABELS)
    assert all(torch.equal(weights, kept.state[name]) for name, weights in net.state_dict().items())
    torch.save({"state": state, "done": 1, "types": ("handover",)}, tmp_path / "other.pt")
    with pytest.raises(ModelError, match="scores the types"):
        read_checkpoint(tmp_path / "other.pt", LABELS)


def test_checkpoint_that_is_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "some.pt").write_bytes(b"none")
    with pytest.raises(ModelError, match=r"some\.pt"):
        read_checkpoint(tmp_path / "some.pt", LABELS)


def test_distances_share_buckets_by_direction_and_size() -> None:
    numbers = number_distances(200, 32)
    middle = 199
    assert numbers[middle] == 0
    assert numbers[middle - 7 : middle].tolist() == [7, 6, 5, 4, 3, 2, 1]
    assert numbers[middle + 1 : middle + 8].tolist() == [17, 18, 19, 20, 21, 22, 23]
    # A bucket begins at 8, 16, 32, 64 by the halves of a logarithmic scale; the last holds all that is farther.
    assert [int(numbers[middle - distance]) for distance in (8, 16, 31, 32, 64, 128, 199)] == [
        8,
        10,
        11,
        12,
        14,
        15,
        15,
    ]
