import pytest

from service.extraction.encoder.protocol import Encoder
from tests.evaluation.sets import Evaluator


@pytest.fixture(scope="session")
def evaluator(encoder: Encoder) -> Evaluator:
    """One for all tests: each set is measured once."""
    return Evaluator(encoder)
