"""Running an activity: what is due, making one, its steps and posts; the same pages for leaders and for staff."""
from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import redirect, request, url_for

from core.api import (
    Missing,
    Refused,
    _,
    carried_out,
    community_today,
    community_zone,
    current_actor,
    local_day,
    moment_at,
    pictures_of,
    refusals_shown,
    require,
    session,
)

from ..effects import OWNER
from ..forms import ActivityForm, MoveForm, PostForm
from ..services import closing, hosts, lists, making, seats, standing
from ..workflow import activity_flow, signup_flow
from .blueprint import framed, pages
from .choices import prepared
from .public import where

RUN = "activities.run"
STEPS = ("publish", "open_signup", "record", "hold", "sum_up", "reschedule", "reopen", "cancel")


@pages.get("/lead")
@require(RUN)
def lead() -> str:
    """What this person runs, the earliest first."""
    actor = current_actor()
    rows = lists.run_by(actor)
    return framed(
        "activities/lead.html", rows=rows, today=lists.today_of(rows), teams=hosts.led_teams(actor), where=where,
        states=activity_flow.states_in_words(), host_name=hosts.host_name, objections=standing.objections(actor),
        may_make=bool(hosts.hosts(actor)),
    )


@pages.route("/lead/new", methods=("GET", "POST"))
@require(RUN)
def new() -> Any:
    """An activity outside of the plan."""
    actor = current_actor()
    form = prepared(ActivityForm(), actor)
    if request.method == "GET" and form.day.data is None:
        form.day.data = community_today() + timedelta(days=7)
    if request.method == "POST" and form.validate():
        with refusals_shown(form):
            leader = {"leader_id": actor.person_id}
            row = making.make(actor, {**leader, **_values(form)})
            session.commit()
            return redirect(url_for("activities.run", activity_id=row.id))
        prepared(form, actor)
    return framed("activities/form.html", form=form, title=_("写一个活动"), back=url_for("activities.lead"))


@pages.route("/lead/<int:activity_id>/edit", methods=("GET", "POST"))
@require(RUN)
def edit(activity_id: int) -> Any:
    """Other words and quotas."""
    actor = current_actor()
    row = making.for_runner(activity_id, actor)
    back = url_for("activities.run", activity_id=activity_id)
    form = prepared(ActivityForm(data=_data(row)), actor)
    if request.method == "POST" and form.validate():
        with refusals_shown(form):
            making.change(making.for_runner(activity_id, actor), actor, _values(form, row))
            session.commit()
            return redirect(back)
        prepared(form, actor)
    if row.state != "draft":
        for name in ("day", "start", "end", "place_id", "place_text"):
            form[name].description = _("已经发布，改时间和地点请用“改期”。")
    return framed("activities/form.html", form=form, title=_("修改活动"), back=back)


def _values(form: ActivityForm, row: Any = None) -> dict[str, Any]:
    start, end = form.span() if row is None or row.state == "draft" else (row.starts_at, row.ends_at)
    begin, until = making.default_window(start)
    if form.signup_from.data:
        begin = moment_at(form.signup_from.data, 0)
    if form.signup_until.data:
        until = min(moment_at(form.signup_until.data + timedelta(days=1), 0), start)
    return {
        **form.what(), **hosts.host_values(form.host.data), "starts_at": start, "ends_at": end,
        "signup_from": min(begin, until), "signup_until": until,
    }


def _data(row: Any) -> dict[str, Any]:
    here = row.starts_at.astimezone(community_zone()), row.ends_at.astimezone(community_zone())
    values = {name: getattr(row, name) for name in ("title", "kind", "for_whom", "place_id", "place_text", "quota", "text")}
    return values | {
        "host": hosts.host_key(row), "day": local_day(row.starts_at), "start": here[0].time(), "end": here[1].time(),
        "signup_from": local_day(row.signup_from), "signup_until": None if row.signup_until == row.starts_at
        else local_day(row.signup_until - timedelta(seconds=1)),
    }


@pages.get("/lead/<int:activity_id>")
@require(RUN)
def run(activity_id: int) -> str:
    """Everything about one activity for whoever runs it."""
    actor = current_actor()
    row = making.for_runner(activity_id, actor)
    people = lists.people_of(row.id)
    buttons = [b for b in activity_flow.available(row, actor) if b.name in STEPS and not b.refusal]
    move = prepared(MoveForm(formdata=None, data=_data(row)), actor) if "reschedule" in {b.name for b in buttons} else None
    return framed(
        "activities/run.html", row=row, state=activity_flow.state_of(row), buttons=buttons, people=people,
        posts=making.posts_of(row.id), taken=seats.taken(row.id), where=where(row), host=hosts.host_name(row),
        words=signup_flow.states_in_words(), post_form=prepared(PostForm(formdata=None), actor), move_form=move,
        history_steps=activity_flow.history(row), photos=pictures_of(OWNER, [row.id]).get(row.id, []),
    )


@pages.post("/lead/<int:activity_id>/do/<step>")
@require(RUN)
def step(activity_id: int, step: str) -> Any:
    """Publish, reschedule, call off, hold, open again."""
    actor = current_actor()
    row = making.for_runner(activity_id, actor)
    reason = request.form.get("reason", "").strip()
    steps = {
        "publish": (lambda: making.publish(row, actor), _("发布了，大家都能看到。")),
        "open_signup": (lambda: activity_flow.fire(row, "open_signup", actor), _("可以报名了。")),
        "record": (lambda: closing.record(activity_id, actor), _("可以补登签到和总结了。")),
        "hold": (lambda: closing.hold(activity_id, actor), _("辛苦了！请补全签到，再提交总结。")),
        "reopen": (lambda: closing.reopen(activity_id, actor, reason), _("总结重新打开了。")),
        "cancel": (lambda: making.cancel(row, actor, reason), _("活动取消了，报了名的人都收到了消息。")),
        "reschedule": (lambda: _move(row, actor), _("改期了，报了名的人都收到了消息。")),
    }
    if step not in steps:
        raise Missing(_("没有这一步，请回到活动页面再试。"))
    act, said = steps[step]
    return carried_out(act, said, url_for("activities.run", activity_id=activity_id))


def _move(row: Any, actor: Any) -> Any:
    form = prepared(MoveForm(), actor)
    if not form.validate():
        raise Refused(" ".join(f"{form[name].label.text}：{' '.join(map(str, said))}" for name, said in form.errors.items()))
    start, end = form.span()
    place = {"place_id": form.place_id.data, "place_text": (form.place_text.data or "").strip()}
    return making.reschedule(row, actor, form.reason.data, {"starts_at": start, "ends_at": end, **place})


@pages.post("/lead/<int:activity_id>/posts")
@require(RUN)
def add_post(activity_id: int) -> Any:
    """A post, or another quota."""
    actor = current_actor()
    row = making.for_runner(activity_id, actor)
    form = prepared(PostForm(), actor)

    def act() -> None:
        if not form.validate():
            raise Refused(_("请写岗位名称，名额填 1 到 500。"))
        making.add_post(row, form.title.data, form.quota.data, need=form.need.data or "", skill_id=form.skill_id.data)

    return carried_out(act, _("岗位写好了。"), url_for("activities.run", activity_id=activity_id))


@pages.post("/lead/<int:activity_id>/posts/<int:post_id>/drop")
@require(RUN)
def drop_post(activity_id: int, post_id: int) -> Any:
    """Take a post away."""
    row = making.for_runner(activity_id, current_actor())
    back = url_for("activities.run", activity_id=activity_id)
    return carried_out(lambda: making.drop_post(row, post_id), _("岗位删掉了。"), back)
