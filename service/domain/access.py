"""Who may do what over HTTP."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Scope(StrEnum):
    """What a key admits to: questions, or changes of what is stored."""

    READ = "read"
    WRITE = "write"


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKey:
    """A key that was given to somebody. Its secret is known to them alone; `id` and `name` are for whoever gives it."""

    id: str
    name: str
    scopes: frozenset[Scope]
    created_at: datetime
    revoked_at: datetime | None = None


def hash_secret(secret: str) -> str:
    """SHA-256 (hex) of a secret. It is random and long, so nothing slower is needed to keep it from being guessed."""
    return hashlib.sha256(secret.encode()).hexdigest()
