"""One-time codes, recovery codes, devices, ends of roles that their holders were warned of, and what was done for whom."""
import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

COLUMNS = (
    ('account', 'totp_cipher', sa.LargeBinary(), None),
    ('account', 'totp_since', sa.DateTime(timezone=True), None),
    ('account', 'totp_step', sa.BigInteger(), '0'),
    ('account_session', 'address', sa.String(length=40), ''),
    ('account_session', 'awaits_code', sa.Boolean(), sa.false()),
    ('account_session', 'proved_at', sa.DateTime(timezone=True), None),
    ('account_session', 'previewing', sa.Boolean(), sa.false()),
    ('role', 'code_rule', sa.String(length=10), ''),
    ('role_grant', 'told_of', sa.Date(), None),
    ('operator', 'totp_cipher', sa.LargeBinary(), None),
    ('operator', 'totp_since', sa.DateTime(timezone=True), None),
    ('operator', 'totp_step', sa.BigInteger(), '0'),
    ('operator_session', 'user_agent', sa.String(length=200), ''),
    ('operator_session', 'address', sa.String(length=40), ''),
    ('operator_session', 'awaits_code', sa.Boolean(), sa.false()),
    ('operator_session', 'proved_at', sa.DateTime(timezone=True), None),
)


def upgrade() -> None:
    for table, name, kind, default in COLUMNS:
        op.add_column(table, sa.Column(name, kind, nullable=default is None, server_default=default))
    op.create_table('recovery_code',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('code_hash', sa.String(length=64), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('account_id', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['community_id', 'account_id'], ['account.community_id', 'account.id'], name=op.f('fk_recovery_code_community_id_account_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_recovery_code_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_recovery_code')),
    sa.UniqueConstraint('community_id', 'account_id', 'code_hash', name=op.f('uq_recovery_code_community_id_account_id_code_hash')),
    info={'owner': 'core', 'scope': 'tenant'}
    )
    op.create_index(op.f('ix_recovery_code_community_id_account_id'), 'recovery_code', ['community_id', 'account_id'])
    op.create_index(op.f('ix_audit_entry_community_id_acting_for_id_at'), 'audit_entry', ['community_id', 'acting_for_id', 'at'])
    op.create_table('operator_recovery_code',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('operator_id', sa.BigInteger(), nullable=False),
    sa.Column('code_hash', sa.String(length=64), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['operator_id'], ['operator.id'], name=op.f('fk_operator_recovery_code_operator_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_operator_recovery_code')),
    sa.UniqueConstraint('operator_id', 'code_hash', name=op.f('uq_operator_recovery_code_operator_id_code_hash')),
    info={'owner': 'core', 'scope': 'global'}
    )


def downgrade() -> None:
    op.drop_index(op.f('ix_audit_entry_community_id_acting_for_id_at'), 'audit_entry')
    op.drop_table('operator_recovery_code')
    op.drop_table('recovery_code')
    for table, name, _kind, _default in COLUMNS:
        op.drop_column(table, name)
