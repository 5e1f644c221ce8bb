"""Event types, triggers, word classes and page furniture: rules as validated data, read once by the caller."""

from service.codebook.model import Codebook, Trigger
from service.codebook.reading import read_codebook

__all__ = ["Codebook", "Trigger", "read_codebook"]
