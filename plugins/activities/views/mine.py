"""The person's own phone: sign up, one's activities, give up, hand over, object, the calendar's address."""
from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from core.api import (
    Missing,
    Person,
    _,
    carried_out,
    cleaned,
    close_link,
    current_actor,
    has_link,
    now,
    open_link,
    refusals_shown,
    require,
    session,
    signed_in,
)

from ..models import Post
from ..services import joining, leaving, lists, making, presence
from ..services.family import acts_for
from ..services.hosts import host_name, leads_any
from ..services.privacy import FEED
from ..workflow import signup_flow
from .blueprint import pages
from .public import where


@pages.post("/a/<int:activity_id>/join")
@require("activities.join")
def join(activity_id: int) -> Any:
    """Sign up: to take part, for a post, or one's own child."""
    actor = current_actor()
    post_id = request.form.get("post_id", type=int)
    person = session.get(Person, request.form.get("person_id", actor.person_id, type=int))
    if person is None or not acts_for(actor, person.id):
        raise Missing(_("没有找到这个孩子，请到“我的孩子”里登记。"))
    return carried_out(
        lambda: joining.join(activity_id, person, actor, post_id=post_id),
        lambda made: _("名额满了，您在候补名单上，有空位会自动轮到您。") if made.state == "waiting" else _("报上了！开始前会提醒您。"),
        lambda made: url_for("activities.signup", signup_id=made.id),
        refused_to=url_for("activities.activity", activity_id=activity_id),
    )


@pages.get("/mine")
@signed_in
def mine() -> str:
    """What this person signed up for."""
    actor = current_actor()
    return _mine(actor)


def _mine(actor: Any, address: str = "") -> str:
    return render_template(
        "activities/mine.html", rows=lists.mine(actor.person_id), states=signup_flow.states_in_words(), where=where,
        has_feed=has_link(FEED, actor.person_id), address=address, now=now(), leads=leads_any(actor),
    )


@pages.post("/mine/feed")
@signed_in
def feed_link() -> str:
    """A new address of the own calendar; the earlier one is dead."""
    actor = current_actor()
    token = open_link(FEED, actor.person_id)
    session.commit()
    return _mine(actor, url_for("activities.own_feed", token=token, _external=True))


@pages.post("/mine/feed/close")
@signed_in
def close_feed() -> Any:
    """The own calendar's address is dead from now on."""
    actor = current_actor()
    back = url_for("activities.mine")
    return carried_out(lambda: close_link(FEED, actor.person_id), _("日历地址作废了，手机上不会再更新。"), back)


@pages.get("/mine/<int:signup_id>")
@signed_in
def signup(signup_id: int) -> str:
    """One's own sign-up: the way to the door, and what can be done now."""
    actor = current_actor()
    row = leaving.own(signup_id, actor)
    activity = making.find(row.activity_id)
    name = "" if row.person_id == actor.person_id else session.get_one(Person, row.person_id).name
    post = session.get(Post, row.post_id) if row.post_id else None
    link = url_for("activities.pass_", token=presence.pass_token(row), _external=True)
    return render_template(
        "activities/signup.html", row=row, post=post, activity=activity, state=signup_flow.state_of(row), host=host_name(activity),
        where=where(activity), link=link, name=name, late=leaving.is_late(activity), begun=activity.starts_at <= now(),
        history_steps=[line for line in signup_flow.history(row) if line.title is not None],
    )


@pages.post("/mine/<int:signup_id>/<step>")
@signed_in
def signup_step(signup_id: int, step: str) -> Any:
    """Give up, hand over, object, or type the six digits."""
    actor = current_actor()
    leaving.own(signup_id, actor)
    name, phone = (cleaned(request.form.get(field, "")) for field in ("name", "phone"))
    steps = {
        "accept": (lambda: leaving.accept(signup_id, actor), _("谢谢您！名额是您的了。")),
        "cancel": (lambda: leaving.cancel(signup_id, actor), _("已取消，谢谢您提前告诉我们。")),
        "hand_over": (
            lambda: leaving.hand_over(signup_id, actor, name, phone),
            _("已请邻居代替您，等他答应。"),
        ),
        "object": (
            lambda: leaving.object_to(signup_id, actor, request.form.get("reason", "")), _("异议已经交给负责人核对。")
        ),
    }
    if step == "code":
        return _code(signup_id, actor)
    if step not in steps:
        raise Missing(_("没有这一步，请回到“我的活动”再试。"))
    act, said = steps[step]
    return carried_out(act, said, url_for("activities.signup", signup_id=signup_id))


def _code(signup_id: int, actor: Any) -> Any:
    with refusals_shown():
        found = presence.by_code(signup_id, actor, cleaned(request.form.get("code", "")))
        session.commit()
        if found is None:
            flash(_("签到码不对，请看清现场的六位数字再输一次。"), "error")
        else:
            flash(_("签到成功，谢谢您来！"), "success")
    return redirect(url_for("activities.signup", signup_id=signup_id))
