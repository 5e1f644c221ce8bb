import pytest

from tests.evaluation.sets import Evaluator


@pytest.fixture(scope="session")
def evaluator() -> Evaluator:
    """One for all tests: reading the encoder's weights takes a second, and each set is measured once."""
    return Evaluator()
