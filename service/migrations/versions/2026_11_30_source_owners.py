"""Who owns a source, which state is behind it, and the reference that says so: the next load fills them."""

from alembic import op

from service.migrations.columns import text

revision: str = "0018"
down_revision: str | None = "0017"

COLUMNS = ("owner", "state", "reference")


def upgrade() -> None:
    for name in COLUMNS:
        op.add_column("source", text(name))


def downgrade() -> None:
    for name in reversed(COLUMNS):
        op.drop_column("source", name)
