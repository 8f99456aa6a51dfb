"""Who comes: signing others up, ticking them off, excusing, deciding objections, and the paper sheet."""
from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for

from core.api import (
    Missing,
    Person,
    Refused,
    _,
    carried_out,
    cleaned,
    current_actor,
    get_person,
    refusals_shown,
    require,
    search_people,
    session,
)

from ..forms import PaperForm
from ..services import joining, leaving, lists, making, presence
from .blueprint import framed, on_desk, pages
from .public import where

RUN = "activities.run"


@pages.route("/lead/<int:activity_id>/people", methods=("GET", "POST"))
@require(RUN)
def people(activity_id: int) -> Any:
    """Sign somebody up (代办): staff search the register; a leader names name and phone, or picks a member."""
    actor = current_actor()
    row = making.for_runner(activity_id, actor)
    text = request.args.get("q", "").strip() if on_desk() else ""
    if request.method == "POST":
        back = url_for("activities.run", activity_id=activity_id)
        return carried_out(lambda: _sign_up(activity_id, actor), _("已替他登记。"), back)
    return framed(
        "activities/people.html", row=row, text=text, desk=on_desk(), hits=search_people(text, actor) if text else [],
        members=_members(row), posts=making.posts_of(row.id),
    )


def _members(row: Any) -> list[Any]:
    return sorted((p for p in presence.known_people(row).values() if p is not None), key=lambda p: p.pinyin or p.name)


def _sign_up(activity_id: int, actor: Any) -> Any:
    person_id, post_id = (request.form.get(name, type=int) for name in ("person_id", "post_id"))
    row = making.for_runner(activity_id, actor)
    if person_id is None:
        person = leaving.neighbour_called(*(cleaned(request.form.get(name, "")) for name in ("name", "phone")), actor)
    elif person_id in {p.id for p in _members(row)}:
        person = session.get(Person, person_id)
    else:
        person = get_person(person_id, actor)
    if person is None:
        raise Refused(_("没有找到这位邻居，请核对姓名和手机号。"))
    if "here" in request.form:
        return presence.walk_in(activity_id, person, actor, post_id=post_id)
    return joining.join(activity_id, person, actor, post_id=post_id)


@pages.post("/lead/people/<int:signup_id>/<step>")
@require(RUN)
def person_step(signup_id: int, step: str) -> Any:
    """Tick off, take back, excuse, decide what somebody objected to."""
    actor = current_actor()
    _signup, activity = leaving.for_runner(signup_id, actor)
    reason = request.form.get("reason", "").strip()
    steps = {
        "mark_here": (lambda: presence.mark_here(signup_id, actor), _("已签到。")),
        "unmark": (lambda: presence.unmark(signup_id, actor), _("已撤销签到。")),
        "excuse": (lambda: leaving.excuse(signup_id, actor, reason), _("已准假，不算没来。")),
        "keep": (lambda: leaving.keep(signup_id, actor, reason), _("已核对，记录不变。")),
    }
    if step not in steps:
        raise Missing(_("没有这一步，请回到活动页面再试。"))
    act, said = steps[step]
    return carried_out(act, said, url_for("activities.run", activity_id=activity.id))


@pages.route("/lead/<int:activity_id>/paper", methods=("GET", "POST"))
@require(RUN)
def paper(activity_id: int) -> Any:
    """A paper sheet, typed in afterwards."""
    actor = current_actor()
    row = making.for_runner(activity_id, actor)
    form, unknown = PaperForm(), []
    if request.method == "GET":
        form.guests.data = row.guests or None
    elif form.validate():
        with refusals_shown(form):
            sheet = presence.paper(activity_id, actor, form.text.data or "", form.guests.data)
            session.commit()
            unknown = sheet.unknown
            flash(_("照签到纸登记了 %(count)d 位。", count=sheet.noted), "success")
            if not unknown:
                return redirect(url_for("activities.run", activity_id=activity_id))
            form.text.data = "\n".join(unknown)
        row = making.for_runner(activity_id, actor)
    return framed("activities/paper.html", row=row, form=form, unknown=unknown, where=where(row), people=lists.people_of(row.id))
