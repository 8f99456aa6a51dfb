"""A child's guardians on a page of their own: who answers for it, ending that with a reason, adding one more."""
from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from core.accounts.actor import current_actor
from core.accounts.decorators import require
from core.desk.forms import AddGuardianForm, ReasonForm
from core.desk.services import guardians as service
from core.desk.services.resident_page import opened_person
from core.desk.views.blueprint import blueprint
from core.errors import Missing
from core.people.ages import is_child
from core.people.guardians import guardians_of
from core.people.models import Person
from core.people.register import get_person
from core.people.rows import rows_of
from core.people.search import search_people
from core.people.terms import GUARDIAN_RELATIONS
from core.tenancy.session import db
from core.texts import gettext as _
from core.web.refusals import refusals_shown

EDIT = "people.edit"


def _child(child_id: int) -> Person:
    """A child under 14 whose record is opened by an approval; raises Missing for a grown-up, NeedsApproval."""
    child = opened_person(child_id, current_actor(), EDIT)
    if not is_child(child):
        raise Missing(_("这里只登记未满 14 岁孩子的监护人。请回到这位居民的页面。"))
    return child


@blueprint.get("/people/<int:child_id>/guardians")
@require(EDIT)
def guardians(child_id: int) -> str:
    """Who answers for the child, and a search for one more."""
    return _page(_child(child_id))


def _page(child: Person, refused: Any = None) -> str:
    family, text = guardians_of(child.id), request.args.get("q", "").strip()
    known = {person.id for _row, person in family} | {child.id}
    hits = [one for one in search_people(text, current_actor()) if one.id not in known] if text else []
    return render_template(
        "desk/guardians.html", person=child, family=family, relations=GUARDIAN_RELATIONS, text=text, found=rows_of(hits),
        add_forms={one.id: AddGuardianForm(formdata=None, mark=one.id, other=one.id) for one in hits},
        end_forms={row.id: ReasonForm(formdata=None, mark=row.id) for row, _person in family}, refused=refused,
    )


@blueprint.post("/people/<int:child_id>/guardians")
@require(EDIT)
def add_guardian(child_id: int) -> Any:
    """Make a resident whom the worker found a guardian of the child."""
    actor, form = current_actor(), AddGuardianForm()
    child = _child(child_id)
    if form.validate_on_submit():
        other = get_person(form.other.data, actor)
        with refusals_shown(form):
            service.add(
                child, other, actor, relation=form.relation.data, may_decide=form.may_decide.data, reason=form.reason.data
            )
            db.session.commit()
            flash(_("%(guardian)s已登记为%(child)s的监护人，监护人都会收到通知。", guardian=other.name, child=child.name))
            return redirect(url_for("desk.guardians", child_id=child_id))
    return _page(_child(child_id), form), 422


@blueprint.post("/people/<int:child_id>/guardians/<int:guardianship_id>/end")
@require(EDIT)
def end_guardian(child_id: int, guardianship_id: int) -> Any:
    """End one guardianship, with a reason that goes into the audit."""
    form, child = ReasonForm(), _child(child_id)
    if form.validate_on_submit():
        with refusals_shown(form):
            guardian = service.end(child, guardianship_id, current_actor(), form.reason.data)
            db.session.commit()
            flash(_("%(guardian)s不再是%(child)s的监护人，监护人都会收到通知。", guardian=guardian.name, child=child.name))
            return redirect(url_for("desk.guardians", child_id=child_id))
    return _page(_child(child_id), form), 422
