"""All settings, with their defaults."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

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
    parse_count,
    parse_endpoint,
    parse_folder,
    parse_public_url,
    parse_rate,
    parse_text,
    parse_tiles,
    parse_whole,
    parse_word,
)


def _describe(parse: Callable[[str], Any], description: str) -> Mapping[str, Any]:
    return {"parse": parse, "description": description}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """One field per environment variable: `BASEWATCH_` and the field's name in capitals."""

    database_url: str = field(
        default="sqlite:///var/basewatch.db",
        metadata=_describe(parse_text, "SQLAlchemy URL of the database (SQLite or PostgreSQL)"),
    )
    read_database_url: str = field(
        default=NO_REPLICA,
        metadata=_describe(
            parse_text, "SQLAlchemy URL of a streaming replica of that PostgreSQL, which answers reads, or `off`"
        ),
    )
    seeds: Path = field(
        default=Path("seeds"),
        metadata=_describe(
            parse_folder,
            "Folder with bases.csv, actors.csv and sources.csv; required for extraction",
        ),
    )
    max_article_bytes: int = field(
        default=10_000_000,
        metadata=_describe(parse_count, "Maximum size of an article file, in bytes"),
    )
    max_body_bytes: int = field(
        default=1_000_000,
        metadata=_describe(parse_count, "Maximum size of a request body, in bytes, before and after decompression"),
    )
    extraction: Extraction = field(
        default=Extraction.AUTO,
        metadata=_describe(
            parse_word(Extraction),
            "Extraction and storage of submitted texts: `on`, `off`, or `auto` (on where the encoder is installed)",
        ),
    )
    extraction_timeout_s: int = field(
        default=10,
        metadata=_describe(parse_count, "Extraction timeout of one submitted text, in seconds"),
    )
    extraction_start_timeout_s: int = field(
        default=60,
        metadata=_describe(parse_count, "Start timeout of the extraction process, in seconds"),
    )
    extraction_queue: int = field(
        default=2,
        metadata=_describe(parse_whole, "Submitted texts that may wait in each worker; further ones get 503"),
    )
    reads: Reads = field(
        default=Reads.OPEN,
        metadata=_describe(parse_word(Reads), "Read access: `open` to everyone, or `keys` for clients with an API key"),
    )
    rate_limit: str = field(
        default=NO_LIMIT,
        metadata=_describe(parse_rate, "Rate limit per client address, such as `600/minute`, or `off`"),
    )
    rate_limit_extract: str = field(
        default="60/minute",
        metadata=_describe(parse_rate, "Rate limit of `POST /v1/extract` per client address, or `off`"),
    )
    rate_limit_storage: str = field(
        default="memory://",
        metadata=_describe(
            parse_text,
            "Where requests are counted: `memory://` (shared by the server's workers) or `redis://host:port`",
        ),
    )
    statement_timeout_ms: int = field(
        default=10_000,
        metadata=_describe(parse_count, "Statement timeout of the API's database queries, in ms"),
    )
    response_cache_mb: int = field(
        default=32,
        metadata=_describe(
            parse_whole, "Responses that each worker keeps to send again until the store changes, in MB; 0 for none"
        ),
    )
    max_replica_lag_s: int = field(
        default=60,
        metadata=_describe(
            parse_count, "Maximum replica lag before `/readyz` fails, or reads go to the primary, in seconds"
        ),
    )
    log_format: LogFormat = field(
        default=LogFormat.TEXT,
        metadata=_describe(
            parse_word(LogFormat),
            "Log format, requests included: `text`, or `json` (one object per line)",
        ),
    )
    otel_endpoint: str = field(
        default=NO_ENDPOINT,
        metadata=_describe(parse_endpoint, "URL that traces are sent to (OTLP over HTTP), or `off`"),
    )
    public_url: str = field(
        default=NO_URL,
        metadata=_describe(
            parse_public_url, "URL under which users reach the service, for citations and feeds, or `off`"
        ),
    )
    article_texts: TextAccess = field(
        default=TextAccess.DIGESTS,
        metadata=_describe(
            parse_word(TextAccess),
            "Texts that `/v1/articles/{id}` gives: of `digests` alone, `all` (where publishers allow it), or `none`",
        ),
    )
    trusted_proxies: int = field(
        default=0,
        metadata=_describe(parse_whole, "Number of trusted proxies that set `X-Forwarded-For`, `-Proto` and `-Prefix`"),
    )
    tiles: str = field(
        default=NO_TILES,
        metadata=_describe(
            parse_tiles,
            "URL of map tiles for the page at `/`, such as `https://tiles.example.org/{z}/{x}/{y}.png`, or `off`: then "
            "its map shows land alone",
        ),
    )
    tiles_credit: str = field(
        default=NO_TILES,
        metadata=_describe(parse_text, "Whom that map credits for its tiles, as their terms ask, or `off`"),
    )
