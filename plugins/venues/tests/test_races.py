"""At once, in threads: exactly one wins, the other gets a sentence, on both databases."""
from __future__ import annotations

import contextvars
import threading
from collections.abc import Callable, Sequence
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from sqlalchemy import func, select

from core.accounts.actor import actor_for
from core.errors import LinliError
from core.kernel.workflow import run_clocks
from core.people.models import Person
from core.places.models import PlaceUse
from core.tenancy.session import db, use
from plugins.venues.errors import CannotBook
from plugins.venues.models import Booking
from plugins.venues.services import arriving, asking, deciding, waiting
from plugins.venues.services.asking import Wish
from tests.racing import at_once as together

from .conftest import Centre, at, state


def at_once(centre: Centre, works: Sequence[Callable[[], Any]]) -> list[str]:
    """What each got, committed: the state that it led to, or the kind of the refusal."""
    barrier, said = threading.Barrier(len(works)), []

    def attempt(work: Callable[[], Any]) -> str:
        with centre.app.app_context(), use(centre.community_id):
            try:
                got = str(work().state)
                db.session.commit()
                return got
            except LinliError as refusal:
                db.session.rollback()
                return type(refusal).__name__

    def run(work: Callable[[], Any]) -> None:
        barrier.wait(30)
        said.append(contextvars.Context().run(attempt, work))

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.expire_all()
    return sorted(said)


def actor(person_id: int) -> Any:
    return actor_for(db.session.get(Person, person_id))


def asks(centre: Centre, place_id: int, person_id: int, hour: int = 10, hours: int = 1, **values: Any) -> Callable[[], Any]:
    start = at(hour)
    wish = Wish(place_id, person_id, start, start + timedelta(hours=hours), "games", **values)
    return lambda: asking.ask(actor(person_id), wish)


def count_uses() -> int:
    return db.session.scalar(select(func.count()).select_from(PlaceUse)) or 0


def test_of_two_who_book_the_same_time_one_has_it(centre: Centre) -> None:
    works = [asks(centre, centre.room_id, person) for person in (centre.resident_id, centre.neighbour_id)]
    assert at_once(centre, works) == ["PlaceTaken", "approved"]
    assert count_uses() == 1


def test_who_comes_second_waits_where_wished(centre: Centre) -> None:
    works = [asks(centre, centre.room_id, person, wait=True) for person in (centre.resident_id, centre.neighbour_id)]
    assert at_once(centre, works) == ["approved", "waiting"]
    assert count_uses() == 1


def test_the_last_projector_is_lent_once(centre: Centre) -> None:
    one = {centre.projector_id: 1}
    works = [
        asks(centre, centre.room_id, centre.resident_id, wanted=one),
        asks(centre, centre.stage_id, centre.leader_id, team_id=centre.team_id, wanted=one),
    ]
    assert at_once(centre, works) == ["NotEnoughEquipment", "approved"]
    assert count_uses() == 1


def test_approving_twice_approves_once(centre: Centre, book: Any) -> None:
    booking_id = book(centre.hall_id)
    works = [lambda who=who: deciding.approve(booking_id, actor(who)) for who in (centre.worker_id, centre.admin_id)]
    assert at_once(centre, works) == ["WorkflowRefused", "approved"]
    assert count_uses() == 1


def test_of_two_rivals_approved_at_once_one_wins_and_refuses_the_other(centre: Centre, book: Any) -> None:
    one, other = book(centre.hall_id, 10), book(centre.hall_id, 10, person_id=centre.neighbour_id)
    works = [
        lambda: deciding.approve(one, actor(centre.worker_id), {other}),
        lambda: deciding.approve(other, actor(centre.admin_id), {one}),
    ]
    assert at_once(centre, works) == ["WorkflowRefused", "approved"]
    assert sorted((state(one), state(other))) == ["approved", "refused"]
    assert count_uses() == 1


def test_the_last_hours_of_the_quota_are_had_once(centre: Centre) -> None:
    centre.configure(quota_hours=2)
    works = [
        asks(centre, centre.stage_id, centre.leader_id, hour, 2, team_id=centre.team_id) for hour in (9, 14)
    ]
    assert at_once(centre, works) == ["QuotaUsed", "approved"]


def test_four_wishes_at_once_leave_no_more_open_bookings_than_one_may_have(centre: Centre) -> None:
    centre.configure(open_at_once=1)
    works = [asks(centre, centre.room_id, centre.resident_id, hour) for hour in (9, 11, 13, 15)]
    said = together(centre.app, SimpleNamespace(id=centre.community_id), lambda n: str(works[n]().state), "INSERT INTO venues_booking")
    assert sorted(map(str, said)) == [str(CannotBook)] * 3 + ["approved"]


def test_checking_in_while_it_is_cancelled_is_one_or_the_other(centre: Centre, book: Any, clock_at: Any) -> None:
    booking_id, start = book(centre.room_id), at(10)
    code = centre.code(centre.room_id)
    clock_at(start)
    works = [
        lambda: arriving.check_in(booking_id, actor(centre.resident_id), code),
        lambda: arriving.step_of_booker(booking_id, actor(centre.resident_id), "cancel"),
    ]
    said = at_once(centre, works)
    assert said in (["WorkflowRefused", "cancelled"], ["WorkflowRefused", "checked_in"])
    assert count_uses() == (1 if "checked_in" in said else 0)
    assert db.session.get(Booking, booking_id).state in said


def test_checking_in_while_the_clock_releases_is_one_or_the_other(centre: Centre, book: Any, clock_at: Any) -> None:
    booking_id, start = book(centre.room_id), at(10)
    code = centre.code(centre.room_id)
    clock_at(start + timedelta(minutes=16))

    def ring() -> Any:
        run_clocks(centre.community_id)
        return db.session.get(Booking, booking_id)

    said = at_once(centre, [lambda: arriving.check_in(booking_id, actor(centre.resident_id), code), ring])
    assert said in (["WorkflowRefused", "released"], ["checked_in", "checked_in"])
    assert count_uses() == (1 if "checked_in" in said else 0)


def test_two_workers_who_move_the_waiting_list_up_at_once_give_the_place_once(centre: Centre, book: Any) -> None:
    held = book(centre.room_id)
    first = book(centre.room_id, person_id=centre.neighbour_id, wait=True)
    second = book(centre.room_id, person_id=centre.leader_id, wait=True)
    arriving.step_of_booker(held, centre.resident, "cancel")
    db.session.commit()

    def serve() -> Any:
        waiting.serve_waiting(centre.room_id)
        return db.session.get(Booking, first)

    at_once(centre, [serve, serve, serve])
    assert (db.session.get(Booking, first).state, db.session.get(Booking, second).state) == ("approved", "waiting")
    assert count_uses() == 1
