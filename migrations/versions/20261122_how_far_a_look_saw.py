"""how far a look saw

Revision ID: 0004
Revises: 0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("hearings") as table:
        table.add_column(sa.Column("seen_ms", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("hearings") as table:
        table.alter_column("seen_ms", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("hearings") as table:
        table.drop_column("seen_ms")
