"""What the desk shows of one volunteer, and what a worker changes there."""
from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from core.accounts.actor import CurrentActor
from core.communities.calendar import community_zone
from core.communities.words import usual
from core.desk.services.volunteers import weekly
from core.desk.volunteer_forms import volunteer_form, written
from core.errors import Forbidden
from core.grids.models import Building
from core.grids.services import buildings
from core.kernel import audit
from core.kernel.locking import locked
from core.people.models import Person
from core.tenancy.session import db
from core.texts import gettext as _
from core.volunteers.joining import availability_of, set_availability, set_base, set_skills, skills
from core.volunteers.models import Skill, Volunteer, VolunteerSkill
from core.volunteers.records import given, record_service, totals
from core.volunteers.terms import WEEKDAYS
from core.volunteers.workflow import volunteer_workflow

EDIT = "volunteers.edit"


def detail(row: Volunteer, actor: CurrentActor) -> dict[str, Any]:
    """Everything for the page of one volunteer."""
    return {
        "volunteer": row,
        "person": db.session.get_one(Person, row.person_id),
        "building": db.session.get(Building, row.building_id) if row.building_id else None,
        "skills": [(usual(skill.title), skill.needs_certificate, until) for skill, until in _held(row)],
        "windows": weekly(availability_of(row)),
        "records": given(row.person_id, limit=10),
        "totals": totals(row.person_id),
        "state": volunteer_workflow.state_of(row),
        "steps": volunteer_workflow.available(row, actor),
        "history": volunteer_workflow.history(row),
    }


def _held(row: Volunteer) -> list[tuple[Skill, date | None]]:
    query = select(Skill, VolunteerSkill.valid_until).join(VolunteerSkill, VolunteerSkill.skill_id == Skill.id)
    held = db.session.execute(query.where(VolunteerSkill.volunteer_id == row.id).order_by(Skill.position, Skill.id))
    return [(skill, until) for skill, until in held]


def form_for(row: Volunteer, actor: CurrentActor) -> Any:
    """The form with what is known, offering the buildings in the actor's reach."""
    windows = availability_of(row)
    known: dict[str, Any] = {"base": row.building_id or 0}
    for skill, until in _held(row):
        known |= {f"skill_{skill.id}": True, f"until_{skill.id}": until}
    known |= {f"day_{day}": written(windows, day) for day in range(len(WEEKDAYS))}
    outside = actor.buildings_for(EDIT) is None
    return volunteer_form(skills(), buildings(actor, EDIT), outside=outside, data=known)


def save(row: Volunteer, form: Any, actor: CurrentActor) -> None:
    """Store what the form says: where the volunteer starts from, skills with certificates, weekly hours."""
    row = locked(row)  # two workers who save the same volunteer follow one another
    set_base(row, db.session.get(Building, form.base.data) if form.base.data else None)
    ticked = [int(name.removeprefix("skill_")) for name, on in form.data.items() if name.startswith("skill_") and on]
    set_skills(row, {skill: form.data.get(f"until_{skill}") for skill in ticked})
    set_availability(row, [(day, *span) for day in range(len(WEEKDAYS)) for span in form[f"day_{day}"].spans()])
    text = _("修改了%(name)s的志愿者资料", name=row.person.name)
    audit.write("volunteers.edit", text, actor=actor, object_kind="volunteer", object_id=row.id)


def note_service(row: Volunteer, form: Any, actor: CurrentActor) -> None:
    """Write down a service that nobody checked in to. Raises Forbidden for one's own, BadEntry."""
    if row.person_id == actor.person_id:
        raise Forbidden(_("不能给自己补录，请另一位工作人员来办。"))
    started = datetime.combine(form.on.data, form.start.data, community_zone())
    record = record_service(
        helper_id=row.person_id, source="desk", source_key=f"desk:{form.key.data}", started_at=started,
        ended_at=started + timedelta(minutes=form.minutes.data), actor=actor, note=form.note.data,
    )
    text = _("补录%(name)s的服务%(minutes)s分钟", name=row.person.name, minutes=record.minutes)
    audit.write("volunteers.record", text, actor=actor, object_kind="service_record", object_id=record.id)
