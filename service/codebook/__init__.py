"""Event types, word classes, date phrases, number words and boilerplate: validated data, read once by the caller."""

from service.codebook.model import Codebook
from service.codebook.reading import read_codebook

__all__ = ["Codebook", "read_codebook"]
