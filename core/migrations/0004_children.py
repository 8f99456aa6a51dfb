"""Guardians, and approvals to open a child's record."""
import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table('child_approval',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('matter', sa.String(length=80), nullable=False),
    sa.Column('title', sa.String(length=120), nullable=False),
    sa.Column('reason', sa.String(length=300), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answer', sa.String(length=300), nullable=False),
    sa.Column('worker_id', sa.BigInteger(), nullable=False),
    sa.Column('child_id', sa.BigInteger(), nullable=True),
    sa.Column('decided_by_id', sa.BigInteger(), nullable=True),
    sa.Column('state', sa.String(length=30), nullable=False),
    sa.Column('state_since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['community_id', 'child_id'], ['person.community_id', 'person.id'], name=op.f('fk_child_approval_community_id_child_id')),
    sa.ForeignKeyConstraint(['community_id', 'decided_by_id'], ['person.community_id', 'person.id'], name=op.f('fk_child_approval_community_id_decided_by_id')),
    sa.ForeignKeyConstraint(['community_id', 'worker_id'], ['person.community_id', 'person.id'], name=op.f('fk_child_approval_community_id_worker_id')),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_child_approval_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_child_approval')),
    info={'owner': 'core', 'scope': 'tenant'}
    )
    with op.batch_alter_table('child_approval', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_child_approval_community_id_child_id'), ['community_id', 'child_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_child_approval_community_id_decided_by_id'), ['community_id', 'decided_by_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_child_approval_community_id_due_at'), ['community_id', 'due_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_child_approval_community_id_matter'), ['community_id', 'matter'], unique=False)
        batch_op.create_index(batch_op.f('ix_child_approval_community_id_state'), ['community_id', 'state'], unique=False)
        batch_op.create_index(batch_op.f('ix_child_approval_community_id_worker_id'), ['community_id', 'worker_id'], unique=False)

    op.create_table('guardian_invitation',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('relation', sa.String(length=20), nullable=False),
    sa.Column('may_decide', sa.Boolean(), nullable=False),
    sa.Column('invited_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('accepted', sa.Boolean(), nullable=False),
    sa.Column('child_id', sa.BigInteger(), nullable=False),
    sa.Column('guardian_id', sa.BigInteger(), nullable=False),
    sa.Column('invited_by_id', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['community_id', 'child_id'], ['person.community_id', 'person.id'], name=op.f('fk_guardian_invitation_community_id_child_id')),
    sa.ForeignKeyConstraint(['community_id', 'guardian_id'], ['person.community_id', 'person.id'], name=op.f('fk_guardian_invitation_community_id_guardian_id')),
    sa.ForeignKeyConstraint(['community_id', 'invited_by_id'], ['person.community_id', 'person.id'], name=op.f('fk_guardian_invitation_community_id_invited_by_id')),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_guardian_invitation_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_guardian_invitation')),
    info={'owner': 'core', 'scope': 'tenant'}
    )
    with op.batch_alter_table('guardian_invitation', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_guardian_invitation_community_id_child_id'), ['community_id', 'child_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_guardian_invitation_community_id_guardian_id'), ['community_id', 'guardian_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_guardian_invitation_community_id_invited_by_id'), ['community_id', 'invited_by_id'], unique=False)
        batch_op.create_index('uq_guardian_invitation_open', ['community_id', 'child_id', 'guardian_id'], unique=True, sqlite_where=sa.text('answered_at IS NULL'), postgresql_where=sa.text('answered_at IS NULL'))

    op.create_table('guardianship',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('relation', sa.String(length=20), nullable=False),
    sa.Column('priority', sa.BigInteger(), nullable=False),
    sa.Column('may_decide', sa.Boolean(), nullable=False),
    sa.Column('since', sa.Date(), nullable=False),
    sa.Column('until', sa.Date(), nullable=True),
    sa.Column('child_id', sa.BigInteger(), nullable=False),
    sa.Column('guardian_id', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['community_id', 'child_id'], ['person.community_id', 'person.id'], name=op.f('fk_guardianship_community_id_child_id')),
    sa.ForeignKeyConstraint(['community_id', 'guardian_id'], ['person.community_id', 'person.id'], name=op.f('fk_guardianship_community_id_guardian_id')),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_guardianship_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_guardianship')),
    info={'owner': 'core', 'scope': 'tenant'}
    )
    with op.batch_alter_table('guardianship', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_guardianship_community_id_child_id'), ['community_id', 'child_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_guardianship_community_id_guardian_id'), ['community_id', 'guardian_id'], unique=False)
        batch_op.create_index('uq_guardianship_standing', ['community_id', 'child_id', 'guardian_id'], unique=True, sqlite_where=sa.text('until IS NULL'), postgresql_where=sa.text('until IS NULL'))



def downgrade() -> None:
    with op.batch_alter_table('guardianship', schema=None) as batch_op:
        batch_op.drop_index('uq_guardianship_standing', sqlite_where=sa.text('until IS NULL'), postgresql_where=sa.text('until IS NULL'))
        batch_op.drop_index(batch_op.f('ix_guardianship_community_id_guardian_id'))
        batch_op.drop_index(batch_op.f('ix_guardianship_community_id_child_id'))

    op.drop_table('guardianship')
    with op.batch_alter_table('guardian_invitation', schema=None) as batch_op:
        batch_op.drop_index('uq_guardian_invitation_open', sqlite_where=sa.text('answered_at IS NULL'), postgresql_where=sa.text('answered_at IS NULL'))
        batch_op.drop_index(batch_op.f('ix_guardian_invitation_community_id_invited_by_id'))
        batch_op.drop_index(batch_op.f('ix_guardian_invitation_community_id_guardian_id'))
        batch_op.drop_index(batch_op.f('ix_guardian_invitation_community_id_child_id'))

    op.drop_table('guardian_invitation')
    with op.batch_alter_table('child_approval', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_child_approval_community_id_worker_id'))
        batch_op.drop_index(batch_op.f('ix_child_approval_community_id_state'))
        batch_op.drop_index(batch_op.f('ix_child_approval_community_id_matter'))
        batch_op.drop_index(batch_op.f('ix_child_approval_community_id_due_at'))
        batch_op.drop_index(batch_op.f('ix_child_approval_community_id_decided_by_id'))
        batch_op.drop_index(batch_op.f('ix_child_approval_community_id_child_id'))

    op.drop_table('child_approval')
