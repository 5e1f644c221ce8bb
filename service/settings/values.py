"""What values of settings mean. A parser raises ValueError with what a value must be."""

import re
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

NO_LIMIT = "off"
NO_ENDPOINT = "off"
NO_REPLICA = "off"
NO_URL = "off"
NO_TILES = "off"
_TILE_HOST_SHAPE = re.compile(r"(\{s\}\.)?[A-Za-z0-9.-]+(:[0-9]{1,5})?")
_RATE_SHAPE = re.compile(r"[1-9][0-9]{0,8}/(second|minute|hour|day)")


class Extraction(StrEnum):
    """Whether this process extracts submitted texts: `auto` where the encoder is installed."""

    AUTO = "auto"
    ON = "on"
    OFF = "off"


class LogFormat(StrEnum):
    """The format of the server's log."""

    TEXT = "text"
    JSON = "json"


class TextAccess(StrEnum):
    """Which texts of articles the API gives: those in our own words, all, or none."""

    DIGESTS = "digests"
    ALL = "all"
    NONE = "none"


class Reads(StrEnum):
    """Read access: open to everyone, or by API key."""

    OPEN = "open"
    KEYS = "keys"


def parse_text(value: str) -> str:
    """Any text but an empty one."""
    if not value.strip():
        raise ValueError("must not be empty")
    return value


def parse_whole(value: str) -> int:
    """A whole number, 0 or above."""
    if not value.isascii() or not value.isdigit() or len(value) > 9:
        raise ValueError("must be a whole number")
    return int(value)


def parse_count(value: str) -> int:
    """A whole number above 0."""
    number = parse_whole(value)
    if number == 0:
        raise ValueError("must be a whole number above 0")
    return number


def parse_folder(value: str) -> Path:
    """The path of a folder, which need not be there yet."""
    return Path(parse_text(value))


def parse_rate(value: str) -> str:
    """So many requests in a time, such as 600/minute, or NO_LIMIT."""
    rate = "".join(value.split()).lower()
    if rate != NO_LIMIT and not _RATE_SHAPE.fullmatch(rate):
        raise ValueError(f"must be like 600/minute (second, minute, hour or day), or {NO_LIMIT}")
    return rate


def parse_endpoint(value: str) -> str:
    """A URL that traces are sent to, or NO_ENDPOINT."""
    endpoint = value.strip()
    if endpoint == NO_ENDPOINT:
        return endpoint
    parts = urlsplit(endpoint)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError(f"must be a URL like http://collector:4318/v1/traces, or {NO_ENDPOINT}")
    return endpoint


def parse_public_url(value: str) -> str:
    """A URL without its last slash, or NO_URL."""
    url = value.strip().rstrip("/")
    if url == NO_URL:
        return url
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise ValueError(f"must be a URL like https://basewatch.example.org, or {NO_URL}")
    return url


def parse_tiles(value: str) -> str:
    """A template of URLs of tiles, or NO_TILES."""
    template = value.strip()
    if template in {"", NO_TILES}:
        return NO_TILES
    parts = urlsplit(template)
    if parts.scheme not in {"http", "https"} or not _TILE_HOST_SHAPE.fullmatch(parts.netloc):
        raise ValueError(f"must be a URL like https://tiles.example.org/{{z}}/{{x}}/{{y}}.png, or {NO_TILES}")
    return template


def parse_word(words: type[StrEnum]) -> Callable[[str], StrEnum]:
    """A parser of one of some words, in any case."""

    def parse(value: str) -> StrEnum:
        try:
            return words(value.strip().lower())
        except ValueError:
            raise ValueError(f"must be one of {', '.join(words)}") from None

    return parse
