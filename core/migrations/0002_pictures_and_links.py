"""Pictures and secret addresses."""
import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table('picture',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('owner_kind', sa.String(length=60), nullable=False),
    sa.Column('owner_id', sa.BigInteger(), nullable=False),
    sa.Column('taken_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_picture_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_picture')),
    info={'owner': 'core', 'scope': 'tenant'}
    )
    with op.batch_alter_table('picture', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_picture_community_id_owner_kind_owner_id'), ['community_id', 'owner_kind', 'owner_id'], unique=False)

    op.create_table('secret_link',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('kind', sa.String(length=60), nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=False),
    sa.Column('subject_id', sa.BigInteger(), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_secret_link_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_secret_link')),
    sa.UniqueConstraint('community_id', 'kind', 'person_id', 'subject_id', name=op.f('uq_secret_link_community_id_kind_person_id_subject_id')),
    sa.UniqueConstraint('community_id', 'token_hash', name=op.f('uq_secret_link_community_id_token_hash')),
    info={'owner': 'core', 'scope': 'tenant'}
    )


def downgrade() -> None:
    op.drop_table('secret_link')
    with op.batch_alter_table('picture', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_picture_community_id_owner_kind_owner_id'))

    op.drop_table('picture')
