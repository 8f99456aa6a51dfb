"""The end of an activity: held, summed up, the helpers' hours recorded once, photos shown when released."""
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from core.api import SYSTEM, _, record_service, session

from ..effects import SOURCE
from ..errors import CannotSumUp
from ..models import Activity, Signup
from ..workflow import activity_flow, signup_flow
from .making import for_runner

MOST = 100_000
PROOF = {"qr": "both", "code": "both", "list": "one", "paper": "hand"}


def minutes_of(activity: Activity) -> int:
    """How long an activity lasts."""
    return int((activity.ends_at - activity.starts_at).total_seconds() // 60)


def hold(activity_id: int, actor: Any) -> Activity:
    """It is over; what came of it follows."""
    return activity_flow.fire(for_runner(activity_id, actor), "hold", actor)


def record(activity_id: int, actor: Any) -> Activity:
    """An activity that was held without having been announced here."""
    return activity_flow.fire(for_runner(activity_id, actor), "record", actor)


def sum_up(
    activity_id: int, actor: Any, *, guests: int, beneficiaries: int, summary: str,
    minutes: Mapping[int, int] | None = None,
) -> Activity:
    """Fix what the activity brought: absent ones are noted, helpers' hours recorded once. Raises CannotSumUp.

    `minutes`: per sign-up of a helper, where they differ from the activity's length.
    """
    if not 0 <= guests <= MOST or not 0 <= beneficiaries <= MOST:
        raise CannotSumUp(_("人数请填 0 到 %(most)d 的整数。", most=MOST))
    activity = activity_flow.lock(for_runner(activity_id, actor))
    rows = session.scalars(select(Signup).where(Signup.activity_id == activity.id).order_by(Signup.id)).all()
    seen = sum(row.state == "attended" for row in rows)
    if not seen and not guests:
        raise CannotSumUp(_("还没有人签到，也没有填没留姓名的人数。真的没有人来，请选“取消活动”并写明原因。"))
    activity = activity_flow.fire(
        activity, "sum_up", actor, guests=guests, beneficiaries=beneficiaries, summary=summary.strip()[:500]
    )
    for row in rows:
        if row.state in ("signed_up", "offered", "waiting"):
            signup_flow.fire(row, "miss" if row.state == "signed_up" else "lapse", SYSTEM)
        elif row.state == "attended":
            give_hours(activity, row, actor, (minutes or {}).get(row.id))
    return activity


def give_hours(activity: Activity, signup: Signup, actor: Any, minutes: int | None = None) -> None:
    """Write the service record of a helper who was there: once, whatever is opened again. Raises CannotSumUp."""
    if signup.post_id is None or signup.service_record_id is not None:
        return
    longest = minutes_of(activity)
    spent = longest if minutes is None else minutes
    if not 0 <= spent <= longest:
        raise CannotSumUp(_("服务分钟数请填 0 到 %(most)d，不超过活动的时长。", most=longest))
    signup.minutes = spent
    if not spent:
        return
    own = signup.person_id == actor.person_id
    made = record_service(
        helper_id=signup.person_id, source=SOURCE, source_key=f"activities:signup:{signup.id}", minutes=spent,
        started_at=activity.starts_at, ended_at=activity.ends_at, team_id=activity.team_id,
        proof="hand" if own else PROOF.get(signup.seen_by, "hand"), actor=actor, note=activity.title,
    )
    signup.service_record_id = made.id


def reopen(activity_id: int, actor: Any, reason: str) -> Activity:
    """Correct a sum; hours that are recorded stay as they are."""
    return activity_flow.fire(for_runner(activity_id, actor), "reopen", actor, reason)


def release_result(activity_id: int, actor: Any, *, shown: bool) -> Activity:
    """Show the photos and the summary in public, or take them back."""
    activity = for_runner(activity_id, actor)
    if activity.state != "summed_up":
        raise CannotSumUp(_("总结提交以后才能公开照片和小结。"))
    activity.released = shown
    session.flush()
    return activity
