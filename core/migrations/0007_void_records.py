"""Service records that do not count any more."""
import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table('service_void',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('minutes', sa.BigInteger(), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('voided_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('reason', sa.String(length=200), nullable=False),
    sa.Column('record_id', sa.BigInteger(), nullable=False),
    sa.Column('voided_by_id', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['community_id', 'record_id'], ['service_record.community_id', 'service_record.id'], name=op.f('fk_service_void_community_id_record_id')),
    sa.ForeignKeyConstraint(['community_id', 'voided_by_id'], ['person.community_id', 'person.id'], name=op.f('fk_service_void_community_id_voided_by_id')),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_service_void_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_service_void')),
    sa.UniqueConstraint('community_id', 'record_id', name=op.f('uq_service_void_community_id_record_id')),
    info={'owner': 'core', 'scope': 'tenant', 'append_only': True}
    )
    with op.batch_alter_table('service_void', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_service_void_community_id_record_id'), ['community_id', 'record_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_service_void_community_id_started_at'), ['community_id', 'started_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_service_void_community_id_voided_by_id'), ['community_id', 'voided_by_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('service_void', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_service_void_community_id_voided_by_id'))
        batch_op.drop_index(batch_op.f('ix_service_void_community_id_started_at'))
        batch_op.drop_index(batch_op.f('ix_service_void_community_id_record_id'))

    op.drop_table('service_void')
