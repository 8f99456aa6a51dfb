"""At the door: the QR that people read, and the one that they show."""
from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from core.api import Person, _, carried_out, current_actor, refusals_shown, require, session, signed_in

from ..services import making, presence
from .blueprint import framed, pages


@pages.route("/in/<token>", methods=("GET", "POST"))
@signed_in
def door(token: str) -> Any:
    """The person read the QR of the activity: one button, and they are noted."""
    actor = current_actor()
    activity = None
    with refusals_shown():
        activity = presence.activity_of_door(token)
        if request.method == "POST":
            signup = presence.arrive(activity, actor)
            session.commit()
            flash(_("签到成功，谢谢您来！"), "success")
            return redirect(url_for("activities.signup", signup_id=signup.id))
    if activity is None:
        return redirect(url_for("activities.mine"))
    return render_template("activities/door.html", activity=presence.activity_of_door(token), token=token)


@pages.get("/lead/<int:activity_id>/door")
@require("activities.run")
def door_sign(activity_id: int) -> str:
    """The QR and the six digits, to be shown or printed at the door."""
    activity = making.for_runner(activity_id, current_actor())
    link = url_for("activities.door", token=presence.door_token(activity), _external=True)
    return framed("activities/door_sign.html", row=activity, link=link)


@pages.post("/lead/<int:activity_id>/door/renew")
@require("activities.run")
def renew_code(activity_id: int) -> Any:
    """Other digits and another QR."""
    actor = current_actor()
    back = url_for("activities.door_sign", activity_id=activity_id)
    return carried_out(lambda: presence.renew_code(activity_id, actor), _("换好了，旧的签到码不能用了。"), back)


@pages.route("/lead/pass/<token>", methods=("GET", "POST"))
@require("activities.run")
def pass_(token: str) -> Any:
    """The leader read a person's QR: one button, and they are noted."""
    actor = current_actor()
    signup, activity = presence.signup_of_pass(token, actor)
    if request.method == "POST":
        back = url_for("activities.run", activity_id=activity.id)
        return carried_out(lambda: presence.mark_here(signup.id, actor, "qr"), _("已签到。"), back)
    return framed("activities/pass.html", row=activity, signup=signup, token=token, name=session.get_one(Person, signup.person_id).name)
