"""An encoder that all processes of a test run share the scores of, so that no window is scored twice.

It is the released weights that score; what they gave lies in a folder for as long as the tests run.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import astuple
from pathlib import Path
from uuid import uuid4

from service.codebook import read_codebook
from service.extraction import MODEL
from service.extraction.encoder.labels import build_labels
from service.extraction.encoder.protocol import Encoder, Scores, Tokens, TokenWindow
from service.extraction.encoder.runtime import OnnxEncoder
from tests.suite.folder import get_folder


class RememberingEncoder:
    """Asks another encoder once for each window: the same window always has the same scores."""

    def __init__(self, encoder: Encoder, folder: Path) -> None:
        self._encoder, self._folder = encoder, folder
        self.special = encoder.special

    def cut(self, texts: Sequence[str]) -> list[Tokens]:
        """The tokens of each text."""
        return self._encoder.cut(texts)

    def triage(self, sentence: Tokens) -> float:
        """The probability that the encoder gives."""
        return self._encoder.triage(sentence)

    def score(self, windows: Sequence[TokenWindow]) -> list[Scores]:
        """The scores of each window, remembered or new."""
        return [self._score(window) for window in windows]

    def _score(self, window: TokenWindow) -> Scores:
        path = self._folder / hashlib.sha256(repr(window).encode()).hexdigest()
        if path.exists():
            return Scores(*json.loads(path.read_bytes()))
        [scores] = self._encoder.score([window])
        # Whoever looks meanwhile finds all of it or nothing.
        new = path.with_suffix(f".{uuid4().hex}")
        new.write_text(json.dumps(astuple(scores)))
        new.replace(path)
        return scores


def read_weights() -> OnnxEncoder:
    """The released weights."""
    return OnnxEncoder(MODEL, build_labels(read_codebook().event_types))


def remember(encoder: Encoder) -> RememberingEncoder:
    """One that shares the folder of this test run."""
    return RememberingEncoder(encoder, get_folder())
