"""Settings, read once from environment variables."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from service.errors import SettingsError

PREFIX = "BASEWATCH_"
# Suffix of a variable that names a file with the value, for secrets.
FILE_SUFFIX = "_FILE"
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


class Reads(StrEnum):
    """Read access: open to everyone, or by API key."""

    OPEN = "open"
    KEYS = "keys"


def _parse_text(value: str) -> str:
    if not value.strip():
        raise ValueError("must not be empty")
    return value


def _parse_whole(value: str) -> int:
    if not value.isascii() or not value.isdigit() or len(value) > 9:
        raise ValueError("must be a whole number")
    return int(value)


def _parse_count(value: str) -> int:
    number = _parse_whole(value)
    if number == 0:
        raise ValueError("must be a whole number above 0")
    return number


def _parse_folder(value: str) -> Path:
    return Path(_parse_text(value))


def _parse_rate(value: str) -> str:
    rate = "".join(value.split()).lower()
    if rate != NO_LIMIT and not _RATE_SHAPE.fullmatch(rate):
        raise ValueError(f"must be like 600/minute (second, minute, hour or day), or {NO_LIMIT}")
    return rate


def _parse_endpoint(value: str) -> str:
    endpoint = value.strip()
    if endpoint == NO_ENDPOINT:
        return endpoint
    parts = urlsplit(endpoint)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError(f"must be a URL like http://collector:4318/v1/traces, or {NO_ENDPOINT}")
    return endpoint


def _parse_public_url(value: str) -> str:
    url = value.strip().rstrip("/")
    if url == NO_URL:
        return url
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise ValueError(f"must be a URL like https://basewatch.example.org, or {NO_URL}")
    return url


def _parse_tiles(value: str) -> str:
    template = value.strip()
    if template in {"", NO_TILES}:
        return NO_TILES
    parts = urlsplit(template)
    if parts.scheme not in {"http", "https"} or not _TILE_HOST_SHAPE.fullmatch(parts.netloc):
        raise ValueError(f"must be a URL like https://tiles.example.org/{{z}}/{{x}}/{{y}}.png, or {NO_TILES}")
    return template


def _parse_word(words: type[StrEnum]) -> Callable[[str], StrEnum]:
    def parse(value: str) -> StrEnum:
        try:
            return words(value.strip().lower())
        except ValueError:
            raise ValueError(f"must be one of {', '.join(words)}") from None

    return parse


def _describe(parse: Callable[[str], Any], description: str) -> Mapping[str, Any]:
    return {"parse": parse, "description": description}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """One field per environment variable: `BASEWATCH_` and the field's name in capitals."""

    database_url: str = field(
        default="sqlite:///var/basewatch.db",
        metadata=_describe(_parse_text, "SQLAlchemy URL of the database (SQLite or PostgreSQL)"),
    )
    read_database_url: str = field(
        default=NO_REPLICA,
        metadata=_describe(
            _parse_text, "SQLAlchemy URL of a streaming replica of that PostgreSQL, which answers reads, or `off`"
        ),
    )
    seeds: Path = field(
        default=Path("seeds"),
        metadata=_describe(
            _parse_folder,
            "Folder with bases.csv, actors.csv and sources.csv; required for extraction",
        ),
    )
    max_article_bytes: int = field(
        default=10_000_000,
        metadata=_describe(_parse_count, "Maximum size of an article file, in bytes"),
    )
    max_body_bytes: int = field(
        default=1_000_000,
        metadata=_describe(_parse_count, "Maximum size of a request body, in bytes, before and after decompression"),
    )
    extraction: Extraction = field(
        default=Extraction.AUTO,
        metadata=_describe(
            _parse_word(Extraction),
            "Extraction and storage of submitted texts: `on`, `off`, or `auto` (on where the encoder is installed)",
        ),
    )
    extraction_timeout_s: int = field(
        default=10,
        metadata=_describe(_parse_count, "Extraction timeout of one submitted text, in seconds"),
    )
    extraction_start_timeout_s: int = field(
        default=60,
        metadata=_describe(_parse_count, "Start timeout of the extraction process, in seconds"),
    )
    extraction_queue: int = field(
        default=2,
        metadata=_describe(_parse_whole, "Submitted texts that may wait in each worker; further ones get 503"),
    )
    reads: Reads = field(
        default=Reads.OPEN,
        metadata=_describe(
            _parse_word(Reads), "Read access: `open` to everyone, or `keys` for clients with an API key"
        ),
    )
    rate_limit: str = field(
        default=NO_LIMIT,
        metadata=_describe(_parse_rate, "Rate limit per client address, such as `600/minute`, or `off`"),
    )
    rate_limit_extract: str = field(
        default="60/minute",
        metadata=_describe(_parse_rate, "Rate limit of `POST /v1/extract` per client address, or `off`"),
    )
    rate_limit_storage: str = field(
        default="memory://",
        metadata=_describe(
            _parse_text,
            "Where requests are counted: `memory://` (shared by the server's workers) or `redis://host:port`",
        ),
    )
    statement_timeout_ms: int = field(
        default=10_000,
        metadata=_describe(_parse_count, "Statement timeout of the API's database queries, in ms"),
    )
    response_cache_mb: int = field(
        default=32,
        metadata=_describe(
            _parse_whole, "Responses that each worker keeps to send again until the store changes, in MB; 0 for none"
        ),
    )
    max_replica_lag_s: int = field(
        default=60,
        metadata=_describe(
            _parse_count, "Maximum replica lag before `/readyz` fails, or reads go to the primary, in seconds"
        ),
    )
    log_format: LogFormat = field(
        default=LogFormat.TEXT,
        metadata=_describe(
            _parse_word(LogFormat),
            "Log format, requests included: `text`, or `json` (one object per line)",
        ),
    )
    otel_endpoint: str = field(
        default=NO_ENDPOINT,
        metadata=_describe(_parse_endpoint, "URL that traces are sent to (OTLP over HTTP), or `off`"),
    )
    public_url: str = field(
        default=NO_URL,
        metadata=_describe(
            _parse_public_url, "URL under which users reach the service, for citations and feeds, or `off`"
        ),
    )
    trusted_proxies: int = field(
        default=0,
        metadata=_describe(
            _parse_whole, "Number of trusted proxies that set `X-Forwarded-For`, `-Proto` and `-Prefix`"
        ),
    )
    tiles: str = field(
        default=NO_TILES,
        metadata=_describe(
            _parse_tiles,
            "URL of map tiles for the page at `/`, such as `https://tiles.example.org/{z}/{x}/{y}.png`, or `off`: then "
            "its map shows land alone",
        ),
    )
    tiles_credit: str = field(
        default=NO_TILES,
        metadata=_describe(_parse_text, "Whom that map credits for its tiles, as their terms ask, or `off`"),
    )


