"""The resident's phone: make a wish, follow it, confirm that it came, say thank you."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for

from core.api import Missing, Refused, _, carried_out, current_actor, has_consent, require, session, signed_in

from .. import THANKS
from ..forms import StopForm, ThanksForm, WishForm
from ..rules import rules
from ..services import collecting, details, finding, handover, lists, publishing, thanking
from ..workflow import wish_flow
from .blueprint import faults, pages, refused

WISH = "micro_wish.wish"


def wish_form(form: Any) -> Any:
    """Only the kinds that this community takes."""
    kinds = rules().kinds
    form.kind.choices = [choice for choice in form.kind.choices if choice.value in kinds]
    if form.kind.data not in kinds and not form.is_submitted():
        form.kind.data = kinds[0]
    return form


@pages.route("/make", methods=("GET", "POST"))
@require(WISH)
def make() -> Any:
    """许个心愿: which kind, what, and a few words for the station alone."""
    actor = current_actor()
    form = wish_form(WishForm())
    if request.method == "POST" and form.validate():
        try:
            made = collecting.collect(
                actor, actor.person_id, title=form.title.data, kind=form.kind.data, story=form.story.data or ""
            )
            session.commit()
            flash(_("收到您的心愿了！工作站核实以后编号上墙。"), "success")
            return redirect(url_for("micro_wish.my_wish", wish_id=made.id))
        except Refused as refusal:
            refused(form, refusal)
    return render_template("micro_wish/make.html", form=form, back=url_for("micro_wish.my_wishes"))


@pages.get("/mine")
@signed_in
def my_wishes() -> Any:
    """All wishes of this resident, the newest first."""
    rows = lists.wishes_of(current_actor().person_id)
    return render_template("micro_wish/my_wishes.html", rows=rows, states=wish_flow.states_in_words())


@pages.get("/mine/<int:wish_id>")
@signed_in
def my_wish(wish_id: int) -> Any:
    """How far one's own wish is, and what can be done now."""
    return _page(finding.for_resident(wish_id, current_actor()))


def _page(wish: Any, pin: str = "") -> Any:
    actor = current_actor()
    return render_template(
        "micro_wish/my_wish.html", row=wish, state=wish_flow.state_of(wish), pin=pin, purpose=THANKS,
        steps={b.name for b in wish_flow.available(wish, actor) if not b.refusal}, stop=StopForm(formdata=None),
        thanks=ThanksForm(formdata=None), history_steps=details.steps_for_resident(wish, actor.name),
        may_pin=wish.state in (*handover.BRINGS, "delivered"),
        shown=wish.thanks_state in (thanking.WAITING, thanking.SHOWN) and has_consent(wish.person_id, THANKS),
    )


@pages.post("/mine/<int:wish_id>/pin")
@signed_in
def my_pin(wish_id: int) -> Any:
    """A fresh code, shown once: only its hash is kept."""
    actor = current_actor()
    wish = finding.for_resident(wish_id, actor)
    try:
        pin = handover.new_pin(wish_id, actor)
        session.commit()
    except Refused as refusal:
        session.rollback()
        flash(str(refusal), "error")
        return redirect(url_for("micro_wish.my_wish", wish_id=wish_id))
    return _page(wish, pin)


def _steps(wish_id: int, actor: Any) -> dict[str, tuple[Callable[[], Any], Any]]:
    return {
        "confirm": (lambda: handover.confirm_oneself(wish_id, actor), _("恭喜您，心愿实现了！")),
        "withdraw": (lambda: _withdraw(wish_id, actor), _("这个心愿撤下了。")),
        "thank": (lambda: _thank(wish_id, actor), _("谢谢您，帮忙的人会看到这句话。")),
        "take_down": (lambda: thanking.take_down(wish_id, actor), _("已撤回同意，这段话不再给大家看。")),
    }


def _withdraw(wish_id: int, actor: Any) -> Any:
    form = StopForm()
    if not form.validate():
        raise Refused(faults(form))
    return publishing.withdraw(wish_id, actor, form.why.data, form.reason.data)


def _thank(wish_id: int, actor: Any) -> Any:
    form = ThanksForm()
    if not form.validate():
        raise Refused(faults(form))
    return thanking.thank(wish_id, actor, form.thanks.data, public=form.public.data)


@pages.post("/mine/<int:wish_id>/do/<step>")
@signed_in
def my_step(wish_id: int, step: str) -> Any:
    """One step of one's own wish."""
    actor = current_actor()
    finding.for_resident(wish_id, actor)
    steps = _steps(wish_id, actor)
    if step not in steps:
        raise Missing(_("没有这一步，请回到“我的心愿”再试。"))
    action, said = steps[step]
    return carried_out(action, said, url_for("micro_wish.my_wish", wish_id=wish_id))


@pages.route("/mine/<int:wish_id>/amend", methods=("GET", "POST"))
@signed_in
def amend(wish_id: int) -> Any:
    """Put right what was returned, and hand it in again."""
    actor = current_actor()
    wish = finding.for_resident(wish_id, actor)
    form = wish_form(WishForm(kind=wish.kind, title=wish.title))
    back = url_for("micro_wish.my_wish", wish_id=wish_id)
    if request.method == "POST" and form.validate():
        try:
            collecting.amend(wish_id, actor, title=form.title.data, kind=form.kind.data, story=form.story.data or "")
            session.commit()
            flash(_("改好了，工作站会再核实一次。"), "success")
            return redirect(back)
        except Refused as refusal:
            refused(form, refusal)
    return render_template("micro_wish/make.html", form=form, back=back)
