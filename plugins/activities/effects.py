"""What a change of state brings with it: rooms taken and freed, people told, minutes fixed."""
from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from core.api import Change, Person, _l, free_place, guardians_of, is_child, notify, now, release, session, use_place

from . import links
from .models import Activity, Plan, PlanLine, Signup

SOURCE = "activities"
OWNER, HELPER = "activities.activity", "activities.signup"


def tell(person_id: int, text: Any, link: str) -> None:
    """A notice for a person; a child's goes to the guardians, who have a phone. About the dead nobody is written to."""
    person = session.get(Person, person_id)
    if person is not None and person.deceased_on is not None:
        return
    guardians = [guardian.id for _row, guardian in guardians_of(person_id)] if person and is_child(person) else []
    for reader in guardians or [person_id]:
        notify(reader, text, link, SOURCE)


def minutes_until(moment: datetime) -> int:
    """Whole minutes from now, none for what is past."""
    return max(0, -int((now() - moment) / timedelta(minutes=1) // 1))


def minutes_to_opening(activity: Activity) -> int:
    """When sign-up begins."""
    return minutes_until(activity.signup_from)


def minutes_to_end(activity: Activity) -> int:
    """When the activity is over and waits to be summed up."""
    return minutes_until(activity.ends_at)


def plan_has_lines(plan: Plan, actor: Any) -> Any:
    """Nobody approves an empty sheet."""
    count = session.scalar(select(func.count()).select_from(PlanLine).where(PlanLine.plan_id == plan.id))
    return None if count else _l("计划里还没有活动，请至少写一项再提交。")


def plan_approved(plan: Plan, change: Change) -> None:
    """The author reads it at once."""
    notify(plan.author_id, _l("您写的月度计划批准了，活动已经列好，可以发布了。"), links.plan(plan.id), SOURCE)


def plan_sent_back(plan: Plan, change: Change) -> None:
    """The author reads why."""
    text = _l("您写的月度计划被退回：%(reason)s", reason=change.reason)
    notify(plan.author_id, text, links.plan(plan.id), SOURCE)


def still_to_come(activity: Activity, actor: Any) -> Any:
    """What is over is recorded, not announced."""
    if activity.starts_at > now():
        return None
    return _l("活动时间已经过了，请改期；已经办过的，请选“补登已办的活动”。")


def is_over(activity: Activity, actor: Any) -> Any:
    """Only what took place can be registered afterwards."""
    return None if activity.ends_at <= now() else _l("活动还没有结束，请先发布，办完再总结。")


def has_begun(activity: Activity, actor: Any) -> Any:
    """Nothing is finished before it begins."""
    return None if activity.starts_at <= now() else _l("活动还没有开始，开始以后才能记为办完；不办了请选“取消活动”。")


def nobody_came(activity: Activity, actor: Any) -> Any:
    """What took place is summed up: calling it off would lose those who were there from every count."""
    seen = select(Signup.id).where(Signup.activity_id == activity.id, Signup.state == "attended").limit(1)
    if activity.state != "held" or session.scalar(seen) is None:
        return None
    return _l("已经有人签到，说明活动办过了，请提交总结；签错了的，请先撤销签到。")


def take_room(activity: Activity) -> None:
    """The room is the activity's; raises Occupied with the sentence of the places."""
    if activity.place_id:
        use_place(activity.place_id, activity.starts_at, activity.ends_at, activity.title, OWNER, activity.id)


def published(activity: Activity, change: Change) -> None:
    """From now on everybody sees it, and the room is taken."""
    activity.announced = True
    take_room(activity)


def recorded(activity: Activity, change: Change) -> None:
    """Held without having been announced: it may be seen now."""
    activity.announced = True


def rescheduled(activity: Activity, change: Change) -> None:
    """Another time or room; whoever signed up is told, and sign-up goes on until the new start."""
    free_place(OWNER, activity.id)
    activity.announced = True
    for name, value in change.data.items():
        setattr(activity, name, value)
    take_room(activity)
    text = _l("“%(title)s”改期了，请看新的时间；去不了请取消报名。", title=activity.title)
    _tell_everyone(activity, text)


def called_off(activity: Activity, change: Change) -> None:
    """The room is free again, and everybody who wanted to come knows why not."""
    free_place(OWNER, activity.id)
    activity.released = False
    text = _l("“%(title)s”取消了：%(reason)s", title=activity.title, reason=change.reason)
    _tell_everyone(activity, text)


def summed_up(activity: Activity, change: Change) -> None:
    """The figures as the leader gives them; counted by query from now on."""
    for name in ("guests", "beneficiaries", "summary"):
        if name in change.data:
            setattr(activity, name, change.data[name])


def promoted(signup: Signup, change: Change) -> None:
    """The place that became free is theirs."""
    tell(signup.person_id, _l("候补轮到您了，您已报上名。去不了请早点取消。"), links.signup(signup.id))


def seen(signup: Signup, change: Change) -> None:
    """There they are, and how that is known."""
    signup.seen_at, signup.seen_by = change.at, change.data.get("way", "list")


def unseen(signup: Signup, change: Change) -> None:
    """It was somebody else."""
    signup.seen_at, signup.seen_by = None, ""


def missed(signup: Signup, change: Change) -> None:
    """Did not come and said nothing: they may say that it is wrong."""
    text = _l("活动记录您没有来。如果记错了，请点这里提出异议。")
    tell(signup.person_id, text, links.signup(signup.id))


def excused(signup: Signup, change: Change) -> None:
    """Not held against them; the time is free again."""
    release(HELPER, signup.id)
    signup.words = change.reason[:200]
    tell(signup.person_id, _l("负责人准了您的假。"), links.signup(signup.id))


def objected(signup: Signup, change: Change) -> None:
    """The leader reads what the person says."""
    # The step's source is what is disputed; the row has the new state already.
    signup.disputed, signup.words = change.data["disputed"], change.reason[:200]
    activity = session.get(Activity, signup.activity_id)
    if activity is not None and activity.leader_id:
        text = _l("有人对“%(title)s”的签到记录提出异议，请核对。", title=activity.title)
        notify(activity.leader_id, text, links.run(activity.id), SOURCE)


def kept(signup: Signup, change: Change) -> None:
    """The record stands, and the person reads why."""
    signup.words = change.reason[:200]
    tell(signup.person_id, _l("您的异议核对过了，记录不变，原因见报名页面。"), links.signup(signup.id))


def _tell_everyone(activity: Activity, text: Any) -> None:
    live = ("signed_up", "offered", "waiting")
    waiting = select(Signup).where(Signup.activity_id == activity.id, Signup.state.in_(live))
    for signup in session.scalars(waiting):
        tell(signup.person_id, text, links.signup(signup.id))
