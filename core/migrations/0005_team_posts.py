"""Posts by need of the teams."""
import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table('team_post',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('title', sa.String(length=30), nullable=False),
    sa.Column('need', sa.String(length=200), nullable=False),
    sa.Column('quota', sa.BigInteger(), nullable=False),
    sa.Column('team_id', sa.BigInteger(), nullable=False),
    sa.Column('skill_id', sa.BigInteger(), nullable=True),
    sa.CheckConstraint('quota > 0', name=op.f('ck_team_post_quota_positive')),
    sa.ForeignKeyConstraint(['community_id', 'skill_id'], ['skill.community_id', 'skill.id'], name=op.f('fk_team_post_community_id_skill_id')),
    sa.ForeignKeyConstraint(['community_id', 'team_id'], ['team.community_id', 'team.id'], name=op.f('fk_team_post_community_id_team_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_team_post_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_team_post')),
    sa.UniqueConstraint('community_id', 'team_id', 'title', name=op.f('uq_team_post_community_id_team_id_title')),
    info={'owner': 'core', 'scope': 'tenant'}
    )
    with op.batch_alter_table('team_post', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_team_post_community_id_skill_id'), ['community_id', 'skill_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_team_post_community_id_team_id'), ['community_id', 'team_id'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('team_post', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_team_post_community_id_team_id'))
        batch_op.drop_index(batch_op.f('ix_team_post_community_id_skill_id'))

    op.drop_table('team_post')
