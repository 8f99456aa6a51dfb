"""Forms that were sent, so that what is sent twice is carried out once."""
import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.create_table('sending',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('code_hash', sa.String(length=64), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('result', sa.LargeBinary(), nullable=True),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_sending_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_sending')),
    sa.UniqueConstraint('community_id', 'code_hash', name=op.f('uq_sending_community_id_code_hash')),
    info={'owner': 'core', 'scope': 'tenant'}
    )


def downgrade() -> None:
    op.drop_table('sending')
