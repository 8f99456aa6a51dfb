"""Batches and late credit."""
import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table('love_savings_batch',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('found', sa.BigInteger(), nullable=False),
    sa.Column('score', sa.BigInteger(), nullable=False),
    sa.Column('in_turn_found', sa.BigInteger(), nullable=False),
    sa.Column('in_turn_score', sa.BigInteger(), nullable=False),
    sa.Column('made_by_id', sa.BigInteger(), nullable=True),
    sa.Column('state', sa.String(length=30), nullable=False),
    sa.Column('state_since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['community_id', 'made_by_id'], ['person.community_id', 'person.id'], name=op.f('fk_love_savings_batch_community_id_made_by_id')),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_love_savings_batch_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_love_savings_batch')),
    info={'owner': 'love_savings', 'scope': 'tenant'}
    )
    with op.batch_alter_table('love_savings_batch', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_love_savings_batch_community_id_due_at'), ['community_id', 'due_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_love_savings_batch_community_id_made_by_id'), ['community_id', 'made_by_id'], unique=False)

    op.create_table('love_savings_late_credit',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('since', sa.Date(), nullable=True),
    sa.Column('records', sa.BigInteger(), nullable=False),
    sa.Column('minutes', sa.BigInteger(), nullable=False),
    sa.Column('done', sa.BigInteger(), nullable=False),
    sa.Column('credited', sa.BigInteger(), nullable=False),
    sa.Column('last_record', sa.BigInteger(), nullable=False),
    sa.Column('made_by_id', sa.BigInteger(), nullable=True),
    sa.Column('state', sa.String(length=30), nullable=False),
    sa.Column('state_since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['community_id', 'made_by_id'], ['person.community_id', 'person.id'], name=op.f('fk_love_savings_late_credit_community_id_made_by_id')),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_love_savings_late_credit_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_love_savings_late_credit')),
    info={'owner': 'love_savings', 'scope': 'tenant'}
    )
    with op.batch_alter_table('love_savings_late_credit', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_love_savings_late_credit_community_id_due_at'), ['community_id', 'due_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_love_savings_late_credit_community_id_made_by_id'), ['community_id', 'made_by_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_love_savings_late_credit_community_id_state'), ['community_id', 'state'], unique=False)

    op.create_table('love_savings_pair',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('place', sa.BigInteger(), nullable=True),
    sa.Column('score', sa.BigInteger(), nullable=True),
    sa.Column('metres', sa.BigInteger(), nullable=True),
    sa.Column('reasons', sa.JSON(), nullable=False),
    sa.Column('batch_id', sa.BigInteger(), nullable=False),
    sa.Column('request_id', sa.BigInteger(), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=True),
    sa.Column('state', sa.String(length=30), nullable=False),
    sa.Column('state_since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['community_id', 'batch_id'], ['love_savings_batch.community_id', 'love_savings_batch.id'], name=op.f('fk_love_savings_pair_community_id_batch_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['community_id', 'person_id'], ['person.community_id', 'person.id'], name=op.f('fk_love_savings_pair_community_id_person_id')),
    sa.ForeignKeyConstraint(['community_id', 'request_id'], ['love_savings_request.community_id', 'love_savings_request.id'], name=op.f('fk_love_savings_pair_community_id_request_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_love_savings_pair_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_love_savings_pair')),
    sa.UniqueConstraint('community_id', 'batch_id', 'request_id', name=op.f('uq_love_savings_pair_community_id_batch_id_request_id')),
    info={'owner': 'love_savings', 'scope': 'tenant'}
    )
    with op.batch_alter_table('love_savings_pair', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_love_savings_pair_community_id_batch_id'), ['community_id', 'batch_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_love_savings_pair_community_id_due_at'), ['community_id', 'due_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_love_savings_pair_community_id_person_id'), ['community_id', 'person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_love_savings_pair_community_id_request_id'), ['community_id', 'request_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('love_savings_pair', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_love_savings_pair_community_id_request_id'))
        batch_op.drop_index(batch_op.f('ix_love_savings_pair_community_id_person_id'))
        batch_op.drop_index(batch_op.f('ix_love_savings_pair_community_id_due_at'))
        batch_op.drop_index(batch_op.f('ix_love_savings_pair_community_id_batch_id'))

    op.drop_table('love_savings_pair')
    with op.batch_alter_table('love_savings_late_credit', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_love_savings_late_credit_community_id_state'))
        batch_op.drop_index(batch_op.f('ix_love_savings_late_credit_community_id_made_by_id'))
        batch_op.drop_index(batch_op.f('ix_love_savings_late_credit_community_id_due_at'))

    op.drop_table('love_savings_late_credit')
    with op.batch_alter_table('love_savings_batch', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_love_savings_batch_community_id_made_by_id'))
        batch_op.drop_index(batch_op.f('ix_love_savings_batch_community_id_due_at'))

    op.drop_table('love_savings_batch')
