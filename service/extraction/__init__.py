"""An article to its reports. Values in, values out: no web, no database, no clock, no network."""

from pathlib import Path

from service.codebook.model import Codebook
from service.domain.names.gazetteer import Gazetteer
from service.extraction.encoder.labels import build_labels
from service.extraction.encoder.runtime import OnnxEncoder
from service.extraction.explain import Explanation
from service.extraction.pipeline import Annotation, Extraction, Extractor

MODEL = Path(__file__).parents[1] / "model"


def build_extractor(codebook: Codebook, gazetteer: Gazetteer, max_tokens: int | None = None) -> Extractor:
    """An extractor that is ready to run; reading the encoder's weights takes about a second. Raises ModelError."""
    return Extractor(codebook, gazetteer, OnnxEncoder(MODEL, build_labels(codebook.event_types)), max_tokens)


__all__ = ["Annotation", "Explanation", "Extraction", "Extractor", "build_extractor"]
