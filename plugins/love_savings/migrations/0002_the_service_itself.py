"""The service itself: visits, disputes, codes, control calls."""
import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


KINDS = 'ck_love_savings_movement_kind_known'


def _movement_kinds(length: sa.String, known: str) -> None:
    with op.batch_alter_table('love_savings_movement', schema=None) as batch_op:
        batch_op.drop_constraint(op.f(KINDS), type_='check')
        batch_op.alter_column('kind', type_=length, existing_nullable=False)
        batch_op.create_check_constraint(op.f(KINDS), known)


def upgrade() -> None:
    op.create_table('love_savings_dispute',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('kind', sa.String(length=8), nullable=False),
    sa.Column('words', sa.String(length=200), nullable=False),
    sa.Column('claimed_minutes', sa.BigInteger(), nullable=True),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ruled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ruling', sa.String(length=200), nullable=False),
    sa.Column('ruled_minutes', sa.BigInteger(), nullable=True),
    sa.Column('request_id', sa.BigInteger(), nullable=False),
    sa.Column('opened_by_id', sa.BigInteger(), nullable=False),
    sa.Column('ruled_by_id', sa.BigInteger(), nullable=True),
    sa.CheckConstraint("kind IN ('minutes', 'absent', 'other')", name=op.f('ck_love_savings_dispute_kind_known')),
    sa.ForeignKeyConstraint(['community_id', 'opened_by_id'], ['person.community_id', 'person.id'], name=op.f('fk_love_savings_dispute_community_id_opened_by_id')),
    sa.ForeignKeyConstraint(['community_id', 'request_id'], ['love_savings_request.community_id', 'love_savings_request.id'], name=op.f('fk_love_savings_dispute_community_id_request_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['community_id', 'ruled_by_id'], ['person.community_id', 'person.id'], name=op.f('fk_love_savings_dispute_community_id_ruled_by_id')),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_love_savings_dispute_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_love_savings_dispute')),
    sa.UniqueConstraint('community_id', 'request_id', name=op.f('uq_love_savings_dispute_community_id_request_id')),
    info={'owner': 'love_savings', 'scope': 'tenant'}
    )
    with op.batch_alter_table('love_savings_dispute', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_love_savings_dispute_community_id_opened_by_id'), ['community_id', 'opened_by_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_love_savings_dispute_community_id_request_id'), ['community_id', 'request_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_love_savings_dispute_community_id_ruled_by_id'), ['community_id', 'ruled_by_id'], unique=False)

    op.create_table('love_savings_visit',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('request_id', sa.BigInteger(), nullable=False),
    sa.Column('helper_id', sa.BigInteger(), nullable=False),
    sa.Column('number', sa.BigInteger(), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('minutes', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['community_id', 'helper_id'], ['person.community_id', 'person.id'], name=op.f('fk_love_savings_visit_community_id_helper_id')),
    sa.ForeignKeyConstraint(['community_id', 'request_id'], ['love_savings_request.community_id', 'love_savings_request.id'], name=op.f('fk_love_savings_visit_community_id_request_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_love_savings_visit_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_love_savings_visit')),
    sa.UniqueConstraint('community_id', 'request_id', 'number', name=op.f('uq_love_savings_visit_community_id_request_id_number')),
    info={'owner': 'love_savings', 'scope': 'tenant'}
    )
    with op.batch_alter_table('love_savings_visit', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_love_savings_visit_community_id_helper_id'), ['community_id', 'helper_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_love_savings_visit_community_id_request_id'), ['community_id', 'request_id'], unique=False)

    _movement_kinds(sa.String(length=10), "kind IN ('in', 'out', 'in_back', 'out_back')")

    with op.batch_alter_table('love_savings_offer', schema=None) as batch_op:
        batch_op.add_column(sa.Column('asked_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('answered_by_station', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('late', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.create_index(batch_op.f('ix_love_savings_offer_community_id_state_state_since'), ['community_id', 'state', 'state_since'], unique=False)

    # The moment of the question was not kept before; that of the answer is the nearest known.
    op.execute(sa.text('UPDATE love_savings_offer SET asked_at = state_since'))
    with op.batch_alter_table('love_savings_offer', schema=None) as batch_op:
        batch_op.alter_column('asked_at', existing_type=sa.DateTime(timezone=True), nullable=False)

    with op.batch_alter_table('love_savings_request', schema=None) as batch_op:
        batch_op.add_column(sa.Column('waves_from', sa.BigInteger(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('arrived_by', sa.String(length=8), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('door_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('visits', sa.BigInteger(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('minutes_before', sa.BigInteger(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('control', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('call_result', sa.String(length=8), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('closed_as', sa.String(length=12), nullable=False, server_default=''))



def downgrade() -> None:
    with op.batch_alter_table('love_savings_request', schema=None) as batch_op:
        batch_op.drop_column('closed_as')
        batch_op.drop_column('call_result')
        batch_op.drop_column('control')
        batch_op.drop_column('minutes_before')
        batch_op.drop_column('visits')
        batch_op.drop_column('door_at')
        batch_op.drop_column('arrived_by')
        batch_op.drop_column('waves_from')

    with op.batch_alter_table('love_savings_offer', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_love_savings_offer_community_id_state_state_since'))
        batch_op.drop_column('late')
        batch_op.drop_column('answered_by_station')
        batch_op.drop_column('asked_at')

    _movement_kinds(sa.String(length=3), "kind IN ('in', 'out')")

    with op.batch_alter_table('love_savings_visit', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_love_savings_visit_community_id_request_id'))
        batch_op.drop_index(batch_op.f('ix_love_savings_visit_community_id_helper_id'))

    op.drop_table('love_savings_visit')
    with op.batch_alter_table('love_savings_dispute', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_love_savings_dispute_community_id_ruled_by_id'))
        batch_op.drop_index(batch_op.f('ix_love_savings_dispute_community_id_request_id'))
        batch_op.drop_index(batch_op.f('ix_love_savings_dispute_community_id_opened_by_id'))

    op.drop_table('love_savings_dispute')
