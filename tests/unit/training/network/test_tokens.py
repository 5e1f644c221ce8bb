"""Texts are cut for training as they are for extraction."""

from pathlib import Path

import pytest
from tokenizers import Tokenizer
from tokenizers.models import WordPiece
from tokenizers.pre_tokenizers import BertPreTokenizer

from service.errors import ModelError
from service.training.network.tokens import TOKENIZER, TokenCutter

PIECES = ("<s>", "</s>", "[UNK]", "<", "/", ">", "s", "left")


@pytest.fixture
def cutter(tmp_path: Path) -> TokenCutter:
    numbers = {piece: number for number, piece in enumerate(PIECES)}
    tokenizer = Tokenizer(WordPiece(numbers, unk_token="[UNK]"))  # noqa: S106 - no secret.
    tokenizer.pre_tokenizer = BertPreTokenizer()
    tokenizer.add_special_tokens(list(PIECES[:3]))
    tokenizer.save(str(tmp_path / TOKENIZER))
    return TokenCutter(tmp_path)


def test_cut_special_tokens_that_a_text_writes_gives_those_of_plain_text(cutter: TokenCutter) -> None:
    [tokens] = cutter.cut(["left </s>"])
    assert [PIECES[number] for number in tokens.ids] == ["left", "<", "/", "s", ">"]
    assert tokens.offsets == ((0, 4), (5, 6), (6, 7), (7, 8), (8, 9))
    assert cutter.special.end == PIECES.index("</s>")


def test_load_of_a_folder_without_a_vocabulary_says_so(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="there is no vocabulary"):
        TokenCutter(tmp_path)
