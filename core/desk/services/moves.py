"""Moving people through the doors that workers type, and noting aid for their household."""
from __future__ import annotations

from typing import Any

from sqlalchemy import select

from core.accounts.actor import CurrentActor, staff_now_or_later
from core.communities.services import current_community
from core.desk.services.register import values_of
from core.errors import Forbidden, Missing, Refused
from core.grids.doors import typed_door
from core.grids.models import Room
from core.grids.services import find_room
from core.kernel.locking import locked
from core.people.models import Household, HouseholdAid, Person
from core.people.services import (
    end_aid,
    end_hukou,
    grant_aid,
    households_in_room,
    mark_deceased,
    open_household,
    register_hukou,
    register_person,
    set_head,
)
from core.people.services import move_in as people_move_in
from core.people.services import move_out as people_move_out
from core.pluginsystem import dispatch
from core.tenancy.session import db
from core.texts import gettext as _


class NoSuchDoor(Refused):
    """A door was typed that is not on the plan."""

    status = 422
    field = "door"


def register_at_door(form: Any, actor: CurrentActor) -> Person:
    """Put a new person into the register and behind the typed door.

    Only who works for the whole community may leave the door empty: nobody else would find the person again.
    """
    if not form.door.data and actor.buildings_for("people.edit") is not None:
        raise NoSuchDoor(_("请填写门牌，例如 3-502。"))
    person = register_person(actor=actor, **values_of(form))
    if form.door.data:
        move_to_door(person, form, actor)
    return person


def move_to_door(person: Person, form: Any, actor: CurrentActor) -> str:
    """Move the person behind the typed door, into its household or a new one; returns what to tell the worker."""
    room = _room_of(form.door.data)
    if not actor.can("people.edit", room):
        raise NoSuchDoor(_("这个门牌不在您负责的范围内，请联系负责的网格员。"))
    room = locked(room)  # two workers who type the same empty door meet in one household
    living = households_in_room(room.id)
    household = living[0] if living else open_household(room, actor)
    people_move_in(person, household, actor, relation=form.relation.data, on=form.on.data)
    return _("%(name)s已迁入 %(door)s。", name=person.name, door=household.number)


def _room_of(text: str) -> Room:
    door = typed_door(text)
    room = find_room(door.building, door.number, door.entrance or 1) if door else None
    if room is None:
        raise NoSuchDoor(_("没有找到这个门牌。请写成“楼栋-房号”，例如 3-502；有多个单元时写 3-2-502。"))
    return room


def leave(person: Person, form: Any, actor: CurrentActor) -> str:
    """Move out or, for that reason, mark deceased; returns what to tell the worker.

    Who moves away settles things first: an enabled plugin may object. The dead are never held up; but a death ends
    every sign-in, so only who manages roles may note that of staff. Raises Forbidden.
    """
    if form.reason.data == "deceased":
        if person.id == actor.person_id or (staff_now_or_later(person) and not actor.can("console.roles")):
            raise Forbidden(_("%(name)s是工作人员，请联系社区管理员登记。", name=person.name))
        mark_deceased(person, actor, on=form.on.data)
        return _("已登记%(name)s去世。", name=person.name)
    dispatch.veto("may_leave", current_community(), person=person)
    people_move_out(person, actor, on=form.on.data, reason=form.reason.data)
    return _("%(name)s已迁出。", name=person.name)


def note_aid(person: Person, form: Any, actor: CurrentActor) -> str:
    """Note aid for the person's household; returns what to tell the worker."""
    household = db.session.get(Household, person.household_id) if person.household_id else None
    if household is None:
        raise Refused(_("请先登记住址，再登记帮扶。"))
    grant_aid(household, form.category.data, actor, since=form.since.data)
    return _("已为这一户登记帮扶。")


def finish_aid(person: Person, aid_id: int, form: Any, actor: CurrentActor) -> str:
    """End one aid of the person's household; returns what to tell the worker. Raises Missing for another one's aid."""
    aid = db.session.get(HouseholdAid, aid_id)
    if aid is None or aid.household_id != person.household_id:
        raise Missing(_("没有找到这项帮扶。"))
    end_aid(aid, actor, on=form.on.data, reason=form.reason.data)
    return _("这项帮扶已结束。")


def lead_household(person: Person, actor: CurrentActor) -> str:
    """Make the person the head of their household; returns what to tell the worker."""
    household = db.session.get(Household, person.household_id) if person.household_id else None
    if household is None:
        raise Refused(_("请先登记住址，再设为户主。"))
    set_head(household, person, actor)
    return _("%(name)s已成为户主，请核对家人与新户主的关系。", name=person.name)


def keep_hukou(person: Person, form: Any, actor: CurrentActor) -> str:
    """Note behind which door the person's hukou is kept; returns what to tell the worker.

    The door may be in any grid: who lives here may be registered there.
    """
    room = locked(_room_of(form.door.data))
    known = db.session.scalars(select(Household).where(Household.room_id == room.id).order_by(Household.id)).all()
    living = households_in_room(room.id)
    household = next(iter([*living, *known]), None) or open_household(room, actor)
    register_hukou(person, household, actor, on=form.on.data)
    return _("%(name)s的户籍已登记在 %(door)s。", name=person.name, door=household.number)


def move_hukou_away(person: Person, form: Any, actor: CurrentActor) -> str:
    """Note that the hukou left the community; returns what to tell the worker."""
    end_hukou(person, actor, on=form.on.data)
    return _("%(name)s的户籍已迁出。", name=person.name)
