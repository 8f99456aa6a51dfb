"""First tables."""
import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table('venues_closed_day',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('reason', sa.String(length=60), nullable=False),
    sa.Column('place_id', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['community_id', 'place_id'], ['place.community_id', 'place.id'], name=op.f('fk_venues_closed_day_community_id_place_id')),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_venues_closed_day_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_venues_closed_day')),
    info={'owner': 'venues', 'scope': 'tenant'}
    )
    with op.batch_alter_table('venues_closed_day', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_venues_closed_day_community_id_day'), ['community_id', 'day'], unique=False)
        batch_op.create_index(batch_op.f('ix_venues_closed_day_community_id_place_id'), ['community_id', 'place_id'], unique=False)

    op.create_table('venues_equipment',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('name', sa.String(length=30), nullable=False),
    sa.Column('count', sa.BigInteger(), nullable=False),
    sa.Column('position', sa.BigInteger(), nullable=False),
    sa.Column('place_id', sa.BigInteger(), nullable=True),
    sa.CheckConstraint('count >= 0', name=op.f('ck_venues_equipment_count_not_negative')),
    sa.ForeignKeyConstraint(['community_id', 'place_id'], ['place.community_id', 'place.id'], name=op.f('fk_venues_equipment_community_id_place_id')),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_venues_equipment_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_venues_equipment')),
    sa.UniqueConstraint('community_id', 'place_id', 'name', name=op.f('uq_venues_equipment_community_id_place_id_name')),
    info={'owner': 'venues', 'scope': 'tenant'}
    )
    with op.batch_alter_table('venues_equipment', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_venues_equipment_community_id_place_id'), ['community_id', 'place_id'], unique=False)

    op.create_table('venues_rules',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('hours', sa.JSON(), nullable=False),
    sa.Column('who', sa.String(length=10), nullable=False),
    sa.Column('needs_approval', sa.Boolean(), nullable=False),
    sa.Column('scarce', sa.Boolean(), nullable=False),
    sa.Column('longest_minutes', sa.BigInteger(), nullable=False),
    sa.Column('days_ahead', sa.BigInteger(), nullable=False),
    sa.Column('door_code', sa.String(length=6), nullable=False),
    sa.Column('note', sa.String(length=300), nullable=False),
    sa.Column('place_id', sa.BigInteger(), nullable=False),
    sa.Column('keyholder_id', sa.BigInteger(), nullable=True),
    sa.CheckConstraint("who IN ('everybody', 'volunteers', 'teams', 'staff')", name=op.f('ck_venues_rules_who_known')),
    sa.ForeignKeyConstraint(['community_id', 'keyholder_id'], ['person.community_id', 'person.id'], name=op.f('fk_venues_rules_community_id_keyholder_id')),
    sa.ForeignKeyConstraint(['community_id', 'place_id'], ['place.community_id', 'place.id'], name=op.f('fk_venues_rules_community_id_place_id')),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_venues_rules_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_venues_rules')),
    sa.UniqueConstraint('community_id', 'door_code', name=op.f('uq_venues_rules_community_id_door_code')),
    sa.UniqueConstraint('community_id', 'place_id', name=op.f('uq_venues_rules_community_id_place_id')),
    info={'owner': 'venues', 'scope': 'tenant'}
    )
    with op.batch_alter_table('venues_rules', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_venues_rules_community_id_keyholder_id'), ['community_id', 'keyholder_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_venues_rules_community_id_place_id'), ['community_id', 'place_id'], unique=False)

    op.create_table('venues_series',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('every_weeks', sa.BigInteger(), nullable=False),
    sa.Column('first_on', sa.Date(), nullable=False),
    sa.Column('until_on', sa.Date(), nullable=False),
    sa.Column('skipped', sa.JSON(), nullable=False),
    sa.Column('place_id', sa.BigInteger(), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['community_id', 'person_id'], ['person.community_id', 'person.id'], name=op.f('fk_venues_series_community_id_person_id')),
    sa.ForeignKeyConstraint(['community_id', 'place_id'], ['place.community_id', 'place.id'], name=op.f('fk_venues_series_community_id_place_id')),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_venues_series_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_venues_series')),
    info={'owner': 'venues', 'scope': 'tenant'}
    )
    with op.batch_alter_table('venues_series', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_venues_series_community_id_person_id'), ['community_id', 'person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_venues_series_community_id_place_id'), ['community_id', 'place_id'], unique=False)

    op.create_table('venues_booking',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('title', sa.String(length=100), nullable=False),
    sa.Column('purpose', sa.String(length=200), nullable=False),
    sa.Column('people', sa.BigInteger(), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('month', sa.BigInteger(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_by_id', sa.BigInteger(), nullable=True),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('checked_in_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closing_note', sa.String(length=300), nullable=False),
    sa.Column('place_id', sa.BigInteger(), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=False),
    sa.Column('team_id', sa.BigInteger(), nullable=True),
    sa.Column('unit_id', sa.BigInteger(), nullable=True),
    sa.Column('building_id', sa.BigInteger(), nullable=True),
    sa.Column('series_id', sa.BigInteger(), nullable=True),
    sa.Column('state', sa.String(length=30), nullable=False),
    sa.Column('state_since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('ends_at > starts_at', name=op.f('ck_venues_booking_ends_after_start')),
    sa.ForeignKeyConstraint(['community_id', 'building_id'], ['building.community_id', 'building.id'], name=op.f('fk_venues_booking_community_id_building_id')),
    sa.ForeignKeyConstraint(['community_id', 'person_id'], ['person.community_id', 'person.id'], name=op.f('fk_venues_booking_community_id_person_id')),
    sa.ForeignKeyConstraint(['community_id', 'place_id'], ['place.community_id', 'place.id'], name=op.f('fk_venues_booking_community_id_place_id')),
    sa.ForeignKeyConstraint(['community_id', 'series_id'], ['venues_series.community_id', 'venues_series.id'], name=op.f('fk_venues_booking_community_id_series_id')),
    sa.ForeignKeyConstraint(['community_id', 'team_id'], ['team.community_id', 'team.id'], name=op.f('fk_venues_booking_community_id_team_id')),
    sa.ForeignKeyConstraint(['community_id', 'unit_id'], ['unit.community_id', 'unit.id'], name=op.f('fk_venues_booking_community_id_unit_id')),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_venues_booking_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_venues_booking')),
    info={'owner': 'venues', 'scope': 'tenant'}
    )
    with op.batch_alter_table('venues_booking', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_venues_booking_community_id_building_id'), ['community_id', 'building_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_venues_booking_community_id_due_at'), ['community_id', 'due_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_venues_booking_community_id_person_id'), ['community_id', 'person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_venues_booking_community_id_place_id'), ['community_id', 'place_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_venues_booking_community_id_place_id_starts_at'), ['community_id', 'place_id', 'starts_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_venues_booking_community_id_series_id'), ['community_id', 'series_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_venues_booking_community_id_starts_at'), ['community_id', 'starts_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_venues_booking_community_id_state_starts_at'), ['community_id', 'state', 'starts_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_venues_booking_community_id_team_id'), ['community_id', 'team_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_venues_booking_community_id_unit_id'), ['community_id', 'unit_id'], unique=False)

    op.create_table('venues_wanted',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('booking_id', sa.BigInteger(), nullable=False),
    sa.Column('equipment_id', sa.BigInteger(), nullable=False),
    sa.Column('count', sa.BigInteger(), nullable=False),
    sa.CheckConstraint('count > 0', name=op.f('ck_venues_wanted_count_positive')),
    sa.ForeignKeyConstraint(['community_id', 'booking_id'], ['venues_booking.community_id', 'venues_booking.id'], name=op.f('fk_venues_wanted_community_id_booking_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['community_id', 'equipment_id'], ['venues_equipment.community_id', 'venues_equipment.id'], name=op.f('fk_venues_wanted_community_id_equipment_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_venues_wanted_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_venues_wanted')),
    sa.UniqueConstraint('community_id', 'booking_id', 'equipment_id', name=op.f('uq_venues_wanted_community_id_booking_id_equipment_id')),
    info={'owner': 'venues', 'scope': 'tenant'}
    )
    with op.batch_alter_table('venues_wanted', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_venues_wanted_community_id_booking_id'), ['community_id', 'booking_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_venues_wanted_community_id_equipment_id'), ['community_id', 'equipment_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('venues_wanted', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_venues_wanted_community_id_equipment_id'))
        batch_op.drop_index(batch_op.f('ix_venues_wanted_community_id_booking_id'))

    op.drop_table('venues_wanted')
    with op.batch_alter_table('venues_booking', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_venues_booking_community_id_unit_id'))
        batch_op.drop_index(batch_op.f('ix_venues_booking_community_id_team_id'))
        batch_op.drop_index(batch_op.f('ix_venues_booking_community_id_state_starts_at'))
        batch_op.drop_index(batch_op.f('ix_venues_booking_community_id_starts_at'))
        batch_op.drop_index(batch_op.f('ix_venues_booking_community_id_series_id'))
        batch_op.drop_index(batch_op.f('ix_venues_booking_community_id_place_id_starts_at'))
        batch_op.drop_index(batch_op.f('ix_venues_booking_community_id_place_id'))
        batch_op.drop_index(batch_op.f('ix_venues_booking_community_id_person_id'))
        batch_op.drop_index(batch_op.f('ix_venues_booking_community_id_due_at'))
        batch_op.drop_index(batch_op.f('ix_venues_booking_community_id_building_id'))

    op.drop_table('venues_booking')
    with op.batch_alter_table('venues_series', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_venues_series_community_id_place_id'))
        batch_op.drop_index(batch_op.f('ix_venues_series_community_id_person_id'))

    op.drop_table('venues_series')
    with op.batch_alter_table('venues_rules', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_venues_rules_community_id_place_id'))
        batch_op.drop_index(batch_op.f('ix_venues_rules_community_id_keyholder_id'))

    op.drop_table('venues_rules')
    with op.batch_alter_table('venues_equipment', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_venues_equipment_community_id_place_id'))

    op.drop_table('venues_equipment')
    with op.batch_alter_table('venues_closed_day', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_venues_closed_day_community_id_place_id'))
        batch_op.drop_index(batch_op.f('ix_venues_closed_day_community_id_day'))

    op.drop_table('venues_closed_day')
