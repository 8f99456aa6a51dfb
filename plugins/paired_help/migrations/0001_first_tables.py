"""First tables."""
import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table('paired_help_case',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('source', sa.String(length=12), nullable=False),
    sa.Column('level', sa.String(length=8), nullable=False),
    sa.Column('language', sa.String(length=12), nullable=False),
    sa.Column('round', sa.BigInteger(), nullable=False),
    sa.Column('opened_on', sa.Date(), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('trial_ends_on', sa.Date(), nullable=True),
    sa.Column('graduated_on', sa.Date(), nullable=True),
    sa.Column('last_contact_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('alarmed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('needs', sa.JSON(), nullable=False),
    sa.Column('recorded_by_id', sa.BigInteger(), nullable=True),
    sa.Column('situation_cipher', sa.LargeBinary(), nullable=True),
    sa.Column('goals_cipher', sa.LargeBinary(), nullable=True),
    sa.Column('own_view_cipher', sa.LargeBinary(), nullable=True),
    sa.Column('person_id', sa.BigInteger(), nullable=False),
    sa.Column('household_id', sa.BigInteger(), nullable=False),
    sa.Column('building_id', sa.BigInteger(), nullable=True),
    sa.Column('skill_id', sa.BigInteger(), nullable=True),
    sa.Column('state', sa.String(length=30), nullable=False),
    sa.Column('state_since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("level IN ('', 'high', 'key', 'general')", name=op.f('ck_paired_help_case_level_known')),
    sa.ForeignKeyConstraint(['community_id', 'building_id'], ['building.community_id', 'building.id'], name=op.f('fk_paired_help_case_community_id_building_id')),
    sa.ForeignKeyConstraint(['community_id', 'household_id'], ['household.community_id', 'household.id'], name=op.f('fk_paired_help_case_community_id_household_id')),
    sa.ForeignKeyConstraint(['community_id', 'person_id'], ['person.community_id', 'person.id'], name=op.f('fk_paired_help_case_community_id_person_id')),
    sa.ForeignKeyConstraint(['community_id', 'skill_id'], ['skill.community_id', 'skill.id'], name=op.f('fk_paired_help_case_community_id_skill_id')),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_paired_help_case_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_paired_help_case')),
    info={'owner': 'paired_help', 'scope': 'tenant'}
    )
    with op.batch_alter_table('paired_help_case', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_paired_help_case_community_id_building_id'), ['community_id', 'building_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_paired_help_case_community_id_due_at'), ['community_id', 'due_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_paired_help_case_community_id_graduated_on'), ['community_id', 'graduated_on'], unique=False)
        batch_op.create_index(batch_op.f('ix_paired_help_case_community_id_household_id'), ['community_id', 'household_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_paired_help_case_community_id_opened_on'), ['community_id', 'opened_on'], unique=False)
        batch_op.create_index(batch_op.f('ix_paired_help_case_community_id_person_id'), ['community_id', 'person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_paired_help_case_community_id_skill_id'), ['community_id', 'skill_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_paired_help_case_community_id_state_level'), ['community_id', 'state', 'level'], unique=False)
        batch_op.create_index('uq_paired_help_case_standing', ['community_id', 'person_id'], unique=True, sqlite_where=sa.text("state NOT IN ('transferred', 'deceased', 'declined')"), postgresql_where=sa.text("state NOT IN ('transferred', 'deceased', 'declined')"))

    op.create_table('paired_help_speaks',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('language', sa.String(length=12), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['community_id', 'person_id'], ['person.community_id', 'person.id'], name=op.f('fk_paired_help_speaks_community_id_person_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_paired_help_speaks_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_paired_help_speaks')),
    sa.UniqueConstraint('community_id', 'person_id', 'language', name=op.f('uq_paired_help_speaks_community_id_person_id_language')),
    info={'owner': 'paired_help', 'scope': 'tenant'}
    )
    with op.batch_alter_table('paired_help_speaks', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_paired_help_speaks_community_id_person_id'), ['community_id', 'person_id'], unique=False)

    op.create_table('paired_help_assignment',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('function', sa.String(length=10), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('shared_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('end_reason', sa.String(length=200), nullable=False),
    sa.Column('case_id', sa.BigInteger(), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=False),
    sa.Column('helper_id', sa.BigInteger(), nullable=False),
    sa.Column('volunteer_id', sa.BigInteger(), nullable=False),
    sa.Column('unit_id', sa.BigInteger(), nullable=True),
    sa.CheckConstraint("function IN ('lead', 'backup', 'unit_pair')", name=op.f('ck_paired_help_assignment_function_known')),
    sa.ForeignKeyConstraint(['community_id', 'case_id'], ['paired_help_case.community_id', 'paired_help_case.id'], name=op.f('fk_paired_help_assignment_community_id_case_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['community_id', 'helper_id'], ['person.community_id', 'person.id'], name=op.f('fk_paired_help_assignment_community_id_helper_id')),
    sa.ForeignKeyConstraint(['community_id', 'person_id'], ['person.community_id', 'person.id'], name=op.f('fk_paired_help_assignment_community_id_person_id')),
    sa.ForeignKeyConstraint(['community_id', 'unit_id'], ['unit.community_id', 'unit.id'], name=op.f('fk_paired_help_assignment_community_id_unit_id')),
    sa.ForeignKeyConstraint(['community_id', 'volunteer_id'], ['volunteer.community_id', 'volunteer.id'], name=op.f('fk_paired_help_assignment_community_id_volunteer_id')),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_paired_help_assignment_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_paired_help_assignment')),
    info={'owner': 'paired_help', 'scope': 'tenant'}
    )
    with op.batch_alter_table('paired_help_assignment', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_paired_help_assignment_community_id_case_id'), ['community_id', 'case_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_paired_help_assignment_community_id_function_until'), ['community_id', 'function', 'until'], unique=False)
        batch_op.create_index(batch_op.f('ix_paired_help_assignment_community_id_helper_id'), ['community_id', 'helper_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_paired_help_assignment_community_id_helper_id_until'), ['community_id', 'helper_id', 'until'], unique=False)
        batch_op.create_index(batch_op.f('ix_paired_help_assignment_community_id_person_id'), ['community_id', 'person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_paired_help_assignment_community_id_unit_id'), ['community_id', 'unit_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_paired_help_assignment_community_id_volunteer_id'), ['community_id', 'volunteer_id'], unique=False)
        batch_op.create_index('uq_paired_help_assignment_function', ['community_id', 'case_id', 'function'], unique=True, sqlite_where=sa.text("until IS NULL AND function IN ('lead', 'backup')"), postgresql_where=sa.text("until IS NULL AND function IN ('lead', 'backup')"))
        batch_op.create_index('uq_paired_help_assignment_helper', ['community_id', 'case_id', 'helper_id'], unique=True, sqlite_where=sa.text('until IS NULL'), postgresql_where=sa.text('until IS NULL'))

    op.create_table('paired_help_sheet',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('kind', sa.String(length=8), nullable=False),
    sa.Column('round', sa.BigInteger(), nullable=False),
    sa.Column('taken_on', sa.Date(), nullable=False),
    sa.Column('answers', sa.JSON(), nullable=False),
    sa.Column('score', sa.BigInteger(), nullable=False),
    sa.Column('words_cipher', sa.LargeBinary(), nullable=True),
    sa.Column('case_id', sa.BigInteger(), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=False),
    sa.Column('author_id', sa.BigInteger(), nullable=True),
    sa.CheckConstraint('score BETWEEN 0 AND 100', name=op.f('ck_paired_help_sheet_score_in_percent')),
    sa.ForeignKeyConstraint(['community_id', 'author_id'], ['person.community_id', 'person.id'], name=op.f('fk_paired_help_sheet_community_id_author_id')),
    sa.ForeignKeyConstraint(['community_id', 'case_id'], ['paired_help_case.community_id', 'paired_help_case.id'], name=op.f('fk_paired_help_sheet_community_id_case_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['community_id', 'person_id'], ['person.community_id', 'person.id'], name=op.f('fk_paired_help_sheet_community_id_person_id')),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_paired_help_sheet_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_paired_help_sheet')),
    info={'owner': 'paired_help', 'scope': 'tenant'}
    )
    with op.batch_alter_table('paired_help_sheet', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_paired_help_sheet_community_id_author_id'), ['community_id', 'author_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_paired_help_sheet_community_id_case_id'), ['community_id', 'case_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_paired_help_sheet_community_id_case_id_taken_on'), ['community_id', 'case_id', 'taken_on'], unique=False)
        batch_op.create_index(batch_op.f('ix_paired_help_sheet_community_id_person_id'), ['community_id', 'person_id'], unique=False)

    op.create_table('paired_help_signature',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('side', sa.String(length=8), nullable=False),
    sa.Column('round', sa.BigInteger(), nullable=False),
    sa.Column('signed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('picture_id', sa.BigInteger(), nullable=True),
    sa.Column('case_id', sa.BigInteger(), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=False),
    sa.Column('signer_id', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['community_id', 'case_id'], ['paired_help_case.community_id', 'paired_help_case.id'], name=op.f('fk_paired_help_signature_community_id_case_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['community_id', 'person_id'], ['person.community_id', 'person.id'], name=op.f('fk_paired_help_signature_community_id_person_id')),
    sa.ForeignKeyConstraint(['community_id', 'signer_id'], ['person.community_id', 'person.id'], name=op.f('fk_paired_help_signature_community_id_signer_id')),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_paired_help_signature_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_paired_help_signature')),
    sa.UniqueConstraint('community_id', 'case_id', 'round', 'side', name=op.f('uq_paired_help_signature_community_id_case_id_round_side')),
    info={'owner': 'paired_help', 'scope': 'tenant'}
    )
    with op.batch_alter_table('paired_help_signature', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_paired_help_signature_community_id_case_id'), ['community_id', 'case_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_paired_help_signature_community_id_person_id'), ['community_id', 'person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_paired_help_signature_community_id_signer_id'), ['community_id', 'signer_id'], unique=False)

    op.create_table('paired_help_visit',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('kind', sa.String(length=8), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('case_id', sa.BigInteger(), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=False),
    sa.Column('state', sa.String(length=30), nullable=False),
    sa.Column('state_since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['community_id', 'case_id'], ['paired_help_case.community_id', 'paired_help_case.id'], name=op.f('fk_paired_help_visit_community_id_case_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['community_id', 'person_id'], ['person.community_id', 'person.id'], name=op.f('fk_paired_help_visit_community_id_person_id')),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_paired_help_visit_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_paired_help_visit')),
    info={'owner': 'paired_help', 'scope': 'tenant'}
    )
    with op.batch_alter_table('paired_help_visit', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_paired_help_visit_community_id_case_id'), ['community_id', 'case_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_paired_help_visit_community_id_due_at'), ['community_id', 'due_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_paired_help_visit_community_id_person_id'), ['community_id', 'person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_paired_help_visit_community_id_state_due_on'), ['community_id', 'state', 'due_on'], unique=False)
        batch_op.create_index('uq_paired_help_visit_open', ['community_id', 'case_id'], unique=True, sqlite_where=sa.text("state IN ('planned', 'backup', 'grid', 'station')"), postgresql_where=sa.text("state IN ('planned', 'backup', 'grid', 'station')"))

    op.create_table('paired_help_note',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('minutes', sa.BigInteger(), nullable=False),
    sa.Column('contact', sa.Boolean(), nullable=False),
    sa.Column('medium', sa.String(length=8), nullable=False),
    sa.Column('needs', sa.JSON(), nullable=False),
    sa.Column('words_cipher', sa.LargeBinary(), nullable=True),
    sa.Column('follow_up_cipher', sa.LargeBinary(), nullable=True),
    sa.Column('case_id', sa.BigInteger(), nullable=False),
    sa.Column('visit_id', sa.BigInteger(), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=False),
    sa.Column('helper_id', sa.BigInteger(), nullable=False),
    sa.Column('service_record_id', sa.BigInteger(), nullable=True),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('follow_up_on', sa.Date(), nullable=True),
    sa.Column('follow_up_done_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('minutes BETWEEN 0 AND 960', name=op.f('ck_paired_help_note_minutes_of_a_day')),
    sa.ForeignKeyConstraint(['community_id', 'case_id'], ['paired_help_case.community_id', 'paired_help_case.id'], name=op.f('fk_paired_help_note_community_id_case_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['community_id', 'helper_id'], ['person.community_id', 'person.id'], name=op.f('fk_paired_help_note_community_id_helper_id')),
    sa.ForeignKeyConstraint(['community_id', 'person_id'], ['person.community_id', 'person.id'], name=op.f('fk_paired_help_note_community_id_person_id')),
    sa.ForeignKeyConstraint(['community_id', 'service_record_id'], ['service_record.community_id', 'service_record.id'], name=op.f('fk_paired_help_note_community_id_service_record_id')),
    sa.ForeignKeyConstraint(['community_id', 'visit_id'], ['paired_help_visit.community_id', 'paired_help_visit.id'], name=op.f('fk_paired_help_note_community_id_visit_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_paired_help_note_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_paired_help_note')),
    info={'owner': 'paired_help', 'scope': 'tenant'}
    )
    with op.batch_alter_table('paired_help_note', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_paired_help_note_community_id_case_id'), ['community_id', 'case_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_paired_help_note_community_id_case_id_at'), ['community_id', 'case_id', 'at'], unique=False)
        batch_op.create_index(batch_op.f('ix_paired_help_note_community_id_contact_at'), ['community_id', 'contact', 'at'], unique=False)
        batch_op.create_index(batch_op.f('ix_paired_help_note_community_id_helper_id'), ['community_id', 'helper_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_paired_help_note_community_id_person_id'), ['community_id', 'person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_paired_help_note_community_id_service_record_id'), ['community_id', 'service_record_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_paired_help_note_community_id_visit_id'), ['community_id', 'visit_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('paired_help_note', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_paired_help_note_community_id_visit_id'))
        batch_op.drop_index(batch_op.f('ix_paired_help_note_community_id_service_record_id'))
        batch_op.drop_index(batch_op.f('ix_paired_help_note_community_id_person_id'))
        batch_op.drop_index(batch_op.f('ix_paired_help_note_community_id_helper_id'))
        batch_op.drop_index(batch_op.f('ix_paired_help_note_community_id_contact_at'))
        batch_op.drop_index(batch_op.f('ix_paired_help_note_community_id_case_id_at'))
        batch_op.drop_index(batch_op.f('ix_paired_help_note_community_id_case_id'))

    op.drop_table('paired_help_note')
    with op.batch_alter_table('paired_help_visit', schema=None) as batch_op:
        batch_op.drop_index('uq_paired_help_visit_open', sqlite_where=sa.text("state IN ('planned', 'backup', 'grid', 'station')"), postgresql_where=sa.text("state IN ('planned', 'backup', 'grid', 'station')"))
        batch_op.drop_index(batch_op.f('ix_paired_help_visit_community_id_state_due_on'))
        batch_op.drop_index(batch_op.f('ix_paired_help_visit_community_id_person_id'))
        batch_op.drop_index(batch_op.f('ix_paired_help_visit_community_id_due_at'))
        batch_op.drop_index(batch_op.f('ix_paired_help_visit_community_id_case_id'))

    op.drop_table('paired_help_visit')
    with op.batch_alter_table('paired_help_signature', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_paired_help_signature_community_id_signer_id'))
        batch_op.drop_index(batch_op.f('ix_paired_help_signature_community_id_person_id'))
        batch_op.drop_index(batch_op.f('ix_paired_help_signature_community_id_case_id'))

    op.drop_table('paired_help_signature')
    with op.batch_alter_table('paired_help_sheet', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_paired_help_sheet_community_id_person_id'))
        batch_op.drop_index(batch_op.f('ix_paired_help_sheet_community_id_case_id_taken_on'))
        batch_op.drop_index(batch_op.f('ix_paired_help_sheet_community_id_case_id'))
        batch_op.drop_index(batch_op.f('ix_paired_help_sheet_community_id_author_id'))

    op.drop_table('paired_help_sheet')
    with op.batch_alter_table('paired_help_assignment', schema=None) as batch_op:
        batch_op.drop_index('uq_paired_help_assignment_helper', sqlite_where=sa.text('until IS NULL'), postgresql_where=sa.text('until IS NULL'))
        batch_op.drop_index('uq_paired_help_assignment_function', sqlite_where=sa.text("until IS NULL AND function IN ('lead', 'backup')"), postgresql_where=sa.text("until IS NULL AND function IN ('lead', 'backup')"))
        batch_op.drop_index(batch_op.f('ix_paired_help_assignment_community_id_volunteer_id'))
        batch_op.drop_index(batch_op.f('ix_paired_help_assignment_community_id_unit_id'))
        batch_op.drop_index(batch_op.f('ix_paired_help_assignment_community_id_person_id'))
        batch_op.drop_index(batch_op.f('ix_paired_help_assignment_community_id_helper_id_until'))
        batch_op.drop_index(batch_op.f('ix_paired_help_assignment_community_id_helper_id'))
        batch_op.drop_index(batch_op.f('ix_paired_help_assignment_community_id_function_until'))
        batch_op.drop_index(batch_op.f('ix_paired_help_assignment_community_id_case_id'))

    op.drop_table('paired_help_assignment')
    with op.batch_alter_table('paired_help_speaks', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_paired_help_speaks_community_id_person_id'))

    op.drop_table('paired_help_speaks')
    with op.batch_alter_table('paired_help_case', schema=None) as batch_op:
        batch_op.drop_index('uq_paired_help_case_standing', sqlite_where=sa.text("state NOT IN ('transferred', 'deceased', 'declined')"), postgresql_where=sa.text("state NOT IN ('transferred', 'deceased', 'declined')"))
        batch_op.drop_index(batch_op.f('ix_paired_help_case_community_id_state_level'))
        batch_op.drop_index(batch_op.f('ix_paired_help_case_community_id_skill_id'))
        batch_op.drop_index(batch_op.f('ix_paired_help_case_community_id_person_id'))
        batch_op.drop_index(batch_op.f('ix_paired_help_case_community_id_opened_on'))
        batch_op.drop_index(batch_op.f('ix_paired_help_case_community_id_household_id'))
        batch_op.drop_index(batch_op.f('ix_paired_help_case_community_id_graduated_on'))
        batch_op.drop_index(batch_op.f('ix_paired_help_case_community_id_due_at'))
        batch_op.drop_index(batch_op.f('ix_paired_help_case_community_id_building_id'))

    op.drop_table('paired_help_case')
