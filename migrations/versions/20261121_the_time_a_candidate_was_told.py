"""the time a candidate was told

Revision ID: 0002
Revises: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("interview_sessions") as table:
        table.add_column(sa.Column("limit_ms", sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("interview_sessions") as table:
        table.drop_column("limit_ms")
