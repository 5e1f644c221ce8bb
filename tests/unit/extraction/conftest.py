import pytest

from service.codebook import Codebook, read_codebook
from service.extraction import Extractor, build_extractor
from tests.unit.extraction.naming import GAZETTEER


@pytest.fixture(scope="session")
def codebook() -> Codebook:
    return read_codebook()


@pytest.fixture(scope="session")
def extractor(codebook: Codebook) -> Extractor:
    """One for all tests: it holds no state of what it has read, and loading the language model takes a second."""
    return build_extractor(codebook, GAZETTEER)
