"""Events that happened while a plugin was off."""
import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_table('missed_event',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('plugin', sa.String(length=31), nullable=False),
    sa.Column('event', sa.JSON(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_missed_event_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_missed_event')),
    info={'owner': 'core', 'scope': 'tenant'}
    )
    with op.batch_alter_table('missed_event', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_missed_event_community_id_plugin'), ['community_id', 'plugin'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('missed_event', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_missed_event_community_id_plugin'))

    op.drop_table('missed_event')
