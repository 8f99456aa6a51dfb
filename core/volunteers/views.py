"""来了就做志愿者: the public application page."""
from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for

from core.accounts.actor import current_actor
from core.accounts.decorators import public
from core.accounts.delays import network_of
from core.accounts.errors import TooSoon
from core.accounts.forms import refuse
from core.communities.words import usual
from core.errors import Refused
from core.grids.services import buildings
from core.kernel.actor import Actor
from core.people.models import Person
from core.people.services import VOLUNTEERING
from core.tenancy.session import db
from core.volunteers.application import apply_from_outside
from core.volunteers.forms import ApplyForm, as_windows
from core.volunteers.joining import apply_as_volunteer, skills, volunteer_of
from core.volunteers.terms import DAY_PARTS, WEEKDAYS

blueprint = Blueprint("volunteers", __name__, template_folder="templates", url_prefix="/volunteer")


@blueprint.route("/apply", methods=["GET", "POST"])
@public("anybody may offer to help")
def apply() -> Any:
    """Apply to become a volunteer; who is signed in is not asked who they are."""
    actor = current_actor()
    mine = volunteer_of(actor.person_id) if actor.person_id else None
    if mine is not None and mine.state not in ("left", "refused"):
        return redirect(url_for("volunteers.applied"))
    form = ApplyForm()
    houses = [] if actor.person_id else [(b.id, b.name) for b in buildings()]
    form.offer(houses, [(s.id, usual(s.title)) for s in skills()], known=bool(actor.person_id))
    if form.validate_on_submit() and _taken(form, actor):
        return redirect(url_for("volunteers.applied"))
    status = 422 if form.is_submitted() else 200
    shown = {"purpose": VOLUNTEERING, "weekdays": WEEKDAYS, "day_parts": DAY_PARTS}
    return render_template("volunteers/apply.html", form=form, **shown), status


@blueprint.route("/applied")
@public("what happens next")
def applied() -> Any:
    """Say what happens next; the same for those who applied before."""
    return render_template("volunteers/applied.html")


def _taken(form: ApplyForm, actor: Actor) -> bool:
    """Whether the application was stored; a refusal is put next to the field that it is about."""
    wish: dict[str, Any] = {"windows": as_windows(form.times.data or []), "note": form.note.data or ""}
    wish["skill_ids"] = form.skills.data or [] if form.skills else []
    try:
        if actor.person_id:
            apply_as_volunteer(db.session.get_one(Person, actor.person_id), actor, **wish)
        else:
            who = {"name": " ".join(form.name.data.split()), "phone": form.phone.data}
            address = network_of(request.remote_addr)
            apply_from_outside(**who, address=address, building_id=form.building.data, **wish)
        db.session.commit()
    except (TooSoon, Refused) as error:
        db.session.rollback()
        refuse(form.consent, error)
        return False
    return True
