"""First tables."""
import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table('love_savings_counter',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('name', sa.String(length=20), nullable=False),
    sa.Column('last', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_love_savings_counter_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_love_savings_counter')),
    sa.UniqueConstraint('community_id', 'name', name=op.f('uq_love_savings_counter_community_id_name')),
    info={'owner': 'love_savings', 'scope': 'tenant'}
    )
    op.create_table('love_savings_card',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('number', sa.BigInteger(), nullable=False),
    sa.Column('token', sa.String(length=43), nullable=False),
    sa.Column('issued_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=False),
    sa.Column('account_id', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['community_id', 'account_id'], ['ledger_account.community_id', 'ledger_account.id'], name=op.f('fk_love_savings_card_community_id_account_id')),
    sa.ForeignKeyConstraint(['community_id', 'person_id'], ['person.community_id', 'person.id'], name=op.f('fk_love_savings_card_community_id_person_id')),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_love_savings_card_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_love_savings_card')),
    sa.UniqueConstraint('community_id', 'number', name=op.f('uq_love_savings_card_community_id_number')),
    sa.UniqueConstraint('community_id', 'person_id', name=op.f('uq_love_savings_card_community_id_person_id')),
    sa.UniqueConstraint('community_id', 'token', name=op.f('uq_love_savings_card_community_id_token')),
    info={'owner': 'love_savings', 'scope': 'tenant'}
    )
    with op.batch_alter_table('love_savings_card', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_love_savings_card_community_id_account_id'), ['community_id', 'account_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_love_savings_card_community_id_person_id'), ['community_id', 'person_id'], unique=False)

    op.create_table('love_savings_movement',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('kind', sa.String(length=3), nullable=False),
    sa.Column('minutes', sa.BigInteger(), nullable=False),
    sa.Column('served_minutes', sa.BigInteger(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('month', sa.BigInteger(), nullable=False),
    sa.Column('text', sa.String(length=120), nullable=False),
    sa.Column('card_id', sa.BigInteger(), nullable=False),
    sa.Column('service_record_id', sa.BigInteger(), nullable=False),
    sa.CheckConstraint("kind IN ('in', 'out')", name=op.f('ck_love_savings_movement_kind_known')),
    sa.CheckConstraint('minutes >= 0', name=op.f('ck_love_savings_movement_minutes_not_negative')),
    sa.ForeignKeyConstraint(['community_id', 'card_id'], ['love_savings_card.community_id', 'love_savings_card.id'], name=op.f('fk_love_savings_movement_community_id_card_id')),
    sa.ForeignKeyConstraint(['community_id', 'service_record_id'], ['service_record.community_id', 'service_record.id'], name=op.f('fk_love_savings_movement_community_id_service_record_id')),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_love_savings_movement_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_love_savings_movement')),
    sa.UniqueConstraint('community_id', 'kind', 'service_record_id', name=op.f('uq_love_savings_movement_community_id_kind_service_record_id')),
    info={'owner': 'love_savings', 'scope': 'tenant'}
    )
    with op.batch_alter_table('love_savings_movement', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_love_savings_movement_community_id_card_id'), ['community_id', 'card_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_love_savings_movement_community_id_card_id_month'), ['community_id', 'card_id', 'month'], unique=False)
        batch_op.create_index(batch_op.f('ix_love_savings_movement_community_id_kind_month'), ['community_id', 'kind', 'month'], unique=False)
        batch_op.create_index(batch_op.f('ix_love_savings_movement_community_id_service_record_id'), ['community_id', 'service_record_id'], unique=False)

    op.create_table('love_savings_request',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('words', sa.String(length=300), nullable=False),
    sa.Column('place', sa.String(length=80), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_by_id', sa.BigInteger(), nullable=True),
    sa.Column('wave', sa.BigInteger(), nullable=False),
    sa.Column('held_minutes', sa.BigInteger(), nullable=False),
    sa.Column('checked_in_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('checked_out_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('times_by_station', sa.Boolean(), nullable=False),
    sa.Column('minutes', sa.BigInteger(), nullable=True),
    sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('proof', sa.String(length=10), nullable=False),
    sa.Column('closing_note', sa.String(length=300), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=False),
    sa.Column('skill_id', sa.BigInteger(), nullable=True),
    sa.Column('building_id', sa.BigInteger(), nullable=True),
    sa.Column('helper_id', sa.BigInteger(), nullable=True),
    sa.Column('service_record_id', sa.BigInteger(), nullable=True),
    sa.Column('state', sa.String(length=30), nullable=False),
    sa.Column('state_since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('ends_at > starts_at', name=op.f('ck_love_savings_request_ends_after_start')),
    sa.ForeignKeyConstraint(['community_id', 'building_id'], ['building.community_id', 'building.id'], name=op.f('fk_love_savings_request_community_id_building_id')),
    sa.ForeignKeyConstraint(['community_id', 'helper_id'], ['person.community_id', 'person.id'], name=op.f('fk_love_savings_request_community_id_helper_id')),
    sa.ForeignKeyConstraint(['community_id', 'person_id'], ['person.community_id', 'person.id'], name=op.f('fk_love_savings_request_community_id_person_id')),
    sa.ForeignKeyConstraint(['community_id', 'service_record_id'], ['service_record.community_id', 'service_record.id'], name=op.f('fk_love_savings_request_community_id_service_record_id')),
    sa.ForeignKeyConstraint(['community_id', 'skill_id'], ['skill.community_id', 'skill.id'], name=op.f('fk_love_savings_request_community_id_skill_id')),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_love_savings_request_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_love_savings_request')),
    info={'owner': 'love_savings', 'scope': 'tenant'}
    )
    with op.batch_alter_table('love_savings_request', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_love_savings_request_community_id_building_id'), ['community_id', 'building_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_love_savings_request_community_id_confirmed_at'), ['community_id', 'confirmed_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_love_savings_request_community_id_due_at'), ['community_id', 'due_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_love_savings_request_community_id_helper_id'), ['community_id', 'helper_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_love_savings_request_community_id_person_id'), ['community_id', 'person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_love_savings_request_community_id_service_record_id'), ['community_id', 'service_record_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_love_savings_request_community_id_skill_id'), ['community_id', 'skill_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_love_savings_request_community_id_starts_at'), ['community_id', 'starts_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_love_savings_request_community_id_state_starts_at'), ['community_id', 'state', 'starts_at'], unique=False)

    op.create_table('love_savings_offer',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('wave', sa.BigInteger(), nullable=False),
    sa.Column('reasons', sa.JSON(), nullable=False),
    sa.Column('override', sa.String(length=200), nullable=False),
    sa.Column('answer', sa.String(length=200), nullable=False),
    sa.Column('request_id', sa.BigInteger(), nullable=False),
    sa.Column('volunteer_id', sa.BigInteger(), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=False),
    sa.Column('state', sa.String(length=30), nullable=False),
    sa.Column('state_since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['community_id', 'person_id'], ['person.community_id', 'person.id'], name=op.f('fk_love_savings_offer_community_id_person_id')),
    sa.ForeignKeyConstraint(['community_id', 'request_id'], ['love_savings_request.community_id', 'love_savings_request.id'], name=op.f('fk_love_savings_offer_community_id_request_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['community_id', 'volunteer_id'], ['volunteer.community_id', 'volunteer.id'], name=op.f('fk_love_savings_offer_community_id_volunteer_id')),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_love_savings_offer_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_love_savings_offer')),
    sa.UniqueConstraint('community_id', 'request_id', 'wave', 'person_id', name=op.f('uq_love_savings_offer_community_id_request_id_wave_person_id')),
    info={'owner': 'love_savings', 'scope': 'tenant'}
    )
    with op.batch_alter_table('love_savings_offer', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_love_savings_offer_community_id_due_at'), ['community_id', 'due_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_love_savings_offer_community_id_person_id'), ['community_id', 'person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_love_savings_offer_community_id_person_id_state'), ['community_id', 'person_id', 'state'], unique=False)
        batch_op.create_index(batch_op.f('ix_love_savings_offer_community_id_request_id'), ['community_id', 'request_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_love_savings_offer_community_id_volunteer_id'), ['community_id', 'volunteer_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('love_savings_offer', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_love_savings_offer_community_id_volunteer_id'))
        batch_op.drop_index(batch_op.f('ix_love_savings_offer_community_id_request_id'))
        batch_op.drop_index(batch_op.f('ix_love_savings_offer_community_id_person_id_state'))
        batch_op.drop_index(batch_op.f('ix_love_savings_offer_community_id_person_id'))
        batch_op.drop_index(batch_op.f('ix_love_savings_offer_community_id_due_at'))

    op.drop_table('love_savings_offer')
    with op.batch_alter_table('love_savings_request', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_love_savings_request_community_id_state_starts_at'))
        batch_op.drop_index(batch_op.f('ix_love_savings_request_community_id_starts_at'))
        batch_op.drop_index(batch_op.f('ix_love_savings_request_community_id_skill_id'))
        batch_op.drop_index(batch_op.f('ix_love_savings_request_community_id_service_record_id'))
        batch_op.drop_index(batch_op.f('ix_love_savings_request_community_id_person_id'))
        batch_op.drop_index(batch_op.f('ix_love_savings_request_community_id_helper_id'))
        batch_op.drop_index(batch_op.f('ix_love_savings_request_community_id_due_at'))
        batch_op.drop_index(batch_op.f('ix_love_savings_request_community_id_confirmed_at'))
        batch_op.drop_index(batch_op.f('ix_love_savings_request_community_id_building_id'))

    op.drop_table('love_savings_request')
    with op.batch_alter_table('love_savings_movement', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_love_savings_movement_community_id_service_record_id'))
        batch_op.drop_index(batch_op.f('ix_love_savings_movement_community_id_kind_month'))
        batch_op.drop_index(batch_op.f('ix_love_savings_movement_community_id_card_id_month'))
        batch_op.drop_index(batch_op.f('ix_love_savings_movement_community_id_card_id'))

    op.drop_table('love_savings_movement')
    with op.batch_alter_table('love_savings_card', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_love_savings_card_community_id_person_id'))
        batch_op.drop_index(batch_op.f('ix_love_savings_card_community_id_account_id'))

    op.drop_table('love_savings_card')
    op.drop_table('love_savings_counter')
