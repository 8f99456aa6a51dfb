"""First tables."""
import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table('notes_note',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('text', sa.String(length=100), nullable=False),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_notes_note_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_notes_note')),
    info={'owner': 'notes', 'scope': 'tenant'}
    )


def downgrade() -> None:
    op.drop_table('notes_note')
