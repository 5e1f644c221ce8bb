"""Keys of the API, by the hashes of their secrets."""

import sqlalchemy as sa
from alembic import op

from service.migrations.columns import MOMENT, key, primary_key, text, unique

revision: str = "0004"
down_revision: str | None = "0003"


def upgrade() -> None:
    op.create_table(
        "api_key",
        key("id"),
        text("name", nullable=False),
        key("secret_hash"),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("revoked_at", MOMENT, nullable=True),
        primary_key("api_key", "id"),
        unique("api_key", "secret_hash"),
    )


def downgrade() -> None:
    op.drop_table("api_key")
