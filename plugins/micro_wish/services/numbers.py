"""Numbers that people can say: given out one after another, never twice."""
from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from core.api import session

from ..models import Counter


def next_number(name: str) -> int:
    """The next number of a kind; its row stays locked until the transaction ends."""
    step = update(Counter).where(Counter.name == name).values(last=Counter.last + 1)
    quiet = {"synchronize_session": False}
    if not session.execute(step, execution_options=quiet).rowcount:
        try:
            with session.begin_nested():
                session.add(Counter(name=name, last=0))
        except IntegrityError:
            pass  # somebody else gave out the first one at this very moment
        session.execute(step, execution_options=quiet)
    return int(session.scalar(select(Counter.last).where(Counter.name == name)) or 0)
