"""What goes with the weights."""

import hashlib
from pathlib import Path

from service.extraction.encoder.runtime import read_card
from service.training.release.card import (
    DESCRIPTION,
    LICENCE,
    TRIAGE,
    TRIAGE_DESCRIPTION,
    Origin,
    add_triage,
    write_card,
)
from tests.unit.training.building import LABELS

ORIGIN = Origin("some-base", "some people", "f" * 64, "9 articles", 12, {"steps": "12"})
# Of the text as its authors publish it.
LICENCE_DIGEST = "cfc7749b96f63bd31c3c42b5c471bf756814053e847c10f3eb003417bc523d30"


def write(folder: Path) -> str:
    for name in ("encoder.onnx", "encoder-weights-1.bin", "tokenizer.json"):
        (folder / name).write_text(name)
    write_card(folder, ["encoder.onnx", "encoder-weights-1.bin"], LABELS, ORIGIN, ["| a table |"])
    return (folder / DESCRIPTION).read_text()


def test_card_names_every_file_with_its_digest(tmp_path: Path) -> None:
    write(tmp_path)
    card = read_card(tmp_path)
    assert (card.graph, card.tokenizer, card.base) == ("encoder.onnx", "tokenizer.json", "some-base")
    assert list(card.files) == ["encoder.onnx", "encoder-weights-1.bin", "tokenizer.json"]
    assert card.files["encoder.onnx"] == hashlib.sha256(b"encoder.onnx").hexdigest()
    assert (card.families, card.types) == (LABELS.families, LABELS.types)


def test_description_says_base_licence_settings_figures_and_files(tmp_path: Path) -> None:
    described = write(tmp_path)
    for part in ("some-base of some people", "f" * 64, LICENCE.name, "| steps | 12 |", "| a table |"):
        assert part in described
    assert "`encoder-weights-1.bin`" in described


def test_licence_of_the_base_is_beside_the_weights_word_for_word(tmp_path: Path) -> None:
    write(tmp_path)
    assert hashlib.sha256((tmp_path / LICENCE.name).read_bytes()).hexdigest() == LICENCE_DIGEST


def test_triage_is_added_to_the_card_with_its_digest_and_described(tmp_path: Path) -> None:
    write(tmp_path)
    before = read_card(tmp_path)
    (tmp_path / TRIAGE).write_text("graph")
    add_triage(tmp_path, "9 sentences", ["| a table |"])
    card, digest = read_card(tmp_path), hashlib.sha256(b"graph").hexdigest()
    assert before.triage is None
    assert card == before.model_copy(update={"triage": TRIAGE, "files": {**before.files, TRIAGE: digest}})
    described = (tmp_path / TRIAGE_DESCRIPTION).read_text()
    assert all(part in described for part in ("9 sentences", "| a table |", digest))
