"""Notes with something left to do, so that the desk finds the few of them without reading all that ever were written."""
import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

TO_FOLLOW_UP = sa.text('follow_up_cipher IS NOT NULL AND follow_up_done_at IS NULL')


def upgrade() -> None:
    op.create_index(
        'ix_paired_help_note_to_follow_up', 'paired_help_note', ['community_id', 'case_id'], unique=False,
        sqlite_where=TO_FOLLOW_UP, postgresql_where=TO_FOLLOW_UP,
    )


def downgrade() -> None:
    op.drop_index('ix_paired_help_note_to_follow_up', table_name='paired_help_note')
