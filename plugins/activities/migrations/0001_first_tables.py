"""First tables."""
import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table('activities_meeting',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('title', sa.String(length=60), nullable=False),
    sa.Column('held_on', sa.Date(), nullable=False),
    sa.Column('text', sa.String(length=5000), nullable=False),
    sa.Column('decisions', sa.String(length=2000), nullable=False),
    sa.Column('written_by_id', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_activities_meeting_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_activities_meeting')),
    info={'owner': 'activities', 'scope': 'tenant'}
    )
    with op.batch_alter_table('activities_meeting', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_activities_meeting_community_id_held_on'), ['community_id', 'held_on'], unique=False)

    op.create_table('activities_rule',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('title', sa.String(length=60), nullable=False),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.Column('text', sa.String(length=5000), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('public', sa.Boolean(), nullable=False),
    sa.Column('written_by_id', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_activities_rule_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_activities_rule')),
    sa.UniqueConstraint('community_id', 'title', 'version', name=op.f('uq_activities_rule_community_id_title_version')),
    info={'owner': 'activities', 'scope': 'tenant'}
    )
    op.create_table('activities_attendance',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('meeting_id', sa.BigInteger(), nullable=False),
    sa.Column('spoke_for', sa.String(length=30), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['community_id', 'meeting_id'], ['activities_meeting.community_id', 'activities_meeting.id'], name=op.f('fk_activities_attendance_community_id_meeting_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['community_id', 'person_id'], ['person.community_id', 'person.id'], name=op.f('fk_activities_attendance_community_id_person_id')),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_activities_attendance_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_activities_attendance')),
    sa.UniqueConstraint('community_id', 'meeting_id', 'person_id', name=op.f('uq_activities_attendance_community_id_meeting_id_person_id')),
    info={'owner': 'activities', 'scope': 'tenant'}
    )
    with op.batch_alter_table('activities_attendance', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_activities_attendance_community_id_meeting_id'), ['community_id', 'meeting_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_activities_attendance_community_id_person_id'), ['community_id', 'person_id'], unique=False)

    op.create_table('activities_group_member',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('post', sa.String(length=30), nullable=False),
    sa.Column('since', sa.Date(), nullable=False),
    sa.Column('until', sa.Date(), nullable=True),
    sa.Column('person_id', sa.BigInteger(), nullable=False),
    sa.Column('unit_id', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['community_id', 'person_id'], ['person.community_id', 'person.id'], name=op.f('fk_activities_group_member_community_id_person_id')),
    sa.ForeignKeyConstraint(['community_id', 'unit_id'], ['unit.community_id', 'unit.id'], name=op.f('fk_activities_group_member_community_id_unit_id')),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_activities_group_member_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_activities_group_member')),
    sa.UniqueConstraint('community_id', 'person_id', name=op.f('uq_activities_group_member_community_id_person_id')),
    info={'owner': 'activities', 'scope': 'tenant'}
    )
    with op.batch_alter_table('activities_group_member', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_activities_group_member_community_id_person_id'), ['community_id', 'person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_activities_group_member_community_id_unit_id'), ['community_id', 'unit_id'], unique=False)

    op.create_table('activities_plan',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('month', sa.BigInteger(), nullable=False),
    sa.Column('slot', sa.BigInteger(), nullable=False),
    sa.Column('note', sa.String(length=500), nullable=False),
    sa.Column('team_id', sa.BigInteger(), nullable=True),
    sa.Column('grid_id', sa.BigInteger(), nullable=True),
    sa.Column('author_id', sa.BigInteger(), nullable=False),
    sa.Column('state', sa.String(length=30), nullable=False),
    sa.Column('state_since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['community_id', 'author_id'], ['person.community_id', 'person.id'], name=op.f('fk_activities_plan_community_id_author_id')),
    sa.ForeignKeyConstraint(['community_id', 'grid_id'], ['grid.community_id', 'grid.id'], name=op.f('fk_activities_plan_community_id_grid_id')),
    sa.ForeignKeyConstraint(['community_id', 'team_id'], ['team.community_id', 'team.id'], name=op.f('fk_activities_plan_community_id_team_id')),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_activities_plan_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_activities_plan')),
    sa.UniqueConstraint('community_id', 'month', 'slot', name=op.f('uq_activities_plan_community_id_month_slot')),
    info={'owner': 'activities', 'scope': 'tenant'}
    )
    with op.batch_alter_table('activities_plan', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_activities_plan_community_id_author_id'), ['community_id', 'author_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_activities_plan_community_id_due_at'), ['community_id', 'due_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_activities_plan_community_id_grid_id'), ['community_id', 'grid_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_activities_plan_community_id_team_id'), ['community_id', 'team_id'], unique=False)

    op.create_table('activities_series',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('weekday', sa.BigInteger(), nullable=False),
    sa.Column('every_weeks', sa.BigInteger(), nullable=False),
    sa.Column('start_minute', sa.BigInteger(), nullable=False),
    sa.Column('minutes', sa.BigInteger(), nullable=False),
    sa.Column('helpers', sa.BigInteger(), nullable=False),
    sa.Column('from_day', sa.Date(), nullable=False),
    sa.Column('until_day', sa.Date(), nullable=True),
    sa.Column('skips', sa.JSON(), nullable=False),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('team_id', sa.BigInteger(), nullable=True),
    sa.Column('unit_id', sa.BigInteger(), nullable=True),
    sa.Column('grid_id', sa.BigInteger(), nullable=True),
    sa.Column('leader_id', sa.BigInteger(), nullable=True),
    sa.Column('place_id', sa.BigInteger(), nullable=True),
    sa.Column('title', sa.String(length=40), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('for_whom', sa.String(length=10), nullable=False),
    sa.Column('text', sa.String(length=500), nullable=False),
    sa.Column('place_text', sa.String(length=60), nullable=False),
    sa.Column('quota', sa.BigInteger(), nullable=True),
    sa.CheckConstraint('every_weeks > 0 AND minutes > 0', name=op.f('ck_activities_series_positive')),
    sa.ForeignKeyConstraint(['community_id', 'grid_id'], ['grid.community_id', 'grid.id'], name=op.f('fk_activities_series_community_id_grid_id')),
    sa.ForeignKeyConstraint(['community_id', 'leader_id'], ['person.community_id', 'person.id'], name=op.f('fk_activities_series_community_id_leader_id')),
    sa.ForeignKeyConstraint(['community_id', 'place_id'], ['place.community_id', 'place.id'], name=op.f('fk_activities_series_community_id_place_id')),
    sa.ForeignKeyConstraint(['community_id', 'team_id'], ['team.community_id', 'team.id'], name=op.f('fk_activities_series_community_id_team_id')),
    sa.ForeignKeyConstraint(['community_id', 'unit_id'], ['unit.community_id', 'unit.id'], name=op.f('fk_activities_series_community_id_unit_id')),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_activities_series_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_activities_series')),
    info={'owner': 'activities', 'scope': 'tenant'}
    )
    with op.batch_alter_table('activities_series', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_activities_series_community_id_grid_id'), ['community_id', 'grid_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_activities_series_community_id_leader_id'), ['community_id', 'leader_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_activities_series_community_id_place_id'), ['community_id', 'place_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_activities_series_community_id_team_id'), ['community_id', 'team_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_activities_series_community_id_unit_id'), ['community_id', 'unit_id'], unique=False)

    op.create_table('activities_plan_line',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('start_minute', sa.BigInteger(), nullable=False),
    sa.Column('minutes', sa.BigInteger(), nullable=False),
    sa.Column('helpers', sa.BigInteger(), nullable=False),
    sa.Column('plan_id', sa.BigInteger(), nullable=False),
    sa.Column('place_id', sa.BigInteger(), nullable=True),
    sa.Column('title', sa.String(length=40), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('for_whom', sa.String(length=10), nullable=False),
    sa.Column('text', sa.String(length=500), nullable=False),
    sa.Column('place_text', sa.String(length=60), nullable=False),
    sa.Column('quota', sa.BigInteger(), nullable=True),
    sa.CheckConstraint('minutes > 0', name=op.f('ck_activities_plan_line_minutes_positive')),
    sa.ForeignKeyConstraint(['community_id', 'place_id'], ['place.community_id', 'place.id'], name=op.f('fk_activities_plan_line_community_id_place_id')),
    sa.ForeignKeyConstraint(['community_id', 'plan_id'], ['activities_plan.community_id', 'activities_plan.id'], name=op.f('fk_activities_plan_line_community_id_plan_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_activities_plan_line_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_activities_plan_line')),
    info={'owner': 'activities', 'scope': 'tenant'}
    )
    with op.batch_alter_table('activities_plan_line', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_activities_plan_line_community_id_place_id'), ['community_id', 'place_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_activities_plan_line_community_id_plan_id'), ['community_id', 'plan_id'], unique=False)

    op.create_table('activities_activity',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('series_day', sa.Date(), nullable=True),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('month', sa.BigInteger(), nullable=False),
    sa.Column('signup_from', sa.DateTime(timezone=True), nullable=False),
    sa.Column('signup_until', sa.DateTime(timezone=True), nullable=False),
    sa.Column('code', sa.String(length=6), nullable=False),
    sa.Column('guests', sa.BigInteger(), nullable=False),
    sa.Column('beneficiaries', sa.BigInteger(), nullable=False),
    sa.Column('summary', sa.String(length=500), nullable=False),
    sa.Column('released', sa.Boolean(), nullable=False),
    sa.Column('announced', sa.Boolean(), nullable=False),
    sa.Column('team_id', sa.BigInteger(), nullable=True),
    sa.Column('unit_id', sa.BigInteger(), nullable=True),
    sa.Column('grid_id', sa.BigInteger(), nullable=True),
    sa.Column('leader_id', sa.BigInteger(), nullable=True),
    sa.Column('place_id', sa.BigInteger(), nullable=True),
    sa.Column('plan_line_id', sa.BigInteger(), nullable=True),
    sa.Column('series_id', sa.BigInteger(), nullable=True),
    sa.Column('state', sa.String(length=30), nullable=False),
    sa.Column('state_since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('title', sa.String(length=40), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('for_whom', sa.String(length=10), nullable=False),
    sa.Column('text', sa.String(length=500), nullable=False),
    sa.Column('place_text', sa.String(length=60), nullable=False),
    sa.Column('quota', sa.BigInteger(), nullable=True),
    sa.CheckConstraint('ends_at > starts_at', name=op.f('ck_activities_activity_ends_after_start')),
    sa.CheckConstraint('guests >= 0 AND beneficiaries >= 0', name=op.f('ck_activities_activity_counts_not_negative')),
    sa.ForeignKeyConstraint(['community_id', 'grid_id'], ['grid.community_id', 'grid.id'], name=op.f('fk_activities_activity_community_id_grid_id')),
    sa.ForeignKeyConstraint(['community_id', 'leader_id'], ['person.community_id', 'person.id'], name=op.f('fk_activities_activity_community_id_leader_id')),
    sa.ForeignKeyConstraint(['community_id', 'place_id'], ['place.community_id', 'place.id'], name=op.f('fk_activities_activity_community_id_place_id')),
    sa.ForeignKeyConstraint(['community_id', 'plan_line_id'], ['activities_plan_line.community_id', 'activities_plan_line.id'], name=op.f('fk_activities_activity_community_id_plan_line_id')),
    sa.ForeignKeyConstraint(['community_id', 'series_id'], ['activities_series.community_id', 'activities_series.id'], name=op.f('fk_activities_activity_community_id_series_id')),
    sa.ForeignKeyConstraint(['community_id', 'team_id'], ['team.community_id', 'team.id'], name=op.f('fk_activities_activity_community_id_team_id')),
    sa.ForeignKeyConstraint(['community_id', 'unit_id'], ['unit.community_id', 'unit.id'], name=op.f('fk_activities_activity_community_id_unit_id')),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_activities_activity_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_activities_activity')),
    sa.UniqueConstraint('community_id', 'plan_line_id', name=op.f('uq_activities_activity_community_id_plan_line_id')),
    sa.UniqueConstraint('community_id', 'series_id', 'series_day', name=op.f('uq_activities_activity_community_id_series_id_series_day')),
    info={'owner': 'activities', 'scope': 'tenant'}
    )
    with op.batch_alter_table('activities_activity', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_activities_activity_community_id_due_at'), ['community_id', 'due_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_activities_activity_community_id_grid_id'), ['community_id', 'grid_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_activities_activity_community_id_leader_id'), ['community_id', 'leader_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_activities_activity_community_id_month_state'), ['community_id', 'month', 'state'], unique=False)
        batch_op.create_index(batch_op.f('ix_activities_activity_community_id_place_id'), ['community_id', 'place_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_activities_activity_community_id_plan_line_id'), ['community_id', 'plan_line_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_activities_activity_community_id_series_id'), ['community_id', 'series_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_activities_activity_community_id_starts_at'), ['community_id', 'starts_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_activities_activity_community_id_state_starts_at'), ['community_id', 'state', 'starts_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_activities_activity_community_id_team_id'), ['community_id', 'team_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_activities_activity_community_id_unit_id'), ['community_id', 'unit_id'], unique=False)

    op.create_table('activities_post',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('title', sa.String(length=30), nullable=False),
    sa.Column('need', sa.String(length=200), nullable=False),
    sa.Column('activity_id', sa.BigInteger(), nullable=False),
    sa.Column('skill_id', sa.BigInteger(), nullable=True),
    sa.Column('quota', sa.BigInteger(), nullable=False),
    sa.CheckConstraint('quota > 0', name=op.f('ck_activities_post_quota_positive')),
    sa.ForeignKeyConstraint(['community_id', 'activity_id'], ['activities_activity.community_id', 'activities_activity.id'], name=op.f('fk_activities_post_community_id_activity_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['community_id', 'skill_id'], ['skill.community_id', 'skill.id'], name=op.f('fk_activities_post_community_id_skill_id')),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_activities_post_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_activities_post')),
    sa.UniqueConstraint('community_id', 'activity_id', 'title', name=op.f('uq_activities_post_community_id_activity_id_title')),
    info={'owner': 'activities', 'scope': 'tenant'}
    )
    with op.batch_alter_table('activities_post', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_activities_post_community_id_activity_id'), ['community_id', 'activity_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_activities_post_community_id_skill_id'), ['community_id', 'skill_id'], unique=False)

    op.create_table('activities_signup',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_by_id', sa.BigInteger(), nullable=True),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('seen_by', sa.String(length=8), nullable=False),
    sa.Column('minutes', sa.BigInteger(), nullable=True),
    sa.Column('wrong_codes', sa.BigInteger(), nullable=False),
    sa.Column('reminded_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('disputed', sa.String(length=20), nullable=False),
    sa.Column('words', sa.String(length=200), nullable=False),
    sa.Column('activity_id', sa.BigInteger(), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=False),
    sa.Column('post_id', sa.BigInteger(), nullable=True),
    sa.Column('service_record_id', sa.BigInteger(), nullable=True),
    sa.Column('state', sa.String(length=30), nullable=False),
    sa.Column('state_since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['community_id', 'activity_id'], ['activities_activity.community_id', 'activities_activity.id'], name=op.f('fk_activities_signup_community_id_activity_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['community_id', 'person_id'], ['person.community_id', 'person.id'], name=op.f('fk_activities_signup_community_id_person_id')),
    sa.ForeignKeyConstraint(['community_id', 'post_id'], ['activities_post.community_id', 'activities_post.id'], name=op.f('fk_activities_signup_community_id_post_id')),
    sa.ForeignKeyConstraint(['community_id', 'service_record_id'], ['service_record.community_id', 'service_record.id'], name=op.f('fk_activities_signup_community_id_service_record_id')),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_activities_signup_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_activities_signup')),
    sa.UniqueConstraint('community_id', 'activity_id', 'person_id', name=op.f('uq_activities_signup_community_id_activity_id_person_id')),
    info={'owner': 'activities', 'scope': 'tenant'}
    )
    with op.batch_alter_table('activities_signup', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_activities_signup_community_id_activity_id'), ['community_id', 'activity_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_activities_signup_community_id_activity_id_state'), ['community_id', 'activity_id', 'state'], unique=False)
        batch_op.create_index(batch_op.f('ix_activities_signup_community_id_due_at'), ['community_id', 'due_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_activities_signup_community_id_person_id'), ['community_id', 'person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_activities_signup_community_id_person_id_state'), ['community_id', 'person_id', 'state'], unique=False)
        batch_op.create_index(batch_op.f('ix_activities_signup_community_id_post_id'), ['community_id', 'post_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_activities_signup_community_id_service_record_id'), ['community_id', 'service_record_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('activities_signup', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_activities_signup_community_id_service_record_id'))
        batch_op.drop_index(batch_op.f('ix_activities_signup_community_id_post_id'))
        batch_op.drop_index(batch_op.f('ix_activities_signup_community_id_person_id_state'))
        batch_op.drop_index(batch_op.f('ix_activities_signup_community_id_person_id'))
        batch_op.drop_index(batch_op.f('ix_activities_signup_community_id_due_at'))
        batch_op.drop_index(batch_op.f('ix_activities_signup_community_id_activity_id_state'))
        batch_op.drop_index(batch_op.f('ix_activities_signup_community_id_activity_id'))

    op.drop_table('activities_signup')
    with op.batch_alter_table('activities_post', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_activities_post_community_id_skill_id'))
        batch_op.drop_index(batch_op.f('ix_activities_post_community_id_activity_id'))

    op.drop_table('activities_post')
    with op.batch_alter_table('activities_activity', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_activities_activity_community_id_unit_id'))
        batch_op.drop_index(batch_op.f('ix_activities_activity_community_id_team_id'))
        batch_op.drop_index(batch_op.f('ix_activities_activity_community_id_state_starts_at'))
        batch_op.drop_index(batch_op.f('ix_activities_activity_community_id_starts_at'))
        batch_op.drop_index(batch_op.f('ix_activities_activity_community_id_series_id'))
        batch_op.drop_index(batch_op.f('ix_activities_activity_community_id_plan_line_id'))
        batch_op.drop_index(batch_op.f('ix_activities_activity_community_id_place_id'))
        batch_op.drop_index(batch_op.f('ix_activities_activity_community_id_month_state'))
        batch_op.drop_index(batch_op.f('ix_activities_activity_community_id_leader_id'))
        batch_op.drop_index(batch_op.f('ix_activities_activity_community_id_grid_id'))
        batch_op.drop_index(batch_op.f('ix_activities_activity_community_id_due_at'))

    op.drop_table('activities_activity')
    with op.batch_alter_table('activities_plan_line', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_activities_plan_line_community_id_plan_id'))
        batch_op.drop_index(batch_op.f('ix_activities_plan_line_community_id_place_id'))

    op.drop_table('activities_plan_line')
    with op.batch_alter_table('activities_series', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_activities_series_community_id_unit_id'))
        batch_op.drop_index(batch_op.f('ix_activities_series_community_id_team_id'))
        batch_op.drop_index(batch_op.f('ix_activities_series_community_id_place_id'))
        batch_op.drop_index(batch_op.f('ix_activities_series_community_id_leader_id'))
        batch_op.drop_index(batch_op.f('ix_activities_series_community_id_grid_id'))

    op.drop_table('activities_series')
    with op.batch_alter_table('activities_plan', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_activities_plan_community_id_team_id'))
        batch_op.drop_index(batch_op.f('ix_activities_plan_community_id_grid_id'))
        batch_op.drop_index(batch_op.f('ix_activities_plan_community_id_due_at'))
        batch_op.drop_index(batch_op.f('ix_activities_plan_community_id_author_id'))

    op.drop_table('activities_plan')
    with op.batch_alter_table('activities_group_member', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_activities_group_member_community_id_unit_id'))
        batch_op.drop_index(batch_op.f('ix_activities_group_member_community_id_person_id'))

    op.drop_table('activities_group_member')
    with op.batch_alter_table('activities_attendance', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_activities_attendance_community_id_person_id'))
        batch_op.drop_index(batch_op.f('ix_activities_attendance_community_id_meeting_id'))

    op.drop_table('activities_attendance')
    op.drop_table('activities_rule')
    with op.batch_alter_table('activities_meeting', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_activities_meeting_community_id_held_on'))

    op.drop_table('activities_meeting')
