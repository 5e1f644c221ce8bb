import pytest

from service.codebook import Codebook, read_codebook
from service.extraction import Extractor
from service.extraction.encoder.labels import Labels, build_labels
from service.extraction.encoder.protocol import Encoder
from tests.unit.extraction.mentions.naming import GAZETTEER
from tests.unit.extraction.scripted import ArbitraryEncoder, BuildExtractor, ScriptedEncoder, ScriptedEvent


@pytest.fixture(scope="session")
def codebook() -> Codebook:
    return read_codebook()


@pytest.fixture(scope="session")
def labels(codebook: Codebook) -> Labels:
    return build_labels(codebook.event_types)


@pytest.fixture(scope="session")
def scripted(codebook: Codebook, labels: Labels) -> BuildExtractor:
    """Builds an extractor whose encoder scores these events and no other."""

    def build(*script: ScriptedEvent) -> Extractor:
        return Extractor(codebook, GAZETTEER, ScriptedEncoder(labels, script))

    return build


@pytest.fixture(scope="session")
def arbitrary(codebook: Codebook, labels: Labels) -> Extractor:
    """An extractor whose encoder may find any event in any sentence."""
    return Extractor(codebook, GAZETTEER, ArbitraryEncoder(labels))


@pytest.fixture(scope="session")
def extractor(codebook: Codebook, weights: Encoder) -> Extractor:
    """One with the weights, for all tests: it holds no state of what it has read."""
    return Extractor(codebook, GAZETTEER, weights)
