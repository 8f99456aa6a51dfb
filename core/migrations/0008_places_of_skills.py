"""Where the holders of a skill start from, in the skill's own index; the database carries the volunteer's place on."""
import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

OWN = ["community_id", "volunteer_id", "base_x", "base_y"]
THEIRS = ["community_id", "id", "base_x", "base_y"]
FILL = """UPDATE volunteer_skill SET {column} = (
 SELECT v.{column} FROM volunteer v WHERE v.community_id = volunteer_skill.community_id AND v.id = volunteer_skill.volunteer_id
)"""


def upgrade() -> None:
    op.create_index(op.f('ix_volunteer_community_id_id_base_x_base_y'), 'volunteer', ['community_id', 'id', 'base_x', 'base_y'], unique=True)
    for column in ('base_x', 'base_y'):
        op.add_column('volunteer_skill', sa.Column(column, sa.BigInteger(), nullable=True))
        op.execute(sa.text(FILL.format(column=column)))
    with op.batch_alter_table('volunteer_skill', schema=None) as batch_op:
        batch_op.alter_column('base_x', nullable=False)
        batch_op.alter_column('base_y', nullable=False)
        batch_op.create_foreign_key(
            op.f('fk_volunteer_skill_community_id_volunteer_id_base_x_base_y'), 'volunteer', OWN, THEIRS,
            ondelete='CASCADE', onupdate='CASCADE',
        )
    op.create_index(op.f('ix_volunteer_skill_community_id_skill_id_base_x_base_y'), 'volunteer_skill', ['community_id', 'skill_id', 'base_x', 'base_y'])


def downgrade() -> None:
    op.drop_index(op.f('ix_volunteer_skill_community_id_skill_id_base_x_base_y'), 'volunteer_skill')
    with op.batch_alter_table('volunteer_skill', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('fk_volunteer_skill_community_id_volunteer_id_base_x_base_y'), type_='foreignkey')
        batch_op.drop_column('base_y')
        batch_op.drop_column('base_x')
    op.drop_index(op.f('ix_volunteer_community_id_id_base_x_base_y'), 'volunteer')
