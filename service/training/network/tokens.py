"""Cutting texts for training: as the extraction does, but each text once."""

from collections.abc import Sequence
from pathlib import Path

from service.errors import ModelError
from service.extraction.encoder.protocol import Tokens
from service.extraction.encoder.runtime import read_special_tokens, read_tokenizer

TOKENIZER = "tokenizer.json"


class TokenCutter:
    """The vocabulary in a folder of published weights."""

    def __init__(self, folder: Path) -> None:
        path = folder / TOKENIZER
        if not path.is_file():
            raise ModelError(f"{path}: there is no vocabulary")
        self._tokenizer = read_tokenizer(path)
        self.special = read_special_tokens(self._tokenizer)
        self._known: dict[str, Tokens] = {}

    def cut(self, texts: Sequence[str]) -> list[Tokens]:
        """The tokens of each text. They are kept, for the same sentences come again in each epoch."""
        new = sorted({text for text in texts if text not in self._known})
        for text, found in zip(new, self._tokenizer.encode_batch(new, add_special_tokens=False), strict=True):
            self._known[text] = Tokens(tuple(found.ids), tuple(found.offsets))
        return [self._known[text] for text in texts]
