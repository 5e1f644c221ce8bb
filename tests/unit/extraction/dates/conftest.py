"""What reads dates, built once for all tests of a module."""

import pytest

from service.codebook import Codebook
from service.extraction.dates.phrases import DatePhrases
from service.extraction.dates.resolver import DateResolver


@pytest.fixture(scope="module")
def phrases(codebook: Codebook) -> DatePhrases:
    return DatePhrases(codebook.dates)


@pytest.fixture(scope="module")
def resolver(codebook: Codebook) -> DateResolver:
    return DateResolver(codebook.dates)
