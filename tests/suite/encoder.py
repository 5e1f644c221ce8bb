"""An encoder that tests share, which scores no window twice."""

from collections.abc import Sequence
from functools import lru_cache

from service.codebook import read_codebook
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


def read_weights() -> OnnxEncoder:
    """The released weights."""
    return OnnxEncoder(MODEL, build_labels(read_codebook().event_types))
