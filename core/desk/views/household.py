"""What a worker puts right on a resident's page: household, hukou, aid that ended, a death that was none."""
from __future__ import annotations

from typing import Any

from flask import flash, redirect, url_for

from core.accounts.actor import current_actor
from core.accounts.decorators import require
from core.desk.forms import DeathCorrectionForm, EndAidForm, EndHukouForm, HukouForm, RelationForm
from core.desk.services import moves
from core.desk.services.resident_page import opened_person
from core.desk.views.blueprint import blueprint
from core.desk.views.small_forms import do
from core.people.models import Person
from core.people.services import correct_death, set_relation
from core.tenancy.session import db
from core.texts import gettext as _
from core.web.refusals import refusals_shown


@blueprint.post("/people/<int:person_id>/aid/<int:aid_id>/end")
@require("people.edit")
def end_aid(person_id: int, aid_id: int) -> Any:
    """End one aid of the person's household, with a reason."""
    form = EndAidForm(mark=aid_id)
    return do(person_id, f"end_aid_{aid_id}", form, lambda person: moves.finish_aid(person, aid_id, form, current_actor()))


@blueprint.post("/people/<int:person_id>/head")
@require("people.edit")
def set_head(person_id: int) -> Any:
    """Make the person the head of their household."""
    person = opened_person(person_id, current_actor(), "people.edit")
    with refusals_shown():
        done = moves.lead_household(person, current_actor())
        db.session.commit()
        flash(done)
    return redirect(url_for("desk.resident", person_id=person_id))


@blueprint.post("/people/<int:person_id>/relation")
@require("people.edit")
def correct_relation(person_id: int) -> Any:
    """Correct what the person is to the head of the household."""
    form = RelationForm()

    def act(person: Person) -> str:
        set_relation(person, form.relation.data, current_actor())
        return _("已更正%(name)s与户主的关系。", name=person.name)

    return do(person_id, "relation_form", form, act)


@blueprint.post("/people/<int:person_id>/hukou")
@require("people.edit")
def keep_hukou(person_id: int) -> Any:
    """Note where the person's hukou is kept."""
    form = HukouForm()
    return do(person_id, "hukou_form", form, lambda person: moves.keep_hukou(person, form, current_actor()))


@blueprint.post("/people/<int:person_id>/hukou/end")
@require("people.edit")
def end_hukou(person_id: int) -> Any:
    """Note that the person's hukou left the community."""
    form = EndHukouForm()
    return do(person_id, "end_hukou_form", form, lambda person: moves.move_hukou_away(person, form, current_actor()))


@blueprint.post("/people/<int:person_id>/correct-death")
@require("people.edit")
def undo_death(person_id: int) -> Any:
    """Take back a death noted by mistake, with a reason."""
    form = DeathCorrectionForm()

    def act(person: Person) -> str:
        correct_death(person, current_actor(), reason=form.reason.data)
        return _("已更正：%(name)s健在。", name=person.name)

    return do(person_id, "death_form", form, act)
