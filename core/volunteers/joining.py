"""Becoming a volunteer: the application, skills, weekly times, and where the help starts from."""
from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import delete, select

from core.errors import BadEntry
from core.grids.models import Building
from core.grids.services import centre
from core.kernel import audit
from core.kernel.actor import SYSTEM, Actor
from core.kernel.locking import locked
from core.people.models import Person
from core.people.services import VOLUNTEERING, give_consent
from core.tenancy.session import db
from core.texts import gettext as _
from core.volunteers.errors import NoSuchVolunteer
from core.volunteers.models import Availability, Skill, Volunteer, VolunteerSkill
from core.volunteers.workflow import volunteer_workflow

Window = tuple[int, int, int]  # weekday (0 is Monday), start and end in minutes after local midnight


def apply_as_volunteer(
    person: Person,
    actor: Actor,
    *,
    skill_ids: Iterable[int] = (),
    windows: Iterable[Window] = (),
    building: Building | None = None,
    unit_id: int | None = None,
    note: str = "",
) -> Volunteer:
    """Put in a person's application with their consent, which the caller has just been given.

    An application that waits, and a volunteer who serves or pauses, is handed back untouched. Raises BadEntry.
    """
    person = locked(person)  # two applications at once are one
    volunteer = volunteer_of(person.id)
    if volunteer is not None and volunteer.state not in ("left", "refused"):
        return volunteer
    give_consent(person, VOLUNTEERING, actor)
    if volunteer is None:
        volunteer = volunteer_workflow.start(Volunteer(person_id=person.id), actor)
    else:
        volunteer = volunteer_workflow.fire(volunteer, "apply_again", SYSTEM)
    volunteer.unit_id, volunteer.note = unit_id, note.strip()[:300]
    set_base(volunteer, building or person.building)
    set_skills(volunteer, dict.fromkeys(skill_ids))
    set_availability(volunteer, windows)
    return volunteer


def stop_volunteering(person: Person, reason: str) -> None:
    """End a person's service, or their application, because their consent is gone; they may apply again at any time."""
    volunteer = volunteer_of(person.id)
    step = {"applied": "refuse", "active": "leave", "paused": "leave"}.get(volunteer.state) if volunteer else None
    if step:
        volunteer_workflow.fire(volunteer, step, SYSTEM, reason)


def volunteer_of(person_id: int) -> Volunteer | None:
    """A person's row as a volunteer, whatever its state, or None."""
    return db.session.scalar(select(Volunteer).where(Volunteer.person_id == person_id))


def get_volunteer(volunteer_id: int, actor: Actor, permission: str = "volunteers.view") -> Volunteer:
    """The volunteer, if the actor may see them; raises NoSuchVolunteer."""
    volunteer = db.session.get(Volunteer, volunteer_id)
    if volunteer is None or not actor.can(permission, volunteer):
        raise NoSuchVolunteer(_("没有找到这位志愿者，或不在您负责的范围内。"))
    return volunteer


def skills() -> list[Skill]:
    """All skills that the community knows, in its order."""
    return list(db.session.scalars(select(Skill).order_by(Skill.position, Skill.id)))


def set_base(volunteer: Volunteer, building: Building | None) -> None:
    """Where the volunteer starts from: a building, or the middle of the community for people from outside."""
    x, y = (building.x, building.y) if building else centre()
    volunteer.base_x, volunteer.base_y = x, y
    volunteer.building_id, volunteer.grid_id = (building.id, building.grid_id) if building else (None, None)
    db.session.flush()


def set_skills(volunteer: Volunteer, wanted: Mapping[int, date | None]) -> None:
    """Exactly these skills, by id, with the last day of the certificate or None. Raises BadEntry for unknown ones."""
    known = set(db.session.scalars(select(Skill.id).where(Skill.id.in_(list(wanted)))))
    if known != set(wanted):
        raise BadEntry(_("选择的技能已不在列表中，请刷新页面重新选择。"))
    held = {s.skill_id: s for s in db.session.scalars(_skills_of(volunteer))}
    for skill_id in held.keys() - known:
        db.session.delete(held[skill_id])
    for skill_id, valid_until in wanted.items():
        if skill_id in held:
            held[skill_id].valid_until = valid_until
        else:
            db.session.add(holding(volunteer, skill_id, valid_until))
    db.session.flush()


def holding(volunteer: Volunteer, skill_id: int, valid_until: date | None = None) -> VolunteerSkill:
    """The row that says that a volunteer has a skill."""
    return VolunteerSkill(
        volunteer_id=volunteer.id, skill_id=skill_id, valid_until=valid_until,
        base_x=volunteer.base_x, base_y=volunteer.base_y,
    )  # fmt: skip


def set_availability(volunteer: Volunteer, windows: Iterable[Window]) -> None:
    """Exactly these weekly windows; touching and overlapping ones become one. Raises BadEntry."""
    merged: list[Window] = []
    for weekday, start, end in sorted(windows):
        if not (0 <= weekday <= 6 and 0 <= start < end <= 1440):
            raise BadEntry(_("可服务时间的结束要晚于开始，且不跨过午夜，请重新填写。"))
        if merged and merged[-1][0] == weekday and start <= merged[-1][2]:
            merged[-1] = (weekday, merged[-1][1], max(end, merged[-1][2]))
        else:
            merged.append((weekday, start, end))
    mine = delete(Availability).where(Availability.volunteer_id == volunteer.id)
    db.session.execute(mine.execution_options(synchronize_session="fetch"))
    for weekday, start, end in merged:
        db.session.add(
            Availability(volunteer_id=volunteer.id, weekday=weekday, start_minute=start, end_minute=end)
        )
    db.session.flush()


def availability_of(volunteer: Volunteer) -> list[Window]:
    """The weekly windows in order."""
    query = select(Availability.weekday, Availability.start_minute, Availability.end_minute)
    ordered = query.where(Availability.volunteer_id == volunteer.id).order_by(
        Availability.weekday, Availability.start_minute
    )
    return [(weekday, start, end) for weekday, start, end in db.session.execute(ordered)]


def clear_for_minors(volunteer: Volunteer, until: date | None, actor: Actor) -> None:
    """Note that the volunteer's record was checked and work with minors is allowed until a day; None takes it back."""
    volunteer.minors_cleared_until = until
    text = _("更新了%(name)s服务未成年人的准入有效期", name=volunteer.person.name)
    audit.write("volunteers.clear", text, actor=actor, object_kind="volunteer", object_id=volunteer.id)
    db.session.flush()


def _skills_of(volunteer: Volunteer) -> Any:
    return select(VolunteerSkill).where(VolunteerSkill.volunteer_id == volunteer.id)
