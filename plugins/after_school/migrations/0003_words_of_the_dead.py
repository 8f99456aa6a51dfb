"""Who fetches a child on the word of a guardian who died: when the others were asked, and which of the staff said it anew."""
import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    with op.batch_alter_table('after_school_pickup_person', schema=None) as batch_op:
        batch_op.add_column(sa.Column('asked_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('vouched_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('vouched_by_id', sa.BigInteger(), nullable=True))
        batch_op.create_index(batch_op.f('ix_after_school_pickup_person_community_id_vouched_by_id'), ['community_id', 'vouched_by_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_after_school_pickup_person_community_id_vouched_by_id'), 'person', ['community_id', 'vouched_by_id'], ['community_id', 'id'])


def downgrade() -> None:
    with op.batch_alter_table('after_school_pickup_person', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_after_school_pickup_person_community_id_vouched_by_id'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_after_school_pickup_person_community_id_vouched_by_id'))
        batch_op.drop_column('vouched_by_id')
        batch_op.drop_column('vouched_at')
        batch_op.drop_column('asked_at')
