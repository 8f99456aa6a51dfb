"""The resident's page with its small forms, and how each of them is posted."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, url_for

from core.accounts.actor import current_actor
from core.communities.services import community_today
from core.desk import forms as own
from core.desk.services import resident_page
from core.desk.services.resident_page import opened_person
from core.people.approvals import Access, last_asked
from core.people.models import Person
from core.people.register import get_person
from core.tenancy.session import db
from core.web.refusals import refusals_shown


def page(person: Person, **forms: Any) -> str:
    """The page with its small forms; a refused one comes back with what was typed. A child's opens by approval only."""
    access = resident_page.opened(person, current_actor())
    if not access.allowed:
        return closed_page(person, access, forms)
    shown = resident_page.read(person, current_actor(), access)
    all_forms = _fresh(shown) | forms
    end_aid = {aid.id: all_forms[f"end_aid_{aid.id}"] for aid in shown["aid"]}
    return render_template("desk/resident.html", **shown, **all_forms, end_aid=end_aid)


def closed_page(person: Person, access: Access, forms: dict[str, Any]) -> str:
    """What is shown of a child without an approval: the name, why it is shut, and the form to ask."""
    return render_template(
        "desk/child_closed.html",
        person=person,
        access=access,
        asked=last_asked(current_actor(), person),
        ask_form=forms.get("ask_form") or own.ReasonForm(formdata=None, mark="ask"),
        move_out_form=forms.get("move_out_form") or own.MoveOutForm(formdata=None, on=community_today()),
    )


def _fresh(shown: dict[str, Any]) -> dict[str, Any]:
    """Every small form, empty but for today's date and what the person is now; one for each standing aid."""
    person, day = shown["person"], community_today()
    relation = next((m.relation for m in shown["members"] if m.person.id == person.id), "other")
    forms: dict[str, Any] = {
        "open_form": own.ReasonForm(formdata=None),
        "move_in_form": own.MoveInForm(formdata=None, on=day),
        # Who does not live here, such as a volunteer from outside, can only be noted as deceased.
        "move_out_form": own.MoveOutForm(formdata=None, on=day, reason=None if person.household_id else "deceased"),
        "death_form": own.DeathCorrectionForm(formdata=None),
        "relation": relation,
        "relation_form": own.RelationForm(formdata=None, relation=relation),
        "hukou_form": own.HukouForm(formdata=None, on=day),
        "end_hukou_form": own.EndHukouForm(formdata=None, on=day),
        "aid_form": own.AidForm(formdata=None, since=day),
        "erasure_form": own.ReasonForm(formdata=None, mark="erasure"),
    }
    return forms | {f"end_aid_{aid.id}": own.EndAidForm(formdata=None, mark=aid.id, on=day) for aid in shown["aid"]}


def do(
    person_id: int, name: str, form: Any, act: Callable[[Person], str], find: Callable[..., Person] = opened_person
) -> Any:
    """Post one small form: act, commit, say what was done; or show the refusal next to the field.

    `find` opens a child's record by approval only, like every step on it; leaving is noted without.
    """
    person = find(person_id, current_actor(), "people.edit")
    if form.validate_on_submit():
        with refusals_shown(form):
            done = act(person)
            db.session.commit()
            flash(done)
            return redirect(_after(person))
    return page(get_person(person_id, current_actor(), "people.edit"), **{name: form}), 422


def _after(person: Person) -> str:
    """The person's page; the list for a worker whose grid the person has just left."""
    if current_actor().can("people.view", person):
        return url_for("desk.resident", person_id=person.id)
    return url_for("desk.people")
