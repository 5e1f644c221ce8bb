"""API keys in the database."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from service.domain.access import ApiKey, Scope
from service.errors import NotFoundError
from service.storage.tables.access import ApiKeyRow


def save_api_key(session: Session, key: ApiKey, secret_hash: str) -> None:
    """Add a key."""
    session.add(
        ApiKeyRow(
            id=key.id,
            name=key.name,
            secret_hash=secret_hash,
            scopes=sorted(key.scopes),
            created_at=key.created_at,
            revoked_at=key.revoked_at,
        )
    )
    session.flush()


def find_api_keys(session: Session) -> list[ApiKey]:
    """All keys, the revoked ones too, in the order in which they were made."""
    return [_build_key(row) for row in session.scalars(select(ApiKeyRow).order_by(ApiKeyRow.created_at, ApiKeyRow.id))]


def find_valid_key(session: Session, secret_hash: str) -> ApiKey | None:
    """The key of a secret; null where there is none, or it was revoked."""
    valid = (ApiKeyRow.secret_hash == secret_hash, ApiKeyRow.revoked_at.is_(None))
    row = session.scalar(select(ApiKeyRow).where(*valid))
    return _build_key(row) if row else None


def revoke_api_key(session: Session, key_id: str, revoked_at: datetime) -> None:
    """End a key. One that was ended before stays so from then; an unknown one is a NotFoundError."""
    if session.get(ApiKeyRow, key_id) is None:
        raise NotFoundError(f"no key has the id {key_id}; see `python -m service keys list`")
    ended = update(ApiKeyRow).where(ApiKeyRow.id == key_id, ApiKeyRow.revoked_at.is_(None))
    session.execute(ended.values(revoked_at=revoked_at))


def _build_key(row: ApiKeyRow) -> ApiKey:
    scopes = frozenset(Scope(scope) for scope in row.scopes)
    return ApiKey(id=row.id, name=row.name, scopes=scopes, created_at=row.created_at, revoked_at=row.revoked_at)