def read_settings(environ: Mapping[str, str]) -> Settings:
    """The settings that `environ` gives, with defaults for the rest.

    Raises SettingsError for an unknown variable with our prefix, and for an invalid value.
    """
    known = {PREFIX + setting.name.upper(): setting for setting in fields(Settings)}
    given = _read_given(environ, known)
    values = {
        known[name].name: _parse_value(name, value, known[name].metadata["parse"]) for name, value in given.items()
    }
    return Settings(**values)


def _read_given(environ: Mapping[str, str], known: Mapping[str, Any]) -> dict[str, str]:
    """The raw values of our variables, including those kept in files."""
    given: dict[str, str] = {}
    for name, value in sorted(environ.items()):
        setting = name.removesuffix(FILE_SUFFIX)
        if not name.startswith(PREFIX):
            continue
        if setting not in known:
            raise SettingsError(_describe_unknown(name, sorted(known)))
        if setting in given:
            raise SettingsError(f"{setting} and {name} are both given; give one of them")
        given[setting] = value if name == setting else _read_secret(name, value)
    return given


def _read_secret(name: str, path: str) -> str:
    """A value that a file holds, without the line break that editors put at its end."""
    try:
        return Path(path).read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, ValueError) as error:
        # A decoding error quotes the bytes, and they may be of a secret.
        reason = error.strerror if isinstance(error, OSError) else "it is not text"
        raise SettingsError(f"{name} names the file {path!r}, which cannot be read: {reason}") from error


def _parse_value(name: str, value: str, parse: Callable[[str], Any]) -> Any:
    try:
        return parse(value)
    except ValueError as error:
        raise SettingsError(f"{name} {error}, but is {value!r}") from error


def _describe_unknown(name: str, known: list[str]) -> str:
    # The common prefix would make all names look similar.
    nearest = get_close_matches(name.removeprefix(PREFIX), [other.removeprefix(PREFIX) for other in known], n=1)
    hint = f"did you mean {PREFIX}{nearest[0]}?" if nearest else f"known are {', '.join(known)}"
    return f"{name} is not a setting; {hint}"
