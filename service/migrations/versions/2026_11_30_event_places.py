"""An index of places in the order of lists, so that a page of a box has but the first events of each place."""

from alembic import op

from service.migrations.columns import present_index

revision: str = "0012"
down_revision: str | None = "0011"

PLACE = ("latitude", "longitude")


def upgrade() -> None:
    present_index("event", *PLACE, "sort_key")
    op.drop_index("ix_event_latitude_longitude", "event")


def downgrade() -> None:
    present_index("event", *PLACE)
    op.drop_index("ix_event_latitude_longitude_sort_key", "event")
