"""One child's page on the guardian's phone: who fetches it, today's code, going home alone, the health sheet."""
from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from core.api import (
    _,
    age_of,
    carried_out,
    cleaned,
    community_today,
    current_actor,
    refusals_shown,
    send_picture,
    session,
    signed_in,
)

from ..child_models import PickupPerson
from ..guardian_forms import AdultForm, AloneForm
from ..rules import rules
from ..services import codes, family, lists, pickups, renewing
from ..words import WEEKDAYS, relation_title
from .blueprint import pages


@pages.route("/children/<int:child_id>", methods=("GET", "POST"))
@signed_in
def child(child_id: int) -> Any:
    """Who fetches the child; POST names another adult."""
    actor = current_actor()
    family.own_child(actor, child_id)
    form = AdultForm(valid_from=community_today())
    if form.validate_on_submit():
        with refusals_shown(form):
            pickups.name_adult(child_id, actor, form.data, form.photo.data)
            session.commit()
            flash(_("已经授权，老师按照片认人。"), "success")
            return redirect(url_for("after_school.child", child_id=child_id))
    return _page(child_id, form)


def _page(child_id: int, form: AdultForm, code: str = "", code_for: str = "") -> Any:
    person = family.own_child(current_actor(), child_id)
    adults = pickups.adults_of([child_id]).get(child_id, [])
    lapsed = renewing.lapsed_of([child_id]).get(child_id, [])
    terms = {row.Term.id: row.Term for row in lists.enrolments_of([child_id])}
    may_go = person.birth_date is not None and age_of(person.birth_date, community_today()) >= rules().alone_age
    page = render_template(
        "after_school/child.html", child=person, form=form, adults=adults,
        photos=pickups.photos_of([a.id for a in (*adults, *lapsed)]), lapsed=lapsed,
        name_of=PickupPerson.name.clear, relation_title=relation_title, weekdays=WEEKDAYS, code=code, code_for=code_for,
        alone=child_id in pickups.alone_today([child_id]), may_go=may_go, least=rules().alone_age, terms=terms.values(),
        guardians=family.guardians_by_child([child_id]).get(child_id, []),
    )
    return page, 422 if form.errors else 200


@pages.post("/children/<int:child_id>/code")
@signed_in
def code(child_id: int) -> Any:
    """A one-time code for today, shown this once."""
    actor, name = current_actor(), cleaned(request.form.get("name", ""))
    family.own_child(actor, child_id)
    made = ""
    with refusals_shown():
        made = codes.make_code(child_id, actor, name)
        session.commit()
    if not made:
        return redirect(url_for("after_school.child", child_id=child_id))
    return _page(child_id, AdultForm(formdata=None, valid_from=community_today()), made, name)


@pages.post("/adults/<int:pickup_id>/withdraw")
@signed_in
def withdraw_adult(pickup_id: int) -> Any:
    """This adult may not fetch the child any more."""
    actor = current_actor()
    row = pickups.own_adult(pickup_id, actor)
    back = url_for("after_school.child", child_id=row.child_id)
    return carried_out(lambda: pickups.withdraw_adult(pickup_id, actor), _("授权已经取消。"), back)


@pages.post("/adults/<int:pickup_id>/renew")
@signed_in
def renew_adult(pickup_id: int) -> Any:
    """This adult may go on fetching the child, though the guardian who allowed it died."""
    actor = current_actor()
    child_id = pickups.own_adult(pickup_id, actor).child_id
    back = url_for("after_school.child", child_id=child_id)
    return carried_out(lambda: renewing.renew(pickup_id, child_id, actor), _("已经确认，可以照旧来接。"), back)


@pages.get("/adults/<int:pickup_id>/photo/<int:picture_id>")
@signed_in
def adult_photo(pickup_id: int, picture_id: int) -> Any:
    """The photo for the guardian who named the adult."""
    row = pickups.own_adult(pickup_id, current_actor())
    return send_picture(picture_id, pickups.PHOTO, row.id)


@pages.route("/children/<int:child_id>/alone", methods=("GET", "POST"))
@signed_in
def alone(child_id: int) -> Any:
    """Sign that the child goes home alone."""
    actor = current_actor()
    person = family.own_child(actor, child_id)
    form = AloneForm(valid_from=community_today())
    if form.validate_on_submit():
        with refusals_shown(form):
            pickups.sign_alone(child_id, actor, form.valid_from.data, form.valid_until.data, form.signature.data or "")
            session.commit()
            flash(_("同意书已经签好。"), "success")
            return redirect(url_for("after_school.child", child_id=child_id))
        person = family.own_child(actor, child_id)
    page = render_template("after_school/alone.html", child=person, form=form)
    return page, 422 if form.errors else 200


@pages.post("/children/<int:child_id>/alone/withdraw")
@signed_in
def withdraw_alone(child_id: int) -> Any:
    """The child is fetched again."""
    actor = current_actor()
    family.own_child(actor, child_id)
    back = url_for("after_school.child", child_id=child_id)
    return carried_out(lambda: pickups.withdraw_alone(child_id, actor), _("同意已经撤回，以后要有人来接。"), back)
