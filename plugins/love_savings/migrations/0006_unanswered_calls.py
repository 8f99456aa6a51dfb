"""Control calls that reached nobody."""
import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    with op.batch_alter_table('love_savings_request', schema=None) as batch_op:
        batch_op.add_column(sa.Column('calls', sa.BigInteger(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('called_at', sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('love_savings_request', schema=None) as batch_op:
        batch_op.drop_column('called_at')
        batch_op.drop_column('calls')
