"""What the processes of the race tests run; a module of its own so that a new process can import it."""
from __future__ import annotations

import contextvars
from threading import Barrier
from typing import Any

from sqlalchemy import select

from core.app import create_app
from core.config import Settings
from core.tenancy.ids import new_id
from core.tenancy.session import use
from tests.tenancy.models import Booking, Seat

SEATS = 99


def grab(app: Any, community_id: int, who: str, barrier: Any = None) -> int:
    """Try to take every seat; the number taken."""
    won = 0
    with app.app_context():
        for seat_id in range(1, SEATS + 1):
            if barrier is not None:
                barrier.wait()
            with use(community_id) as session:
                seat = session.scalars(select(Seat).where(Seat.id == seat_id).with_for_update()).one()
                if seat.free:
                    seat.free = 0
                    session.add(Booking(seat_id=seat_id, who=who))
                    session.flush()
                    won += 1
                session.commit()
    return won


def in_thread(app: Any, community_id: int, who: str, barrier: Barrier, won: list[int]) -> None:
    """`grab`, each seat at the same moment as the other threads; a thread starts without a community."""
    contextvars.Context().run(lambda: won.append(grab(app, community_id, who, barrier)))


def in_process(settings: dict[str, Any], community_id: int, who: str, answers: Any) -> None:
    """`grab` in a process of its own; answers with its node, some ids and the seats it won."""
    app = create_app(Settings(**settings))
    ids = [new_id() for _ in range(1000)]
    answers.put((new_id.node, ids, grab(app, community_id, who)))
