"""Whose wish it was that a request was cancelled."""
import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    with op.batch_alter_table('love_savings_request', schema=None) as batch_op:
        batch_op.add_column(sa.Column('cancelled_by', sa.String(length=8), nullable=False, server_default=''))
    # Until now only who asked could cancel late.
    op.execute(sa.text("UPDATE love_savings_request SET cancelled_by = 'resident' WHERE closed_as = 'late'"))


def downgrade() -> None:
    with op.batch_alter_table('love_savings_request', schema=None) as batch_op:
        batch_op.drop_column('cancelled_by')
