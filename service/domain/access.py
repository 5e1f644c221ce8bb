"""API keys and their scopes."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Scope(StrEnum):
    """What a key allows: reading, or writing."""

    READ = "read"
    WRITE = "write"


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKey:
    """An API key. Only its holder knows the secret; `id` and `name` identify the key to the operator."""

    id: str
    name: str
    scopes: frozenset[Scope]
    created_at: datetime
    revoked_at: datetime | None = None


def hash_secret(secret: str) -> str:
    """SHA-256 (hex) of a secret. The secret is long and random, so a fast hash is safe."""
    return hashlib.sha256(secret.encode()).hexdigest()
