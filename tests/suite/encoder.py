"""One encoder for all tests of a process, that scores no window twice."""

from collections.abc import Sequence
from functools import lru_cache

from service.codebook import Codebook
from service.extraction import MODEL
from service.extraction.encoder.labels import build_labels
from service.extraction.encoder.protocol import Encoder, Scores, Tokens, TokenWindow
from service.extraction.encoder.runtime import OnnxEncoder

# The windows of the digests and the originals, which many tests read; those of a set of the evaluation are too many to
# hold, and are scored for one test.
REMEMBERED = 1_000


class RememberingEncoder:
    """Asks another encoder once for each window: the same window always has the same scores."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._score = lru_cache(REMEMBERED)(lambda window: encoder.score([window])[0])
        self.special = encoder.special

    def cut(self, texts: Sequence[str]) -> list[Tokens]:
        """The tokens of each text."""
        return self._encoder.cut(texts)

    def score(self, windows: Sequence[TokenWindow]) -> list[Scores]:
        """The scores of each window, remembered or new."""
        return [self._score(window) for window in windows]


def build_encoder(codebook: Codebook) -> Encoder:
    """The released weights, asked once for each window."""
    return RememberingEncoder(OnnxEncoder(MODEL, build_labels(codebook.event_types)))
