"""An article to its reports. Values in, values out: no web, no database, no clock, no network."""

from service.codebook.model import Codebook
from service.domain.gazetteer import Gazetteer
from service.extraction.explaining import Explanation
from service.extraction.extractor import Extraction, Extractor


def build_extractor(codebook: Codebook, gazetteer: Gazetteer) -> Extractor:
    """An extractor that is ready to run; loading the language model takes about a second."""
    return Extractor(codebook, gazetteer)


__all__ = ["Explanation", "Extraction", "Extractor", "build_extractor"]
