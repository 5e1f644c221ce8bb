import pytest

from service.codebook import Codebook, read_codebook
from service.extraction import Extractor, build_extractor
from service.extraction.encoder.labels import Labels, build_labels
from tests.unit.extraction.mentions.naming import GAZETTEER
from tests.unit.extraction.scripted import ArbitraryEncoder, BuildExtractor, ScriptedEncoder, ToldEvent


@pytest.fixture(scope="session")
def codebook() -> Codebook:
    return read_codebook()


@pytest.fixture(scope="session")
def labels(codebook: Codebook) -> Labels:
    return build_labels(codebook.event_types)


@pytest.fixture(scope="session")
def scripted(codebook: Codebook, labels: Labels) -> BuildExtractor:
    """Builds an extractor whose encoder tells these events and no other."""

    def build(*told: ToldEvent) -> Extractor:
        return Extractor(codebook, GAZETTEER, ScriptedEncoder(labels, told))

    return build


@pytest.fixture(scope="session")
def arbitrary(codebook: Codebook, labels: Labels) -> Extractor:
    """An extractor whose encoder may tell anything of any sentence."""
    return Extractor(codebook, GAZETTEER, ArbitraryEncoder(labels))


@pytest.fixture(scope="session")
def extractor(codebook: Codebook) -> Extractor:
    """One with the weights, for all tests: it holds no state of what it has read."""
    return build_extractor(codebook, GAZETTEER)
