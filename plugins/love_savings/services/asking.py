"""Asking for help: by the resident, or by a worker who types it in for them."""
from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from core.api import Missing, Person, _, audit, lock_person, now, on_behalf_of, session

from ..errors import CannotAsk
from ..models import Request
from ..workflow import VERIFY, request_flow
from .cards import card_for

DAYS_AHEAD = 60
LONGEST = timedelta(hours=8)
OPEN_AT_ONCE = 5


def ask(
    actor: Any, person_id: int, starts_at: datetime, ends_at: datetime, *,
    skill_id: int | None = None, words: str = "", place: str = "",
) -> Request:
    """A new request of the person, at home unless `place` says otherwise; raises CannotAsk.

    The very same request that still waits to be checked is returned: the key of every form knows only its own page, and
    who typed a wish once more, or told it to a worker too, wishes it once. For somebody else the actor needs the permission
    to verify, and the request is noted as typed in (代办).
    """
    behalf = actor.person_id != person_id
    person = session.get(Person, person_id)
    if person is None or (behalf and not actor.can(VERIFY, person)):
        raise Missing(_("没有找到这位居民。"))
    lock_person(person_id)
    asked = {
        "person_id": person_id, "skill_id": skill_id or None, "words": words.strip(), "place": place.strip(),
        "starts_at": starts_at, "ends_at": ends_at,
    }  # fmt: skip
    earlier = session.scalars(select(Request).filter_by(**asked, state="submitted")).first()
    if earlier is not None:
        return earlier
    _check_person(person)
    check_time(starts_at, ends_at)
    if not skill_id and not words.strip():
        raise CannotAsk(_("请选一项要帮的忙，或者写一句话告诉我们。"))
    card_for(person_id)
    request = Request(
        **asked, building_id=person.building_id, asked_at=now(), recorded_by_id=actor.person_id if behalf else None
    )
    session.add(request)
    actor = on_behalf_of(actor, person_id)
    request_flow.start(request, actor)
    if behalf:
        audit.write(
            "love_savings.ask_for", _("替居民登记了一次求助"), actor=actor,
            object_kind="love_savings_request", object_id=request.id,
        )
    return request


def _check_person(person: Person) -> None:
    if person.household_id is None or person.deceased_on is not None:
        raise CannotAsk(_("只能为住在本社区的居民登记求助。"))
    open_now = session.scalar(
        select(func.count()).select_from(Request).where(
            Request.person_id == person.id, Request.state.not_in(("confirmed", "cancelled"))
        )
    )
    if (open_now or 0) >= OPEN_AT_ONCE:
        raise CannotAsk(_("已经有 %(count)d 个请求还没办完，请等办完再提新的。", count=OPEN_AT_ONCE))


def check_time(starts_at: datetime, ends_at: datetime) -> None:
    """Raises CannotAsk for a time that is past, too far ahead, or too long."""
    if starts_at <= now():
        raise CannotAsk(_("这个时间已经过去了，请选一个以后的时间。"))
    if starts_at > now() + timedelta(days=DAYS_AHEAD):
        raise CannotAsk(_("最多提前 %(days)d 天，请选近一点的日子。", days=DAYS_AHEAD))
    if not timedelta() < ends_at - starts_at <= LONGEST:
        raise CannotAsk(_("一次服务最多 8 小时，请分成几次。"))
