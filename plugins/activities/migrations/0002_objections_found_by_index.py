"""Sign-ups by their state, so that the desk finds the few objections without reading all that ever were."""
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_index(
        op.f('ix_activities_signup_community_id_state_state_since'), 'activities_signup', ['community_id', 'state', 'state_since'], unique=False
    )


def downgrade() -> None:
    op.drop_index(op.f('ix_activities_signup_community_id_state_state_since'), table_name='activities_signup')
