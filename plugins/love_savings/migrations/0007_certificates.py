"""The register of certificates."""
import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table('love_savings_certificate',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('number', sa.BigInteger(), nullable=False),
    sa.Column('word', sa.String(length=12), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('issued_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('minutes', sa.BigInteger(), nullable=False),
    sa.Column('work', sa.JSON(), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=False),
    sa.Column('issued_by_id', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['community_id', 'issued_by_id'], ['person.community_id', 'person.id'], name=op.f('fk_love_savings_certificate_community_id_issued_by_id')),
    sa.ForeignKeyConstraint(['community_id', 'person_id'], ['person.community_id', 'person.id'], name=op.f('fk_love_savings_certificate_community_id_person_id')),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_love_savings_certificate_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_love_savings_certificate')),
    sa.UniqueConstraint('community_id', 'number', name=op.f('uq_love_savings_certificate_community_id_number')),
    info={'owner': 'love_savings', 'scope': 'tenant'}
    )
    with op.batch_alter_table('love_savings_certificate', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_love_savings_certificate_community_id_issued_by_id'), ['community_id', 'issued_by_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_love_savings_certificate_community_id_person_id'), ['community_id', 'person_id'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('love_savings_certificate', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_love_savings_certificate_community_id_person_id'))
        batch_op.drop_index(batch_op.f('ix_love_savings_certificate_community_id_issued_by_id'))

    op.drop_table('love_savings_certificate')
