"""Settings of the service, read once from environment variables."""

from service.settings.model import Settings
from service.settings.reading import PREFIX, read_settings
from service.settings.values import (
    NO_ENDPOINT,
    NO_LIMIT,
    NO_REPLICA,
    NO_TILES,
    NO_URL,
    Extraction,
    LogFormat,
    Reads,
    TextAccess,
)

__all__ = [
    "NO_ENDPOINT",
    "NO_LIMIT",
    "NO_REPLICA",
    "NO_TILES",
    "NO_URL",
    "PREFIX",
    "Extraction",
    "LogFormat",
    "Reads",
    "Settings",
    "TextAccess",
    "read_settings",
]
