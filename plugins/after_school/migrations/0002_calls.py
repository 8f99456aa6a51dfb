"""Calls to guardians for a child whom nobody fetched."""
import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table('after_school_call',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('reached', sa.Boolean(), nullable=True),
    sa.Column('words_cipher', sa.LargeBinary(), nullable=True),
    sa.Column('child_day_id', sa.BigInteger(), nullable=False),
    sa.Column('guardian_id', sa.BigInteger(), nullable=False),
    sa.Column('caller_id', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['community_id', 'caller_id'], ['person.community_id', 'person.id'], name=op.f('fk_after_school_call_community_id_caller_id')),
    sa.ForeignKeyConstraint(['community_id', 'child_day_id'], ['after_school_child_day.community_id', 'after_school_child_day.id'], name=op.f('fk_after_school_call_community_id_child_day_id')),
    sa.ForeignKeyConstraint(['community_id', 'guardian_id'], ['person.community_id', 'person.id'], name=op.f('fk_after_school_call_community_id_guardian_id')),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_after_school_call_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_after_school_call')),
    info={'owner': 'after_school', 'scope': 'tenant'}
    )
    with op.batch_alter_table('after_school_call', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_after_school_call_community_id_caller_id'), ['community_id', 'caller_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_after_school_call_community_id_child_day_id'), ['community_id', 'child_day_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_after_school_call_community_id_guardian_id'), ['community_id', 'guardian_id'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('after_school_call', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_after_school_call_community_id_guardian_id'))
        batch_op.drop_index(batch_op.f('ix_after_school_call_community_id_child_day_id'))
        batch_op.drop_index(batch_op.f('ix_after_school_call_community_id_caller_id'))

    op.drop_table('after_school_call')
