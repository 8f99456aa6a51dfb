"""The station's own pages: the list, one wish, its pictures, and why wishes did not come true."""
from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from wtforms import SelectChoice

from core.api import (
    Missing,
    Refused,
    _,
    _l,
    current_actor,
    pictures_of,
    refusals_shown,
    require,
    send_picture,
    session,
    usual,
)

from ..forms import HandOverForm, PublishForm, ReturnForm, StopForm, SwapForm
from ..reasons import TITLES
from ..rules import SERVICE, rules
from ..services import details, figures, finding, handover, lists, publishing
from ..workflow import claim_flow, wish_flow
from .blueprint import pages, reason_sent, refused

VIEW, HAND_OVER, VERIFY = "micro_wish.view", "micro_wish.hand_over", "micro_wish.verify"
FILTER_TITLES = {
    "todo": _l("待办"), "new": _l("待核实"), "verified": _l("待公布"), "open": _l("等人认领"), "claimed": _l("已认领"),
    "overdue": _l("逾期"), "hand_over": _l("待交付"), "thanks": _l("待审感谢"), "done": _l("已实现"),
    "stopped": _l("不再办"), "all": _l("全部"),
}
# The next step of each state as a button on the row: the step that `do` takes, or the page that does it.
NEXT = {
    "collected": ("verify", _l("核实通过")), "verified": ("publish", _l("编号公布")), "overdue": ("page", _l("去处理")),
    "prepared": ("receive", _l("站里收到了")), "at_station": ("hand_over", _l("交给居民")),
    "delivered": ("hand_over", _l("补凭证")),
}


def _next_step(row: Any) -> tuple[str, Any]:
    # Help is given at the home: nothing of it passes through the station.
    state = "at_station" if row.state == "prepared" and row.kind == SERVICE else row.state
    return NEXT.get(state, ("", ""))


@pages.get("/desk")
@require(VIEW)
def desk() -> Any:
    """Figures, and the wishes behind a filter with their next steps."""
    actor = current_actor()
    counts = lists.counts_by_filter(actor)
    which = request.args.get("show", "")
    which = which if which in lists.FILTERS else "todo"
    page = lists.station_page(actor, which, request.args.get("page", 1, type=int), counts[which])
    return render_template(
        "micro_wish/desk.html", counts=counts, which=which, titles=FILTER_TITLES, page=page, next_step=_next_step,
        reasons=TITLES, states=wish_flow.states_in_words(), is_due=lists.is_due,
    )


@pages.get("/wishes/<int:wish_id>")
@require(VIEW)
def wish_page(wish_id: int) -> Any:
    """All about one wish that the station may know."""
    return _wish_page(wish_id)


def _wish_page(wish_id: int, story: str = "") -> Any:
    actor = current_actor()
    found = details.station_detail(wish_id, actor)
    wish = found.wish
    return render_template(
        "micro_wish/wish.html", found=found, row=wish, state=wish_flow.state_of(wish), story=story, reasons=TITLES,
        steps={b.name: b for b in wish_flow.available(wish, actor) if not b.refusal}, claims=lists.claims_on(wish_id),
        claim_states=claim_flow.states_in_words(), pictures=pictures_of(handover.OWNER, [wish_id]).get(wish_id, []),
        history_steps=details.history_steps(wish), back=ReturnForm(formdata=None), stop=StopForm(formdata=None),
        swap=SwapForm(formdata=None), may_hand_over=actor.can(HAND_OVER, wish), brings=handover.BRINGS,
    )


@pages.post("/wishes/<int:wish_id>/story")
@require(VIEW)
def story(wish_id: int) -> Any:
    """What the resident told besides, noted in the audit before it is shown."""
    with refusals_shown():
        told = details.open_story(wish_id, current_actor(), reason_sent())
        session.commit()
        return _wish_page(wish_id, told or _("没有写别的。"))
    return redirect(url_for("micro_wish.wish_page", wish_id=wish_id))


@pages.get("/wishes/<int:wish_id>/pictures/<int:picture_id>")
@require(HAND_OVER)
def picture(wish_id: int, picture_id: int) -> Any:
    """A signature or photo of the hand-over."""
    finding.for_station(wish_id, current_actor(), HAND_OVER)
    return send_picture(picture_id, handover.OWNER, wish_id)


@pages.route("/wishes/<int:wish_id>/publish", methods=("GET", "POST"))
@require(VERIFY)
def publish(wish_id: int) -> Any:
    """What stands on the wall: words without a person, group, limit, shares."""
    actor = current_actor()
    wish = finding.for_station(wish_id, actor, VERIFY)
    form = PublishForm(title=wish.title)
    groups = [SelectChoice(group, usual(group)) for group in rules().group_list]
    form.group.choices = [SelectChoice("", _("请选择")), *groups]
    form.limit.description = _("不超过 %(most)s 元。请人帮忙的写 0。", most=rules().limit_yuan)
    if request.method == "POST" and form.validate():
        terms = publishing.Terms(form.title.data, form.group.data, form.limit_fen, form.share.data, form.parts.data or 0)
        try:
            made = publishing.publish(wish_id, actor, terms)
            session.commit()
            flash(_("已公布，编号 %(number)s。", number=made.number), "success")
            return redirect(url_for("micro_wish.wish_page", wish_id=wish_id))
        except Refused as refusal:
            refused(form, refusal)
            wish = finding.for_station(wish_id, actor, VERIFY)
    return render_template("micro_wish/publish.html", form=form, row=wish, found=details.detail(wish))


@pages.route("/wishes/<int:wish_id>/hand-over", methods=("GET", "POST"))
@require(HAND_OVER)
def hand_over(wish_id: int) -> Any:
    """At the door: signature, code or photo."""
    actor = current_actor()
    wish = finding.for_station(wish_id, actor, HAND_OVER)
    form = HandOverForm()
    if request.method == "POST" and form.validate():
        proofs = {"signature": form.signature.data or "", "pin": form.pin.data or "", "photo": form.photo.data}
        try:
            handover.hand_over(wish_id, actor, **proofs)
            session.commit()
            flash(_("心愿实现了！"), "success")
            return redirect(url_for("micro_wish.wish_page", wish_id=wish_id))
        except Refused as refusal:
            refused(form, refusal)
            wish = finding.for_station(wish_id, actor, HAND_OVER)
    if wish.state not in (*handover.BRINGS, "delivered"):
        raise Missing(_("这个心愿现在不用交付，请回到心愿页看看。"))
    return render_template("micro_wish/hand_over.html", form=form, row=wish, found=details.detail(wish))


@pages.get("/reasons")
@require(VIEW)
def reasons() -> Any:
    """Collected, realised, and the others by reason; of all time or of one year."""
    year = request.args.get("year", type=int)
    year = year if year and 2000 <= year <= 2100 else None
    months = figures.per_month()
    return render_template(
        "micro_wish/reasons.html", year=year, collected=figures.count_collected(year),
        realised=figures.count_realised(year), rows=figures.why_not(year), last=months[-1],
        chart_data=figures.chart(months), years=figures.years(),
    )
