"""Giving a place up: in time, too late, to somebody else, excused; and what a person says against a record."""
from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from core.api import Person, _, _l, is_child, notify, now, release, session, take_guess

from .. import links
from ..effects import HELPER, SOURCE
from ..errors import CannotJoin, NoSuchSignup
from ..models import Activity, Post, Signup
from ..rules import rules
from ..workflow import RUN, activity_flow, signup_flow
from .family import acts_for
from .joining import seat
from .making import find
from .seats import move_up

GUESS = "activities.neighbour"


def own(signup_id: int, actor: Any) -> Signup:
    """The actor's own sign-up or that of a child of theirs; raises NoSuchSignup, the same as for none."""
    signup = session.get(Signup, signup_id)
    if signup is None or not acts_for(actor, signup.person_id):
        raise NoSuchSignup
    return signup


def for_runner(signup_id: int, actor: Any) -> tuple[Signup, Activity]:
    """A sign-up for an activity that the actor runs; raises NoSuchSignup."""
    signup = session.get(Signup, signup_id)
    activity = find(signup.activity_id) if signup is not None else None
    if signup is None or not actor.can(RUN, activity):
        raise NoSuchSignup
    return signup, activity


def is_late(activity: Activity) -> bool:
    """Whether giving up now is noted as 临时取消."""
    return now() >= activity.starts_at - timedelta(hours=rules().late_hours)


def cancel(signup_id: int, actor: Any) -> Signup:
    """Give one's place up; the first who waits gets it. Within the late hours it is noted as late."""
    signup = own(signup_id, actor)
    activity = activity_flow.lock(find(signup.activity_id))
    if activity.starts_at <= now():
        raise CannotJoin(_("活动已经开始了，来不了请打电话跟负责人说一声。"))
    late = is_late(activity) and signup.state == "signed_up"
    signup = signup_flow.fire(signup, "cancel_late" if late else "cancel", actor)
    release(HELPER, signup.id)
    move_up(activity, signup.post_id)
    return signup


def hand_over(signup_id: int, actor: Any, name: str, phone: str) -> Signup:
    """Somebody else takes the place: never a late cancel. They are asked, and a no is never held against them.

    Why they cannot is theirs to know: whoever asks reads only that it does not work. Raises CannotJoin, TooSoon.
    """
    own(signup_id, actor)
    other = neighbour_called(name, phone, actor)
    signup = own(signup_id, actor)
    activity = activity_flow.lock(find(signup.activity_id))
    if activity.starts_at <= now():
        raise CannotJoin(_("活动已经开始了，请跟负责人当面说。"))
    if other is None or other.id == signup.person_id:
        raise CannotJoin(_("没有找到这位邻居，请核对姓名和手机号，或请他自己报名。"))
    post = session.get(Post, signup.post_id) if signup.post_id else None
    signup = signup_flow.fire(signup, "hand_over", actor)
    release(HELPER, signup.id)
    try:
        seated = seat(activity, other, actor, post)
    except CannotJoin as why:
        said = _("%(name)s现在接不了这个名额，请换一位，或请他自己报名看看原因。", name=other.name)
        raise CannotJoin(said) from why
    text = _l("%(who)s想请您代替参加“%(title)s”，请点开答应或谢绝。", who=actor.name, title=activity.title)
    notify(other.id, text, links.signup(seated.id), SOURCE)
    return signup


def accept(signup_id: int, actor: Any) -> Signup:
    """Take the place that a neighbour handed over."""
    return signup_flow.fire(own(signup_id, actor), "accept", actor)


def neighbour_called(name: str, phone: str, actor: Any) -> Person | None:
    """The same for who types both: counted first, since of a phone that shows masked only four digits are to be guessed.

    It ends the transaction: call it before anything was written. Raises TooSoon.
    """
    take_guess(GUESS, actor, often=True)
    return person_called(name, phone)


def person_called(name: str, phone: str) -> Person | None:
    """Whoever has exactly this name and phone; both, so that nobody finds out about a stranger by trying."""
    digits = "".join(filter(str.isdigit, phone))
    if len(digits) < 7 or not name.strip():
        return None
    found = session.scalars(select(Person).where(Person.phone.matches(digits), Person.name == name.strip()).limit(2)).all()
    return found[0] if len(found) == 1 and not is_child(found[0]) else None


def excuse(signup_id: int, actor: Any, reason: str) -> Signup:
    """The leader accepts that somebody cannot come, or could not; the first who waits gets the place."""
    signup, activity = for_runner(signup_id, actor)
    activity = activity_flow.lock(activity)
    signup = signup_flow.fire(signup, "excuse", actor, reason)
    move_up(activity, signup.post_id)
    return signup


def object_to(signup_id: int, actor: Any, reason: str) -> Signup:
    """The person says that a no-show or a late cancel is wrong."""
    signup = own(signup_id, actor)
    signup = signup_flow.lock(signup)
    return signup_flow.fire(signup, "object", actor, reason, disputed=signup.state)


def keep(signup_id: int, actor: Any, reason: str) -> Signup:
    """The leader looked into it: the record stands."""
    signup, _activity = for_runner(signup_id, actor)
    signup = signup_flow.lock(signup)
    step = "keep_late" if signup.disputed == "late_cancelled" else "keep_no_show"
    return signup_flow.fire(signup, step, actor, reason)
