"""An application that takes articles, which are read without an encoder, and keys for it."""

from collections.abc import Iterable
from datetime import UTC, datetime

from flask import Flask
from sqlalchemy import Engine

from service.app import create_app
from service.domain.access import ApiKey, Scope, hash_secret
from service.loader.files.markup import parse_page
from service.loader.readers.submissions import SubmissionService
from service.settings import Settings
from service.storage.database.engine import open_transaction
from service.storage.write.api_keys import revoke_api_key, save_api_key
from tests.loading import build_pipeline

SETTINGS = Settings(max_body_bytes=5_000, rate_limit_extract="off")


def build_app(engine: Engine, settings: Settings = SETTINGS) -> Flask:
    return create_app(settings, engine, lambda: SubmissionService(build_pipeline(), parse_page))


def make_key(engine: Engine, *scopes: Scope, name: str = "test", is_revoked: bool = False) -> dict[str, str]:
    """The headers of a request with a new key."""
    secret, now = f"bw_{name}_{sorted(scopes)}", datetime.now(UTC)
    with open_transaction(engine) as session:
        key = ApiKey(id=f"{name}{len(secret)}", name=name, scopes=frozenset(scopes), created_at=now)
        save_api_key(session, key, hash_secret(secret))
        if is_revoked:
            revoke_api_key(session, key.id, now)
    return {"Authorization": f"Bearer {secret}"}


def join_lines(lines: Iterable[bytes | str]) -> bytes:
    return b"\n".join(line if isinstance(line, bytes) else line.encode() for line in lines)
