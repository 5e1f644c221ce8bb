"""The table of API keys."""

from datetime import datetime

from sqlalchemy.orm import Mapped

from service.storage.tables.columns import Model, key_column


class ApiKeyRow(Model):
    """A key of the API. Only the hash of its secret is kept, so that reading the table gives no access."""

    __tablename__ = "api_key"

    id: Mapped[str] = key_column(primary_key=True)
    name: Mapped[str]
    secret_hash: Mapped[str] = key_column(unique=True)
    scopes: Mapped[list[str]]
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
