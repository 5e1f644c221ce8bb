"""Where each report lies in time and which days decide its event, so that loading looks at its neighbours alone."""

import datetime as dt

import sqlalchemy as sa
from alembic import op

from service.migrations.columns import day, present_index

revision: str = "0007"
down_revision: str | None = "0006"

PAIRS = (("near_first", "near_last"), ("seen_first", "seen_last"))


def upgrade() -> None:
    for pair in PAIRS:
        for column in pair:
            op.add_column("report", day(column))
    fill_days()
    for pair in PAIRS:
        present_index("report", "block", *pair)
    op.drop_index("ix_event_block", "event")
    present_index("event", "block", "edtf", "type")


def downgrade() -> None:
    op.drop_index("ix_event_block_edtf_type", "event")
    present_index("event", "block")
    for pair in reversed(PAIRS):
        op.drop_index(f"ix_report_block_{'_'.join(pair)}", "report")
        for column in reversed(pair):
            op.drop_column("report", column)


def fill_days() -> None:
    """All days: the next change of its block finds out which ones matter to a report."""
    report = sa.table("report", *(sa.column(name, sa.Date()) for pair in PAIRS for name in pair), sa.column("until"))
    every = {name: day for pair in PAIRS for name, day in zip(pair, (dt.date.min, dt.date.max), strict=True)}
    op.execute(report.update().where(report.c.until.is_(None)).values(every))
