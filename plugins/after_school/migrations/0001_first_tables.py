"""First tables."""
import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table('after_school_special_day',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('as_weekday', sa.BigInteger(), nullable=True),
    sa.Column('note', sa.String(length=30), nullable=False),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_after_school_special_day_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_after_school_special_day')),
    sa.UniqueConstraint('community_id', 'day', name=op.f('uq_after_school_special_day_community_id_day')),
    info={'owner': 'after_school', 'scope': 'tenant'}
    )
    op.create_table('after_school_term',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('name', sa.String(length=30), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=False),
    sa.Column('enrol_from', sa.Date(), nullable=False),
    sa.Column('enrol_until', sa.Date(), nullable=False),
    sa.Column('allocation', sa.String(length=10), nullable=False),
    sa.Column('max_courses', sa.BigInteger(), nullable=False),
    sa.Column('seed', sa.String(length=30), nullable=False),
    sa.Column('allocated_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('ends_on >= starts_on AND enrol_until >= enrol_from', name=op.f('ck_after_school_term_days_in_order')),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_after_school_term_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_after_school_term')),
    sa.UniqueConstraint('community_id', 'name', name=op.f('uq_after_school_term_community_id_name')),
    info={'owner': 'after_school', 'scope': 'tenant'}
    )
    with op.batch_alter_table('after_school_term', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_after_school_term_community_id_ends_on'), ['community_id', 'ends_on'], unique=False)

    op.create_table('after_school_course',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('title', sa.String(length=30), nullable=False),
    sa.Column('subject', sa.String(length=20), nullable=False),
    sa.Column('summary', sa.String(length=200), nullable=False),
    sa.Column('age_from', sa.BigInteger(), nullable=False),
    sa.Column('age_to', sa.BigInteger(), nullable=False),
    sa.Column('capacity', sa.BigInteger(), nullable=False),
    sa.Column('teachers_wanted', sa.BigInteger(), nullable=False),
    sa.Column('term_id', sa.BigInteger(), nullable=False),
    sa.Column('place_id', sa.BigInteger(), nullable=False),
    sa.Column('state', sa.String(length=30), nullable=False),
    sa.Column('state_since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('capacity > 0 AND age_from <= age_to', name=op.f('ck_after_school_course_sizes_hold_together')),
    sa.ForeignKeyConstraint(['community_id', 'place_id'], ['place.community_id', 'place.id'], name=op.f('fk_after_school_course_community_id_place_id')),
    sa.ForeignKeyConstraint(['community_id', 'term_id'], ['after_school_term.community_id', 'after_school_term.id'], name=op.f('fk_after_school_course_community_id_term_id')),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_after_school_course_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_after_school_course')),
    sa.UniqueConstraint('community_id', 'term_id', 'title', name=op.f('uq_after_school_course_community_id_term_id_title')),
    info={'owner': 'after_school', 'scope': 'tenant'}
    )
    with op.batch_alter_table('after_school_course', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_after_school_course_community_id_due_at'), ['community_id', 'due_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_after_school_course_community_id_place_id'), ['community_id', 'place_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_after_school_course_community_id_term_id'), ['community_id', 'term_id'], unique=False)

    op.create_table('after_school_class_day',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('make_up', sa.Boolean(), nullable=False),
    sa.Column('topic', sa.String(length=30), nullable=False),
    sa.Column('course_id', sa.BigInteger(), nullable=False),
    sa.Column('place_id', sa.BigInteger(), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('state', sa.String(length=30), nullable=False),
    sa.Column('state_since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('ends_at > starts_at', name=op.f('ck_after_school_class_day_ends_after_start')),
    sa.ForeignKeyConstraint(['community_id', 'course_id'], ['after_school_course.community_id', 'after_school_course.id'], name=op.f('fk_after_school_class_day_community_id_course_id')),
    sa.ForeignKeyConstraint(['community_id', 'place_id'], ['place.community_id', 'place.id'], name=op.f('fk_after_school_class_day_community_id_place_id')),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_after_school_class_day_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_after_school_class_day')),
    sa.UniqueConstraint('community_id', 'course_id', 'starts_at', name=op.f('uq_after_school_class_day_community_id_course_id_starts_at')),
    info={'owner': 'after_school', 'scope': 'tenant'}
    )
    with op.batch_alter_table('after_school_class_day', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_after_school_class_day_community_id_course_id'), ['community_id', 'course_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_after_school_class_day_community_id_day_state'), ['community_id', 'day', 'state'], unique=False)
        batch_op.create_index(batch_op.f('ix_after_school_class_day_community_id_due_at'), ['community_id', 'due_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_after_school_class_day_community_id_place_id'), ['community_id', 'place_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_after_school_class_day_community_id_state_starts_at'), ['community_id', 'state', 'starts_at'], unique=False)

    op.create_table('after_school_course_time',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('course_id', sa.BigInteger(), nullable=False),
    sa.Column('weekday', sa.BigInteger(), nullable=False),
    sa.Column('start_minute', sa.BigInteger(), nullable=False),
    sa.Column('end_minute', sa.BigInteger(), nullable=False),
    sa.CheckConstraint('weekday BETWEEN 0 AND 6 AND start_minute >= 0 AND start_minute < end_minute AND end_minute <= 1440', name=op.f('ck_after_school_course_time_window')),
    sa.ForeignKeyConstraint(['community_id', 'course_id'], ['after_school_course.community_id', 'after_school_course.id'], name=op.f('fk_after_school_course_time_community_id_course_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_after_school_course_time_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_after_school_course_time')),
    sa.UniqueConstraint('community_id', 'course_id', 'weekday', 'start_minute', name=op.f('uq_after_school_course_time_community_id_course_id_weekday_start_minute')),
    info={'owner': 'after_school', 'scope': 'tenant'}
    )
    with op.batch_alter_table('after_school_course_time', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_after_school_course_time_community_id_course_id'), ['community_id', 'course_id'], unique=False)

    op.create_table('after_school_alone_consent',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('child_id', sa.BigInteger(), nullable=False),
    sa.Column('guardian_id', sa.BigInteger(), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('valid_until', sa.Date(), nullable=False),
    sa.Column('signed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['community_id', 'child_id'], ['person.community_id', 'person.id'], name=op.f('fk_after_school_alone_consent_community_id_child_id')),
    sa.ForeignKeyConstraint(['community_id', 'guardian_id'], ['person.community_id', 'person.id'], name=op.f('fk_after_school_alone_consent_community_id_guardian_id')),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_after_school_alone_consent_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_after_school_alone_consent')),
    info={'owner': 'after_school', 'scope': 'tenant'}
    )
    with op.batch_alter_table('after_school_alone_consent', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_after_school_alone_consent_community_id_child_id'), ['community_id', 'child_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_after_school_alone_consent_community_id_guardian_id'), ['community_id', 'guardian_id'], unique=False)

    op.create_table('after_school_application',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('together', sa.Boolean(), nullable=False),
    sa.Column('submitted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('lot', sa.BigInteger(), nullable=True),
    sa.Column('term_id', sa.BigInteger(), nullable=False),
    sa.Column('guardian_id', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['community_id', 'guardian_id'], ['person.community_id', 'person.id'], name=op.f('fk_after_school_application_community_id_guardian_id')),
    sa.ForeignKeyConstraint(['community_id', 'term_id'], ['after_school_term.community_id', 'after_school_term.id'], name=op.f('fk_after_school_application_community_id_term_id')),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_after_school_application_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_after_school_application')),
    sa.UniqueConstraint('community_id', 'term_id', 'guardian_id', name=op.f('uq_after_school_application_community_id_term_id_guardian_id')),
    info={'owner': 'after_school', 'scope': 'tenant'}
    )
    with op.batch_alter_table('after_school_application', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_after_school_application_community_id_guardian_id'), ['community_id', 'guardian_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_after_school_application_community_id_term_id'), ['community_id', 'term_id'], unique=False)

    op.create_table('after_school_blocked_adult',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('name_cipher', sa.LargeBinary(), nullable=True),
    sa.Column('name_token', sa.LargeBinary(length=17), nullable=True),
    sa.Column('phone_cipher', sa.LargeBinary(), nullable=True),
    sa.Column('phone_token', sa.LargeBinary(length=17), nullable=True),
    sa.Column('reason_cipher', sa.LargeBinary(), nullable=True),
    sa.Column('child_id', sa.BigInteger(), nullable=False),
    sa.Column('adult_id', sa.BigInteger(), nullable=True),
    sa.Column('since', sa.Date(), nullable=False),
    sa.Column('ended_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['community_id', 'adult_id'], ['person.community_id', 'person.id'], name=op.f('fk_after_school_blocked_adult_community_id_adult_id')),
    sa.ForeignKeyConstraint(['community_id', 'child_id'], ['person.community_id', 'person.id'], name=op.f('fk_after_school_blocked_adult_community_id_child_id')),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_after_school_blocked_adult_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_after_school_blocked_adult')),
    info={'owner': 'after_school', 'scope': 'tenant'}
    )
    with op.batch_alter_table('after_school_blocked_adult', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_after_school_blocked_adult_community_id_adult_id'), ['community_id', 'adult_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_after_school_blocked_adult_community_id_child_id'), ['community_id', 'child_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_after_school_blocked_adult_community_id_name_token'), ['community_id', 'name_token'], unique=False)
        batch_op.create_index(batch_op.f('ix_after_school_blocked_adult_community_id_phone_token'), ['community_id', 'phone_token'], unique=False)

    op.create_table('after_school_child_day',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('arrived_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('left_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('verified', sa.String(length=10), nullable=False),
    sa.Column('excused', sa.Boolean(), nullable=False),
    sa.Column('late', sa.Boolean(), nullable=False),
    sa.Column('code_tries', sa.BigInteger(), nullable=False),
    sa.Column('handed_to_cipher', sa.LargeBinary(), nullable=True),
    sa.Column('class_day_id', sa.BigInteger(), nullable=False),
    sa.Column('child_id', sa.BigInteger(), nullable=False),
    sa.Column('state', sa.String(length=30), nullable=False),
    sa.Column('state_since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['community_id', 'child_id'], ['person.community_id', 'person.id'], name=op.f('fk_after_school_child_day_community_id_child_id')),
    sa.ForeignKeyConstraint(['community_id', 'class_day_id'], ['after_school_class_day.community_id', 'after_school_class_day.id'], name=op.f('fk_after_school_child_day_community_id_class_day_id')),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_after_school_child_day_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_after_school_child_day')),
    sa.UniqueConstraint('community_id', 'class_day_id', 'child_id', name=op.f('uq_after_school_child_day_community_id_class_day_id_child_id')),
    info={'owner': 'after_school', 'scope': 'tenant'}
    )
    with op.batch_alter_table('after_school_child_day', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_after_school_child_day_community_id_child_id'), ['community_id', 'child_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_after_school_child_day_community_id_child_id_state'), ['community_id', 'child_id', 'state'], unique=False)
        batch_op.create_index(batch_op.f('ix_after_school_child_day_community_id_class_day_id'), ['community_id', 'class_day_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_after_school_child_day_community_id_due_at'), ['community_id', 'due_at'], unique=False)

    op.create_table('after_school_duty',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('role', sa.String(length=10), nullable=False),
    sa.Column('checked_in_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('checked_out_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('minutes', sa.BigInteger(), nullable=True),
    sa.Column('class_day_id', sa.BigInteger(), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=False),
    sa.Column('state', sa.String(length=30), nullable=False),
    sa.Column('state_since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['community_id', 'class_day_id'], ['after_school_class_day.community_id', 'after_school_class_day.id'], name=op.f('fk_after_school_duty_community_id_class_day_id')),
    sa.ForeignKeyConstraint(['community_id', 'person_id'], ['person.community_id', 'person.id'], name=op.f('fk_after_school_duty_community_id_person_id')),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_after_school_duty_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_after_school_duty')),
    sa.UniqueConstraint('community_id', 'class_day_id', 'person_id', name=op.f('uq_after_school_duty_community_id_class_day_id_person_id')),
    info={'owner': 'after_school', 'scope': 'tenant'}
    )
    with op.batch_alter_table('after_school_duty', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_after_school_duty_community_id_class_day_id'), ['community_id', 'class_day_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_after_school_duty_community_id_due_at'), ['community_id', 'due_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_after_school_duty_community_id_person_id'), ['community_id', 'person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_after_school_duty_community_id_person_id_state'), ['community_id', 'person_id', 'state'], unique=False)

    op.create_table('after_school_health_sheet',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('alert', sa.Boolean(), nullable=False),
    sa.Column('signed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('allergies_cipher', sa.LargeBinary(), nullable=True),
    sa.Column('illnesses_cipher', sa.LargeBinary(), nullable=True),
    sa.Column('medicine_cipher', sa.LargeBinary(), nullable=True),
    sa.Column('notes_cipher', sa.LargeBinary(), nullable=True),
    sa.Column('emergency_name_cipher', sa.LargeBinary(), nullable=True),
    sa.Column('emergency_phone_cipher', sa.LargeBinary(), nullable=True),
    sa.Column('term_id', sa.BigInteger(), nullable=False),
    sa.Column('child_id', sa.BigInteger(), nullable=False),
    sa.Column('guardian_id', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['community_id', 'child_id'], ['person.community_id', 'person.id'], name=op.f('fk_after_school_health_sheet_community_id_child_id')),
    sa.ForeignKeyConstraint(['community_id', 'guardian_id'], ['person.community_id', 'person.id'], name=op.f('fk_after_school_health_sheet_community_id_guardian_id')),
    sa.ForeignKeyConstraint(['community_id', 'term_id'], ['after_school_term.community_id', 'after_school_term.id'], name=op.f('fk_after_school_health_sheet_community_id_term_id')),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_after_school_health_sheet_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_after_school_health_sheet')),
    sa.UniqueConstraint('community_id', 'term_id', 'child_id', name=op.f('uq_after_school_health_sheet_community_id_term_id_child_id')),
    info={'owner': 'after_school', 'scope': 'tenant'}
    )
    with op.batch_alter_table('after_school_health_sheet', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_after_school_health_sheet_community_id_child_id'), ['community_id', 'child_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_after_school_health_sheet_community_id_guardian_id'), ['community_id', 'guardian_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_after_school_health_sheet_community_id_term_id'), ['community_id', 'term_id'], unique=False)

    op.create_table('after_school_pickup_person',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('relation', sa.String(length=20), nullable=False),
    sa.Column('weekdays', sa.String(length=7), nullable=False),
    sa.Column('name_cipher', sa.LargeBinary(), nullable=True),
    sa.Column('phone_cipher', sa.LargeBinary(), nullable=True),
    sa.Column('phone_token', sa.LargeBinary(length=17), nullable=True),
    sa.Column('child_id', sa.BigInteger(), nullable=False),
    sa.Column('guardian_id', sa.BigInteger(), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('valid_until', sa.Date(), nullable=False),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['community_id', 'child_id'], ['person.community_id', 'person.id'], name=op.f('fk_after_school_pickup_person_community_id_child_id')),
    sa.ForeignKeyConstraint(['community_id', 'guardian_id'], ['person.community_id', 'person.id'], name=op.f('fk_after_school_pickup_person_community_id_guardian_id')),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_after_school_pickup_person_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_after_school_pickup_person')),
    info={'owner': 'after_school', 'scope': 'tenant'}
    )
    with op.batch_alter_table('after_school_pickup_person', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_after_school_pickup_person_community_id_child_id'), ['community_id', 'child_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_after_school_pickup_person_community_id_guardian_id'), ['community_id', 'guardian_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_after_school_pickup_person_community_id_phone_token'), ['community_id', 'phone_token'], unique=False)

    op.create_table('after_school_teacher',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('role', sa.String(length=10), nullable=False),
    sa.Column('words', sa.String(length=200), nullable=False),
    sa.Column('course_id', sa.BigInteger(), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=False),
    sa.Column('state', sa.String(length=30), nullable=False),
    sa.Column('state_since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['community_id', 'course_id'], ['after_school_course.community_id', 'after_school_course.id'], name=op.f('fk_after_school_teacher_community_id_course_id')),
    sa.ForeignKeyConstraint(['community_id', 'person_id'], ['person.community_id', 'person.id'], name=op.f('fk_after_school_teacher_community_id_person_id')),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_after_school_teacher_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_after_school_teacher')),
    sa.UniqueConstraint('community_id', 'course_id', 'person_id', name=op.f('uq_after_school_teacher_community_id_course_id_person_id')),
    info={'owner': 'after_school', 'scope': 'tenant'}
    )
    with op.batch_alter_table('after_school_teacher', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_after_school_teacher_community_id_course_id'), ['community_id', 'course_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_after_school_teacher_community_id_due_at'), ['community_id', 'due_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_after_school_teacher_community_id_person_id'), ['community_id', 'person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_after_school_teacher_community_id_person_id_state'), ['community_id', 'person_id', 'state'], unique=False)

    op.create_table('after_school_alarm',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('kind', sa.String(length=15), nullable=False),
    sa.Column('step', sa.BigInteger(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answer_cipher', sa.LargeBinary(), nullable=True),
    sa.Column('child_day_id', sa.BigInteger(), nullable=False),
    sa.Column('guardian_id', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['community_id', 'child_day_id'], ['after_school_child_day.community_id', 'after_school_child_day.id'], name=op.f('fk_after_school_alarm_community_id_child_day_id')),
    sa.ForeignKeyConstraint(['community_id', 'guardian_id'], ['person.community_id', 'person.id'], name=op.f('fk_after_school_alarm_community_id_guardian_id')),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_after_school_alarm_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_after_school_alarm')),
    sa.UniqueConstraint('community_id', 'child_day_id', 'kind', 'step', name=op.f('uq_after_school_alarm_community_id_child_day_id_kind_step')),
    info={'owner': 'after_school', 'scope': 'tenant'}
    )
    with op.batch_alter_table('after_school_alarm', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_after_school_alarm_community_id_child_day_id'), ['community_id', 'child_day_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_after_school_alarm_community_id_guardian_id'), ['community_id', 'guardian_id'], unique=False)

    op.create_table('after_school_enrolment',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('rank', sa.BigInteger(), nullable=False),
    sa.Column('queue', sa.BigInteger(), nullable=False),
    sa.Column('why', sa.JSON(), nullable=False),
    sa.Column('course_id', sa.BigInteger(), nullable=False),
    sa.Column('child_id', sa.BigInteger(), nullable=False),
    sa.Column('application_id', sa.BigInteger(), nullable=False),
    sa.Column('state', sa.String(length=30), nullable=False),
    sa.Column('state_since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['community_id', 'application_id'], ['after_school_application.community_id', 'after_school_application.id'], name=op.f('fk_after_school_enrolment_community_id_application_id')),
    sa.ForeignKeyConstraint(['community_id', 'child_id'], ['person.community_id', 'person.id'], name=op.f('fk_after_school_enrolment_community_id_child_id')),
    sa.ForeignKeyConstraint(['community_id', 'course_id'], ['after_school_course.community_id', 'after_school_course.id'], name=op.f('fk_after_school_enrolment_community_id_course_id')),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_after_school_enrolment_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_after_school_enrolment')),
    sa.UniqueConstraint('community_id', 'course_id', 'child_id', name=op.f('uq_after_school_enrolment_community_id_course_id_child_id')),
    info={'owner': 'after_school', 'scope': 'tenant'}
    )
    with op.batch_alter_table('after_school_enrolment', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_after_school_enrolment_community_id_application_id'), ['community_id', 'application_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_after_school_enrolment_community_id_child_id'), ['community_id', 'child_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_after_school_enrolment_community_id_child_id_state'), ['community_id', 'child_id', 'state'], unique=False)
        batch_op.create_index(batch_op.f('ix_after_school_enrolment_community_id_course_id'), ['community_id', 'course_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_after_school_enrolment_community_id_course_id_state'), ['community_id', 'course_id', 'state'], unique=False)
        batch_op.create_index(batch_op.f('ix_after_school_enrolment_community_id_due_at'), ['community_id', 'due_at'], unique=False)

    op.create_table('after_school_pickup_code',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('salt', sa.LargeBinary(), nullable=False),
    sa.Column('hash', sa.LargeBinary(), nullable=False),
    sa.Column('name_cipher', sa.LargeBinary(), nullable=True),
    sa.Column('child_id', sa.BigInteger(), nullable=False),
    sa.Column('guardian_id', sa.BigInteger(), nullable=False),
    sa.Column('pickup_person_id', sa.BigInteger(), nullable=True),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['community_id', 'child_id'], ['person.community_id', 'person.id'], name=op.f('fk_after_school_pickup_code_community_id_child_id')),
    sa.ForeignKeyConstraint(['community_id', 'guardian_id'], ['person.community_id', 'person.id'], name=op.f('fk_after_school_pickup_code_community_id_guardian_id')),
    sa.ForeignKeyConstraint(['community_id', 'pickup_person_id'], ['after_school_pickup_person.community_id', 'after_school_pickup_person.id'], name=op.f('fk_after_school_pickup_code_community_id_pickup_person_id')),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_after_school_pickup_code_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_after_school_pickup_code')),
    info={'owner': 'after_school', 'scope': 'tenant'}
    )
    with op.batch_alter_table('after_school_pickup_code', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_after_school_pickup_code_community_id_child_id'), ['community_id', 'child_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_after_school_pickup_code_community_id_child_id_day'), ['community_id', 'child_id', 'day'], unique=False)
        batch_op.create_index(batch_op.f('ix_after_school_pickup_code_community_id_guardian_id'), ['community_id', 'guardian_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_after_school_pickup_code_community_id_pickup_person_id'), ['community_id', 'pickup_person_id'], unique=False)

    op.create_table('after_school_seat',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('class_day_id', sa.BigInteger(), nullable=False),
    sa.Column('enrolment_id', sa.BigInteger(), nullable=False),
    sa.Column('child_id', sa.BigInteger(), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['community_id', 'child_id'], ['person.community_id', 'person.id'], name=op.f('fk_after_school_seat_community_id_child_id')),
    sa.ForeignKeyConstraint(['community_id', 'class_day_id'], ['after_school_class_day.community_id', 'after_school_class_day.id'], name=op.f('fk_after_school_seat_community_id_class_day_id')),
    sa.ForeignKeyConstraint(['community_id', 'enrolment_id'], ['after_school_enrolment.community_id', 'after_school_enrolment.id'], name=op.f('fk_after_school_seat_community_id_enrolment_id')),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_after_school_seat_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_after_school_seat')),
    sa.UniqueConstraint('community_id', 'class_day_id', 'child_id', name=op.f('uq_after_school_seat_community_id_class_day_id_child_id')),
    info={'owner': 'after_school', 'scope': 'tenant'}
    )
    with op.batch_alter_table('after_school_seat', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_after_school_seat_community_id_child_id'), ['community_id', 'child_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_after_school_seat_community_id_class_day_id'), ['community_id', 'class_day_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_after_school_seat_community_id_enrolment_id'), ['community_id', 'enrolment_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('after_school_seat', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_after_school_seat_community_id_enrolment_id'))
        batch_op.drop_index(batch_op.f('ix_after_school_seat_community_id_class_day_id'))
        batch_op.drop_index(batch_op.f('ix_after_school_seat_community_id_child_id'))

    op.drop_table('after_school_seat')
    with op.batch_alter_table('after_school_pickup_code', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_after_school_pickup_code_community_id_pickup_person_id'))
        batch_op.drop_index(batch_op.f('ix_after_school_pickup_code_community_id_guardian_id'))
        batch_op.drop_index(batch_op.f('ix_after_school_pickup_code_community_id_child_id_day'))
        batch_op.drop_index(batch_op.f('ix_after_school_pickup_code_community_id_child_id'))

    op.drop_table('after_school_pickup_code')
    with op.batch_alter_table('after_school_enrolment', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_after_school_enrolment_community_id_due_at'))
        batch_op.drop_index(batch_op.f('ix_after_school_enrolment_community_id_course_id_state'))
        batch_op.drop_index(batch_op.f('ix_after_school_enrolment_community_id_course_id'))
        batch_op.drop_index(batch_op.f('ix_after_school_enrolment_community_id_child_id_state'))
        batch_op.drop_index(batch_op.f('ix_after_school_enrolment_community_id_child_id'))
        batch_op.drop_index(batch_op.f('ix_after_school_enrolment_community_id_application_id'))

    op.drop_table('after_school_enrolment')
    with op.batch_alter_table('after_school_alarm', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_after_school_alarm_community_id_guardian_id'))
        batch_op.drop_index(batch_op.f('ix_after_school_alarm_community_id_child_day_id'))

    op.drop_table('after_school_alarm')
    with op.batch_alter_table('after_school_teacher', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_after_school_teacher_community_id_person_id_state'))
        batch_op.drop_index(batch_op.f('ix_after_school_teacher_community_id_person_id'))
        batch_op.drop_index(batch_op.f('ix_after_school_teacher_community_id_due_at'))
        batch_op.drop_index(batch_op.f('ix_after_school_teacher_community_id_course_id'))

    op.drop_table('after_school_teacher')
    with op.batch_alter_table('after_school_pickup_person', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_after_school_pickup_person_community_id_phone_token'))
        batch_op.drop_index(batch_op.f('ix_after_school_pickup_person_community_id_guardian_id'))
        batch_op.drop_index(batch_op.f('ix_after_school_pickup_person_community_id_child_id'))

    op.drop_table('after_school_pickup_person')
    with op.batch_alter_table('after_school_health_sheet', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_after_school_health_sheet_community_id_term_id'))
        batch_op.drop_index(batch_op.f('ix_after_school_health_sheet_community_id_guardian_id'))
        batch_op.drop_index(batch_op.f('ix_after_school_health_sheet_community_id_child_id'))

    op.drop_table('after_school_health_sheet')
    with op.batch_alter_table('after_school_duty', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_after_school_duty_community_id_person_id_state'))
        batch_op.drop_index(batch_op.f('ix_after_school_duty_community_id_person_id'))
        batch_op.drop_index(batch_op.f('ix_after_school_duty_community_id_due_at'))
        batch_op.drop_index(batch_op.f('ix_after_school_duty_community_id_class_day_id'))

    op.drop_table('after_school_duty')
    with op.batch_alter_table('after_school_child_day', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_after_school_child_day_community_id_due_at'))
        batch_op.drop_index(batch_op.f('ix_after_school_child_day_community_id_class_day_id'))
        batch_op.drop_index(batch_op.f('ix_after_school_child_day_community_id_child_id_state'))
        batch_op.drop_index(batch_op.f('ix_after_school_child_day_community_id_child_id'))

    op.drop_table('after_school_child_day')
    with op.batch_alter_table('after_school_blocked_adult', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_after_school_blocked_adult_community_id_phone_token'))
        batch_op.drop_index(batch_op.f('ix_after_school_blocked_adult_community_id_name_token'))
        batch_op.drop_index(batch_op.f('ix_after_school_blocked_adult_community_id_child_id'))
        batch_op.drop_index(batch_op.f('ix_after_school_blocked_adult_community_id_adult_id'))

    op.drop_table('after_school_blocked_adult')
    with op.batch_alter_table('after_school_application', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_after_school_application_community_id_term_id'))
        batch_op.drop_index(batch_op.f('ix_after_school_application_community_id_guardian_id'))

    op.drop_table('after_school_application')
    with op.batch_alter_table('after_school_alone_consent', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_after_school_alone_consent_community_id_guardian_id'))
        batch_op.drop_index(batch_op.f('ix_after_school_alone_consent_community_id_child_id'))

    op.drop_table('after_school_alone_consent')
    with op.batch_alter_table('after_school_course_time', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_after_school_course_time_community_id_course_id'))

    op.drop_table('after_school_course_time')
    with op.batch_alter_table('after_school_class_day', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_after_school_class_day_community_id_state_starts_at'))
        batch_op.drop_index(batch_op.f('ix_after_school_class_day_community_id_place_id'))
        batch_op.drop_index(batch_op.f('ix_after_school_class_day_community_id_due_at'))
        batch_op.drop_index(batch_op.f('ix_after_school_class_day_community_id_day_state'))
        batch_op.drop_index(batch_op.f('ix_after_school_class_day_community_id_course_id'))

    op.drop_table('after_school_class_day')
    with op.batch_alter_table('after_school_course', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_after_school_course_community_id_term_id'))
        batch_op.drop_index(batch_op.f('ix_after_school_course_community_id_place_id'))
        batch_op.drop_index(batch_op.f('ix_after_school_course_community_id_due_at'))

    op.drop_table('after_school_course')
    with op.batch_alter_table('after_school_term', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_after_school_term_community_id_ends_on'))

    op.drop_table('after_school_term')
    op.drop_table('after_school_special_day')
