"""First tables."""
import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table('micro_wish_counter',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('name', sa.String(length=20), nullable=False),
    sa.Column('last', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_micro_wish_counter_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_micro_wish_counter')),
    sa.UniqueConstraint('community_id', 'name', name=op.f('uq_micro_wish_counter_community_id_name')),
    info={'owner': 'micro_wish', 'scope': 'tenant'}
    )
    op.create_table('micro_wish_report',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('words', sa.String(length=100), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=False),
    sa.Column('unit_id', sa.BigInteger(), nullable=False),
    sa.Column('state', sa.String(length=30), nullable=False),
    sa.Column('state_since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['community_id', 'person_id'], ['person.community_id', 'person.id'], name=op.f('fk_micro_wish_report_community_id_person_id')),
    sa.ForeignKeyConstraint(['community_id', 'unit_id'], ['unit.community_id', 'unit.id'], name=op.f('fk_micro_wish_report_community_id_unit_id')),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_micro_wish_report_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_micro_wish_report')),
    sa.UniqueConstraint('community_id', 'person_id', name=op.f('uq_micro_wish_report_community_id_person_id')),
    info={'owner': 'micro_wish', 'scope': 'tenant'}
    )
    with op.batch_alter_table('micro_wish_report', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_micro_wish_report_community_id_due_at'), ['community_id', 'due_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_micro_wish_report_community_id_person_id'), ['community_id', 'person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_micro_wish_report_community_id_unit_id'), ['community_id', 'unit_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_micro_wish_report_community_id_unit_id_state'), ['community_id', 'unit_id', 'state'], unique=False)

    op.create_table('micro_wish_wish',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('title', sa.String(length=60), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('tag', sa.String(length=20), nullable=False),
    sa.Column('limit_fen', sa.BigInteger(), nullable=False),
    sa.Column('share', sa.String(length=5), nullable=False),
    sa.Column('parts', sa.BigInteger(), nullable=False),
    sa.Column('taken', sa.BigInteger(), nullable=False),
    sa.Column('number', sa.BigInteger(), nullable=True),
    sa.Column('card', sa.String(length=20), nullable=True),
    sa.Column('recorded_by_id', sa.BigInteger(), nullable=True),
    sa.Column('collected_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('fulfilled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('promised_on', sa.Date(), nullable=True),
    sa.Column('meets', sa.Boolean(), nullable=False),
    sa.Column('swapped_from', sa.String(length=60), nullable=False),
    sa.Column('why', sa.String(length=20), nullable=False),
    sa.Column('why_words', sa.String(length=200), nullable=False),
    sa.Column('proof', sa.String(length=10), nullable=False),
    sa.Column('pin_hash', sa.String(length=200), nullable=False),
    sa.Column('pin_tries', sa.BigInteger(), nullable=False),
    sa.Column('thanks', sa.String(length=200), nullable=False),
    sa.Column('thanks_state', sa.String(length=10), nullable=False),
    sa.Column('story_cipher', sa.LargeBinary(), nullable=True),
    sa.Column('person_id', sa.BigInteger(), nullable=False),
    sa.Column('building_id', sa.BigInteger(), nullable=True),
    sa.Column('state', sa.String(length=30), nullable=False),
    sa.Column('state_since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('parts > 0', name=op.f('ck_micro_wish_wish_something_to_take')),
    sa.CheckConstraint('taken >= 0 AND taken <= parts', name=op.f('ck_micro_wish_wish_not_oversold')),
    sa.ForeignKeyConstraint(['community_id', 'building_id'], ['building.community_id', 'building.id'], name=op.f('fk_micro_wish_wish_community_id_building_id')),
    sa.ForeignKeyConstraint(['community_id', 'person_id'], ['person.community_id', 'person.id'], name=op.f('fk_micro_wish_wish_community_id_person_id')),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_micro_wish_wish_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_micro_wish_wish')),
    sa.UniqueConstraint('community_id', 'card', name=op.f('uq_micro_wish_wish_community_id_card')),
    sa.UniqueConstraint('community_id', 'number', name=op.f('uq_micro_wish_wish_community_id_number')),
    info={'owner': 'micro_wish', 'scope': 'tenant'}
    )
    with op.batch_alter_table('micro_wish_wish', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_micro_wish_wish_community_id_building_id'), ['community_id', 'building_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_micro_wish_wish_community_id_collected_at'), ['community_id', 'collected_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_micro_wish_wish_community_id_due_at'), ['community_id', 'due_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_micro_wish_wish_community_id_fulfilled_at'), ['community_id', 'fulfilled_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_micro_wish_wish_community_id_person_id'), ['community_id', 'person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_micro_wish_wish_community_id_state_state_since'), ['community_id', 'state', 'state_since'], unique=False)
        batch_op.create_index(batch_op.f('ix_micro_wish_wish_community_id_thanks_state'), ['community_id', 'thanks_state'], unique=False)

    op.create_table('micro_wish_claim',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('party', sa.String(length=8), nullable=False),
    sa.Column('parts', sa.BigInteger(), nullable=False),
    sa.Column('promised_on', sa.Date(), nullable=True),
    sa.Column('words', sa.String(length=200), nullable=False),
    sa.Column('wish_id', sa.BigInteger(), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=False),
    sa.Column('team_id', sa.BigInteger(), nullable=True),
    sa.Column('unit_id', sa.BigInteger(), nullable=True),
    sa.Column('state', sa.String(length=30), nullable=False),
    sa.Column('state_since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('parts > 0', name=op.f('ck_micro_wish_claim_takes_something')),
    sa.ForeignKeyConstraint(['community_id', 'person_id'], ['person.community_id', 'person.id'], name=op.f('fk_micro_wish_claim_community_id_person_id')),
    sa.ForeignKeyConstraint(['community_id', 'team_id'], ['team.community_id', 'team.id'], name=op.f('fk_micro_wish_claim_community_id_team_id')),
    sa.ForeignKeyConstraint(['community_id', 'unit_id'], ['unit.community_id', 'unit.id'], name=op.f('fk_micro_wish_claim_community_id_unit_id')),
    sa.ForeignKeyConstraint(['community_id', 'wish_id'], ['micro_wish_wish.community_id', 'micro_wish_wish.id'], name=op.f('fk_micro_wish_claim_community_id_wish_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_micro_wish_claim_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_micro_wish_claim')),
    info={'owner': 'micro_wish', 'scope': 'tenant'}
    )
    with op.batch_alter_table('micro_wish_claim', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_micro_wish_claim_community_id_due_at'), ['community_id', 'due_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_micro_wish_claim_community_id_person_id'), ['community_id', 'person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_micro_wish_claim_community_id_person_id_state'), ['community_id', 'person_id', 'state'], unique=False)
        batch_op.create_index(batch_op.f('ix_micro_wish_claim_community_id_team_id'), ['community_id', 'team_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_micro_wish_claim_community_id_unit_id'), ['community_id', 'unit_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_micro_wish_claim_community_id_unit_id_state'), ['community_id', 'unit_id', 'state'], unique=False)
        batch_op.create_index(batch_op.f('ix_micro_wish_claim_community_id_wish_id'), ['community_id', 'wish_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_micro_wish_claim_community_id_wish_id_state'), ['community_id', 'wish_id', 'state'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('micro_wish_claim', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_micro_wish_claim_community_id_wish_id_state'))
        batch_op.drop_index(batch_op.f('ix_micro_wish_claim_community_id_wish_id'))
        batch_op.drop_index(batch_op.f('ix_micro_wish_claim_community_id_unit_id_state'))
        batch_op.drop_index(batch_op.f('ix_micro_wish_claim_community_id_unit_id'))
        batch_op.drop_index(batch_op.f('ix_micro_wish_claim_community_id_team_id'))
        batch_op.drop_index(batch_op.f('ix_micro_wish_claim_community_id_person_id_state'))
        batch_op.drop_index(batch_op.f('ix_micro_wish_claim_community_id_person_id'))
        batch_op.drop_index(batch_op.f('ix_micro_wish_claim_community_id_due_at'))

    op.drop_table('micro_wish_claim')
    with op.batch_alter_table('micro_wish_wish', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_micro_wish_wish_community_id_thanks_state'))
        batch_op.drop_index(batch_op.f('ix_micro_wish_wish_community_id_state_state_since'))
        batch_op.drop_index(batch_op.f('ix_micro_wish_wish_community_id_person_id'))
        batch_op.drop_index(batch_op.f('ix_micro_wish_wish_community_id_fulfilled_at'))
        batch_op.drop_index(batch_op.f('ix_micro_wish_wish_community_id_due_at'))
        batch_op.drop_index(batch_op.f('ix_micro_wish_wish_community_id_collected_at'))
        batch_op.drop_index(batch_op.f('ix_micro_wish_wish_community_id_building_id'))

    op.drop_table('micro_wish_wish')
    with op.batch_alter_table('micro_wish_report', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_micro_wish_report_community_id_unit_id_state'))
        batch_op.drop_index(batch_op.f('ix_micro_wish_report_community_id_unit_id'))
        batch_op.drop_index(batch_op.f('ix_micro_wish_report_community_id_person_id'))
        batch_op.drop_index(batch_op.f('ix_micro_wish_report_community_id_due_at'))

    op.drop_table('micro_wish_report')
    op.drop_table('micro_wish_counter')
