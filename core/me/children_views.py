"""A guardian's pages: the own children, and what is theirs to decide about them."""
from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, url_for

from core.accounts.actor import current_actor
from core.accounts.decorators import proven, signed_in
from core.me import children as own
from core.me.forms import CorrectChildForm, GuardianForm, WithdrawForm
from core.me.views import blueprint
from core.people.children import consent_again, correct_child, withdraw_child
from core.people.consents import CHILD_DATA
from core.people.forms import ChildForm
from core.people.guardians import guarded_child, invitations_for
from core.people.models import Person
from core.people.services import children_of, register_child
from core.people.terms import GUARDIAN_RELATIONS, SEXES
from core.privacy.copies import as_file, copy_of_child
from core.tenancy.session import db
from core.texts import gettext as _
from core.web.refusals import carried_out, refusals_shown


@blueprint.get("/children")
@signed_in
def children() -> str:
    """My children, and who asks me to answer for theirs."""
    person_id = current_actor().person_id
    return render_template(
        "me/children.html", children=children_of(person_id), invitations=invitations_for(person_id),
        relations=GUARDIAN_RELATIONS,
    )


@blueprint.route("/children/new", methods=["GET", "POST"])
@signed_in
def new_child() -> Any:
    """Register a child: read, tick, and only then is anything stored."""
    actor, form = current_actor(), ChildForm()
    me = db.session.get_one(Person, actor.person_id)
    form.fit(lives_here=me.household_id is not None)
    if form.validate_on_submit():
        with refusals_shown(form):
            child = register_child(me, actor=actor, **form.values())
            db.session.commit()
            flash(_("已登记%(name)s。", name=child.name))
            return redirect(url_for("me.child", child_id=child.id))
    shown = render_template("me/child_form.html", form=form, purpose=CHILD_DATA, child=None)
    return shown, 422 if form.errors else 200


@blueprint.get("/children/<int:child_id>")
@signed_in
def child(child_id: int) -> str:
    """What is kept about my child, who answers for it, and who opened the record."""
    return _page(child_id, GuardianForm(formdata=None))


def _page(child_id: int, form: GuardianForm) -> str:
    shown = own.read(child_id, current_actor())
    return render_template("me/child.html", form=form, relations=GUARDIAN_RELATIONS, sexes=SEXES, **shown)


@blueprint.route("/children/<int:child_id>/edit", methods=["GET", "POST"])
@signed_in
def correct(child_id: int) -> Any:
    """Put right what is kept about my child."""
    actor = current_actor()
    found, _own = guarded_child(actor, child_id)
    form = CorrectChildForm(data={name: getattr(found, name) for name in ("name", "sex", "birth_date")})
    if form.validate_on_submit():
        values = {name: form[name].data for name in ("name", "sex", "birth_date")}
        values |= {name: form[name].data for name in ("phone", "id_number") if form[name].data}
        with refusals_shown(form):
            correct_child(found, actor, **values)
            db.session.commit()
            flash(_("已更正。"))
            return redirect(url_for("me.child", child_id=child_id))
    shown = render_template("me/child_form.html", form=form, purpose=None, child=guarded_child(actor, child_id)[0])
    return shown, 422 if form.errors else 200


@blueprint.post("/children/<int:child_id>/guardians")
@signed_in
def name_guardian(child_id: int) -> Any:
    """Name a further guardian; the answer is the same whether or not somebody has this phone."""
    actor, form = current_actor(), GuardianForm()
    guarded_child(actor, child_id)
    if form.validate_on_submit():
        with refusals_shown(form):
            own.invite(guarded_child(actor, child_id, deciding=True)[0], form, actor)
            db.session.commit()
            flash(_("已记下。如果姓名和手机号与社区登记的一致，对方会收到消息，同意后生效。"))
            return redirect(url_for("me.child", child_id=child_id))
    return _page(child_id, form), 422


@blueprint.post("/children/<int:child_id>/guardians/<int:guardianship_id>/end")
@signed_in
def end_guardian(child_id: int, guardianship_id: int) -> Any:
    """Take a further guardian off."""
    actor = current_actor()
    guarded_child(actor, child_id)
    return carried_out(
        lambda: own.take_off(guarded_child(actor, child_id, deciding=True)[1], guardianship_id, actor),
        lambda person: _("%(name)s不再是监护人。", name=person.name), url_for("me.child", child_id=child_id),
    )


@blueprint.post("/children/invitations/<int:invitation_id>/<answer>")
@signed_in
def answer_guardian(invitation_id: int, answer: str) -> Any:
    """Say yes or no to being a child's guardian."""
    if answer not in ("accept", "decline"):
        abort(404)
    return carried_out(
        lambda: own.answer(invitation_id, current_actor(), answer == "accept"),
        lambda row: _("您已是%(name)s的监护人。", name=row.child.name) if row.accepted else _("已答复，您不是这个孩子的监护人。"),
        url_for("me.children"),
    )


@blueprint.post("/children/<int:child_id>/consent")
@signed_in
def consent_for_child(child_id: int) -> Any:
    """Say yes to the present text again."""
    actor = current_actor()
    guarded_child(actor, child_id)
    with refusals_shown():
        found, _own = guarded_child(actor, child_id, deciding=True)
        consent_again(found, db.session.get_one(Person, actor.person_id), actor)
        db.session.commit()
        flash(_("已记下您的同意。"))
    return redirect(url_for("me.child", child_id=child_id))


@blueprint.route("/children/<int:child_id>/withdraw", methods=["GET", "POST"])
@signed_in
def withdraw_for_child(child_id: int) -> Any:
    """Take the consent back; the page says first what happens."""
    actor = current_actor()
    found, mine = guarded_child(actor, child_id)
    form = WithdrawForm()
    if form.validate_on_submit():
        with refusals_shown(form):
            found, mine = guarded_child(actor, child_id, deciding=True)
            withdraw_child(found, mine, actor)
            db.session.commit()
            flash(_("已撤回同意，孩子的资料已封存。"))
            return redirect(url_for("me.children"))
    return render_template("me/child_withdraw.html", child=found, own=mine, form=form), 422 if form.errors else 200


@blueprint.post("/children/<int:child_id>/copy")
@proven
def copy_child(child_id: int) -> Any:
    """Everything that is kept about my child, as a file."""
    actor = current_actor()
    found, _own = guarded_child(actor, child_id)
    told = copy_of_child(found, actor)
    db.session.commit()
    return as_file(told, "child.json")
