"""Gifts, grants, credit lines, prices, lost cards and credits taken back."""
import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table('love_savings_price',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('skill_id', sa.BigInteger(), nullable=False),
    sa.Column('minutes_per_hour', sa.BigInteger(), nullable=False),
    sa.CheckConstraint('minutes_per_hour >= 0', name=op.f('ck_love_savings_price_not_negative')),
    sa.ForeignKeyConstraint(['community_id', 'skill_id'], ['skill.community_id', 'skill.id'], name=op.f('fk_love_savings_price_community_id_skill_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_love_savings_price_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_love_savings_price')),
    sa.UniqueConstraint('community_id', 'skill_id', name=op.f('uq_love_savings_price_community_id_skill_id')),
    info={'owner': 'love_savings', 'scope': 'tenant'}
    )
    with op.batch_alter_table('love_savings_price', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_love_savings_price_community_id_skill_id'), ['community_id', 'skill_id'], unique=False)

    op.create_table('love_savings_reversal',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('reason', sa.String(length=200), nullable=False),
    sa.Column('reversed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('reversed_by_id', sa.BigInteger(), nullable=True),
    sa.Column('transfer_id', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['community_id', 'transfer_id'], ['ledger_transfer.community_id', 'ledger_transfer.id'], name=op.f('fk_love_savings_reversal_community_id_transfer_id')),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_love_savings_reversal_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_love_savings_reversal')),
    sa.UniqueConstraint('community_id', 'transfer_id', name=op.f('uq_love_savings_reversal_community_id_transfer_id')),
    info={'owner': 'love_savings', 'scope': 'tenant'}
    )
    with op.batch_alter_table('love_savings_reversal', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_love_savings_reversal_community_id_transfer_id'), ['community_id', 'transfer_id'], unique=False)

    op.create_table('love_savings_credit_line',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('limit_minutes', sa.BigInteger(), nullable=False),
    sa.Column('reason', sa.String(length=200), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('opened_by_id', sa.BigInteger(), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('end_reason', sa.String(length=200), nullable=False),
    sa.Column('card_id', sa.BigInteger(), nullable=False),
    sa.CheckConstraint('limit_minutes > 0', name=op.f('ck_love_savings_credit_line_limit_positive')),
    sa.ForeignKeyConstraint(['community_id', 'card_id'], ['love_savings_card.community_id', 'love_savings_card.id'], name=op.f('fk_love_savings_credit_line_community_id_card_id')),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_love_savings_credit_line_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_love_savings_credit_line')),
    info={'owner': 'love_savings', 'scope': 'tenant'}
    )
    with op.batch_alter_table('love_savings_credit_line', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_love_savings_credit_line_community_id_card_id'), ['community_id', 'card_id'], unique=False)
        batch_op.create_index('uq_love_savings_credit_line_open', ['community_id', 'card_id'], unique=True, sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))

    op.create_table('love_savings_gift',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('minutes', sa.BigInteger(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('words', sa.String(length=60), nullable=False),
    sa.Column('card_id', sa.BigInteger(), nullable=False),
    sa.Column('receiver_id', sa.BigInteger(), nullable=True),
    sa.Column('transfer_id', sa.BigInteger(), nullable=False),
    sa.CheckConstraint('minutes > 0', name=op.f('ck_love_savings_gift_minutes_positive')),
    sa.CheckConstraint('receiver_id <> card_id', name=op.f('ck_love_savings_gift_not_to_oneself')),
    sa.ForeignKeyConstraint(['community_id', 'card_id'], ['love_savings_card.community_id', 'love_savings_card.id'], name=op.f('fk_love_savings_gift_community_id_card_id')),
    sa.ForeignKeyConstraint(['community_id', 'receiver_id'], ['love_savings_card.community_id', 'love_savings_card.id'], name=op.f('fk_love_savings_gift_community_id_receiver_id')),
    sa.ForeignKeyConstraint(['community_id', 'transfer_id'], ['ledger_transfer.community_id', 'ledger_transfer.id'], name=op.f('fk_love_savings_gift_community_id_transfer_id')),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_love_savings_gift_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_love_savings_gift')),
    sa.UniqueConstraint('community_id', 'transfer_id', name=op.f('uq_love_savings_gift_community_id_transfer_id')),
    info={'owner': 'love_savings', 'scope': 'tenant'}
    )
    with op.batch_alter_table('love_savings_gift', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_love_savings_gift_community_id_card_id'), ['community_id', 'card_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_love_savings_gift_community_id_card_id_day'), ['community_id', 'card_id', 'day'], unique=False)
        batch_op.create_index(batch_op.f('ix_love_savings_gift_community_id_receiver_id'), ['community_id', 'receiver_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_love_savings_gift_community_id_transfer_id'), ['community_id', 'transfer_id'], unique=False)

    op.create_table('love_savings_grant',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('month', sa.BigInteger(), nullable=False),
    sa.Column('minutes', sa.BigInteger(), nullable=False),
    sa.Column('from_common', sa.BigInteger(), nullable=False),
    sa.Column('granted_by_id', sa.BigInteger(), nullable=True),
    sa.Column('returned_minutes', sa.BigInteger(), nullable=True),
    sa.Column('card_id', sa.BigInteger(), nullable=False),
    sa.Column('transfer_id', sa.BigInteger(), nullable=False),
    sa.CheckConstraint('minutes > 0', name=op.f('ck_love_savings_grant_minutes_positive')),
    sa.ForeignKeyConstraint(['community_id', 'card_id'], ['love_savings_card.community_id', 'love_savings_card.id'], name=op.f('fk_love_savings_grant_community_id_card_id')),
    sa.ForeignKeyConstraint(['community_id', 'transfer_id'], ['ledger_transfer.community_id', 'ledger_transfer.id'], name=op.f('fk_love_savings_grant_community_id_transfer_id')),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_love_savings_grant_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_love_savings_grant')),
    sa.UniqueConstraint('community_id', 'card_id', 'month', name=op.f('uq_love_savings_grant_community_id_card_id_month')),
    sa.UniqueConstraint('community_id', 'transfer_id', name=op.f('uq_love_savings_grant_community_id_transfer_id')),
    info={'owner': 'love_savings', 'scope': 'tenant'}
    )
    with op.batch_alter_table('love_savings_grant', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_love_savings_grant_community_id_card_id'), ['community_id', 'card_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_love_savings_grant_community_id_month'), ['community_id', 'month'], unique=False)
        batch_op.create_index(batch_op.f('ix_love_savings_grant_community_id_transfer_id'), ['community_id', 'transfer_id'], unique=False)

    op.create_table('love_savings_lost_card',
    sa.Column('community_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('number', sa.BigInteger(), nullable=False),
    sa.Column('token', sa.String(length=43), nullable=False),
    sa.Column('reported_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('reported_by_id', sa.BigInteger(), nullable=True),
    sa.Column('replaced_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('new_number', sa.BigInteger(), nullable=True),
    sa.Column('card_id', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['community_id', 'card_id'], ['love_savings_card.community_id', 'love_savings_card.id'], name=op.f('fk_love_savings_lost_card_community_id_card_id')),
    sa.ForeignKeyConstraint(['community_id'], ['community.id'], name=op.f('fk_love_savings_lost_card_community_id')),
    sa.PrimaryKeyConstraint('community_id', 'id', name=op.f('pk_love_savings_lost_card')),
    sa.UniqueConstraint('community_id', 'number', name=op.f('uq_love_savings_lost_card_community_id_number')),
    sa.UniqueConstraint('community_id', 'token', name=op.f('uq_love_savings_lost_card_community_id_token')),
    info={'owner': 'love_savings', 'scope': 'tenant'}
    )
    with op.batch_alter_table('love_savings_lost_card', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_love_savings_lost_card_community_id_card_id'), ['community_id', 'card_id'], unique=False)

    with op.batch_alter_table('love_savings_card', schema=None) as batch_op:
        batch_op.add_column(sa.Column('blocked_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('printed_at', sa.DateTime(timezone=True), nullable=True))



def downgrade() -> None:
    with op.batch_alter_table('love_savings_card', schema=None) as batch_op:
        batch_op.drop_column('printed_at')
        batch_op.drop_column('blocked_at')

    with op.batch_alter_table('love_savings_lost_card', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_love_savings_lost_card_community_id_card_id'))

    op.drop_table('love_savings_lost_card')
    with op.batch_alter_table('love_savings_grant', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_love_savings_grant_community_id_transfer_id'))
        batch_op.drop_index(batch_op.f('ix_love_savings_grant_community_id_month'))
        batch_op.drop_index(batch_op.f('ix_love_savings_grant_community_id_card_id'))

    op.drop_table('love_savings_grant')
    with op.batch_alter_table('love_savings_gift', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_love_savings_gift_community_id_transfer_id'))
        batch_op.drop_index(batch_op.f('ix_love_savings_gift_community_id_receiver_id'))
        batch_op.drop_index(batch_op.f('ix_love_savings_gift_community_id_card_id_day'))
        batch_op.drop_index(batch_op.f('ix_love_savings_gift_community_id_card_id'))

    op.drop_table('love_savings_gift')
    with op.batch_alter_table('love_savings_credit_line', schema=None) as batch_op:
        batch_op.drop_index('uq_love_savings_credit_line_open', sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))
        batch_op.drop_index(batch_op.f('ix_love_savings_credit_line_community_id_card_id'))

    op.drop_table('love_savings_credit_line')
    with op.batch_alter_table('love_savings_reversal', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_love_savings_reversal_community_id_transfer_id'))

    op.drop_table('love_savings_reversal')
    with op.batch_alter_table('love_savings_price', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_love_savings_price_community_id_skill_id'))

    op.drop_table('love_savings_price')
