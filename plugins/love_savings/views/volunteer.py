"""The volunteer's phone: what one is asked, what one promised, check-in and check-out."""
from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for

from core.api import Missing, _, carried_out, current_actor, require, session, signed_in

from ..effects import EARLY_MINUTES
from ..names import masked
from ..rules import rules
from ..services import answering, checking, details, disputes, lists, relief, serving, stars, visits
from ..services.open_steps import open_steps
from ..workflow import request_flow
from .blueprint import pages

SERVE = "love_savings.serve"


@pages.get("/mine")
@require(SERVE)
def mine() -> Any:
    """Offers to me, and my jobs."""
    person_id = current_actor().person_id
    rows = lists.offers_to(person_id)
    return render_template(
        "love_savings/mine.html", state_of=request_flow.state_of, star=stars.star(person_id),
        masked=masked, listed_name=details.listed_name, offers=[row for row in rows if row.offer_state == "offered"],
        jobs=[row for row in rows if row.offer_state == "accepted"],
    )


@pages.post("/mine/offers/<int:offer_id>/<answer>")
@require(SERVE)
def answer(offer_id: int, answer: str) -> Any:
    """Yes, or no with a reason."""
    actor = current_actor()
    if answering.own_offer(offer_id, actor).person_id != actor.person_id or answer not in ("accept", "decline"):
        raise Missing(_("没有找到这份邀请。"))
    back = url_for("love_savings.mine")
    if answer == "accept":
        return carried_out(
            lambda: answering.accept(offer_id, actor), _("谢谢您！地址和电话现在可以看了，请按时到。"),
            lambda taken: url_for("love_savings.job", request_id=taken.id), refused_to=back,
        )
    reason = request.form.get("reason", "").strip()
    return carried_out(lambda: answering.decline(offer_id, actor, reason), _("知道了，下次再请您。"), back)


@pages.get("/mine/jobs/<int:request_id>")
@signed_in
def job(request_id: int) -> Any:
    """One job with name and address while they are needed."""
    return _job_page(details.for_helper(request_id, current_actor()))


@pages.post("/mine/jobs/<int:request_id>/phone")
@signed_in
def phone(request_id: int) -> Any:
    """The resident's phone number, noted in the audit before it is shown."""
    actor = current_actor()
    found = details.for_helper(request_id, actor)
    number = details.open_phone(found, actor)
    session.commit()
    return _job_page(details.for_helper(request_id, actor), number or _("没有登记电话，请联系工作站。"))


def _job_page(found: Any, number: str = "") -> Any:
    actor, row = current_actor(), found.request
    matter = disputes.matter_for_side(row)
    return render_template(
        "love_savings/job.html", found=found, row=row, state=request_flow.state_of(row), number=number,
        knows=details.knows(row, actor.person_id), name=details.shown_name(found, actor),
        steps=open_steps(row, actor), rules=rules(), early=EARLY_MINUTES,
        visits=visits.visits_of(row.id) if row.visits else [], turns=relief.turns_of(row),
        matter=matter, may_answer=disputes.may_answer(row, matter, actor),
    )


@pages.post("/mine/jobs/<int:request_id>/do/<step>")
@signed_in
def job_step(request_id: int, step: str) -> Any:
    """Check in, check out, give the job back, say that nobody is home or that no further visit is needed."""
    actor = current_actor()
    details.for_helper(request_id, actor)
    reason = request.form.get("reason", "").strip()
    back = url_for("love_savings.job", request_id=request_id)
    if step == "check_in":
        return carried_out(lambda: serving.check_in(request_id, actor), _("已签到，辛苦您了。"), back)
    if step == "check_out":
        return carried_out(lambda: serving.check_out(request_id, actor), _("已签退，等居民确认后时长就存进您的卡。"), back)
    if step == "give_up":
        return carried_out(lambda: answering.give_up(request_id, actor, reason), _("已退单。"), url_for("love_savings.mine"))
    if step == "relieve":
        said = _("您做过的已记下，等居民确认；没做完的另请人来。请好好休息。")
        tomorrow = "tomorrow" in request.form
        return carried_out(lambda: relief.relieve(request_id, actor, reason, tomorrow=tomorrow), said, back)
    if step == "nobody_home":
        said = _("记下了。工作站会打电话，请等一等消息。")
        return carried_out(lambda: checking.nobody_home(request_id, actor), said, back)
    if step == "stop_here":
        return carried_out(lambda: visits.stop_here(request_id, actor), _("已结束，等居民确认后时长就存进您的卡。"), back)
    raise Missing(_("没有这一步，请回到「我的服务」再试。"))
