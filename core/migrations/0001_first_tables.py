"""First tables."""
import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table('community',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('slug', sa.String(length=40), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('name_en', sa.String(length=80), nullable=False),
    sa.Column('tagline', sa.String(length=120), nullable=False),
    sa.Column('address', sa.String(length=200), nullable=False),
    sa.Column('hotline', sa.String(length=40), nullable=False),
    sa.Column('hotline_name', sa.String(length=40), nullable=False),
    sa.Column('opening_hours', sa.String(length=120), nullable=False),
    sa.Column('timezone', sa.String(length=40), nullable=False),
    sa.Column('plan_width', sa.BigInteger(), nullable=False),
    sa.Column('plan_height', sa.BigInteger(), nullable=False),
    sa.Column('look', sa.JSON(), nullable=False),
    sa.Column('words', sa.JSON(), nullable=False),
    sa.Column('position', sa.BigInteger(), nullable=False),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.Column('applied', sa.JSON(), nullable=False),
    sa.Column('demo_loaded_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('demo_plugins', sa.JSON(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_community')),
    sa.UniqueConstraint('slug', name=op.f('uq_community_slug')),
    info={'owner': 'core', 'scope': 'global'}
    )
    op.create_table('job',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('community_id', sa.BigInteger(), nullable=True),
    sa.Column('kind', sa.String(length=80), nullable=False),
    sa.Column('key', sa.String(length=250), nullable=False),
    sa.Column('payload', sa.JSON(), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('lease_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('attempts', sa.BigInteger(), nullable=False),
    sa.Column('every', sa.BigInteger(), nullable=True),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('error', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_job')),
    sa.UniqueConstraint('key', name=op.f('uq_job_key')),
    info={'owner': 'core', 'scope': 'global'}
    )
    with op.batch_alter_table('job', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_job_community_id_kind'), ['community_id', 'kind'], unique=False)
        batch_op.create_index('ix_job_waiting', ['due_at'], unique=False, postgresql_where=sa.text('done_at IS NULL'), sqlite_where=sa.text('done_at IS NULL'))

    op.create_table('node_counter',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('value', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_node_counter')),
    info={'owner': 'core', 'scope': 'global'}
    )
    op.create_table('operator',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('login', sa.String(length=40), nullable=False),
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('password_hash', sa.String(length=255), nullable=False),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_operator')),
    sa.UniqueConstraint('login', name=op.f('uq_operator_login')),
    info={'owner': 'core', 'scope': 'global'}
    )
    op.create_table('operator_delay',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('account_key', sa.String(length=130), nullable=False),
    sa.Column('address', sa.String(length=64), nullable=False),
    sa.Column('failures', sa.BigInteger(), nullable=False),
    sa.Column('not_before', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_operator_delay')),
    sa.UniqueConstraint('account_key', 'address', name=op.f('uq_operator_delay_account_key_address')),
    info={'owner': 'core', 'scope': 'global'}
    )
    op.create_table('audit_entry',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor_name', sa.String(length=100), nullable=False),
    sa.Column('actor_person_id', sa.BigInteger(), nullable=True),
    sa.Column('acting_for_id', sa.BigInteger(), nullable=True),
    sa.Column('action', sa.String(length=80), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('object_kind', sa.String(length=60), nullable=False),
    sa.Column('object_id', sa.BigInteger(), nullable=True),
    sa.Column('before', sa.JSON(), nullable=True),
    sa.Column('after', sa.JSON(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_audit_entry_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_audit_entry')),
    info={'owner': 'core', 'scope': 'tenant', 'append_only': True}
    )
    with op.batch_alter_table('audit_entry', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_audit_entry_community_id_at'), ['community_id', 'at'], unique=False)
        batch_op.create_index(batch_op.f('ix_audit_entry_community_id_object_kind_object_id'), ['community_id', 'object_kind', 'object_id'], unique=False)

    op.create_table('grid',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('code', sa.String(length=20), nullable=False),
    sa.Column('colour', sa.String(length=20), nullable=False),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_grid_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_grid')),
    sa.UniqueConstraint('community_id', 'code', name=op.f('uq_grid_community_id_code')),
    sa.UniqueConstraint('community_id', 'name', name=op.f('uq_grid_community_id_name')),
    info={'owner': 'core', 'scope': 'tenant'}
    )
    op.create_table('ledger_account',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('kind', sa.String(length=60), nullable=False),
    sa.Column('owner_id', sa.BigInteger(), nullable=False),
    sa.Column('unit', sa.String(length=20), nullable=False),
    sa.Column('balance', sa.BigInteger(), nullable=False),
    sa.Column('floor', sa.BigInteger(), nullable=True),
    sa.CheckConstraint('floor IS NULL OR balance >= floor', name=op.f('ck_ledger_account_floor')),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_ledger_account_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_ledger_account')),
    sa.UniqueConstraint('community_id', 'kind', 'owner_id', name=op.f('uq_ledger_account_community_id_kind_owner_id')),
    info={'owner': 'core', 'scope': 'tenant'}
    )
    op.create_table('ledger_transfer',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('key', sa.String(length=120), nullable=False),
    sa.Column('memo', sa.String(length=300), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('reverses_id', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['community_id', 'reverses_id'], ['ledger_transfer.community_id', 'ledger_transfer.id'], name=op.f('fk_ledger_transfer_community_id_reverses_id')),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_ledger_transfer_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_ledger_transfer')),
    sa.UniqueConstraint('community_id', 'key', name=op.f('uq_ledger_transfer_community_id_key')),
    sa.UniqueConstraint('community_id', 'reverses_id', name=op.f('uq_ledger_transfer_community_id_reverses_id')),
    info={'owner': 'core', 'scope': 'tenant', 'append_only': True}
    )
    with op.batch_alter_table('ledger_transfer', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_ledger_transfer_community_id_reverses_id'), ['community_id', 'reverses_id'], unique=False)

    op.create_table('occupied_quarter',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('resource_kind', sa.String(length=20), nullable=False),
    sa.Column('resource_id', sa.BigInteger(), nullable=False),
    sa.Column('quarter', sa.BigInteger(), nullable=False),
    sa.Column('owner_kind', sa.String(length=60), nullable=False),
    sa.Column('owner_id', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_occupied_quarter_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_occupied_quarter')),
    sa.UniqueConstraint('community_id', 'resource_kind', 'resource_id', 'quarter', name=op.f('uq_occupied_quarter_community_id_resource_kind_resource_id_quarter')),
    info={'owner': 'core', 'scope': 'tenant'}
    )
    with op.batch_alter_table('occupied_quarter', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_occupied_quarter_community_id_owner_kind_owner_id'), ['community_id', 'owner_kind', 'owner_id'], unique=False)

    op.create_table('operator_session',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('operator_id', sa.BigInteger(), nullable=False),
    sa.Column('sid_hash', sa.String(length=64), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('last_seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['operator_id'], ['operator.id'], name=op.f('fk_operator_session_operator_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_operator_session')),
    sa.UniqueConstraint('sid_hash', name=op.f('uq_operator_session_sid_hash')),
    info={'owner': 'core', 'scope': 'global'}
    )
    with op.batch_alter_table('operator_session', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_operator_session_operator_id'), ['operator_id'], unique=False)

    op.create_table('plugin_problem',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('plugin', sa.String(length=31), nullable=False),
    sa.Column('hook', sa.String(length=40), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('times', sa.BigInteger(), nullable=False),
    sa.Column('last_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_plugin_problem_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_plugin_problem')),
    sa.UniqueConstraint('community_id', 'plugin', 'hook', name=op.f('uq_plugin_problem_community_id_plugin_hook')),
    info={'owner': 'core', 'scope': 'tenant'}
    )
    op.create_table('plugin_state',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('plugin', sa.String(length=31), nullable=False),
    sa.Column('enabled', sa.Boolean(), nullable=False),
    sa.Column('settings', sa.JSON(), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_by', sa.String(length=80), nullable=False),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_plugin_state_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_plugin_state')),
    sa.UniqueConstraint('community_id', 'plugin', name=op.f('uq_plugin_state_community_id_plugin')),
    info={'owner': 'core', 'scope': 'tenant'}
    )
    op.create_table('reset_code',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('phone_key', sa.String(length=130), nullable=False),
    sa.Column('code_hash', sa.String(length=64), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('tries_left', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_reset_code_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_reset_code')),
    sa.UniqueConstraint('community_id', 'phone_key', name=op.f('uq_reset_code_community_id_phone_key')),
    info={'owner': 'core', 'scope': 'tenant'}
    )
    op.create_table('role',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('key', sa.String(length=40), nullable=False),
    sa.Column('title', sa.String(length=40), nullable=False),
    sa.Column('builtin', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_role_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_role')),
    sa.UniqueConstraint('community_id', 'key', name=op.f('uq_role_community_id_key')),
    info={'owner': 'core', 'scope': 'tenant'}
    )
    op.create_table('sign_in_delay',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('account_key', sa.String(length=130), nullable=False),
    sa.Column('address', sa.String(length=64), nullable=False),
    sa.Column('failures', sa.BigInteger(), nullable=False),
    sa.Column('not_before', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_sign_in_delay_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_sign_in_delay')),
    sa.UniqueConstraint('community_id', 'account_key', 'address', name=op.f('uq_sign_in_delay_community_id_account_key_address')),
    info={'owner': 'core', 'scope': 'tenant'}
    )
    op.create_table('skill',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('key', sa.String(length=40), nullable=False),
    sa.Column('title', sa.String(length=40), nullable=False),
    sa.Column('needs_certificate', sa.Boolean(), nullable=False),
    sa.Column('position', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_skill_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_skill')),
    sa.UniqueConstraint('community_id', 'key', name=op.f('uq_skill_community_id_key')),
    info={'owner': 'core', 'scope': 'tenant'}
    )
    op.create_table('unit',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('contact', sa.String(length=64), nullable=False),
    sa.Column('co_building', sa.Boolean(), nullable=False),
    sa.Column('phone_cipher', sa.LargeBinary(), nullable=True),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_unit_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_unit')),
    sa.UniqueConstraint('community_id', 'name', name=op.f('uq_unit_community_id_name')),
    info={'owner': 'core', 'scope': 'tenant'}
    )
    op.create_table('workflow_step',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('workflow', sa.String(length=60), nullable=False),
    sa.Column('row_id', sa.BigInteger(), nullable=False),
    sa.Column('transition', sa.String(length=40), nullable=False),
    sa.Column('source', sa.String(length=30), nullable=False),
    sa.Column('target', sa.String(length=30), nullable=False),
    sa.Column('actor_name', sa.String(length=100), nullable=False),
    sa.Column('actor_person_id', sa.BigInteger(), nullable=True),
    sa.Column('acting_for_id', sa.BigInteger(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_workflow_step_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_workflow_step')),
    info={'owner': 'core', 'scope': 'tenant', 'append_only': True}
    )
    with op.batch_alter_table('workflow_step', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_workflow_step_community_id_workflow_row_id'), ['community_id', 'workflow', 'row_id'], unique=False)

    op.create_table('audit_seal',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('seq', sa.BigInteger(), nullable=False),
    sa.Column('entry_id', sa.BigInteger(), nullable=False),
    sa.Column('mac', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['community_id', 'entry_id'], ['audit_entry.community_id', 'audit_entry.id'], name=op.f('fk_audit_seal_community_id_entry_id')),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_audit_seal_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_audit_seal')),
    sa.UniqueConstraint('community_id', 'entry_id', name=op.f('uq_audit_seal_community_id_entry_id')),
    sa.UniqueConstraint('community_id', 'seq', name=op.f('uq_audit_seal_community_id_seq')),
    info={'owner': 'core', 'scope': 'tenant', 'append_only': True}
    )
    with op.batch_alter_table('audit_seal', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_audit_seal_community_id_entry_id'), ['community_id', 'entry_id'], unique=False)

    op.create_table('building',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('number', sa.BigInteger(), nullable=False),
    sa.Column('address', sa.String(length=120), nullable=False),
    sa.Column('floors', sa.BigInteger(), nullable=False),
    sa.Column('entrances', sa.BigInteger(), nullable=False),
    sa.Column('rooms_per_floor', sa.BigInteger(), nullable=False),
    sa.Column('x', sa.BigInteger(), nullable=False),
    sa.Column('y', sa.BigInteger(), nullable=False),
    sa.Column('grid_id', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['community_id', 'grid_id'], ['grid.community_id', 'grid.id'], name=op.f('fk_building_community_id_grid_id')),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_building_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_building')),
    sa.UniqueConstraint('community_id', 'number', name=op.f('uq_building_community_id_number')),
    info={'owner': 'core', 'scope': 'tenant'}
    )
    with op.batch_alter_table('building', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_building_community_id_grid_id'), ['community_id', 'grid_id'], unique=False)

    op.create_table('ledger_entry',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('transfer_id', sa.BigInteger(), nullable=False),
    sa.Column('account_id', sa.BigInteger(), nullable=False),
    sa.Column('amount', sa.BigInteger(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['community_id', 'account_id'], ['ledger_account.community_id', 'ledger_account.id'], name=op.f('fk_ledger_entry_community_id_account_id')),
    sa.ForeignKeyConstraint(['community_id', 'transfer_id'], ['ledger_transfer.community_id', 'ledger_transfer.id'], name=op.f('fk_ledger_entry_community_id_transfer_id')),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_ledger_entry_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_ledger_entry')),
    sa.UniqueConstraint('community_id', 'transfer_id', 'account_id', name=op.f('uq_ledger_entry_community_id_transfer_id_account_id')),
    info={'owner': 'core', 'scope': 'tenant', 'append_only': True}
    )
    with op.batch_alter_table('ledger_entry', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_ledger_entry_community_id_account_id'), ['community_id', 'account_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_ledger_entry_community_id_account_id_at'), ['community_id', 'account_id', 'at'], unique=False)
        batch_op.create_index(batch_op.f('ix_ledger_entry_community_id_transfer_id'), ['community_id', 'transfer_id'], unique=False)

    op.create_table('role_permission',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('permission', sa.String(length=80), nullable=False),
    sa.Column('allowed', sa.Boolean(), nullable=False),
    sa.Column('role_id', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['community_id', 'role_id'], ['role.community_id', 'role.id'], name=op.f('fk_role_permission_community_id_role_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_role_permission_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_role_permission')),
    sa.UniqueConstraint('community_id', 'role_id', 'permission', name=op.f('uq_role_permission_community_id_role_id_permission')),
    info={'owner': 'core', 'scope': 'tenant'}
    )
    with op.batch_alter_table('role_permission', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_role_permission_community_id_role_id'), ['community_id', 'role_id'], unique=False)

    op.create_table('room',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('entrance', sa.BigInteger(), nullable=False),
    sa.Column('floor', sa.BigInteger(), nullable=False),
    sa.Column('number', sa.String(length=12), nullable=False),
    sa.Column('building_id', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['community_id', 'building_id'], ['building.community_id', 'building.id'], name=op.f('fk_room_community_id_building_id')),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_room_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_room')),
    sa.UniqueConstraint('community_id', 'building_id', 'entrance', 'number', name=op.f('uq_room_community_id_building_id_entrance_number')),
    info={'owner': 'core', 'scope': 'tenant'}
    )
    with op.batch_alter_table('room', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_room_community_id_building_id'), ['community_id', 'building_id'], unique=False)

    op.create_table('household',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('number', sa.String(length=20), nullable=False),
    sa.Column('head_id', sa.BigInteger(), nullable=True),
    sa.Column('room_id', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['community_id', 'room_id'], ['room.community_id', 'room.id'], name=op.f('fk_household_community_id_room_id')),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_household_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_household')),
    sa.UniqueConstraint('community_id', 'number', name=op.f('uq_household_community_id_number')),
    info={'owner': 'core', 'scope': 'tenant'}
    )
    with op.batch_alter_table('household', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_household_community_id_room_id'), ['community_id', 'room_id'], unique=False)

    op.create_table('household_aid',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('category_cipher', sa.LargeBinary(), nullable=True),
    sa.Column('category_token', sa.LargeBinary(length=17), nullable=True),
    sa.Column('household_id', sa.BigInteger(), nullable=False),
    sa.Column('since', sa.Date(), nullable=False),
    sa.Column('until', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['community_id', 'household_id'], ['household.community_id', 'household.id'], name=op.f('fk_household_aid_community_id_household_id')),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_household_aid_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_household_aid')),
    info={'owner': 'core', 'scope': 'tenant'}
    )
    with op.batch_alter_table('household_aid', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_household_aid_community_id_category_token'), ['community_id', 'category_token'], unique=False)
        batch_op.create_index(batch_op.f('ix_household_aid_community_id_household_id'), ['community_id', 'household_id'], unique=False)

    op.create_table('person',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('name', sa.String(length=64).with_variant(sa.String(length=64, collation='C'), 'postgresql'), nullable=False),
    sa.Column('pinyin', sa.String(length=64).with_variant(sa.String(length=64, collation='C'), 'postgresql'), nullable=False),
    sa.Column('initials', sa.String(length=64).with_variant(sa.String(length=64, collation='C'), 'postgresql'), nullable=False),
    sa.Column('sex', sa.String(length=1), nullable=False),
    sa.Column('birth_date', sa.Date(), nullable=True),
    sa.Column('deceased_on', sa.Date(), nullable=True),
    sa.Column('note', sa.String(length=500), nullable=False),
    sa.Column('phone_cipher', sa.LargeBinary(), nullable=True),
    sa.Column('phone_token', sa.LargeBinary(length=17), nullable=True),
    sa.Column('phone_tail', sa.LargeBinary(length=17), nullable=True),
    sa.Column('id_number_cipher', sa.LargeBinary(), nullable=True),
    sa.Column('id_number_token', sa.LargeBinary(length=17), nullable=True),
    sa.Column('building_id', sa.BigInteger(), nullable=True),
    sa.Column('room_id', sa.BigInteger(), nullable=True),
    sa.Column('household_id', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['community_id', 'building_id'], ['building.community_id', 'building.id'], name=op.f('fk_person_community_id_building_id')),
    sa.ForeignKeyConstraint(['community_id', 'household_id'], ['household.community_id', 'household.id'], name=op.f('fk_person_community_id_household_id')),
    sa.ForeignKeyConstraint(['community_id', 'room_id'], ['room.community_id', 'room.id'], name=op.f('fk_person_community_id_room_id')),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_person_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_person')),
    info={'owner': 'core', 'scope': 'tenant'}
    )
    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_person_community_id_building_id'), ['community_id', 'building_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_person_community_id_household_id'), ['community_id', 'household_id'], unique=False)
        batch_op.create_index('ix_person_resident', ['community_id', 'household_id', 'deceased_on'], unique=False, sqlite_where=sa.text('household_id IS NOT NULL AND deceased_on IS NULL'), postgresql_where=sa.text('household_id IS NOT NULL AND deceased_on IS NULL'))
        batch_op.create_index(batch_op.f('ix_person_community_id_id_number_token'), ['community_id', 'id_number_token'], unique=True)
        batch_op.create_index(batch_op.f('ix_person_community_id_initials'), ['community_id', 'initials'], unique=False)
        batch_op.create_index(batch_op.f('ix_person_community_id_name'), ['community_id', 'name'], unique=False)
        batch_op.create_index(batch_op.f('ix_person_community_id_phone_tail'), ['community_id', 'phone_tail'], unique=False)
        batch_op.create_index(batch_op.f('ix_person_community_id_phone_token'), ['community_id', 'phone_token'], unique=False)
        batch_op.create_index(batch_op.f('ix_person_community_id_pinyin'), ['community_id', 'pinyin'], unique=False)
        batch_op.create_index(batch_op.f('ix_person_community_id_room_id'), ['community_id', 'room_id'], unique=False)

    op.create_table('account',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('password_hash', sa.String(length=255), nullable=True),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('last_sign_in_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('phone_cipher', sa.LargeBinary(), nullable=True),
    sa.Column('phone_token', sa.LargeBinary(length=17), nullable=True),
    sa.Column('person_id', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['community_id', 'person_id'], ['person.community_id', 'person.id'], name=op.f('fk_account_community_id_person_id')),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_account_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_account')),
    sa.UniqueConstraint('community_id', 'person_id', name=op.f('uq_account_community_id_person_id')),
    sa.UniqueConstraint('community_id', 'phone_token', name=op.f('uq_account_community_id_phone_token')),
    info={'owner': 'core', 'scope': 'tenant'}
    )
    with op.batch_alter_table('account', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_account_community_id_person_id'), ['community_id', 'person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_account_community_id_phone_token'), ['community_id', 'phone_token'], unique=False)

    op.create_table('activation_code',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('code_hash', sa.String(length=64), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('person_id', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['community_id', 'person_id'], ['person.community_id', 'person.id'], name=op.f('fk_activation_code_community_id_person_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_activation_code_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_activation_code')),
    sa.UniqueConstraint('community_id', 'code_hash', name=op.f('uq_activation_code_community_id_code_hash')),
    info={'owner': 'core', 'scope': 'tenant'}
    )
    with op.batch_alter_table('activation_code', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_activation_code_community_id_person_id'), ['community_id', 'person_id'], unique=False)

    op.create_table('consent',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('purpose', sa.String(length=40), nullable=False),
    sa.Column('text_version', sa.String(length=20), nullable=False),
    sa.Column('text_hash', sa.String(length=64), nullable=False),
    sa.Column('given_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('person_id', sa.BigInteger(), nullable=False),
    sa.Column('given_by_id', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['community_id', 'given_by_id'], ['person.community_id', 'person.id'], name=op.f('fk_consent_community_id_given_by_id')),
    sa.ForeignKeyConstraint(['community_id', 'person_id'], ['person.community_id', 'person.id'], name=op.f('fk_consent_community_id_person_id')),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_consent_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_consent')),
    info={'owner': 'core', 'scope': 'tenant'}
    )
    with op.batch_alter_table('consent', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_consent_community_id_given_by_id'), ['community_id', 'given_by_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_consent_community_id_person_id'), ['community_id', 'person_id'], unique=False)

    op.create_table('notice',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('text', sa.String(length=500), nullable=False),
    sa.Column('link', sa.String(length=300), nullable=False),
    sa.Column('source', sa.String(length=60), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('read_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('person_id', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['community_id', 'person_id'], ['person.community_id', 'person.id'], name=op.f('fk_notice_community_id_person_id')),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_notice_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_notice')),
    info={'owner': 'core', 'scope': 'tenant'}
    )
    with op.batch_alter_table('notice', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_notice_community_id_person_id'), ['community_id', 'person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_notice_community_id_person_id_read_at'), ['community_id', 'person_id', 'read_at'], unique=False)

    op.create_table('person_block',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('reason', sa.String(length=200), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=False),
    sa.Column('other_id', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['community_id', 'other_id'], ['person.community_id', 'person.id'], name=op.f('fk_person_block_community_id_other_id')),
    sa.ForeignKeyConstraint(['community_id', 'person_id'], ['person.community_id', 'person.id'], name=op.f('fk_person_block_community_id_person_id')),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_person_block_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_person_block')),
    sa.UniqueConstraint('community_id', 'person_id', 'other_id', name=op.f('uq_person_block_community_id_person_id_other_id')),
    info={'owner': 'core', 'scope': 'tenant'}
    )
    with op.batch_alter_table('person_block', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_person_block_community_id_other_id'), ['community_id', 'other_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_person_block_community_id_person_id'), ['community_id', 'person_id'], unique=False)

    op.create_table('registration',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('room_text', sa.String(length=40), nullable=False),
    sa.Column('password_hash', sa.String(length=255), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('phone_cipher', sa.LargeBinary(), nullable=True),
    sa.Column('phone_token', sa.LargeBinary(length=17), nullable=True),
    sa.Column('building_id', sa.BigInteger(), nullable=True),
    sa.Column('person_id', sa.BigInteger(), nullable=True),
    sa.Column('state', sa.String(length=30), nullable=False),
    sa.Column('state_since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['community_id', 'building_id'], ['building.community_id', 'building.id'], name=op.f('fk_registration_community_id_building_id')),
    sa.ForeignKeyConstraint(['community_id', 'person_id'], ['person.community_id', 'person.id'], name=op.f('fk_registration_community_id_person_id')),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_registration_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_registration')),
    info={'owner': 'core', 'scope': 'tenant'}
    )
    with op.batch_alter_table('registration', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_registration_community_id_building_id'), ['community_id', 'building_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_registration_community_id_due_at'), ['community_id', 'due_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_registration_community_id_person_id'), ['community_id', 'person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_registration_community_id_phone_token'), ['community_id', 'phone_token'], unique=False)

    op.create_table('residence',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('relation', sa.String(length=20), nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('moved_in_on', sa.Date(), nullable=False),
    sa.Column('moved_out_on', sa.Date(), nullable=True),
    sa.Column('end_reason', sa.String(length=20), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=False),
    sa.Column('household_id', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['community_id', 'household_id'], ['household.community_id', 'household.id'], name=op.f('fk_residence_community_id_household_id')),
    sa.ForeignKeyConstraint(['community_id', 'person_id'], ['person.community_id', 'person.id'], name=op.f('fk_residence_community_id_person_id')),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_residence_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_residence')),
    info={'owner': 'core', 'scope': 'tenant'}
    )
    with op.batch_alter_table('residence', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_residence_community_id_household_id'), ['community_id', 'household_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_residence_community_id_person_id'), ['community_id', 'person_id'], unique=False)
        batch_op.create_index('uq_residence_home', ['community_id', 'person_id'], unique=True, sqlite_where=sa.text("kind = 'lives' AND moved_out_on IS NULL"), postgresql_where=sa.text("kind = 'lives' AND moved_out_on IS NULL"))
        batch_op.create_index('uq_residence_hukou', ['community_id', 'person_id'], unique=True, sqlite_where=sa.text("kind = 'registered' AND moved_out_on IS NULL"), postgresql_where=sa.text("kind = 'registered' AND moved_out_on IS NULL"))

    op.create_table('role_grant',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('scope', sa.String(length=12), nullable=False),
    sa.Column('scope_id', sa.BigInteger(), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=True),
    sa.Column('person_id', sa.BigInteger(), nullable=False),
    sa.Column('role_id', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['community_id', 'person_id'], ['person.community_id', 'person.id'], name=op.f('fk_role_grant_community_id_person_id')),
    sa.ForeignKeyConstraint(['community_id', 'role_id'], ['role.community_id', 'role.id'], name=op.f('fk_role_grant_community_id_role_id')),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_role_grant_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_role_grant')),
    sa.UniqueConstraint('community_id', 'person_id', 'role_id', 'scope', 'scope_id', 'starts_on', name=op.f('uq_role_grant_community_id_person_id_role_id_scope_scope_id_starts_on')),
    info={'owner': 'core', 'scope': 'tenant'}
    )
    with op.batch_alter_table('role_grant', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_role_grant_community_id_person_id'), ['community_id', 'person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_role_grant_community_id_role_id'), ['community_id', 'role_id'], unique=False)

    op.create_table('team',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('purpose', sa.String(length=200), nullable=False),
    sa.Column('items', sa.JSON(), nullable=False),
    sa.Column('leader_id', sa.BigInteger(), nullable=True),
    sa.Column('building_id', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['community_id', 'building_id'], ['building.community_id', 'building.id'], name=op.f('fk_team_community_id_building_id')),
    sa.ForeignKeyConstraint(['community_id', 'leader_id'], ['person.community_id', 'person.id'], name=op.f('fk_team_community_id_leader_id')),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_team_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_team')),
    sa.UniqueConstraint('community_id', 'kind', 'name', name=op.f('uq_team_community_id_kind_name')),
    info={'owner': 'core', 'scope': 'tenant'}
    )
    with op.batch_alter_table('team', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_team_community_id_building_id'), ['community_id', 'building_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_team_community_id_leader_id'), ['community_id', 'leader_id'], unique=False)

    op.create_table('volunteer',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('base_x', sa.BigInteger(), nullable=False),
    sa.Column('base_y', sa.BigInteger(), nullable=False),
    sa.Column('since', sa.Date(), nullable=True),
    sa.Column('minors_cleared_until', sa.Date(), nullable=True),
    sa.Column('last_served_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('note', sa.String(length=300), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=False),
    sa.Column('unit_id', sa.BigInteger(), nullable=True),
    sa.Column('building_id', sa.BigInteger(), nullable=True),
    sa.Column('grid_id', sa.BigInteger(), nullable=True),
    sa.Column('state', sa.String(length=30), nullable=False),
    sa.Column('state_since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['community_id', 'building_id'], ['building.community_id', 'building.id'], name=op.f('fk_volunteer_community_id_building_id')),
    sa.ForeignKeyConstraint(['community_id', 'grid_id'], ['grid.community_id', 'grid.id'], name=op.f('fk_volunteer_community_id_grid_id')),
    sa.ForeignKeyConstraint(['community_id', 'person_id'], ['person.community_id', 'person.id'], name=op.f('fk_volunteer_community_id_person_id')),
    sa.ForeignKeyConstraint(['community_id', 'unit_id'], ['unit.community_id', 'unit.id'], name=op.f('fk_volunteer_community_id_unit_id')),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_volunteer_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_volunteer')),
    sa.UniqueConstraint('community_id', 'person_id', name=op.f('uq_volunteer_community_id_person_id')),
    info={'owner': 'core', 'scope': 'tenant'}
    )
    with op.batch_alter_table('volunteer', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_volunteer_community_id_building_id'), ['community_id', 'building_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_volunteer_community_id_due_at'), ['community_id', 'due_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_volunteer_community_id_grid_id'), ['community_id', 'grid_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_volunteer_community_id_person_id'), ['community_id', 'person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_volunteer_community_id_state_base_x_base_y'), ['community_id', 'state', 'base_x', 'base_y'], unique=False)
        batch_op.create_index(batch_op.f('ix_volunteer_community_id_unit_id'), ['community_id', 'unit_id'], unique=False)

    op.create_table('account_session',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('sid_hash', sa.String(length=64), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('last_seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('user_agent', sa.String(length=200), nullable=False),
    sa.Column('account_id', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['community_id', 'account_id'], ['account.community_id', 'account.id'], name=op.f('fk_account_session_community_id_account_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_account_session_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_account_session')),
    sa.UniqueConstraint('community_id', 'sid_hash', name=op.f('uq_account_session_community_id_sid_hash')),
    info={'owner': 'core', 'scope': 'tenant'}
    )
    with op.batch_alter_table('account_session', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_account_session_community_id_account_id'), ['community_id', 'account_id'], unique=False)

    op.create_table('availability',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('volunteer_id', sa.BigInteger(), nullable=False),
    sa.Column('weekday', sa.BigInteger(), nullable=False),
    sa.Column('start_minute', sa.BigInteger(), nullable=False),
    sa.Column('end_minute', sa.BigInteger(), nullable=False),
    sa.CheckConstraint('weekday BETWEEN 0 AND 6 AND start_minute >= 0 AND start_minute < end_minute AND end_minute <= 1440', name=op.f('ck_availability_window')),
    sa.ForeignKeyConstraint(['community_id', 'volunteer_id'], ['volunteer.community_id', 'volunteer.id'], name=op.f('fk_availability_community_id_volunteer_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_availability_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_availability')),
    sa.UniqueConstraint('community_id', 'volunteer_id', 'weekday', 'start_minute', name=op.f('uq_availability_community_id_volunteer_id_weekday_start_minute')),
    info={'owner': 'core', 'scope': 'tenant'}
    )
    with op.batch_alter_table('availability', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_availability_community_id_volunteer_id'), ['community_id', 'volunteer_id'], unique=False)

    op.create_table('service_record',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('source', sa.String(length=40), nullable=False),
    sa.Column('source_key', sa.String(length=80), nullable=False),
    sa.Column('minutes', sa.BigInteger(), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('proof', sa.String(length=8), nullable=False),
    sa.Column('note', sa.String(length=300), nullable=False),
    sa.Column('helper_id', sa.BigInteger(), nullable=False),
    sa.Column('helped_id', sa.BigInteger(), nullable=True),
    sa.Column('skill_id', sa.BigInteger(), nullable=True),
    sa.Column('team_id', sa.BigInteger(), nullable=True),
    sa.Column('recorded_by_id', sa.BigInteger(), nullable=True),
    sa.CheckConstraint('minutes > 0', name=op.f('ck_service_record_minutes')),
    sa.ForeignKeyConstraint(['community_id', 'helped_id'], ['person.community_id', 'person.id'], name=op.f('fk_service_record_community_id_helped_id')),
    sa.ForeignKeyConstraint(['community_id', 'helper_id'], ['person.community_id', 'person.id'], name=op.f('fk_service_record_community_id_helper_id')),
    sa.ForeignKeyConstraint(['community_id', 'recorded_by_id'], ['person.community_id', 'person.id'], name=op.f('fk_service_record_community_id_recorded_by_id')),
    sa.ForeignKeyConstraint(['community_id', 'skill_id'], ['skill.community_id', 'skill.id'], name=op.f('fk_service_record_community_id_skill_id')),
    sa.ForeignKeyConstraint(['community_id', 'team_id'], ['team.community_id', 'team.id'], name=op.f('fk_service_record_community_id_team_id')),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_service_record_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_service_record')),
    sa.UniqueConstraint('community_id', 'source_key', name=op.f('uq_service_record_community_id_source_key')),
    info={'owner': 'core', 'scope': 'tenant', 'append_only': True}
    )
    with op.batch_alter_table('service_record', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_service_record_community_id_helped_id'), ['community_id', 'helped_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_service_record_community_id_helper_id'), ['community_id', 'helper_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_service_record_community_id_helper_id_started_at'), ['community_id', 'helper_id', 'started_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_service_record_community_id_recorded_by_id'), ['community_id', 'recorded_by_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_service_record_community_id_skill_id'), ['community_id', 'skill_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_service_record_community_id_started_at'), ['community_id', 'started_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_service_record_community_id_team_id'), ['community_id', 'team_id'], unique=False)

    op.create_table('team_member',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('post', sa.String(length=30), nullable=False),
    sa.Column('joined_on', sa.Date(), nullable=True),
    sa.Column('left_on', sa.Date(), nullable=True),
    sa.Column('team_id', sa.BigInteger(), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['community_id', 'person_id'], ['person.community_id', 'person.id'], name=op.f('fk_team_member_community_id_person_id')),
    sa.ForeignKeyConstraint(['community_id', 'team_id'], ['team.community_id', 'team.id'], name=op.f('fk_team_member_community_id_team_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_team_member_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_team_member')),
    sa.UniqueConstraint('community_id', 'team_id', 'person_id', name=op.f('uq_team_member_community_id_team_id_person_id')),
    info={'owner': 'core', 'scope': 'tenant'}
    )
    with op.batch_alter_table('team_member', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_team_member_community_id_person_id'), ['community_id', 'person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_team_member_community_id_team_id'), ['community_id', 'team_id'], unique=False)

    op.create_table('volunteer_skill',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('volunteer_id', sa.BigInteger(), nullable=False),
    sa.Column('skill_id', sa.BigInteger(), nullable=False),
    sa.Column('valid_until', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['community_id', 'skill_id'], ['skill.community_id', 'skill.id'], name=op.f('fk_volunteer_skill_community_id_skill_id')),
    sa.ForeignKeyConstraint(['community_id', 'volunteer_id'], ['volunteer.community_id', 'volunteer.id'], name=op.f('fk_volunteer_skill_community_id_volunteer_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_volunteer_skill_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_volunteer_skill')),
    sa.UniqueConstraint('community_id', 'volunteer_id', 'skill_id', name=op.f('uq_volunteer_skill_community_id_volunteer_id_skill_id')),
    info={'owner': 'core', 'scope': 'tenant'}
    )
    with op.batch_alter_table('volunteer_skill', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_volunteer_skill_community_id_skill_id'), ['community_id', 'skill_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_volunteer_skill_community_id_volunteer_id'), ['community_id', 'volunteer_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('volunteer_skill', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_volunteer_skill_community_id_volunteer_id'))
        batch_op.drop_index(batch_op.f('ix_volunteer_skill_community_id_skill_id'))

    op.drop_table('volunteer_skill')
    with op.batch_alter_table('team_member', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_team_member_community_id_team_id'))
        batch_op.drop_index(batch_op.f('ix_team_member_community_id_person_id'))

    op.drop_table('team_member')
    with op.batch_alter_table('service_record', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_service_record_community_id_team_id'))
        batch_op.drop_index(batch_op.f('ix_service_record_community_id_started_at'))
        batch_op.drop_index(batch_op.f('ix_service_record_community_id_skill_id'))
        batch_op.drop_index(batch_op.f('ix_service_record_community_id_recorded_by_id'))
        batch_op.drop_index(batch_op.f('ix_service_record_community_id_helper_id_started_at'))
        batch_op.drop_index(batch_op.f('ix_service_record_community_id_helper_id'))
        batch_op.drop_index(batch_op.f('ix_service_record_community_id_helped_id'))

    op.drop_table('service_record')
    with op.batch_alter_table('availability', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_availability_community_id_volunteer_id'))

    op.drop_table('availability')
    with op.batch_alter_table('account_session', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_account_session_community_id_account_id'))

    op.drop_table('account_session')
    with op.batch_alter_table('volunteer', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_volunteer_community_id_unit_id'))
        batch_op.drop_index(batch_op.f('ix_volunteer_community_id_state_base_x_base_y'))
        batch_op.drop_index(batch_op.f('ix_volunteer_community_id_person_id'))
        batch_op.drop_index(batch_op.f('ix_volunteer_community_id_grid_id'))
        batch_op.drop_index(batch_op.f('ix_volunteer_community_id_due_at'))
        batch_op.drop_index(batch_op.f('ix_volunteer_community_id_building_id'))

    op.drop_table('volunteer')
    with op.batch_alter_table('team', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_team_community_id_leader_id'))
        batch_op.drop_index(batch_op.f('ix_team_community_id_building_id'))

    op.drop_table('team')
    with op.batch_alter_table('role_grant', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_role_grant_community_id_role_id'))
        batch_op.drop_index(batch_op.f('ix_role_grant_community_id_person_id'))

    op.drop_table('role_grant')
    with op.batch_alter_table('residence', schema=None) as batch_op:
        batch_op.drop_index('uq_residence_hukou', sqlite_where=sa.text("kind = 'registered' AND moved_out_on IS NULL"), postgresql_where=sa.text("kind = 'registered' AND moved_out_on IS NULL"))
        batch_op.drop_index('uq_residence_home', sqlite_where=sa.text("kind = 'lives' AND moved_out_on IS NULL"), postgresql_where=sa.text("kind = 'lives' AND moved_out_on IS NULL"))
        batch_op.drop_index(batch_op.f('ix_residence_community_id_person_id'))
        batch_op.drop_index(batch_op.f('ix_residence_community_id_household_id'))

    op.drop_table('residence')
    with op.batch_alter_table('registration', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_registration_community_id_phone_token'))
        batch_op.drop_index(batch_op.f('ix_registration_community_id_person_id'))
        batch_op.drop_index(batch_op.f('ix_registration_community_id_due_at'))
        batch_op.drop_index(batch_op.f('ix_registration_community_id_building_id'))

    op.drop_table('registration')
    with op.batch_alter_table('person_block', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_person_block_community_id_person_id'))
        batch_op.drop_index(batch_op.f('ix_person_block_community_id_other_id'))

    op.drop_table('person_block')
    with op.batch_alter_table('notice', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_notice_community_id_person_id_read_at'))
        batch_op.drop_index(batch_op.f('ix_notice_community_id_person_id'))

    op.drop_table('notice')
    with op.batch_alter_table('consent', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_consent_community_id_person_id'))
        batch_op.drop_index(batch_op.f('ix_consent_community_id_given_by_id'))

    op.drop_table('consent')
    with op.batch_alter_table('activation_code', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_activation_code_community_id_person_id'))

    op.drop_table('activation_code')
    with op.batch_alter_table('account', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_account_community_id_phone_token'))
        batch_op.drop_index(batch_op.f('ix_account_community_id_person_id'))

    op.drop_table('account')
    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_person_community_id_room_id'))
        batch_op.drop_index(batch_op.f('ix_person_community_id_pinyin'))
        batch_op.drop_index(batch_op.f('ix_person_community_id_phone_token'))
        batch_op.drop_index(batch_op.f('ix_person_community_id_phone_tail'))
        batch_op.drop_index(batch_op.f('ix_person_community_id_name'))
        batch_op.drop_index(batch_op.f('ix_person_community_id_initials'))
        batch_op.drop_index(batch_op.f('ix_person_community_id_id_number_token'))
        batch_op.drop_index('ix_person_resident', sqlite_where=sa.text('household_id IS NOT NULL AND deceased_on IS NULL'), postgresql_where=sa.text('household_id IS NOT NULL AND deceased_on IS NULL'))
        batch_op.drop_index(batch_op.f('ix_person_community_id_household_id'))
        batch_op.drop_index(batch_op.f('ix_person_community_id_building_id'))

    op.drop_table('person')
    with op.batch_alter_table('household_aid', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_household_aid_community_id_household_id'))
        batch_op.drop_index(batch_op.f('ix_household_aid_community_id_category_token'))

    op.drop_table('household_aid')
    with op.batch_alter_table('household', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_household_community_id_room_id'))

    op.drop_table('household')
    with op.batch_alter_table('room', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_room_community_id_building_id'))

    op.drop_table('room')
    with op.batch_alter_table('role_permission', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_role_permission_community_id_role_id'))

    op.drop_table('role_permission')
    with op.batch_alter_table('ledger_entry', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_ledger_entry_community_id_transfer_id'))
        batch_op.drop_index(batch_op.f('ix_ledger_entry_community_id_account_id_at'))
        batch_op.drop_index(batch_op.f('ix_ledger_entry_community_id_account_id'))

    op.drop_table('ledger_entry')
    with op.batch_alter_table('building', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_building_community_id_grid_id'))

    op.drop_table('building')
    with op.batch_alter_table('audit_seal', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_audit_seal_community_id_entry_id'))

    op.drop_table('audit_seal')
    with op.batch_alter_table('workflow_step', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_workflow_step_community_id_workflow_row_id'))

    op.drop_table('workflow_step')
    op.drop_table('unit')
    op.drop_table('skill')
    op.drop_table('sign_in_delay')
    op.drop_table('role')
    op.drop_table('reset_code')
    op.drop_table('plugin_state')
    op.drop_table('plugin_problem')
    with op.batch_alter_table('operator_session', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_operator_session_operator_id'))

    op.drop_table('operator_session')
    with op.batch_alter_table('occupied_quarter', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_occupied_quarter_community_id_owner_kind_owner_id'))

    op.drop_table('occupied_quarter')
    with op.batch_alter_table('ledger_transfer', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_ledger_transfer_community_id_reverses_id'))

    op.drop_table('ledger_transfer')
    op.drop_table('ledger_account')
    op.drop_table('grid')
    with op.batch_alter_table('audit_entry', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_audit_entry_community_id_object_kind_object_id'))
        batch_op.drop_index(batch_op.f('ix_audit_entry_community_id_at'))

    op.drop_table('audit_entry')
    op.drop_table('operator_delay')
    op.drop_table('operator')
    op.drop_table('node_counter')
    with op.batch_alter_table('job', schema=None) as batch_op:
        batch_op.drop_index('ix_job_waiting', postgresql_where=sa.text('done_at IS NULL'), sqlite_where=sa.text('done_at IS NULL'))
        batch_op.drop_index(batch_op.f('ix_job_community_id_kind'))

    op.drop_table('job')
    op.drop_table('community')
