"""Each visit of work split over days has a service record of its own."""
import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    with op.batch_alter_table('love_savings_visit', schema=None) as batch_op:
        batch_op.add_column(sa.Column('service_record_id', sa.BigInteger(), nullable=True))
        batch_op.create_index(batch_op.f('ix_love_savings_visit_community_id_service_record_id'), ['community_id', 'service_record_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_love_savings_visit_community_id_service_record_id'), 'service_record', ['community_id', 'service_record_id'], ['community_id', 'id'])


def downgrade() -> None:
    with op.batch_alter_table('love_savings_visit', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_love_savings_visit_community_id_service_record_id'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_love_savings_visit_community_id_service_record_id'))
        batch_op.drop_column('service_record_id')
