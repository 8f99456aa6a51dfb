"""Bookable places and who is in them when."""
import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table('place',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('code', sa.String(length=40), nullable=True),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('capacity', sa.BigInteger(), nullable=False),
    sa.Column('setup_minutes', sa.BigInteger(), nullable=False),
    sa.Column('cleanup_minutes', sa.BigInteger(), nullable=False),
    sa.Column('position', sa.BigInteger(), nullable=False),
    sa.Column('closed', sa.Boolean(), nullable=False),
    sa.CheckConstraint("kind IN ('room', 'hall', 'garden', 'stage', 'sports')", name=op.f('ck_place_kind_known')),
    sa.CheckConstraint('capacity >= 0 AND setup_minutes >= 0 AND cleanup_minutes >= 0', name=op.f('ck_place_not_negative')),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_place_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_place')),
    sa.UniqueConstraint('community_id', 'code', name=op.f('uq_place_community_id_code')),
    sa.UniqueConstraint('community_id', 'name', name=op.f('uq_place_community_id_name')),
    info={'owner': 'core', 'scope': 'tenant'}
    )
    op.create_table('place_use',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('title', sa.String(length=80), nullable=False),
    sa.Column('owner_kind', sa.String(length=60), nullable=False),
    sa.Column('place_id', sa.BigInteger(), nullable=False),
    sa.Column('owner_id', sa.BigInteger(), nullable=False),
    sa.CheckConstraint('ends_at > starts_at', name=op.f('ck_place_use_ends_after_start')),
    sa.ForeignKeyConstraint(['community_id', 'place_id'], ['place.community_id', 'place.id'], name=op.f('fk_place_use_community_id_place_id')),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_place_use_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_place_use')),
    info={'owner': 'core', 'scope': 'tenant'}
    )
    with op.batch_alter_table('place_use', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_place_use_community_id_owner_kind_owner_id'), ['community_id', 'owner_kind', 'owner_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_place_use_community_id_place_id'), ['community_id', 'place_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_place_use_community_id_place_id_starts_at'), ['community_id', 'place_id', 'starts_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_place_use_community_id_starts_at'), ['community_id', 'starts_at'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('place_use', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_place_use_community_id_starts_at'))
        batch_op.drop_index(batch_op.f('ix_place_use_community_id_place_id_starts_at'))
        batch_op.drop_index(batch_op.f('ix_place_use_community_id_place_id'))
        batch_op.drop_index(batch_op.f('ix_place_use_community_id_owner_kind_owner_id'))

    op.drop_table('place_use')
    op.drop_table('place')
