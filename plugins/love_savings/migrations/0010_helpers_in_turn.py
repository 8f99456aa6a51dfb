"""A helper who cannot go on is relieved: the rest is a request of its own, linked to the first one."""
import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    with op.batch_alter_table('love_savings_request', schema=None) as batch_op:
        batch_op.add_column(sa.Column('first_id', sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column('turn', sa.BigInteger(), nullable=False, server_default='1'))
        batch_op.create_index(batch_op.f('ix_love_savings_request_community_id_first_id'), ['community_id', 'first_id'], unique=False)
        batch_op.create_unique_constraint(batch_op.f('uq_love_savings_request_community_id_first_id_turn'), ['community_id', 'first_id', 'turn'])
        batch_op.create_foreign_key(batch_op.f('fk_love_savings_request_community_id_first_id'), 'love_savings_request', ['community_id', 'first_id'], ['community_id', 'id'])


def downgrade() -> None:
    with op.batch_alter_table('love_savings_request', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_love_savings_request_community_id_first_id'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('uq_love_savings_request_community_id_first_id_turn'), type_='unique')
        batch_op.drop_index(batch_op.f('ix_love_savings_request_community_id_first_id'))
        batch_op.drop_column('turn')
        batch_op.drop_column('first_id')
