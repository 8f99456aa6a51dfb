"""Requests to be erased, and the day from which a person is nobody any more."""
import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.add_column('person', sa.Column('erased_on', sa.Date(), nullable=True))
    op.create_index(
        'ix_person_erased', 'person', ['community_id', 'id'], sqlite_where=sa.text('erased_on IS NOT NULL'),
        postgresql_where=sa.text('erased_on IS NOT NULL'),
    )
    op.create_table('erasure_request',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('words', sa.String(length=200), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answer', sa.String(length=300), nullable=False),
    sa.Column('state', sa.String(length=30), nullable=False),
    sa.Column('state_since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('person_id', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['community_id', 'person_id'], ['person.community_id', 'person.id'], name=op.f('fk_erasure_request_community_id_person_id')),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_erasure_request_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_erasure_request')),
    info={'owner': 'core', 'scope': 'tenant'}
    )
    op.create_index(op.f('ix_erasure_request_community_id_due_at'), 'erasure_request', ['community_id', 'due_at'])
    op.create_index(op.f('ix_erasure_request_community_id_person_id'), 'erasure_request', ['community_id', 'person_id'])
    op.create_index(op.f('ix_erasure_request_community_id_state'), 'erasure_request', ['community_id', 'state'])
    op.create_index(
        'uq_erasure_request_asked', 'erasure_request', ['community_id', 'person_id'], unique=True,
        sqlite_where=sa.text("state = 'asked'"), postgresql_where=sa.text("state = 'asked'"),
    )


def downgrade() -> None:
    op.drop_table('erasure_request')
    op.drop_index('ix_person_erased', 'person')
    op.drop_column('person', 'erased_on')
