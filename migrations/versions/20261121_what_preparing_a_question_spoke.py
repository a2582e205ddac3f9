"""what preparing a question spoke

Revision ID: 0003
Revises: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("speculations") as table:
        table.add_column(sa.Column("spoken_characters", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("speculations") as table:
        table.alter_column("spoken_characters", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("speculations") as table:
        table.drop_column("spoken_characters")
