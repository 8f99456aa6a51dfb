"""Node numbers: each process that makes row ids takes its own from a counter in the database."""
from __future__ import annotations

from sqlalchemy import BigInteger, Engine, text
from sqlalchemy.orm import Mapped, mapped_column

from core.tenancy.ids import new_id
from core.tenancy.model import GlobalModel

NODES = 1024


class NodeCounter(GlobalModel):
    """One row; `value` is the node number given out last, before it is folded to 0..1023."""

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    value: Mapped[int]


def claim_node(engine: Engine) -> int:
    """Take the next node number for this process's ids; a transaction of its own."""
    following = text("UPDATE node_counter SET value = value + 1 WHERE id = 1 RETURNING value")
    with engine.begin() as connection:
        value = connection.scalar(following)
        if value is None:
            connection.execute(text("INSERT INTO node_counter (id, value) VALUES (1, 0) ON CONFLICT DO NOTHING"))
            value = connection.scalar(following)
    assert value is not None
    new_id.node = value % NODES
    return new_id.node


def ensure_node(engine: Engine) -> None:
    """Claim a node number if the process has none: a forked child forgot its parent's."""
    if new_id.node is None:
        claim_node(engine)
