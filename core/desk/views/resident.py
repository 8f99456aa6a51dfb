"""One resident's page and what a worker does there."""
from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for

from core.accounts.account_rows import account_of, reset_codes, set_active
from core.accounts.activation import issue_activation_code
from core.accounts.actor import current_actor
from core.accounts.decorators import require
from core.communities.services import word
from core.desk.forms import AidForm, MoveInForm, MoveOutForm, PersonForm, ReasonForm
from core.desk.services import moves, register
from core.desk.services.resident_page import opened_person
from core.desk.views.blueprint import blueprint
from core.desk.views.small_forms import do, page
from core.errors import Missing
from core.people.models import HouseholdAid
from core.people.register import get_person
from core.people.services import correct_person, open_sensitive
from core.people.terms import AID_CATEGORIES
from core.tenancy.session import db
from core.texts import gettext as _
from core.web.refusals import refusals_shown

OPENABLE = ("phone", "id_number")


@blueprint.get("/people/<int:person_id>")
@require("people.view")
def resident(person_id: int) -> str:
    """Everything a worker may know of one person."""
    return page(get_person(person_id, current_actor()))


@blueprint.route("/people/<int:person_id>/edit", methods=["GET", "POST"])
@require("people.edit")
def edit_person(person_id: int) -> Any:
    """Correct a person's entry; sensitive fields left empty stay as they are."""
    actor = current_actor()
    person = opened_person(person_id, actor, "people.edit")
    form = PersonForm(data={n: getattr(person, n) for n in ("name", "sex", "birth_date", "note")})
    if form.validate_on_submit():
        values = register.values_of(form)
        kept = {n: v for n, v in values.items() if v or n not in ("phone", "id_number")}
        with refusals_shown(form):
            correct_person(person, actor, **kept)
            db.session.commit()
            flash(_("已保存%(name)s的资料。", name=person.name))
            return redirect(url_for("desk.resident", person_id=person_id))
    title = _("修改%(resident)s资料", resident=word("resident"))
    shown = render_template("desk/person_form.html", form=form, person=person, title=title)
    return shown, 422 if form.errors else 200


@blueprint.post("/people/<int:person_id>/move-in")
@require("people.edit")
def move_in(person_id: int) -> Any:
    """Have the person live behind a door."""
    form = MoveInForm()
    return do(person_id, "move_in_form", form, lambda person: moves.move_to_door(person, form, current_actor()))


@blueprint.post("/people/<int:person_id>/move-out")
@require("people.edit")
def move_out(person_id: int) -> Any:
    """End the person's stay: moved away, or deceased."""
    form = MoveOutForm()
    return do(person_id, "move_out_form", form, lambda person: moves.leave(person, form, current_actor()), get_person)


@blueprint.post("/people/<int:person_id>/aid")
@require("people.edit")
def add_aid(person_id: int) -> Any:
    """Note aid that the person's household gets."""
    form = AidForm()
    return do(person_id, "aid_form", form, lambda person: moves.note_aid(person, form, current_actor()))


@blueprint.post("/people/<int:person_id>/open/<field>")
@require("people.open_sensitive", step_up={"field": "id_number"})
def open_field(person_id: int, field: str) -> Any:
    """Show one sensitive field in clear, with a reason that goes into the audit."""
    actor, form = current_actor(), ReasonForm()
    person = opened_person(person_id, actor)
    if field not in OPENABLE:
        raise Missing(_("没有这一项。"))
    if not form.validate_on_submit():
        return page(person, open_form=form), 422
    clear = open_sensitive(person, field, actor, form.reason.data)
    db.session.commit()
    return page(person, opened={field: clear})


@blueprint.post("/people/<int:person_id>/open-aid/<int:aid_id>")
@require("people.open_sensitive")
def open_aid(person_id: int, aid_id: int) -> Any:
    """Show the category of one aid of the person's household, with a reason."""
    actor, form = current_actor(), ReasonForm()
    person, aid = opened_person(person_id, actor), db.session.get(HouseholdAid, aid_id)
    if aid is None or aid.household_id != person.household_id:
        raise Missing(_("没有找到这项帮扶。"))
    if not form.validate_on_submit():
        return page(person, open_form=form), 422
    category = open_sensitive(aid, "category", actor, form.reason.data, about=person)
    db.session.commit()
    return page(person, opened={aid.id: AID_CATEGORIES.get(category or "", category)})


@blueprint.post("/people/<int:person_id>/account/<position>")
@require("accounts.manage", step_up=True)
def switch_account(person_id: int, position: str) -> Any:
    """Close the person's account, which signs every browser out, or open it again."""
    actor, form = current_actor(), ReasonForm()
    person = opened_person(person_id, actor, "accounts.manage")
    account = account_of(person)
    if account is None or position not in ("on", "off"):
        raise Missing(_("这位居民还没有账号。"))
    if not form.validate_on_submit():
        flash(" ".join(map(str, form.reason.errors)), "error")
        return redirect(url_for("desk.resident", person_id=person_id))
    with refusals_shown():
        set_active(account, position == "on", actor, form.reason.data)
        db.session.commit()
        flash(_("账号已恢复。") if position == "on" else _("账号已停用，所有设备上的登录都已退出。"))
    return redirect(url_for("desk.resident", person_id=person_id))


@blueprint.post("/people/<int:person_id>/reset-codes")
@require("accounts.manage", step_up=True)
def reset_totp(person_id: int) -> Any:
    """Take the one-time codes off the account of somebody who lost the phone."""
    actor, form = current_actor(), ReasonForm()
    account = account_of(opened_person(person_id, actor, "accounts.manage"))
    if account is None:
        raise Missing(_("这位居民还没有账号。"))
    if not form.validate_on_submit():
        flash(" ".join(map(str, form.reason.errors)), "error")
        return redirect(url_for("desk.resident", person_id=person_id))
    with refusals_shown():
        reset_codes(account, actor, form.reason.data)
        db.session.commit()
        flash(_("动态验证码已停用，所有设备上的登录都已退出，也通知了本人。"))
    return redirect(url_for("desk.resident", person_id=person_id))


@blueprint.post("/people/<int:person_id>/activation-code")
@require("accounts.manage", step_up=True)
def activation_code(person_id: int) -> Any:
    """A fresh activation code, shown once with its QR."""
    actor = current_actor()
    person = opened_person(person_id, actor, "accounts.manage")
    with refusals_shown():
        code = issue_activation_code(person, actor)
        db.session.commit()
        return render_template("desk/activation.html", person=person, code=code)
    return redirect(url_for("desk.resident", person_id=person_id))
